"""What passwords must be: the policy of the domain, and the finer ones for some accounts and groups."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from collectors.directory.active_directory import domain
from collectors.directory.active_directory.expected import there
from collectors.directory.active_directory.grant import PASSWORDS
from collectors.directory.active_directory.words import number, span, span_days
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Credential, Fact, Lockout, PasswordPolicy, Promise

POLICY: Final = "ad.policy"
PSO: Final = "ad.pso"
PSOS: Final = "ad.psos"
CONTAINER: Final = "ad.psos.container"
_STORED: Final[Promise] = (Credential, "password")
_GIVES: Final[tuple[Promise, ...]] = (PasswordPolicy, Lockout, _STORED)
_REVERSIBLE: Final = 0x10
"""DOMAIN_PASSWORD_STORE_CLEARTEXT of pwdProperties: value 0x10 in DOMAIN_PASSWORD_INFORMATION."""


def _fix(command: str) -> Mapping[str, str]:
    return MappingProxyType(
        {
            "password-policy.long-enough": f"{command} -MinPasswordLength 14",
            "password-policy.lockout": f"{command} -LockoutThreshold 5 -LockoutDuration 00:15:00 "
            "-LockoutObservationWindow 00:15:00",
            "password-policy.history-and-age": f"{command} -PasswordHistoryCount 24 -MaxPasswordAge DAYS.00:00:00",
            "password-policy.stored-safely": f"{command} -ReversibleEncryptionEnabled $false; each password stays "
            "readable until it is changed",
        }
    )


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        POLICY: Kind(
            title="password policy of the domain",
            gives=_GIVES,
            always=True,
            fix=_fix("Set-ADDefaultDomainPasswordPolicy -Identity DOMAIN"),
            own={"DOMAIN": "name"},
        ),
        PSO: Kind(
            title="fine-grained password policy",
            gives=_GIVES,
            fix=_fix("Set-ADFineGrainedPasswordPolicy -Identity POLICY"),
            own={"POLICY": "name"},
        ),
    }
)
_PLACE: Final = "CN=Password Settings Container,CN=System,{defaultNamingContext}"
QUESTIONS: Final = (
    Search(
        id=CONTAINER,
        operation="LDAP search of the Password Settings Container",
        needs=PASSWORDS,
        base=_PLACE,
        scope="base",
        attributes=("objectClass", "whenCreated"),
        feeds=_GIVES,
        paged=False,
        there=True,
        untried=True,
    ),
    Search(
        id=PSOS,
        operation="LDAP search in the Password Settings Container",
        needs=PASSWORDS,
        base=_PLACE,
        scope="one",
        filter="(objectClass=msDS-PasswordSettings)",
        attributes=(
            *("cn", "msDS-PasswordSettingsPrecedence", "msDS-PSOAppliesTo"),
            *("msDS-MinimumPasswordLength", "msDS-PasswordHistoryLength", "msDS-MaximumPasswordAge"),
            *("msDS-PasswordReversibleEncryptionEnabled", "msDS-LockoutThreshold"),
            *("msDS-LockoutDuration", "msDS-LockoutObservationWindow"),
        ),
        ranges=True,
        feeds=_GIVES,
        untried=True,
    ),
)


@dataclass(frozen=True)
class Policy:
    """What holds for the passwords of some: each value, or why it is not known."""

    length: tuple[int | None, Got]
    history: tuple[int | None, Got]
    age: tuple[int | None, Got]

    def fact(self, **thing: object) -> PasswordPolicy:
        """As a fact of what `thing` names."""
        (length, short), (history, forgotten), (age, endless) = self.length, self.history, self.age
        return PasswordPolicy(
            **thing,  # type: ignore[arg-type]  # the common fields
            min_length=length,
            history=history,
            max_age_days=age,
            unread=unread(min_length=short, history=forgotten, max_age_days=endless),
        )


def unknown(why: Got) -> Policy:
    """One of which nothing is known."""
    return Policy((None, why), (None, why), (None, why))


def of_domain(whole: Directory) -> Policy:
    """What holds for all for whom nothing finer does (MS-SAMR 3.1.1.7)."""
    entry, got = there(whole, domain.DOMAIN)
    if entry is None:
        return unknown(got)
    return Policy(
        number(got, entry, "minPwdLength"), number(got, entry, "pwdHistoryLength"), span_days(got, entry, "maxPwdAge")
    )


def finer(whole: Directory) -> dict[str, Policy]:
    """The finer policies by their names, as far as they can be read."""
    got = whole.one(PSOS)
    return {entry.dn: _finer(got, entry) for entry in whole.entries(PSOS)} if got.good else {}


def _finer(got: Got, entry: Entry) -> Policy:
    return Policy(
        number(got, entry, "msDS-MinimumPasswordLength"),
        number(got, entry, "msDS-PasswordHistoryLength"),
        span_days(got, entry, "msDS-MaximumPasswordAge"),
    )


def unseen(whole: Directory) -> Got | None:
    """Why there may be finer policies that were not shown; None: all were.

    Who may not read them is told that there are none; the container shows what it is to those alone who may read it,
    and what stands in it inherits that right (MS-ADTS 3.1.1.4.4; by default it is the domain's administrators').
    """
    place, got = there(whole, CONTAINER)
    if got.good and not (place and place.one("objectclass")):
        got = replace(got, outcome="denied", ask=f"{got.ask} ({PASSWORDS})")
    listing = whole.one(PSOS)
    return next((one for one in (got, listing) if not one.good), None)


def read(whole: Directory) -> Iterator[Fact]:
    """Give the policy of the domain, and the finer ones that apply to somebody."""
    entry, got = there(whole, domain.DOMAIN)
    if entry is None:
        yield from gaps(whole.target, POLICY, got, *_GIVES)
    else:
        yield from _domains(whole, entry, got)
    if missing := unseen(whole):
        yield from gaps(whole.target, PSO, missing, *_GIVES)
    for part, entries in whole.parts(PSOS):
        for one in entries:
            if one.all("msds-psoappliesto"):
                yield from _fine(whole, part, one)


def _domains(whole: Directory, entry: Entry, got: Got) -> Iterator[Fact]:
    thing = {**whole.thing(POLICY, entry.dn, domain.name(entry), got), "resource": f"{whole.resource}/passwords"}
    yield of_domain(whole).fact(**thing)
    yield _lockout(thing, got, entry, ("lockoutThreshold", "lockoutDuration", "lockOutObservationWindow"))
    properties, why = number(got, entry, "pwdProperties")
    yield _stored(thing, None if properties is None else bool(properties & _REVERSIBLE), why)


def _fine(whole: Directory, got: Got, entry: Entry) -> Iterator[Fact]:
    whom = sorted(one.partition(",")[0].partition("=")[2] for one in entry.all("msds-psoappliesto"))
    said = f"precedence {entry.one('msds-passwordsettingsprecedence')}, applies to {', '.join(whom[:_MOST])}"
    thing = {**whole.thing(PSO, entry.dn, entry.one("cn"), got), "stands": (said,)}
    yield _finer(got, entry).fact(**thing)
    yield _lockout(
        thing, got, entry, ("msDS-LockoutThreshold", "msDS-LockoutDuration", "msDS-LockoutObservationWindow")
    )
    word = entry.one("msds-passwordreversibleencryptionenabled").upper()
    why = got if word in _BOOLEANS else unclear(got, "it does not say whether passwords can be read back")
    yield _stored(thing, _BOOLEANS.get(word), why)


_BOOLEANS: Final = MappingProxyType({"TRUE": True, "FALSE": False})
_MOST: Final = 5
"""So many names of those that it applies to are read aloud."""


def _lockout(thing: dict[str, object], got: Got, entry: Entry, names: tuple[str, str, str]) -> Lockout:
    """A threshold of 0 locks nobody out, a duration of 0 or without end until somebody helps.

    A window of 0 has no end where it is written as one: else nothing counts together (MS-SAMR 3.1.1.7.1).

    learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/security-policy-settings/
    account-lockout-threshold, account-lockout-duration.
    """
    (attempts, why), (locked, short), (within, counted) = (
        number(got, entry, names[0]),
        *(span(got, entry, name) for name in names[1:]),
    )
    within = 0 if entry.one(names[2].lower()) == "0" else within
    return Lockout(
        **thing,  # type: ignore[arg-type]  # the common fields
        attempts=FOREVER if attempts == 0 else attempts,
        seconds=locked,
        within_seconds=within,
        unread=unread(attempts=why, seconds=short, within_seconds=counted),
    )


HASHES: Final = replace(HIDDEN, ask="how the controllers keep what is no plain password")


def _stored(thing: dict[str, object], reversible: bool | None, why: Got) -> Credential:  # noqa: FBT001  # what was read
    """How new passwords are kept: so that they can be read back, or as hashes that no search shows."""
    return Credential(
        **thing,  # type: ignore[arg-type]  # the common fields
        form="password",
        age_days=None,
        days_left=None,
        stored="reversible" if reversible else None,
        unread=unread(age_days=HIDDEN, days_left=HIDDEN, stored=why if reversible is None or reversible else HASHES),
    )
