"""Accounts of people: on or off, used or not, and the weakest way in; and who of them may administer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

from collectors.directory.freeipa import factors, policies, ruling
from collectors.directory.freeipa.factors import Words
from collectors.directory.freeipa.grant import LOGINS
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, age, normal
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Grant, Identity, SignIn

ACCOUNT: Final = "freeipa.account"
ACCOUNTS: Final = "freeipa.accounts"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        **ruling.KINDS,
        ACCOUNT: Kind(
            title="account of FreeIPA",
            gives=(Identity,),
            fix=MappingProxyType(
                {
                    "account-lifecycle.unused-closed": "ipa user-disable NAME",
                    "unique-user-identification.no-shared-account": "ipa user-add for each person; ipa user-disable "
                    "NAME",
                    "mfa.every-person": "ipa otptoken-add --owner=NAME; ipa user-mod NAME --user-auth-type=otp",
                    "mfa.phishing-resistant-administrators": "ipa user-mod NAME --user-auth-type=passkey (or pkinit)",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)
QUESTIONS: Final = (
    *ruling.QUESTIONS,
    factors.QUESTION,
    Search(
        id=ACCOUNTS,
        operation="LDAP search of the accounts",
        needs=LOGINS,
        base="cn=users,cn=accounts,{defaultNamingContext}",
        scope="one",
        filter="(objectClass=posixAccount)",
        attributes=(
            *("uid", "krbPrincipalName", "nsAccountLock", "krbPrincipalExpiration", "createTimestamp"),
            *("ipaUniqueID", "ipaUserAuthType"),
            *("krbLastSuccessfulAuth", "krbLastFailedAuth", "krbLoginFailedCount"),
        ),
        feeds=(Grant, Identity, SignIn),
        there=True,
        untried=True,
    ),
)


@dataclass(frozen=True)
class _People:
    """What is asked for once, of all accounts."""

    whole: Directory
    ruling: ruling.Ruling
    factors: factors.Factors

    @cached_property
    def emergency(self) -> frozenset[str]:
        """Accounts that are declared as kept for emergencies."""
        return self.whole.declared("break_glass")

    @cached_property
    def settings(self) -> Words:
        """What is set for all of FreeIPA."""
        return policies.words(self.whole, "ipaconfigstring")


def read(whole: Directory) -> Iterator[Fact]:
    """Give what groups and roles grant, and everyone's account."""
    ruled, got = ruling.Ruling(whole), whole.one(ACCOUNTS)
    yield from ruling.grants(whole, ruled)
    if not got.good:
        yield from gaps(whole.target, ACCOUNT, got, Identity)
    people = _People(whole, ruled, factors.Factors(whole))
    for part, entries in whole.parts(ACCOUNTS):
        for entry in entries:
            yield _identity(people, part, entry)


def _identity(people: _People, got: Got, entry: Entry) -> Identity:
    on, locked = enabled(got, entry)
    mfa, weak = people.factors.strength(got, entry)
    days, unknown = _unused(got, entry, people.settings)
    dn, bad = normal(entry.dn), people.ruling.bad
    rules = True if dn in people.ruling.people else None if bad else False
    return Identity(
        **people.whole.thing(ACCOUNT, entry.dn, entry.one("uid"), got),
        stands=("krbLastSuccessfulAuth is of the server that was asked",),
        holder="break-glass" if dn in people.emergency else "person",
        enabled=on,
        interactive=True,
        privileged=rules,
        mfa=mfa,
        unused_days=days,
        keys=None,
        unread=unread(enabled=locked, privileged=bad or got, mfa=weak, unused_days=unknown, keys=NOT_ASKED),
    )


def enabled(got: Got, entry: Entry) -> tuple[bool | None, Got]:
    """NsAccountLock is not there where an account is on; who may read krbPrincipalName may read it too."""
    lock, ends = entry.one("nsaccountlock").lower(), entry.one("krbprincipalexpiration")
    if not (lock or entry.one("krbprincipalname")):
        return None, unclear(got, "whether it is locked did not come")
    ended, why = age(got, ends) if ends else (-1, got)
    if ended is None:
        return None, why
    return lock != "true" and ended < 0, got


_NOT_KEPT: Final = replace(HIDDEN, ask="when it was last let in: “KDC:Disable Last Success” is set")
_LAST: Final = ("krblastsuccessfulauth", "krblastfailedauth", "krbloginfailedcount")


def _unused(got: Got, entry: Entry, settings: Words) -> tuple[int | None, Got]:
    """Days since it was let in by this server; since it was made if never."""
    common, why = settings
    if common is None:
        return None, why
    if "kdc:disable last success" in common:
        return None, _NOT_KEPT
    if not any(map(entry.one, _LAST)):
        return None, unclear(got, f"when it was last let in did not come: it takes {LOGINS.partition(':')[2]}")
    days, why = age(got, entry.one("krblastsuccessfulauth") or entry.one("createtimestamp"))
    return (None, unclear(got, "when it was made did not come")) if days == FOREVER else (days, why)
