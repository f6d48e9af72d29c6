"""Groups that rule the domain, by their well-known identifiers: who is in them, by way of other groups too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from collectors.directory.active_directory.grant import ANY
from collectors.directory.active_directory.rules import rules
from collectors.directory.active_directory.words import rid, sid
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, normal
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Credential, Fact, Grant, Guard, Identity

GROUP: Final = "ad.group"
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
_FOREIGN: Final = "s-1-5-21-"
"""Of another domain, where it stands among the foreign principals; others there are of Windows itself."""
_SECURITY: Final = "(&(objectCategory=group)(groupType:1.2.840.113556.1.4.803:=2147483648))"
"""Nobody gets a right by a list for mail: learn.microsoft.com/windows/win32/ad/group-objects."""
_RULES: Final = rules(
    least_privilege__no_everything=("V-243466", "V-243502"), business_associates__outsiders_known=("V-243496",)
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        GROUP: Kind(
            title="privileged group of Active Directory",
            gives=(Grant,),
            always=True,
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "Remove-ADGroupMember -Identity GROUP -Members ACCOUNT; delegate "
                    "what the work needs",
                    "least-privilege.asked-for": "add members for a while alone: Add-ADGroupMember -Identity GROUP "
                    "-Members ACCOUNT -MemberTimeToLive (New-TimeSpan -Hours 2)",
                    "business-associates.outsiders-known": "Remove-ADGroupMember -Identity GROUP -Members ACCOUNT",
                }
            ),
            asked_by=lambda check: _RULES.get(check, ()),
            own={"GROUP": "name"},
        )
    }
)
QUESTIONS: Final = (
    Search(
        id=GROUPS,
        operation="LDAP search of the security groups",
        needs=ANY,
        base="{defaultNamingContext}",
        filter=_SECURITY,
        attributes=("sAMAccountName", "objectSid", "member", "msDS-PSOApplied"),
        reduce={"objectsid": sid},
        ranges=True,
        feeds=(Grant, Identity, Guard, Credential),
        untried=True,
    ),
)


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
        self.known: list[Group] = []
        if not self.listing.good:
            return
        declared = whole.declared("privileged")
        every: set[str] = set()
        for got, entries in whole.parts(GROUPS):
            for entry in entries:
                every.add(entry.dn)
                right = _right(entry, declared)
                if right or rid(entry.one("objectsid")) == PROTECTED_USERS:
                    self.known.append(Group(entry, got, right))
        self._spread(_inner(whole, every))
        self._fill(whole, every)

    def _spread(self, inner: Mapping[str, tuple[str, ...]]) -> None:
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
    def shown(self) -> bool:
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


def _inner(whole: Directory, every: set[str]) -> dict[str, tuple[str, ...]]:
    """Which groups are in which; few are in any."""
    found = {}
    for entry in whole.entries(GROUPS):
        if some := tuple(one for one in entry.all("member") if one in every):
            found[entry.dn] = some
    return found


def _right(entry: Entry, declared: frozenset[str]) -> Right | None:
    identifier, name = entry.one("objectsid"), entry.one("samaccountname").lower()
    if right := _BUILT_IN.get(identifier):
        return right
    if identifier.startswith("S-1-5-21-") and (right := _IN_DOMAIN.get(rid(identifier))):
        return right
    return "administer" if name in _BY_NAME or normal(entry.dn) in declared or name in declared else None


def read(whole: Directory, groups: Groups, people: Got) -> Iterator[Fact]:
    """Give what each grants that has anybody in it. people: the list of accounts; without it nobody has a name."""
    if not groups.listing.good:
        yield from gaps(whole.target, GROUP, groups.listing, Grant)
        return
    if not groups.shown:
        why = unclear(groups.listing, "no group that rules came with a member: that takes read on Membership")
        yield from gaps(whole.target, GROUP, why, Grant)
        return
    for group in groups.ruling:
        if group.members or group.people:
            yield _grant(whole, group, people)


def _grant(whole: Directory, group: Group, people: Got) -> Grant:
    others = sorted(map(_called, group.members - group.people.keys()))
    holders = (*sorted(group.people.values(), key=str.lower), *others)
    outsiders = tuple(one for one in others if one.lower().startswith(_FOREIGN))
    known = people.good
    return Grant(
        **whole.thing(GROUP, group.entry.dn, group.name, group.got, people),
        right=group.right or "other",
        holders=holders if known else None,
        outsiders=outsiders,
        direct=False,  # a group is what persons are put in
        activation="standing",
        unused_days=None,
        unread=unread(holders=people, unused_days=HIDDEN),
    )


def _called(dn: str) -> str:
    """What is in a group and is no account of this domain: of a foreign one its identifier, else where it stands."""
    first, _, place = dn.partition(",")
    return first.partition("=")[2] if place.lower().startswith("cn=foreignsecurityprincipals,") else dn
