"""What a directory holds, as the tests make it: policies, roles, accounts."""

import copy
from collections.abc import Mapping
from typing import Any, TypeAlias

from tests.collectors.azure.settings import changed

JSON: TypeAlias = Any


def policy(name: str, **more: JSON) -> dict[str, JSON]:
    """A policy of conditional access about everyone and everything that demands nothing."""
    conditions = {
        "users": {
            **{f"{way}{what}": [] for way in ("include", "exclude") for what in ("Users", "Groups", "Roles")},
            "includeUsers": ["All"],
            "includeGuestsOrExternalUsers": None,
            "excludeGuestsOrExternalUsers": None,
        },
        "applications": {
            "includeApplications": ["All"],
            "excludeApplications": [],
            "includeUserActions": [],
            "includeAuthenticationContextClassReferences": [],
            "applicationFilter": None,
        },
        "clientAppTypes": ["all"],
        "platforms": None,
        "locations": None,
        "devices": None,
        "clientApplications": None,
        "authenticationFlows": None,
        "signInRiskLevels": [],
        "userRiskLevels": [],
        "servicePrincipalRiskLevels": [],
        "insiderRiskLevels": None,
    }
    return {
        "id": name,
        "displayName": name,
        "state": "enabled",
        "conditions": conditions,
        "grantControls": None,
        "sessionControls": None,
        **more,
    }


def controls(*words: str, operator: str = "OR", **more: JSON) -> dict[str, JSON]:
    """What a policy demands."""
    return {
        "operator": operator,
        "builtInControls": list(words),
        "customAuthenticationFactors": [],
        "termsOfUse": [],
        "authenticationStrength": None,
        **more,
    }


def strength(*combinations: str, id: str = "custom") -> dict[str, JSON]:
    """An authentication strength."""
    return {"id": id, "displayName": "hunter2", "allowedCombinations": list(combinations)}


def frequency(**more: JSON) -> dict[str, JSON]:
    """How often a policy has one sign in again."""
    said = {"authenticationType": "primaryAndSecondaryAuthentication", "frequencyInterval": "timeBased"}
    return {"signInFrequency": {"isEnabled": True, "value": 8, "type": "hours", **said, **more}}


def each_time(context: str = "c1", **more: JSON) -> dict[str, JSON]:
    """A policy that has all sign in again each time in an authentication context."""
    made = policy(context, sessionControls=frequency(frequencyInterval="everyTime", value=None, type=None, **more))
    contexts = {"includeApplications": [], "includeAuthenticationContextClassReferences": [context]}
    made["conditions"]["applications"] |= contexts
    return made


def browser(mode: str, *, on: bool = True) -> dict[str, JSON]:
    """Whether a policy has browsers keep one signed in."""
    return {"persistentBrowser": {"isEnabled": on, "mode": mode}}


def principal(id: str, kind: str = "user", **more: JSON) -> dict[str, JSON]:
    """Who holds a role."""
    return {"@odata.type": f"#microsoft.graph.{kind}", "id": id, "displayName": "hunter2-name", **more}


def holds(who: str, role: str, kind: str = "user", scope: str = "/", **more: JSON) -> dict[str, JSON]:
    """That somebody holds a role."""
    return {
        "principalId": who,
        "roleDefinitionId": role,
        "directoryScopeId": scope,
        "principal": principal(who, kind, **more),
    }


def rules(role: str, *shown: str, approval: bool, context: bool = False) -> dict[str, JSON]:
    """What it takes to take up a role."""
    some = [
        {"id": "Approval_EndUser_Assignment", "setting": {"isApprovalRequired": approval}},
        {"id": "Enablement_EndUser_Assignment", "enabledRules": ["Justification", *shown]},
        {"id": "Enablement_Admin_Assignment", "enabledRules": []},
        {"id": "AuthenticationContext_EndUser_Assignment", "isEnabled": context, "claimValue": "c1"},
    ]
    said = {"scopeId": "/", "scopeType": "DirectoryRole", "roleDefinitionId": role}
    return {**said, "policy": {"id": f"p-{role}", "rules": some}}


def user(id: str, name: str, **more: JSON) -> dict[str, JSON]:
    """An account."""
    return {
        "id": id,
        "userPrincipalName": f"{name}@alder.example",
        "displayName": "hunter2-name",
        "mobilePhone": "hunter2-phone",
        "userType": "Member",
        "accountEnabled": True,
        "createdDateTime": "2026-01-25T12:00:00Z",
        "signInActivity": {
            "lastSuccessfulSignInDateTime": "2026-11-20T12:00:00Z",
            "lastSignInDateTime": "2026-11-24T12:00:00Z",
        },
        **more,
    }


def registered(id: str, *methods: str, capable: bool = True) -> dict[str, JSON]:
    """Which second factors somebody has."""
    return {
        "id": id,
        "isMfaCapable": capable,
        "isAdmin": False,
        "methodsRegistered": list(methods),
        "userDisplayName": "hunter2",
    }


def timeout(*apps: tuple[str, str]) -> str:
    """A policy on idle sessions, as the text that Graph makes of it."""
    some = ",".join(f'{{"ApplicationId":"{app}","WebSessionIdleTimeout":"{span}"}}' for app, span in apps)
    return f'{{"ActivityBasedTimeoutPolicy":{{"Version":1,"ApplicationPolicies":[{some}]}}}}'


def definition(id: str, name: str, *actions: str, built_in: bool = True) -> dict[str, JSON]:
    """A role."""
    return {
        "id": id,
        "displayName": name,
        "isBuiltIn": built_in,
        "rolePermissions": [{"allowedResourceActions": list(actions)}],
    }


def of(part: Mapping[str, JSON], **more: JSON) -> dict[str, JSON]:
    """A thing with other fields, by their paths with two underscores for a dot."""
    made = copy.deepcopy(dict(part))
    for path, value in more.items():
        changed(made, path.replace("__", "."), value)
    return made
