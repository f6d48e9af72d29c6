"""Who holds which role of the directory, and what it takes to use it. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import rows
from collectors.entra.doors import Doors
from collectors.entra.groups import UNLICENSED
from collectors.entra.read import MICROSOFT, Tenant, first_bad, guest
from collectors.entra.roles import Roles
from collectors.entra.taking_up import Takes, activated
from scanner.answers import HIDDEN, gaps, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant

ROLE: Final = "entra.role"
ELIGIBLE: Final = "entra.role.eligible"
_FIX: Final = MappingProxyType(
    {
        "least-privilege.no-everything": "az rest --method DELETE --url "
        "https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments/ASSIGNMENT-ID, for whoever does not "
        "need it",
        "least-privilege.asked-for": "Entra admin center, Privileged Identity Management: make the assignment "
        "eligible, and in the role's settings demand on activation an approval, or an authentication context for which "
        "a policy of conditional access for all users has sign-in frequency every time. Or approve who must hold it "
        "always, as accounts kept for emergencies, in a profile of your own (docs/profiles.md): "
        "access.standing_approved: {value: [NAME], authority: ..., reason: ...}",
        "business-associates.outsiders-known": "az rest --method DELETE --url "
        "https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments/ASSIGNMENT-ID",
    }
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ROLE: Kind(title="directory role", gives=(Grant,), fix=_FIX),
        ELIGIBLE: Kind(title="eligible directory role", gives=(Grant,), fix=_FIX),
    }
)


def read(whole: Tenant, roles: Roles) -> Iterator[Fact]:
    """Give who holds which role."""
    doors = Doors(whole, roles)
    for question, kind in (("entra.roles.held", ROLE), ("entra.roles.eligible", ELIGIBLE)):
        got = whole.one(question)
        if not got.good:
            yield from gaps(whole.target, kind, got, Grant)
            continue
        by_role: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        for role, scope, row in roles.held(question):
            if question == "entra.roles.eligible" or not _taken_up(whole, row):
                by_role.setdefault((role, scope), []).append(row)
        for (role, scope), some in sorted(by_role.items()):
            yield _grant(doors, kind, question, (role, scope), some)


def _taken_up(whole: Tenant, row: Mapping[str, Any]) -> bool:
    """Somebody who is eligible has the role just now: it is not theirs for good."""
    key = _key(row)
    types = {one.get("assignmentType") for one in rows(whole.one("entra.roles.taken_up")) if _key(one) == key}
    return types == {"Activated"}


def _standing(whole: Tenant) -> Takes:
    """What is held is always on, unless somebody has only taken it up: which nobody can do without a licence."""
    got = whole.one("entra.roles.taken_up")
    if got.outcome == UNLICENSED:
        return Takes("standing", whole.one("entra.roles.held"))
    return Takes("standing" if got.good else None, got)


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    said = (row.get(name) or "/" for name in ("principalId", "roleDefinitionId", "directoryScopeId"))
    return tuple(str(one).lower() for one in said)


def _grant(doors: Doors, kind: str, question: str, place: tuple[str, str], some: list[Mapping[str, Any]]) -> Grant:
    whole, roles, (role, scope) = doors.whole, doors.roles, place
    found = [roles.people(question, row) for row in some]
    bad = next((why for _, why in found if why), None)
    names, outside = _holders(whole, roles, {one for ids, _ in found for one in ids}, some)
    takes = _standing(whole) if kind == ROLE else activated(doors, role)
    got = whole.one(question)
    below = f"/roles/{role}{'' if kind == ROLE else '/eligible'}{'' if scope == '/' else scope}"
    asked = whole.one("entra.policies") if kind == ELIGIBLE else got
    thing = whole.thing(kind, below, roles.name(role), got, whole.one("entra.roles"), whole.users, takes.got, asked)
    out_bad = bad or first_bad(whole.users)
    return Grant(
        **thing,
        right=roles.right(role),
        holders=None if bad else names,
        outsiders=None if out_bad else outside,
        direct=False,  # a role is what persons are put in
        activation=takes.way,
        stands=takes.why,
        unused_days=None,
        unread=unread(holders=bad or got, outsiders=out_bad or got, activation=takes.got, unused_days=HIDDEN),
    )


def _holders(
    whole: Tenant, roles: Roles, ids: set[str], some: list[Mapping[str, Any]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What those who hold a role are called; and those of them who are of another organization."""
    apps = {str(row.get("principalId", "")).lower(): row.get("principal") or {} for row in some}
    names, outside = set(), set()
    for who in ids:
        user, app = roles.users.get(who, {}), apps.get(who, {})
        name = str(user.get("userPrincipalName") or app.get("appDisplayName") or who)
        names.add(name)
        owner = str(app.get("appOwnerOrganizationId") or whole.id).lower()
        if any(guest(user)) or owner not in {whole.id, MICROSOFT}:
            outside.add(name)
    return tuple(sorted(names)), tuple(sorted(outside))
