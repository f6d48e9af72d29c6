"""What a password must be, and what happens after wrong ones: by the overlay ppolicy (slapo-ppolicy(5))."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from collectors.directory.openldap.config import Config
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, normal
from collectors.directory.read import whole as number
from scanner.answers import Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Lockout, PasswordPolicy

POLICIES: Final = "openldap.policies"
NEEDS: Final = "openldap:entries"
DATABASE: Final = "openldap.database"
POLICY: Final = "openldap.policy"
_DAY: Final = 86400
QUESTION: Final = Search(
    id=POLICIES,
    operation="search for password policies",
    needs=NEEDS,
    feeds=(PasswordPolicy, Lockout),
    filter="(objectClass=pwdPolicy)",
    attributes=(
        *("cn", "pwdMinLength", "pwdCheckQuality", "pwdInHistory", "pwdMaxAge"),
        *("pwdLockout", "pwdMaxFailure", "pwdLockoutDuration", "pwdFailureCountInterval"),
    ),
)
_FIX: Final[Mapping[str, str]] = MappingProxyType(
    {
        "password-policy.long-enough": "ldapmodify: pwdMinLength: 14 and pwdCheckQuality: 2 in the policy; without the"
        " second nothing is checked. Where there is no policy: load ppolicy (olcModuleLoad), put olcOverlay: ppolicy on"
        " the database, and name the policy in olcPPolicyDefault",
        "password-policy.lockout": "ldapmodify: pwdLockout: TRUE, pwdMaxFailure: 5, pwdLockoutDuration: 900,"
        " pwdFailureCountInterval: 900 in the policy that olcPPolicyDefault names",
        "password-policy.history-and-age": "ldapmodify: pwdInHistory and pwdMaxAge (seconds) in the policy",
    }
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DATABASE: Kind(title="OpenLDAP database", gives=(PasswordPolicy, Lockout), fix=_FIX),
        POLICY: Kind(title="OpenLDAP password policy", gives=(PasswordPolicy, Lockout), fix=_FIX),
    }
)


@dataclass(frozen=True)
class _Rule:
    """One policy, or none at all; `got`: the reason for what it does not tell."""

    thing: Mapping[str, Any]
    entry: Entry
    got: Got
    whole: bool
    """What does not stand in it is not set."""

    def number(self, name: str) -> tuple[int | None, Got]:
        """What it sets; 0 where it sets nothing, which slapd takes for 0."""
        if written := self.entry.one(name):
            return number(self.got, written, name)
        return (0, self.got) if self.whole else (None, unclear(self.got, f"whether {name} may be read is not known"))


def read(whole: Directory) -> Iterator[Fact]:
    """Give what each database demands by default, and what policies of single accounts demand."""
    config, found = Config(whole), whole.one(POLICIES)
    if bad := next((got for got in (found, config.got) if not got.good), None):
        # What an entry sets is in force where the overlay is, and nowhere else.
        for kind in (DATABASE, POLICY):
            yield from gaps(whole.target, kind, bad, PasswordPolicy, Lockout)
        return
    policies = {normal(entry.dn): (part, entry) for part, some in whole.parts(POLICIES) for entry in some}
    for base in whole.bases:
        yield from _of_base(whole, config, base, policies)
    for dn, (part, entry) in policies.items():
        if dn not in config.defaults and (database := config.holding(dn)) and database.overlay("ppolicy"):
            yield from _both(_Rule(whole.thing(POLICY, dn, entry.one("cn"), part), entry, part, _told(config, dn)))
    if any(config.hidden(base) is None for base in whole.bases):
        why = unclear(found, "whether all entries may be seen is not known")
        yield from gaps(whole.target, POLICY, why, PasswordPolicy, Lockout)


def _of_base(whole: Directory, config: Config, base: str, policies: Mapping[str, tuple[Got, Entry]]) -> Iterator[Fact]:
    database = config.holding(base)
    if database is None:
        why = unclear(config.got, f"no database holds {base}")
        yield from gaps(whole.target, DATABASE, why, PasswordPolicy, Lockout)
    elif normal(base) not in config.logs:
        yield from _of_database(whole, config, base, database.default, policies.get(database.default))


def _of_database(
    whole: Directory, config: Config, base: str, default: str, found: tuple[Got, Entry] | None
) -> Iterator[Fact]:
    """What is demanded of accounts without a policy of their own: nothing, where slapd finds none."""
    part, entry = found or (whole.one(POLICIES), Entry("", {}))
    thing = whole.thing(DATABASE, base, base, config.got, part)
    if not found and default and config.hidden(base) is None:
        part = unclear(part, f"the policy {default} may be there, and not be shown")
        yield from _both(_Rule(thing, entry, part, whole=False))
        return
    stands = f"policy {entry.dn}" if found else "no policy: olcPPolicyDefault names none that is there"
    yield from _both(_Rule({**thing, "stands": (stands,)}, entry, part, _told(config, base) or not found))


def _told(config: Config, base: str) -> bool:
    """Every attribute of a policy would be shown."""
    kept = config.hidden(base)
    return kept is not None and kept.isdisjoint(name.lower() for name in QUESTION.attributes)


def _both(rule: _Rule) -> Iterator[Fact]:
    yield _policy(rule)
    yield _lockout(rule)


def _policy(rule: _Rule) -> PasswordPolicy:
    quality, unchecked = rule.number("pwdcheckquality")
    length, short = (0, rule.got) if quality == 0 else rule.number("pwdminlength")
    if quality is None:
        length, short = None, unchecked
    history, forgotten = rule.number("pwdinhistory")
    seconds, endless = rule.number("pwdmaxage")
    return PasswordPolicy(
        **rule.thing,
        min_length=length,
        history=history,
        max_age_days=None if seconds is None else seconds // _DAY if seconds else FOREVER,
        unread=unread(min_length=short, history=forgotten, max_age_days=endless),
    )


def _lockout(rule: _Rule) -> Lockout:
    on, unsaid = _on(rule)
    tries, untold = rule.number("pwdmaxfailure") if on else (0, rule.got)
    locked, unlocked = rule.number("pwdlockoutduration")
    within, uncounted = rule.number("pwdfailurecountinterval")
    return Lockout(
        **rule.thing,
        attempts=None if on is None or tries is None else tries or FOREVER,
        seconds=None if locked is None else locked or FOREVER,
        within_seconds=None if within is None else within or FOREVER,
        unread=unread(attempts=unsaid if on is None else untold, seconds=unlocked, within_seconds=uncounted),
    )


def _on(rule: _Rule) -> tuple[bool | None, Got]:
    if said := rule.entry.one("pwdlockout"):
        return said.upper() == "TRUE", rule.got
    return (False, rule.got) if rule.whole else (None, unclear(rule.got, "whether pwdLockout may be read is not known"))
