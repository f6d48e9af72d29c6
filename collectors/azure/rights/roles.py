"""Roles at the subscription and above it: who holds them, always or once they ask. Principals stand by their ids.

What is granted of a single resource group or thing is not the subscription's, and not asked. A group is one holder and
may be fifty people, so nobody counts them here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.azure.question import Arm, arm
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant

ROLE: Final = "azure.rbac.role"
ELIGIBLE: Final = "azure.rbac.eligible"
Right: TypeAlias = Literal["everything", "administer", "other"]
_TYPE: Final = "Microsoft.Authorization"
_FIX: Final[Mapping[str, str]] = MappingProxyType(
    {
        "least-privilege.no-everything": "az role assignment delete --assignee PRINCIPAL --role ROLE --scope SCOPE, "
        "or approve whoever must hold it",
        "least-privilege.by-group": "az role assignment create --assignee-object-id GROUP-ID "
        "--assignee-principal-type Group --role ROLE --scope SCOPE, then delete those of persons",
        "least-privilege.asked-for": "make it eligible in Privileged Identity Management in place of active",
        "business-associates.outsiders-known": "az role assignment delete --assignee PRINCIPAL --role ROLE "
        "--scope SCOPE",
    }
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ROLE: Kind(title="role at the subscription", gives=(Grant,), fix=_FIX, own={"ROLE": "name"}),
        ELIGIBLE: Kind(title="role that can be taken up", gives=(Grant,), fix=_FIX, own={"ROLE": "name"}),
    }
)
_AT: Final = "$filter=atScope()"
"""At the subscription and above it (azure-mgmt-authorization: list_for_subscription)."""
_UNLICENSED: Final = ("AadPremiumLicenseRequired",)
"""Without Privileged Identity Management nothing can be eligible."""


def _row(id: str, type: str, version: str, *fields: str, said: str, **more: Any) -> Arm:
    row = arm(id, f"{_TYPE}/{type}", version, fields, feeds=(Grant,), bulk="", **more)
    return replace(row, path=f"{row.path}&{said}")


_HOLDS: Final = tuple(f"properties.{name}" for name in ("roleDefinitionId", "principalId", "principalType", "scope"))
QUESTIONS: Final = (
    _row("rbac.assignments", "roleAssignments", "2022-04-01", *_HOLDS, said=_AT),
    _row(
        "rbac.activated",
        "roleAssignmentScheduleInstances",
        "2020-10-01",
        *_HOLDS,
        "properties.assignmentType",
        said=_AT,
        absent=_UNLICENSED,
    ),
    _row("rbac.eligible", "roleEligibilityScheduleInstances", "2020-10-01", *_HOLDS, said=_AT, absent=_UNLICENSED),
    _row(
        "rbac.custom",
        "roleDefinitions",
        "2022-04-01",
        "properties.roleName",
        "properties.assignableScopes",
        "properties.permissions[].actions",
        "properties.permissions[].notActions",
        said="$filter=type%20eq%20'CustomRole'",
    ),
)
BUILT_IN: Final[Mapping[str, tuple[str, Right]]] = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": ("Owner", "everything"),
    "b24988ac-6180-42a0-ab88-20f7382dd24c": ("Contributor", "administer"),
    # Who holds one of these can give himself the rest.
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": ("User Access Administrator", "administer"),
    "f58310d9-a9f6-439a-8df8-f62e7b41a168": ("Role Based Access Control Administrator", "administer"),
}
"""By the name of its definition, which is the same everywhere (learn.microsoft.com: built-in-roles)."""
_GRANTING: Final = tuple(
    f"microsoft.authorization/{right}"
    for right in (
        *("roleassignments/write", "roledefinitions/write"),
        *("roleassignmentschedulerequests/write", "roleeligibilityschedulerequests/write"),
    )
)
"""Whoever may do one of these can give himself the rest."""
_ALL: Final = frozenset({"*/write", "*/delete", "*/action"})
"""As much as a star."""
_ABOVE: Final = "/providers/microsoft.management/managementgroups/"


def read(whole: Subscription) -> Iterator[Fact]:
    """Give each role that somebody holds, or may take up, and each that would give everything."""
    custom = whole.answers.one("rbac.custom")
    if not custom.good:
        for kind in KINDS:
            yield from gaps(whole.target, kind, custom, Grant)
    known = {role_name(row["id"]): row for row in (custom.body or {}).get("value", []) if _reaches(whole, row)}
    assigned = whole.answers.one("rbac.assignments")
    if assigned.good:
        yield from _standing(whole, assigned, custom, known)
    else:
        yield from gaps(whole.target, ROLE, assigned, Grant)
    eligible = whole.answers.one("rbac.eligible")
    if not eligible.good:
        yield from gaps(whole.target, ELIGIBLE, eligible, Grant)
    for name, rows in _by_role(eligible).items():
        if custom.good or name in BUILT_IN:
            yield _grant(whole, ELIGIBLE, name, known.get(name), rows, (eligible, custom), None, NOT_ASKED)


def _standing(
    whole: Subscription, assigned: Got, custom: Got, known: Mapping[str, Mapping[str, Any]]
) -> Iterator[Grant]:
    """What is taken up for a while is among what is held: the list of what was taken up tells it apart."""
    activated = whole.answers.one("rbac.activated")
    taken = {_held(r) for r in _rows(activated) if properties(r).get("assignmentType") == "Activated"}
    held = _by_role(assigned)
    for name in {**held, **{n: () for n, row in known.items() if _right(row) == "everything"}}:
        rows = [row for row in held.get(name, []) if _held(row) not in taken]
        if (rows or name not in held) and (custom.good or name in BUILT_IN):
            why = assigned if activated.good else activated
            yield _grant(whole, ROLE, name, known.get(name), rows, (assigned, activated, custom), "standing", why)


def _rows(got: Got) -> list[Mapping[str, Any]]:
    return (got.body or {}).get("value") or []


def _by_role(got: Got) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in _rows(got):
        found.setdefault(role_name(properties(row)["roleDefinitionId"]), []).append(row)
    return found


def role_name(definition: str) -> str:
    """A definition has the same last part wherever it is seen from."""
    return canonical(definition).rpartition("/")[2]


def _held(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Which role, by whom, and where: the same role may be held for good above, and for a while here."""
    said = properties(row)
    return role_name(said["roleDefinitionId"]), canonical(said["principalId"]), canonical(said.get("scope") or "")


