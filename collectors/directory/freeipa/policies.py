"""Password policies: the global one, and those of groups, each of which stands alone (`ipa help pwpolicy`)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import DAY
from collectors.directory.freeipa.grant import ANY, POLICIES
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, normal
from collectors.directory.read import whole as number
from scanner.answers import Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Identity, Lockout, PasswordPolicy, SignIn

POLICY: Final = "freeipa.policy"
SETTINGS: Final = "freeipa.settings"
_GLOBAL: Final = "global_policy"
_SERVICES: Final = ",cn=kerberos service password policy,"
"""What holds for keys of services, which no person types: install/updates/20-default_password_policy.update."""
_GIVES: Final = (PasswordPolicy, Lockout)
NO_LOCKOUT: Final = "kdc:disable lockout"
"""One of ipaConfigString: nobody is locked out, whatever the policies say."""
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        POLICY: Kind(
            title="password policy of FreeIPA",
            gives=_GIVES,
            always=True,
            fix=MappingProxyType(
                {
                    "password-policy.long-enough": "ipa pwpolicy-mod POLICY --minlength=14 (without POLICY of the "
                    "global one)",
                    "password-policy.lockout": "ipa pwpolicy-mod POLICY --maxfail=5 --failinterval=900 "
                    "--lockouttime=900 (without POLICY of the global one)",
                    "password-policy.history-and-age": "ipa pwpolicy-mod POLICY --history=24 --maxlife=DAYS",
                }
            ),
            own={"POLICY": "name"},
        )
    }
)
QUESTIONS: Final = (
    Search(
        id=SETTINGS,
        operation="LDAP search of cn=ipaConfig",
        needs=ANY,
        base="cn=ipaConfig,cn=etc,{defaultNamingContext}",
        scope="base",
        attributes=("cn", "ipaConfigString", "ipaUserAuthType"),
        feeds=(*_GIVES, Identity, SignIn),
        paged=False,
        there=True,
        untried=True,
    ),
    Search(
        id=POLICY,
        operation="LDAP search of the password policies",
        needs=POLICIES,
        base="cn=kerberos,{defaultNamingContext}",
        filter="(objectClass=krbPwdPolicy)",
        attributes=(
            *("cn", "krbPwdMinLength", "krbPwdHistoryLength", "krbMaxPwdLife"),
            *("krbPwdMaxFailure", "krbPwdLockoutDuration", "krbPwdFailureCountInterval"),
        ),
        feeds=_GIVES,
        there=True,
        untried=True,
    ),
)


def words(whole: Directory, name: str) -> tuple[frozenset[str] | None, Got]:
    """Words of a setting of all of FreeIPA, in lower case; None where it was not read."""
    settings, got = whole.only(SETTINGS)
    return (frozenset(one.lower() for one in settings.all(name)) if settings else None), got


def read(whole: Directory) -> Iterator[Fact]:
    """Give each policy. The global one is always there: that it did not come means that they may not be read."""
    got = whole.one(POLICY)
    names = {entry.one("cn").lower() for entry in whole.entries(POLICY)}
    if not got.good or _GLOBAL not in names:
        why = unclear(got, "the global policy did not come") if got.good else got
        yield from gaps(whole.target, POLICY, why, *_GIVES)
    for part, entries in whole.parts(POLICY):
        for entry in entries:
            if _SERVICES not in normal(entry.dn):
                yield from _policy(whole, part, entry)


def _policy(whole: Directory, got: Got, entry: Entry) -> Iterator[Fact]:
    thing = whole.thing(POLICY, entry.dn, entry.one("cn"), got)
    length, short = _set(got, entry, "krbPwdMinLength")
    history, forgotten = _set(got, entry, "krbPwdHistoryLength")
    life, endless = _set(got, entry, "krbMaxPwdLife")
    yield PasswordPolicy(
        **thing,
        min_length=length,
        history=history,
        # 0 is no end: ipaserver/plugins/pwpolicy.py, validate_lifetime.
        max_age_days=FOREVER if life == 0 else None if life is None else -(-life // DAY),
        unread=unread(min_length=short, history=forgotten, max_age_days=endless),
    )
    yield _lockout(whole, thing, got, entry)


def _set(got: Got, entry: Entry, name: str) -> tuple[int | None, Got]:
    """A number of a policy. One that is not set is what ipa-kdb takes for it; which that is no answer says."""
    written = entry.one(name.lower())
    return (
        number(got, written, name)
        if written
        else (None, unclear(got, f"{name} did not come", typed="ipa pwpolicy-show"))
    )


def _lockout(whole: Directory, thing: dict[str, Any], got: Got, entry: Entry) -> Lockout:
    """As ipa_lockout.c and ipa_kdb_audit_as.c count: 0 failures lock nobody out, a lock of 0 seconds does not end."""
    attempts, why = _set(got, entry, "krbPwdMaxFailure")
    locked, short = _set(got, entry, "krbPwdLockoutDuration")
    within, counted = _set(got, entry, "krbPwdFailureCountInterval")
    off, unsaid = words(whole, "ipaconfigstring")
    if off is None:
        attempts, why = None, unsaid
    elif attempts == 0 or NO_LOCKOUT in off:
        attempts, why = FOREVER, got
    return Lockout(
        **thing,
        attempts=attempts,
        seconds=FOREVER if locked == 0 else locked,
        within_seconds=within,
        unread=unread(attempts=why, seconds=short, within_seconds=counted),
    )
