"""A directory as it should be, and how one thing in it is changed at a time."""

import copy
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from scanner.facts import Fact, facet
from tests.collectors.azure.settings import LEFT_OUT, changed
from tests.collectors.entra.making import (
    browser,
    controls,
    definition,
    each_time,
    frequency,
    holds,
    policy,
    principal,
    registered,
    rules,
    timeout,
    user,
)
from tests.servers.arm.tokens import TENANT
from tests.servers.graph.server import Graph

JSON: TypeAlias = Any
Change: TypeAlias = tuple[str, str, JSON]
"""The path that holds a thing, with `#` and its place in the list; the path in it (empty: all of it); its new value."""
AT: Final = f"/tenants/{TENANT}"
GLOBAL, SECURITY = "62e90394-69f5-4237-9190-012177145e10", "194ae4cb-b126-40b2-bd5b-6091b380977d"
READER: Final = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
ADA, BEN, GUS, EVE = (f"{n}0000000-0000-4000-8000-000000000000" for n in (1, 2, 3, 4))
TEAM, APP, APP_ID = (f"{n}0000000-0000-4000-8000-000000000000" for n in (5, 6, 7))
LEDGER, LEDGER_ID, VENDOR, PASS, PROOF = (f"{n}0000000-0000-4000-8000-00000000000b" for n in (1, 2, 3, 4, 5))
KEY, CERT, REVIEW = (f"{n}0000000-0000-4000-8000-000000000000" for n in (8, 9, 0))

ORGANIZATION, SETTINGS, TIMEOUTS = "/organization", "/groupSettings", "/policies/activityBasedTimeoutPolicies"
DEFAULTS, POLICIES = "/policies/identitySecurityDefaultsEnforcementPolicy", "/identity/conditionalAccess/policies"
USERS, REPORT = "/users", "/reports/authenticationMethods/userRegistrationDetails"
METHODS, ROLES = "/policies/authenticationMethodsPolicy", "/roleManagement/directory/roleDefinitions"
HELD, ELIGIBLE = (
    "/roleManagement/directory/roleAssignments",
    "/roleManagement/directory/roleEligibilityScheduleInstances",
)
TAKEN, RULES = "/roleManagement/directory/roleAssignmentScheduleInstances", "/policies/roleManagementPolicyAssignments"
APPS, SERVICES, SIGN_INS = "/applications", "/servicePrincipals", "/auditLogs/signIns"
REVIEWS = "/identityGovernance/accessReviews/definitions"
INSTANCES = f"{REVIEWS}/{REVIEW}/instances"
JOINING = "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances"
EXPORT = "/providers/microsoft.aadiam/diagnosticSettings"


def joins(who: str, kind: str = "user", to: str = TEAM) -> dict[str, JSON]:
    """That somebody may join a group for a while."""
    return {"groupId": to, "principalId": who, "accessId": "member", "principal": principal(who, kind)}


