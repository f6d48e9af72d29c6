"""The directory's roles: who holds them at once, who may take them up and how, and what that makes of an account."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.entra.conditional import Audience
from collectors.entra.question import graph
from collectors.entra.read import Tenant, by_id, first_bad, rows
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant, Identity, Promise, SignIn

ROLE: Final = "entra.role"
ELIGIBLE: Final = "entra.role.eligible"
GLOBAL_ADMINISTRATOR: Final = "62e90394-69f5-4237-9190-012177145e10"
_FEEDS: Final[tuple[Promise, ...]] = (Grant, Identity, (SignIn, "administrators"))
_RIGHT: Final = "RoleManagement.Read.Directory"
_FIX: Final = MappingProxyType(
    {
        "least-privilege.no-everything": "az rest --method DELETE --url "
        "https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments/ASSIGNMENT-ID, for whoever does not "
        "need it",
        "least-privilege.asked-for": "Entra admin center, Privileged Identity Management: make the assignment "
        "eligible, and in the role's settings demand multifactor authentication, or an approval, on activation",
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
_PRINCIPAL: Final = (
    'principal.{"@odata.type": "@odata.type", id: id, appId: appId, appDisplayName: appDisplayName, '
    "appOwnerOrganizationId: appOwnerOrganizationId}"
)
_HELD: Final = (
    f"{{principalId: principalId, roleDefinitionId: roleDefinitionId, directoryScopeId: directoryScopeId, "
    f"principal: {_PRINCIPAL}}}"
)
_GROUPS: Final = "value[?principal.\"@odata.type\"=='#microsoft.graph.group'].principal"

QUESTIONS: Final = (
    graph(
        "entra.roles",
        "/roleManagement/directory/roleDefinitions?$select=id,displayName,isBuiltIn,rolePermissions",
        # Of what a role may do it is enough that there is one thing that is no reading.
        keep="{id: id, displayName: displayName, isBuiltIn: isBuiltIn, rolePermissions: rolePermissions[].{"
        "allowedResourceActions: allowedResourceActions[?!ends_with(@, '/read')] | [:1]}}",
        needs=_RIGHT,
        feeds=_FEEDS,
    ),
    graph(
        "entra.roles.held",
        "/roleManagement/directory/roleAssignments?$expand=principal",
        keep=_HELD,
        needs=_RIGHT,
        feeds=_FEEDS,
    ),
    graph(
        "entra.roles.taken_up",
        "/roleManagement/directory/roleAssignmentScheduleInstances?$select=principalId,roleDefinitionId,"
        "directoryScopeId,assignmentType",
        ("principalId", "roleDefinitionId", "directoryScopeId", "assignmentType"),
        needs=_RIGHT,
        feeds=(Grant,),
    ),
    graph(
        "entra.roles.eligible",
        "/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal",
        keep=_HELD,
        needs=_RIGHT,
        feeds=_FEEDS,
    ),
    graph(
        "entra.roles.settings",
        "/policies/roleManagementPolicyAssignments?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'"
        "&$expand=policy($expand=rules)",
        keep="{roleDefinitionId: roleDefinitionId, policy: policy.{rules: rules[?ends_with(id, '_EndUser_Assignment')]."
        "{id: id, enabledRules: enabledRules, isEnabled: isEnabled, setting: setting.{isApprovalRequired: "
        "isApprovalRequired}}}}",
        needs=_RIGHT,
        feeds=(Grant,),
    ),
    *(
        graph(
            f"{held}.{which}",
            path,
            (field,),
            needs=needs,
            feeds=_FEEDS,
            each=held,
            of=_GROUPS,
            about="id",
        )
        for held in ("entra.roles.held", "entra.roles.eligible")
        for which, path, field, needs in (
            ("members", "/groups/{id}/members?$select=id&$top=999", "id", "GroupMember.Read.All"),
            (
                "may_join",
                "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId eq '{id}'",
                "principalId",
                "PrivilegedEligibilitySchedule.Read.AzureADGroup",
            ),
        )
    ),
)
_UNLICENSED: Final = "unlicensed"
Right = Literal["everything", "administer", "other"]


@dataclass(frozen=True)
class Roles:
    """All roles of a directory, and who holds them."""

    whole: Tenant

    @cached_property
    def defined(self) -> Mapping[str, Mapping[str, Any]]:
        """By id."""
        return by_id(self.whole.one("entra.roles"))

    @cached_property
    def users(self) -> Mapping[str, Mapping[str, Any]]:
        """By id."""
        return by_id(self.whole.users)

    def name(self, role: str) -> str:
        """What people call it."""
        return str(self.defined.get(role, {}).get("displayName", role))

    def right(self, role: str) -> Right:
        """What it lets one do. One that nobody describes is taken for one of administrators."""
        if role == GLOBAL_ADMINISTRATOR:
            return "everything"
        if role not in self.defined:
            return "administer"
        parts = self.defined[role].get("rolePermissions")
        # Without a word on what it may do, it may do something.
        writes = parts is None or any((part.get("allowedResourceActions") or []) for part in parts)
        return "administer" if writes else "other"

    def held(self, question: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Role, what of the directory it is over, and the assignment."""
        for row in rows(self.whole.one(question)):
            yield str(row.get("roleDefinitionId", "")).lower(), str(row.get("directoryScopeId") or "/").lower(), row

    @property
    def eligible(self) -> Got:
        """Who may take up roles. Without a licence there is nothing of the kind."""
        return self.whole.one("entra.roles.eligible")

    @cached_property
    def bad(self) -> Got | None:
        """Why it is not known who the administrators are; None: it is. Without a licence nobody can be eligible."""
        eligible = self.eligible
        some = [self.whole.one("entra.roles"), self.whole.one("entra.roles.held")]
        return first_bad(*some, *([] if eligible.outcome == _UNLICENSED else [eligible]))

    def audiences(self) -> list[Audience]:
        """Each role that somebody holds, or may take up, and that is one of administrators."""
        found = {Audience("role", GLOBAL_ADMINISTRATOR)}
        for question in ("entra.roles.held", "entra.roles.eligible"):
            for role, scope, _ in self.held(question):
                if self.right(role) != "other":
                    own = scope == "/" and self.defined.get(role, {}).get("isBuiltIn") is True
                    found.add(Audience("role", role, own or role == GLOBAL_ADMINISTRATOR))
        return sorted(found)

    def people(self, question: str, row: Mapping[str, Any]) -> tuple[tuple[str, ...], Got | None]:
        """Ids of those who hold a role by an assignment: of a group its members, or why these are not known."""
        principal, who = row.get("principal") or {}, str(row.get("principalId", "")).lower()
        if principal.get("@odata.type") != "#microsoft.graph.group":
            got = None if principal.get("@odata.type") else unclear(self.whole.one(question), "it does not say of what")
            return (who,), got
        members, joining = self.whole.one(f"{question}.members", who), self.whole.one(f"{question}.may_join", who)
        may = tuple(str(one.get("principalId", "")).lower() for one in rows(joining))
        return (*by_id(members), *may), first_bad(members, *([] if joining.outcome == _UNLICENSED else [joining]))

    @cached_property
    def administrators(self) -> tuple[frozenset[str], Got | None]:
        """Ids of all who hold, or may take up, a role of administrators; and why there may be more."""
        found: set[str] = set()
        bad = self.bad
        for question in ("entra.roles.held", "entra.roles.eligible"):
            for role, _, row in self.held(question):
                if self.right(role) != "other":
                    some, why = self.people(question, row)
                    found.update(some)
                    bad = bad or why
        return frozenset(found), bad

    @cached_property
    def machines(self) -> frozenset[str]:
        """Application ids of those of these that are no persons."""
        admin = (r for q in ("entra.roles.held", "entra.roles.eligible") for r in self.held(q))
        some = (row.get("principal") or {} for role, _, row in admin if self.right(role) != "other")
        return frozenset(str(p["appId"]).lower() for p in some if p.get("appId"))