def _reaches(whole: Subscription, role: Mapping[str, Any]) -> bool:
    """A custom role can be given at the subscription; one whose scopes are narrower cannot."""
    scopes = [canonical(scope).rstrip("/") for scope in properties(role).get("assignableScopes") or []]
    return any(scope in {"", whole.arm} or scope.startswith(_ABOVE) for scope in scopes)


def _right(role: Mapping[str, Any]) -> Right:
    """What a custom role allows: its parts add up. A star without a way to give rights is what a Contributor has."""
    parts = properties(role).get("permissions") or []
    grants = any(_may(part, right) for part in parts for right in _GRANTING)
    actions = {canonical(action) for part in parts for action in part.get("actions") or []}
    star = "*" in actions or actions >= _ALL
    return "everything" if star and grants else "administer" if star or grants else "other"


def _may(part: Mapping[str, Any], right: str) -> bool:
    return _among(right, part.get("actions") or []) and not _among(right, part.get("notActions") or [])


def _among(right: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(right, canonical(pattern).replace("[", "[[]").replace("?", "[?]")) for pattern in patterns)


def _grant(  # noqa: PLR0913, PLR0917  # what a grant is made of
    whole: Subscription,
    kind: str,
    name: str,
    custom: Mapping[str, Any] | None,
    rows: list[Mapping[str, Any]],
    gots: tuple[Got, ...],
    activation: Literal["standing"] | None,
    why: Got,
) -> Grant:
    title, right = BUILT_IN.get(name, ("", "other"))
    if custom:
        title, right = str(properties(custom).get("roleName", "")), _right(custom)
    said = [properties(row) for row in rows]
    types = {one.get("principalType") for one in said}
    strangers = tuple(sorted({str(o["principalId"]) for o in said if o.get("principalType") == "ForeignGroup"}))
    at = {"id": f"{whole.arm}/providers/{_TYPE}/roleDefinitions/{name}", "name": title or name}
    untold = bool(types & {None, "User", "Group", "ServicePrincipal"}) and not strangers
    # Nobody asks a machine for anything first, and of what nobody holds there is nothing to ask for.
    takes = HIDDEN if types <= {"ServicePrincipal"} else why
    return Grant(
        **whole.thing(kind, at, *gots, of="" if kind == ROLE else "/eligible") | {"within": (whole.arm,)},
        right=right,
        holders=tuple(sorted({canonical(one["principalId"]) for one in said})),
        outsiders=None if untold else strangers,
        direct=None if None in types and "User" not in types else "User" in types,
        activation=activation if takes.good else None,
        unused_days=None,
        unread=unread(
            outsiders=_GUESTS if untold else gots[0],
            direct=unclear(gots[0], "it does not say what a holder is") if None in types else gots[0],
            activation=takes,
            unused_days=NOT_ASKED,
        ),
    )


_GUESTS: Final = Got("not-asked", "who is a guest is asked of Entra ID, as in entra://TENANT")
