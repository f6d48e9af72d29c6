"""The accounts of computers and of services whose passwords change by themselves; and who knows the local passwords."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from collectors.directory.active_directory import words
from collectors.directory.active_directory.expected import some
from collectors.directory.active_directory.grant import ANY
from collectors.directory.active_directory.groups import Groups
from collectors.directory.active_directory.identities import LOGONS, enabled, unused
from collectors.directory.active_directory.rules import rules
from collectors.directory.active_directory.words import bits, sid
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant, Guard, Identity, Promise, Reuse

COMPUTER: Final = "ad.computer"
COMPUTERS: Final = "ad.computers"
_THEFT: Final[Promise] = (Guard, "credential-theft")
_LAPS: Final = ("msLAPS-PasswordExpirationTime", "ms-Mcs-AdmPwdExpirationTime")
"""When the local administrator's password is changed next, by Windows LAPS and by the older product. The passwords
themselves stand in other attributes, which nobody asks for."""
_RULES: Final = rules(least_privilege__guarded=("V-243478",), password_policy__one_use=("V-243471",))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        COMPUTER: Kind(
            title="computer or managed service account of Active Directory",
            gives=(Identity, Reuse, _THEFT),
            may=(Reuse, _THEFT),
            fix=MappingProxyType(
                {
                    "account-lifecycle.unused-closed": "Disable-ADAccount -Identity NAME",
                    "least-privilege.guarded": "Set-ADAccountControl -Identity NAME -TrustedForDelegation $false; "
                    "delegate to the services that it needs alone",
                    "password-policy.one-use": "let Windows LAPS keep its local administrator's password: Computer "
                    "Configuration > Administrative Templates > System > LAPS",
                }
            ),
            asked_by=lambda check: _RULES.get(check, ()),
            own={"NAME": "name"},
        )
    }
)
QUESTIONS: Final = (
    Search(
        id=COMPUTERS,
        operation="LDAP search of the accounts of computers",
        needs=ANY,
        # SAM_MACHINE_ACCOUNT (MS-SAMR 2.2.1.9): managed service accounts too.
        filter="(sAMAccountType=805306369)",
        attributes=(
            *("sAMAccountName", "objectClass", "userAccountControl", "accountExpires", "whenCreated"),
            *("primaryGroupID", "sIDHistory", *LOGONS, *_LAPS),
        ),
        reduce={"sidhistory": sid},
        feeds=(Identity, Grant, Reuse, _THEFT),
        untried=True,
    ),
)


def read(whole: Directory, groups: Groups) -> Iterator[Fact]:
    """Give each of them."""
    got, unsaid = some(whole, COMPUTERS, "no computer came"), 0
    if not got.good:
        yield from gaps(whole.target, COMPUTER, got, *KINDS[COMPUTER].gives)
    for part, entries in whole.parts(COMPUTERS):
        for entry in entries:
            unsaid += bits(entry) is None
            yield from _computer(whole, groups, part, entry)
    if unsaid and got.good:
        lacks = unclear(got, f"userAccountControl of {unsaid} did not come")
        yield from gaps(whole.target, COMPUTER, lacks, *KINDS[COMPUTER].may)


def _computer(whole: Directory, groups: Groups, got: Got, entry: Entry) -> Iterator[Fact]:
    thing, said = whole.thing(COMPUTER, entry.dn, entry.one("samaccountname"), got), bits(entry)
    on, why = enabled(got, entry, said)
    days, unknown = unused(got, entry)
    listing = groups.listing
    yield Identity(
        **thing,
        holder="machine",
        enabled=on,
        interactive=False,
        privileged=groups.privileged(entry.dn) if listing.good else None,
        mfa=None,
        unused_days=days,
        keys=0,  # it has a password, which it changes by itself
        unread=unread(enabled=why, privileged=listing, mfa=HIDDEN, unused_days=unknown),
    )
    if said is None or on is False or said & words.CONTROLLER:
        return
    yield _delegation(thing, said)
    if "computer" in [one.lower() for one in entry.all("objectclass")] and not _managed(entry):
        yield _local(thing, got, entry)


def _managed(entry: Entry) -> bool:
    return any("managedserviceaccount" in one.lower() for one in entry.all("objectclass"))


def _delegation(thing: dict[str, Any], said: int) -> Guard:
    lent = bool(said & words.DELEGATED)
    return Guard(
        **thing,
        prevents="credential-theft",
        in_force=not lent,
        considered=(
            "whoever signs in to it lends it all their rights (unconstrained delegation)"
            if lent
            else "nobody lends it their rights without limit",
        ),
    )


_LATE: Final = 30
"""Days for which a machine may have been off when its password was due: as many as LAPS keeps one by default
(PasswordAgeDays)."""
_ELSEWHERE: Final = replace(
    HIDDEN, ask="its local administrator's password, which LAPS does not keep here, or no longer changes"
)


def _local(thing: dict[str, Any], got: Got, entry: Entry) -> Reuse:
    """LAPS draws each password anew: learn.microsoft.com/windows-server/identity/laps/laps-overview.

    One that should have been changed long ago tells nothing: the machine may have been set up anew without LAPS.
    """
    kept = any(words.until(got, when) > -_LATE for when in map(entry.one, map(str.lower, _LAPS)) if when)
    return Reuse(**thing, elsewhere=() if kept else None, unread=() if kept else unread(elsewhere=_ELSEWHERE))