def read(whole: Tenant, roles: Roles) -> Iterator[Fact]:
    """Give who holds which role."""
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
            yield _grant(whole, roles, kind, question, (role, scope), some)


def _taken_up(whole: Tenant, row: Mapping[str, Any]) -> bool:
    """Somebody who is eligible has the role just now: it is not theirs for good."""
    key = _key(row)
    types = {one.get("assignmentType") for one in rows(whole.one("entra.roles.taken_up")) if _key(one) == key}
    return types == {"Activated"}


def _standing(whole: Tenant) -> tuple[Literal["standing"] | None, Got]:
    """What is held is always on, unless somebody has only taken it up: which nobody can do without a licence."""
    got = whole.one("entra.roles.taken_up")
    if got.outcome == _UNLICENSED:
        return "standing", whole.one("entra.roles.held")
    return ("standing" if got.good else None), got


def _key(row: Mapping[str, Any]) -> tuple[str, ...]:
    said = (row.get(name) or "/" for name in ("principalId", "roleDefinitionId", "directoryScopeId"))
    return tuple(str(one).lower() for one in said)


def _grant(  # noqa: PLR0913, PLR0917  # one role, and all that decides of it
    whole: Tenant, roles: Roles, kind: str, question: str, place: tuple[str, str], some: list[Mapping[str, Any]]
) -> Grant:
    role, scope = place
    found = [roles.people(question, row) for row in some]
    bad = next((why for _, why in found if why), None)
    names, outside = _holders(whole, roles, {one for ids, _ in found for one in ids}, some)
    activation, how = _standing(whole) if kind == ROLE else activated(whole, role)
    got = whole.one(question)
    below = f"/roles/{role}{'' if kind == ROLE else '/eligible'}{'' if scope == '/' else scope}"
    thing = whole.thing(kind, below, roles.name(role), got, whole.one("entra.roles"), whole.users, how)
    out_bad = bad or first_bad(whole.users)
    return Grant(
        **thing,
        right=roles.right(role),
        holders=None if bad else names,
        outsiders=None if out_bad else outside,
        direct=False,  # a role is what persons are put in
        activation=activation,
        unused_days=None,
        unread=unread(holders=bad or got, outsiders=out_bad or got, activation=how, unused_days=HIDDEN),
    )