GOOD: dict[str, JSON] = {
    ORGANIZATION: [
        {
            "id": TENANT,
            "displayName": "Alder Clinic",
            "verifiedDomains": [{"name": "alder.example", "isDefault": True}],
            "onPremisesSyncEnabled": None,
            "technicalNotificationMails": ["hunter2@alder.example"],
        }
    ],
    SETTINGS: [
        {
            "id": "s",
            "templateId": "5cf42378-d67d-4f36-ba46-e8b86229381d",
            "values": [
                {"name": "LockoutThreshold", "value": "5"},
                {"name": "LockoutDurationInSeconds", "value": "900"},
                {"name": "BannedPasswordList", "value": "hunter2"},
            ],
        }
    ],
    TIMEOUTS: [{"id": "t", "isOrganizationDefault": True, "definition": [timeout(("default", "00:15:00"))]}],
    DEFAULTS: {"id": "d", "isEnabled": False},
    POLICIES: [
        policy("everyone", grantControls=controls("mfa"), sessionControls=frequency() | browser("never")),
        each_time(),
    ],
    USERS: [
        user(ADA, "ada"),
        user(BEN, "ben"),
        user(GUS, "gus", userType="Guest"),
        user(EVE, "eve"),
    ],
    REPORT: [
        registered(ADA, "fido2"),
        registered(BEN, "microsoftAuthenticatorPush", "email"),
        registered(GUS, "softwareOneTimePasscode"),
        registered(EVE, "passKeyDeviceBound"),
    ],
    METHODS: {
        "id": "m",
        "policyMigrationState": "migrationComplete",
        "authenticationMethodConfigurations": [
            {"id": "Sms", "state": "disabled", "includeTargets": []},
            {"id": "Voice", "state": "disabled"},
            {"id": "Fido2", "state": "enabled"},
        ],
    },
    ROLES: [
        definition(GLOBAL, "Global Administrator", "microsoft.directory/users/allProperties/allTasks"),
        definition(
            SECURITY, "Security Administrator", "microsoft.directory/x/standard/read", "microsoft.directory/x/create"
        ),
        definition(READER, "Global Reader", "microsoft.directory/x/standard/read"),
    ],
    HELD: [holds(ADA, GLOBAL), holds(BEN, READER)],
    ELIGIBLE: [holds(EVE, SECURITY)],
    TAKEN: [
        {"principalId": ADA, "roleDefinitionId": GLOBAL, "directoryScopeId": "/", "assignmentType": "Assigned"},
        {"principalId": BEN, "roleDefinitionId": READER, "directoryScopeId": "/", "assignmentType": "Assigned"},
    ],
    RULES: [rules(GLOBAL, approval=True), rules(SECURITY, approval=False, context=True)],
    APPS: [
        {
            "id": APP,
            "appId": APP_ID,
            "displayName": "Booking",
            "passwordCredentials": [
                {
                    "keyId": KEY,
                    "displayName": "hunter2-called",
                    "hint": "hu2",
                    "secretText": "hunter2",
                    "startDateTime": "2026-10-26T12:00:00Z",
                    "endDateTime": "2027-01-24T12:00:00Z",
                }
            ],
            "keyCredentials": [
                {
                    "keyId": CERT,
                    "key": "hunter2",
                    "startDateTime": "2026-10-26T12:00:00Z",
                    "endDateTime": "2026-12-05T12:00:00Z",
                }
            ],
        }
    ],
    SERVICES: [
        {
            "id": LEDGER,
            "appId": LEDGER_ID,
            "displayName": "Ledger",
            "appOwnerOrganizationId": VENDOR,
            "servicePrincipalType": "Application",
            "accountEnabled": True,
            "passwordCredentials": [
                {
                    "keyId": PASS,
                    "displayName": "hunter2-called",
                    "hint": "hu2",
                    "secretText": "hunter2",
                    "startDateTime": "2026-10-26T12:00:00Z",
                    "endDateTime": "2027-01-24T12:00:00Z",
                }
            ],
            "keyCredentials": [
                {
                    "keyId": PROOF,
                    "key": "hunter2",
                    "usage": "Verify",
                    "startDateTime": "2026-10-26T12:00:00Z",
                    "endDateTime": "2026-12-05T12:00:00Z",
                }
            ],
        },
        {
            "id": "none",
            "appId": APP_ID,
            "displayName": "Booking",
            "appOwnerOrganizationId": TENANT,
            "servicePrincipalType": "Application",
            "accountEnabled": True,
            "passwordCredentials": [],
            "keyCredentials": [],
        },
    ],
    SIGN_INS: [
        {"id": "2", "createdDateTime": "2026-11-25T11:50:00Z", "userPrincipalName": "hunter2"},
        {"id": "1", "createdDateTime": "2026-11-24T11:50:00Z"},
    ],
    REVIEWS: [
        {
            "id": REVIEW,
            "status": "InProgress",
            "displayName": "hunter2",
            "scope": {
                "@odata.type": "#microsoft.graph.principalResourceMembershipsScope",
                "principalScopes": [
                    {"@odata.type": "#microsoft.graph.accessReviewQueryScope", "query": "/v1.0/users"},
                    {"@odata.type": "#microsoft.graph.accessReviewQueryScope", "query": "/v1.0/groups"},
                ],
                "resourceScopes": [{"query": f"/beta/roleManagement/directory/roleDefinitions/{GLOBAL}"}],
            },
            "settings": {
                "defaultDecisionEnabled": True,
                "defaultDecision": "Deny",
                "autoApplyDecisionsEnabled": True,
            },
        }
    ],
    INSTANCES: [
        {"id": "a", "status": "Applied", "endDateTime": "2026-10-26T12:00:00Z"},
        {"id": "b", "status": "InProgress", "endDateTime": "2026-12-26T12:00:00Z"},
    ],
    EXPORT: [
        {
            "properties": {
                "workspaceId": "/subscriptions/s/workspaces/w",
                "logs": [{"category": "AuditLogs", "enabled": True}, {"category": "SignInLogs", "enabled": True}],
            }
        }
    ],
}


def put(it: Graph, *changes: Change) -> None:
    """Have the double hold this directory, changed."""
    held = copy.deepcopy(GOOD)
    for where, path, value in changes:
        at, mark, place = where.partition("#")
        if not mark:
            held[at] = changed(held.get(at, {}), path, value)
        else:
            held[at][int(place)] = changed(held[at][int(place)], path, value)
    it.held.held = held


def one(found: Iterable[Fact], cls: type[Fact], which: str, at: str) -> Any:
    """The fact of a class and a facet about a thing of the directory."""
    hits = [f for f in found if type(f) is cls and facet(f) == which and f.resource == f"{AT}{at}"]
    assert len(hits) == 1, hits
    return hits[0]


__all__ = ["LEFT_OUT"]
