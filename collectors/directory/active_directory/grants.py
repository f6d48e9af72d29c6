"""What groups that rule the domain grant, and to whom."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.directory.active_directory.grant import ANY
from collectors.directory.active_directory.groups import GROUPS, Group, Groups
from collectors.directory.active_directory.rules import rules
from collectors.directory.active_directory.words import sid
from collectors.directory.question import Search
from collectors.directory.read import Directory
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Credential, Fact, Grant, Guard, Identity

GROUP: Final = "ad.group"
_FOREIGN: Final = "s-1-5-21-"
"""Of another domain, where it stands among the foreign principals; others there are of Windows itself."""
_SECURITY: Final = "(&(objectCategory=group)(groupType:1.2.840.113556.1.4.803:=2147483648))"
"""Nobody gets a right by a list for mail: learn.microsoft.com/windows/win32/ad/group-objects."""
_RULES: Final = rules(
    least_privilege__no_everything=("V-243466", "V-243467", "V-243502"),
    business_associates__outsiders_known=("V-243496",),
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
                    "least-privilege.asked-for": "add members for a while alone (once the Privileged Access Management "
                    "Feature is on): Add-ADGroupMember -Identity GROUP "
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
        attributes=("sAMAccountName", "objectSid", "sIDHistory", "member"),
        reduce={"objectsid": sid, "sidhistory": sid},
        ranges=True,
        feeds=(Grant, Identity, Guard, Credential),
        untried=True,
    ),
)


def read(whole: Directory, groups: Groups, people: Got) -> Iterator[Fact]:
    """Give what each grants that has anybody in it. people: the list of accounts; without it nobody has a name."""
    if not groups.listing.good:
        yield from gaps(whole.target, GROUP, groups.listing, Grant)
        return
    for name in sorted(groups.missing):
        why = unclear(groups.listing, f"the group {name} is declared as privileged, and is not there or not shown")
        yield from gaps(whole.target, GROUP, why, Grant)
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