_MICROSOFT: Final = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
"""The directory that has Microsoft's own applications."""


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
        if user.get("userType") == "Guest" or owner not in {whole.id, _MICROSOFT}:
            outside.add(name)
    return tuple(sorted(names)), tuple(sorted(outside))


def activated(whole: Tenant, role: str) -> tuple[Literal["standing", "password", "approval"] | None, Got]:
    """What it takes to take a role up. Where a click or a reason is enough, it is as good as always on."""
    got = whole.one("entra.roles.settings")
    if not got.good:
        return None, got
    found = [row for row in rows(got) if str(row.get("roleDefinitionId", "")).lower() == role]
    rules = {r.get("id"): r for row in found for r in (row.get("policy") or {}).get("rules") or []}
    if not {"Approval_EndUser_Assignment", "Enablement_EndUser_Assignment"} <= rules.keys():
        return None, unclear(got, "it does not say what it takes to take up the role")
    if (rules["Approval_EndUser_Assignment"].get("setting") or {}).get("isApprovalRequired") is True:
        return "approval", got
    shown = "MultiFactorAuthentication" in (rules["Enablement_EndUser_Assignment"].get("enabledRules") or [])
    if not shown and rules.get("AuthenticationContext_EndUser_Assignment", {}).get("isEnabled") is True:
        return None, unclear(got, "an authentication context decides")
    return "password" if shown else "standing", got
