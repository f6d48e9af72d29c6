"""The directory's roles: who holds them at once, who may take them up and how, and what that makes of an account."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from collectors.asking.listing import rows
from collectors.entra import groups
from collectors.entra.conditional import Audience
from collectors.entra.groups import FEEDS, UNLICENSED
from collectors.entra.question import graph
from collectors.entra.read import Tenant, by_id, first_bad
from scanner.answers import Got, unclear
from scanner.facts import Grant

GLOBAL_ADMINISTRATOR: Final = "62e90394-69f5-4237-9190-012177145e10"
_RIGHT: Final = "RoleManagement.Read.Directory"
_PRINCIPAL: Final = (
    'principal.{"@odata.type": "@odata.type", id: id, appId: appId, appDisplayName: appDisplayName, '
    "appOwnerOrganizationId: appOwnerOrganizationId}"
)
_HELD: Final = (
    f"{{principalId: principalId, roleDefinitionId: roleDefinitionId, directoryScopeId: directoryScopeId, "
    f"principal: {_PRINCIPAL}}}"
)

QUESTIONS: Final = (
    graph(
        "entra.roles",
        "/roleManagement/directory/roleDefinitions?$select=id,displayName,isBuiltIn,rolePermissions",
        # Of what a role may do it is enough that there is one thing that is no reading.
        keep="{id: id, displayName: displayName, isBuiltIn: isBuiltIn, rolePermissions: rolePermissions[].{"
        "allowedResourceActions: allowedResourceActions[?!ends_with(@, '/read')] | [:1]}}",
        needs=_RIGHT,
        feeds=FEEDS,
    ),
    graph(
        "entra.roles.held",
        "/roleManagement/directory/roleAssignments?$expand=principal",
        keep=_HELD,
        needs=_RIGHT,
        feeds=FEEDS,
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
        feeds=FEEDS,
    ),
    graph(
        "entra.roles.settings",
        "/policies/roleManagementPolicyAssignments?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'"
        "&$expand=policy($expand=rules)",
        keep="{roleDefinitionId: roleDefinitionId, policy: policy.{rules: rules[?ends_with(id, '_EndUser_Assignment')]."
        "{id: id, enabledRules: enabledRules, isEnabled: isEnabled, claimValue: claimValue, setting: setting.{"
        "isApprovalRequired: isApprovalRequired}}}}",
        needs=_RIGHT,
        feeds=(Grant,),
    ),
    *groups.QUESTIONS,
)
_GIVEN: Final = ("entra.roles.held", "entra.roles.eligible")
_NOBODY: Final[tuple[frozenset[str], Got | None]] = (frozenset(), None)
Right = Literal["everything", "administer", "other"]


@dataclass(frozen=True)
class Roles:
    """All roles of a directory, and who holds them."""

    whole: Tenant

    @cached_property
    def defined(self) -> Mapping[str, Mapping[str, Any]]:
        """By id."""
        return by_id(self.whole.one("entra.roles"))

    @property
    def users(self) -> Mapping[str, Mapping[str, Any]]:
        """By id."""
        return self.whole.people

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
        return first_bad(*some, *([] if eligible.outcome == UNLICENSED else [eligible]))

    def audiences(self) -> list[Audience]:
        """Each role that somebody holds, or may take up, and that is one of administrators."""
        found = {Audience("role", GLOBAL_ADMINISTRATOR)}
        for question in _GIVEN:
            for role, scope, row in self.held(question):
                if self.right(role) != "other" and _signs_in(row):
                    own = scope == "/" and self.defined.get(role, {}).get("isBuiltIn") is True
                    found.add(Audience("role", role, own or role == GLOBAL_ADMINISTRATOR))
        return sorted(found)

    def people(self, question: str, row: Mapping[str, Any]) -> tuple[tuple[str, ...], Got | None]:
        """Ids of those who hold a role by an assignment: of a group its members, or why these are not known."""
        principal, who = row.get("principal") or {}, str(row.get("principalId", "")).lower()
        kind = principal.get("@odata.type")
        if kind == groups.GROUP:
            return groups.people(self.whole, question, who)
        got = None if kind in groups.ALONE else unclear(self.whole.one(question), "it does not say of what")
        return (who,), got

    def holders(self, role: str) -> tuple[frozenset[str], Got | None]:
        """Ids of all who hold a role, or may take it up, and sign in; and why there may be more."""
        (some, bad), (more, worse) = (self._given.get((one, role), _NOBODY) for one in _GIVEN)
        return some | more, self.bad or bad or worse

    @cached_property
    def _given(self) -> Mapping[tuple[str, str], tuple[frozenset[str], Got | None]]:
        """By question and role: who has it by that, and signs in; and why there may be more."""
        found: dict[tuple[str, str], tuple[frozenset[str], Got | None]] = {}
        for question in _GIVEN:
            for role, _, row in self.held(question):
                if _signs_in(row):
                    (some, why), (sofar, bad) = self.people(question, row), found.get((question, role), _NOBODY)
                    found[question, role] = sofar.union(some), bad or why
        return found

    @cached_property
    def _alone(self) -> frozenset[tuple[str, str]]:
        """Who was given which role, by themselves and over the whole directory."""
        rows_ = self.held("entra.roles.held")
        return frozenset((str(row.get("principalId", "")).lower(), role) for role, scope, row in rows_ if scope == "/")

    def meets(self, who: str, role: str) -> bool | None:
        """A policy about a role always meets somebody; None: nobody knows, or it may for a while.

        It does so for built-in roles over the whole directory that they hold, and not while they might take one up:
        learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-users-groups.
        """
        (held, bad), (may, worse) = (self._given.get((one, role), _NOBODY) for one in _GIVEN)
        if self.bad or bad or worse:
            return None
        if who not in held:
            return False
        built_in = role == GLOBAL_ADMINISTRATOR or self.defined.get(role, {}).get("isBuiltIn") is True
        return True if built_in and who not in may and (who, role) in self._alone else None

    @cached_property
    def administrators(self) -> tuple[frozenset[str], Got | None]:
        """Ids of all who hold, or may take up, a role of administrators; and why there may be more."""
        found: set[str] = set()
        bad = self.bad
        for question in _GIVEN:
            for role, _, row in self.held(question):
                if self.right(role) != "other":
                    some, why = self.people(question, row)
                    found.update(some)
                    bad = bad or why
        return frozenset(found), bad

    @cached_property
    def machines(self) -> frozenset[str]:
        """Application ids of those of these that are no persons."""
        admin = (r for q in _GIVEN for r in self.held(q))
        some = (row.get("principal") or {} for role, _, row in admin if self.right(role) != "other")
        return frozenset(str(p["appId"]).lower() for p in some if p.get("appId"))


def _signs_in(row: Mapping[str, Any]) -> bool:
    """It is not a machine that holds the role: those are asked for no factor."""
    return (row.get("principal") or {}).get("@odata.type") != "#microsoft.graph.servicePrincipal"
