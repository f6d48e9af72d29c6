"""What is asked about who comes in: security defaults, and all policies of conditional access."""

from typing import Final

from collectors.entra.question import graph, others
from collectors.entra.read import LEFT_OUT
from collectors.entra.read import POLICIES as ALL
from scanner.facts import Grant, Identity, Promise, Routine, Session, SignIn

DOORS: Final[tuple[Promise, ...]] = ((SignIn, "everyone"), (SignIn, "administrators"), (SignIn, "guests"))
_KEPT_BY_GROUP: Final[tuple[Promise, ...]] = (Identity, (Routine, "break-glass-test"))
"""Accounts may be declared as kept for emergencies by a group that policies leave out."""
_USERS: Final = ", ".join(
    f"{way}{what}: {way}{what}" for way in ("include", "exclude") for what in ("Users", "Groups", "Roles")
)
_GUESTS: Final = ", ".join(
    f"{way}GuestsOrExternalUsers: {way}GuestsOrExternalUsers.{{guestOrExternalUserTypes: guestOrExternalUserTypes, "
    "externalTenants: externalTenants.{membershipKind: membershipKind}}"
    for way in ("include", "exclude")
)
_POLICY: Final = f"""{{
    id: id, displayName: displayName, state: state,
    conditions: conditions.{{
        users: users.{{{_USERS}, {_GUESTS}, others: {{{others("@")}}}}},
        applications: applications.{{
            includeApplications: includeApplications, excludeApplications: excludeApplications,
            includeUserActions: includeUserActions, applicationFilter: applicationFilter.{{mode: mode}},
            includeAuthenticationContextClassReferences: includeAuthenticationContextClassReferences,
            others: {{{others("@")}}}
        }},
        clientAppTypes: clientAppTypes,
        platforms: platforms.{{includePlatforms: includePlatforms, excludePlatforms: excludePlatforms}},
        locations: locations.{{includeLocations: includeLocations, excludeLocations: excludeLocations}},
        devices: devices.{{deviceFilter: deviceFilter.{{mode: mode}}, others: {{{others("@")}}}}},
        clientApplications: clientApplications.{{includeServicePrincipals: includeServicePrincipals}},
        authenticationFlows: authenticationFlows.{{transferMethods: transferMethods}},
        signInRiskLevels: signInRiskLevels, userRiskLevels: userRiskLevels,
        servicePrincipalRiskLevels: servicePrincipalRiskLevels, insiderRiskLevels: insiderRiskLevels,
        others: {{{others("@")}}}
    }},
    grantControls: grantControls.{{
        operator: operator, builtInControls: builtInControls, termsOfUse: termsOfUse,
        customAuthenticationFactors: customAuthenticationFactors,
        authenticationStrength: authenticationStrength.{{id: id, allowedCombinations: allowedCombinations}},
        others: {{{others("@")}}}
    }},
    sessionControls: sessionControls.{{signInFrequency: signInFrequency.{{
        isEnabled: isEnabled, value: value, type: type, frequencyInterval: frequencyInterval,
        authenticationType: authenticationType
    }}, persistentBrowser: persistentBrowser.{{isEnabled: isEnabled, mode: mode}}}}
}}"""

QUESTIONS: Final = (
    graph(
        "entra.security_defaults",
        "/policies/identitySecurityDefaultsEnforcementPolicy",
        ("isEnabled",),
        needs="Policy.Read.All",
        feeds=DOORS,
        one=True,
    ),
    graph(
        ALL,
        "/identity/conditionalAccess/policies",
        keep=" ".join(_POLICY.split()),
        needs="Policy.Read.All",
        feeds=(*DOORS, (Session, "web"), Grant, *_KEPT_BY_GROUP),
    ),
    graph(
        LEFT_OUT,
        "/groups/{id}/transitiveMembers?$select=id&$top=999",
        keep='{id: id, "@odata.type": "@odata.type"}',
        needs="GroupMember.Read.All",
        feeds=(*DOORS, (Session, "web"), Grant, *_KEPT_BY_GROUP),
        each=ALL,
        of="value[?state != 'disabled' && state != 'enabledForReportingButNotEnforced']"
        ".conditions.users.excludeGroups[].{id: @}",
        about="id",
    ),
)
