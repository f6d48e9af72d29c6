"""Whose an account is, whether it is on, when it was used last, and whether a smart card is asked for."""

from dataclasses import replace
from typing import Final, Literal

from collectors.directory.active_directory import words
from collectors.directory.active_directory.everyone import People
from collectors.directory.active_directory.words import bits, rid
from collectors.directory.read import Entry, age, normal
from scanner.answers import HIDDEN, NOT_ASKED, Got, unclear, unread
from scanner.facts import FOREVER, Identity

_BUILT_IN: Final = (500, 501)
"""Administrator and Guest, whatever they are called: learn.microsoft.com/windows-server/identity/ad-ds/manage/
understand-security-identifiers."""
LOGONS: Final = ("lastLogonTimestamp", "lastLogon", "logonCount")
"""All of the property set User-Logon: one may read all of them or none."""
_INEXACT: Final = "lastLogonTimestamp is written at most once in 14 days (msDS-LogonTimeSyncInterval)"
Holder = Literal["person", "machine", "built-in", "break-glass"]


def enabled(got: Got, entry: Entry, said: int | None) -> tuple[bool | None, Got]:
    """Neither switched off nor over."""
    if said is None:
        return None, unclear(got, "its userAccountControl did not come: it takes read on Account Restrictions")
    return not (said & words.DISABLED or words.over(got, entry.one("accountexpires"))), got


def unused(got: Got, entry: Entry) -> tuple[int | None, Got]:
    """Days since it was let in last; since it was made if it never was.

    That no such attribute came tells nothing: whoever may read one of the set may read all of it.
    """
    if not any(entry.one(name.lower()) for name in LOGONS):
        return None, unclear(got, "when it was last used did not come: it takes read on Logon Information")
    last = words.newest(entry, ("lastlogontimestamp", "lastlogon"))
    days = words.since(got, last)
    return (days, got) if days != FOREVER else age(got, entry.one("whencreated"))


def _holder(people: People, entry: Entry) -> Holder:
    if people.break_glass and normal(entry.dn) in people.break_glass:
        return "break-glass"
    if rid(entry.one("objectsid")) in _BUILT_IN:
        return "built-in"
    return "machine" if entry.all("serviceprincipalname") else "person"


def identity(people: People, got: Got, entry: Entry, on: tuple[bool | None, Got]) -> Identity:
    """One account. on: whether it is, or why that is not known."""
    said, holder, rules = bits(entry), _holder(people, entry), people.rules(entry)
    days, why = unused(got, entry)
    if holder == "built-in" and why.good and not int(words.newest(entry, ("lastlogontimestamp", "lastlogon")) or 0):
        days = FOREVER
    card = None if said is None else bool(said & words.SMART_CARD)
    mfa, unknown = _strength(people, got, card=card, rules=rules)
    ruling = people.groups.listing
    return Identity(
        **people.thing(got, entry),
        stands=(_INEXACT,),
        holder=holder,
        enabled=on[0],
        interactive=None if card is None else not card,
        privileged=rules,
        mfa=mfa,
        unused_days=days,
        keys=None,
        unread=unread(enabled=on[1], interactive=on[1], privileged=ruling, mfa=unknown, unused_days=why, keys=_KEYS),
    )


_KEYS: Final = replace(
    NOT_ASKED, ask="msDS-KeyCredentialLink and altSecurityIdentities: keys and certificates that let it in"
)
_IN_FRONT: Final = replace(HIDDEN, ask="a second factor that another product asks for")


def _strength(
    people: People, got: Got, *, card: bool | None, rules: bool | None
) -> tuple[Literal["none", "phishing-resistant"] | None, Got]:
    """A smart card is the one second factor that the directory itself asks for (SMARTCARD_REQUIRED).

    Where none is demanded by the target, nothing is said: what stands in front of the directory no attribute tells.
    """
    if card is None:
        return None, unclear(got, "whether it needs a smart card did not come: it takes read on Account Restrictions")
    if card:
        return "phishing-resistant", got
    if people.carded == "everyone" or (people.carded == "privileged" and rules):
        return "none", got
    return None, people.groups.listing if rules is None and people.carded == "privileged" else _IN_FRONT
