"""Who may administer FreeIPA: by the group of administrators, by roles, and by groups that are declared."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal

from collectors.directory.freeipa.grant import ANY, ROLES
from collectors.directory.question import Search
from collectors.directory.read import Directory, Entry, normal
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant, Identity

GROUP: Final = "freeipa.group"
GROUPS: Final = "freeipa.groups"
ROLE: Final = "freeipa.roles"
_ADMINS: Final = "admins"
_RULING: Final[Mapping[str, Literal["everything", "administer"]]] = MappingProxyType(
    {_ADMINS: "everything", "trust admins": "administer"}
)
"""The protected groups that administer: ipaserver/plugins/group.py, PROTECTED_GROUPS."""
_READS: Final = "cn=system: read"
_OVERRIDE: Final = "ipaanchoruuid=:sid:"
"""An account of a trusted domain that is in a group itself: ipaserver/plugins/idviews.py."""
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        GROUP: Kind(
            title="group or role that administers FreeIPA",
            gives=(Grant,),
            always=True,
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "ipa group-remove-member GROUP --users=NAME; give a role that "
                    "fits the work: ipa role-add-member",
                    "least-privilege.asked-for": "ipa group-remove-member GROUP --users=NAME, and add them for as "
                    "long as the work takes",
                }
            ),
            own={"GROUP": "name"},
        ),
    }
)
QUESTIONS: Final = (
    Search(
        id=GROUPS,
        operation="LDAP search of the groups",
        needs=ANY,
        base="cn=groups,cn=accounts,{defaultNamingContext}",
        filter="(objectClass=ipaUserGroup)",
        attributes=("cn", "member", "ipaExternalMember"),
        feeds=(Grant, Identity),
        there=True,
        untried=True,
    ),
    Search(
        id=ROLE,
        operation="LDAP search of the roles",
        needs=ROLES,
        base="cn=roles,cn=accounts,{defaultNamingContext}",
        scope="one",
        filter="(objectClass=groupOfNames)",
        attributes=("cn", "member", "memberOf"),
        feeds=(Grant, Identity),
        there=True,
        untried=True,
    ),
)


class Ruling:
    """Who administers, by way of which groups and roles."""

    def __init__(self, whole: Directory) -> None:
        """Follow groups into groups: `member` names accounts and groups alike."""
        self.groups, self.roles = whole.one(GROUPS), whole.one(ROLE)
        self.missing = whole.declared("privileged")
        """Names that were declared, of which no group came."""
        self.outside: dict[str, Sequence[str]] = {}
        self._members: dict[str, Sequence[str]] = {}
        for entry in whole.entries(GROUPS):
            self._members[normal(entry.dn)] = entry.all("member")
            if some := entry.all("ipaexternalmember"):
                self.outside[normal(entry.dn)] = some
        self.known = [(entry, "administer") for entry in whole.entries(ROLE) if _rules(entry)]
        for entry in whole.entries(GROUPS):
            name = entry.one("cn").lower()
            if right := _RULING.get(name) or ("administer" if normal(entry.dn) in self.missing else None):
                self.known.append((entry, right))
        self.missing -= {normal(entry.dn) for entry, _ in self.known}
        self.people = {dn for entry, _ in self.known for dn in self.within(entry)[0]}

    def within(self, entry: Entry) -> tuple[set[str], list[str]]:
        """Names of what is in it and is no group; and who is of another domain, by way of external groups."""
        seen: set[str] = set()
        found, others = set[str](), list[str]()
        waiting = [*map(normal, entry.all("member"))]
        others.extend(self.outside.get(normal(entry.dn), ()))
        while waiting:
            if (dn := waiting.pop()) in seen:
                continue
            seen.add(dn)
            others.extend(self.outside.get(dn, ()))
            if dn in self._members:
                waiting.extend(map(normal, self._members[dn]))
            else:
                found.add(dn)
        far = {dn for dn in found if dn.startswith(_OVERRIDE)}
        others.extend(dn.partition(",")[0].removeprefix(_OVERRIDE).upper() for dn in far)
        return found - far, sorted(set(others))

    @cached_property
    def bad(self) -> Got | None:
        """Why it is not known who administers. `admins` always has a member: one that shows none hides them."""
        if bad := next((got for got in (self.groups, self.roles) if not got.good), None):
            return bad
        if any(entry.one("cn").lower() == _ADMINS and entry.all("member") for entry, _ in self.known):
            return None
        return unclear(self.groups, "the members of admins did not come")


def _rules(role: Entry) -> bool:
    """A role whose permissions only read lets nobody administer; of one that says nothing of them it is supposed."""
    permissions = [one.lower() for one in role.all("memberof") if ",cn=permissions," in one.lower()]
    return bool(role.all("member")) and not (permissions and all(one.startswith(_READS) for one in permissions))


def grants(whole: Directory, ruling: Ruling) -> Iterator[Fact]:
    """Give what each group and role grants that has anybody in it."""
    if ruling.bad:
        yield from gaps(whole.target, GROUP, ruling.bad, Grant)
    for name in sorted(ruling.missing):
        why = unclear(ruling.groups, f"the group {name} is declared as privileged, and is not there or not shown")
        yield from gaps(whole.target, GROUP, why, Grant)
    for entry, right in ruling.known:
        people, others = ruling.within(entry)
        if people or others:
            yield Grant(
                **whole.thing(GROUP, entry.dn, entry.one("cn"), ruling.groups, ruling.roles),
                right="everything" if right == "everything" else "administer",
                holders=(*sorted(map(_called, people)), *others),
                outsiders=tuple(others),
                direct=False,  # a group or a role is what persons are put in
                activation="standing",
                unused_days=None,
                unread=unread(unused_days=HIDDEN),
            )


def _called(dn: str) -> str:
    first = dn.partition(",")[0]
    return first.removeprefix("uid=") if first.startswith("uid=") else dn
