"""Groups that rule the domain, by their well-known identifiers: who is in them, by way of other groups too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from collectors.directory.active_directory.words import rid
from collectors.directory.read import Directory, Entry, normal
from scanner.answers import Got, unclear

GROUPS: Final = "ad.groups"
Right: TypeAlias = Literal["everything", "administer"]
# Domain-relative parts and identifiers of BUILTIN: learn.microsoft.com/windows-server/identity/ad-ds/manage/
# understand-security-identifiers, and DISA's lists in V-243477, V-243487, V-243496, V-243502.
_IN_DOMAIN: Final[Mapping[int, Right]] = MappingProxyType(
    {
        512: "everything",  # Domain Admins
        519: "everything",  # Enterprise Admins
        518: "administer",  # Schema Admins
        520: "administer",  # Group Policy Creator Owners
        526: "administer",  # Key Admins
        527: "administer",  # Enterprise Key Admins
    }
)
_BUILT_IN: Final[Mapping[str, Right]] = MappingProxyType(
    {
        "S-1-5-32-544": "everything",  # Administrators
        "S-1-5-32-548": "administer",  # Account Operators
        "S-1-5-32-549": "administer",  # Server Operators
        "S-1-5-32-550": "administer",  # Print Operators
        "S-1-5-32-551": "administer",  # Backup Operators
        "S-1-5-32-557": "administer",  # Incoming Forest Trust Builders
    }
)
_BY_NAME: Final = ("dnsadmins",)
"""It has no well-known identifier; no language has another name for it."""
PROTECTED_USERS: Final = 525


@dataclass
class Group:
    """A group that rules, and all that is in it by way of others."""

    entry: Entry
    got: Got
    right: Right | None
    """None: it rules nothing, and shields who is in it (Protected Users)."""
    within: set[str] = field(default_factory=set)
    """Names of all groups that are in it, itself too."""
    members: set[str] = field(default_factory=set)
    """Names of what is in these and is no group."""
    primary: set[str] = field(default_factory=set)
    """primaryGroupID of accounts that are in one of these groups by that: none of them is listed as member."""
    people: dict[str, str] = field(default_factory=dict)
    """Of those the accounts that were listed: by name of entry what they are called."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.entry.one("samaccountname")


class Groups:
    """All groups that rule, or shield."""

    def __init__(self, whole: Directory) -> None:
        """Go through all groups: once for those that rule, once for what is in which, once for who is in these."""
        self.listing = whole.one(GROUPS)
        """Good only where it tells who is in the groups that rule."""
        self.known: list[Group] = []
        self.missing = whole.declared("privileged")
        """Names that were declared, of which no group came."""
        if self.listing.good:
            every = self._known(whole)
            self._spread(_inner(whole, every, {group.entry.one("objectsid"): group.entry.dn for group in self.known}))
            self._fill(whole, every)
            if not self._shown:
                said = "no group that rules came with a member: that takes read on Membership"
                self.listing = unclear(self.listing, said)

    def _known(self, whole: Directory) -> set[str]:
        """Find those that rule or shield. Gives the names of all groups there are."""
        every, declared = set[str](), self.missing
        for got, entries in whole.parts(GROUPS):
            for entry in entries:
                every.add(entry.dn)
                right = _right(entry, declared)
                if right or rid(entry.one("objectsid")) == PROTECTED_USERS:
                    self.known.append(Group(entry, got, right))
        self.missing = declared - {normal(group.entry.dn) for group in self.known}
        return every

    def _spread(self, inner: Mapping[str, list[str]]) -> None:
        for group in self.known:
            waiting = [group.entry.dn]
            while waiting:
                if (name := waiting.pop()) not in group.within:
                    group.within.add(name)
                    waiting.extend(inner.get(name, ()))

    def _fill(self, whole: Directory, every: set[str]) -> None:
        wanted = frozenset[str]().union(*(group.within for group in self.known))
        for entry in whole.entries(GROUPS):
            if entry.dn in wanted:
                some = [one for one in entry.all("member") if one not in every]
                for group in self.known:
                    if entry.dn in group.within:
                        group.members.update(some)
                        group.primary.add(str(rid(entry.one("objectsid"))))

    @property
    def _shown(self) -> bool:
        """Members are shown: a group at least that may do everything has some, since one is in another from the start.

        The groups that rule have one list of who may look at them: MS-ADTS 3.1.1.6.1, AdminSDHolder.
        """
        return any(group.members or len(group.within) > 1 for group in self.known if group.right == "everything")

    @property
    def ruling(self) -> list[Group]:
        """Those that rule."""
        return [group for group in self.known if group.right]

    @cached_property
    def _by(self) -> Mapping[str, list[Group]]:
        """By who is in them: a name, a primaryGroupID, or an identifier that one had before (sIDHistory)."""
        found: dict[str, list[Group]] = {}
        for group in self.known:
            for key in (*group.members, *group.primary, group.entry.one("objectsid")):
                found.setdefault(key, []).append(group)
        return found

    def meet(self, entry: Entry) -> None:
        """Look whether an account is in some of them."""
        for key in (entry.dn, entry.one("primarygroupid"), *entry.all("sidhistory")):
            for group in self._by.get(key, ()):
                group.people[entry.dn] = entry.one("samaccountname") or entry.dn

    @cached_property
    def _ruled(self) -> frozenset[str]:
        """All accounts that are in some that rule; asked for once all were met."""
        return frozenset(dn for group in self.ruling for dn in group.people)

    def privileged(self, dn: str) -> bool:
        """An account is in a group that rules."""
        return dn in self._ruled

    def shielded(self, dn: str) -> bool:
        """An account is in Protected Users: nobody may act for it, and it gets no weak keys."""
        return any(dn in group.people for group in self.known if not group.right)


def _inner(whole: Directory, every: set[str], known: Mapping[str, str]) -> dict[str, list[str]]:
    """Which groups are in which; few are in any. One that was another before (sIDHistory) counts as in that one.

    known: by their identifiers the names of those that rule.
    """
    found: dict[str, list[str]] = {}
    for entry in whole.entries(GROUPS):
        if some := [one for one in entry.all("member") if one in every]:
            found.setdefault(entry.dn, []).extend(some)
        for before in entry.all("sidhistory"):
            if before in known:
                found.setdefault(known[before], []).append(entry.dn)
    return found


def _right(entry: Entry, declared: frozenset[str]) -> Right | None:
    identifier, name = entry.one("objectsid"), entry.one("samaccountname").lower()
    if right := _BUILT_IN.get(identifier):
        return right
    if identifier.startswith("S-1-5-21-") and (right := _IN_DOMAIN.get(rid(identifier))):
        return right
    return "administer" if name in _BY_NAME or normal(entry.dn) in declared else None
