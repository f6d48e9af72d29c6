"""Cognito: what to ask of user pools, of the applications people sign in to through them, and of identity pools."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Alarm, Asset, DataStore, Exposure, Guard, PasswordPolicy, Promise, Session, SignIn

USER_POOL: Final = "aws.cognito.user-pool"
CLIENT: Final = "aws.cognito.client"
IDENTITY_POOL: Final = "aws.cognito.identity-pool"
_OF_POOL: Final[tuple[Promise, ...]] = (
    (Asset, "service"),
    DataStore,
    (SignIn, "everyone"),
    PasswordPolicy,
    (Alarm, "sign-ins"),
    (Guard, "deletion"),
)
_POOL_FACTS: Final[tuple[Promise, ...]] = (*_OF_POOL, (Exposure, "permission/data"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        USER_POOL: Kind(
            title="Cognito user pool",
            gives=_OF_POOL,
            fix=MappingProxyType(
                {
                    "mfa.demanded": "aws cognito-idp set-user-pool-mfa-config --user-pool-id POOL "
                    "--mfa-configuration ON --software-token-mfa-configuration Enabled=true",
                    "password-policy.long-enough": "aws cognito-idp update-user-pool --user-pool-id POOL "
                    "--policies PasswordPolicy={MinimumLength=14}, with all its other settings: "
                    "those left out go back to their defaults",
                    "login-monitoring.watched": "aws cognito-idp update-user-pool --user-pool-id POOL "
                    "--user-pool-add-ons AdvancedSecurityMode=ENFORCED, with all its other settings, then "
                    "aws cognito-idp set-risk-configuration --user-pool-id POOL "
                    "--account-takeover-risk-configuration file://FILE, with Notify for each risk",
                    "backup.deletion-guarded": "aws cognito-idp update-user-pool --user-pool-id POOL "
                    "--deletion-protection ACTIVE, with all its other settings",
                    "encryption-at-rest.customer-key": "aws cognito-idp update-user-pool --user-pool-id POOL "
                    "--key-configuration KeyType=CUSTOMER_MANAGED_KEY,KmsKeyArn=KEY-ARN, with all its other settings",
                }
            ),
            own={"POOL": "id"},
        ),
        CLIENT: Kind(
            title="application of a Cognito user pool",
            gives=(Session,),
            fix=MappingProxyType(
                {
                    "automatic-logoff.lifetime-bounded": "aws cognito-idp update-user-pool-client --user-pool-id POOL "
                    "--client-id CLIENT --refresh-token-validity 12 --access-token-validity 1 --id-token-validity 1 "
                    "--token-validity-units RefreshToken=hours,AccessToken=hours,IdToken=hours, "
                    "with all its other settings",
                }
            ),
            own={"CLIENT": "id"},
        ),
        IDENTITY_POOL: Kind(
            title="Cognito identity pool",
            gives=((Exposure, "permission/data"),),
            fix=MappingProxyType(
                {
                    "public-exposure.not-public": "aws cognito-identity update-identity-pool --identity-pool-id POOL "
                    "--identity-pool-name NAME --no-allow-unauthenticated-identities, with all its other settings",
                }
            ),
            own={"POOL": "id", "NAME": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="cognito.pools",
        operation="cognito-idp.ListUserPools",
        needs="cognito-idp:ListUserPools",
        feeds=(*_POOL_FACTS, Session),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 60}),
        keep="{UserPools: UserPools[].{Id: Id, Name: Name}}",
    ),
    Ask(
        id="cognito.pool",
        operation="cognito-idp.DescribeUserPool",
        needs="cognito-idp:DescribeUserPool",
        feeds=_POOL_FACTS,
        each="cognito.pools",
        of="UserPools",
        about="Id",
        given=MappingProxyType({"UserPoolId": "item.Id"}),
        keep="{UserPool: UserPool.{Id: Id, Arn: Arn, MfaConfiguration: MfaConfiguration, "
        "PasswordPolicy: Policies.PasswordPolicy.{MinimumLength: MinimumLength, "
        "PasswordHistorySize: PasswordHistorySize}, AdvancedSecurityMode: UserPoolAddOns.AdvancedSecurityMode, "
        "DeletionProtection: DeletionProtection, AdminsOnly: AdminCreateUserConfig.AllowAdminCreateUserOnly, "
        "KeyConfiguration: KeyConfiguration.{KeyType: KeyType, KmsKeyArn: KmsKeyArn}}}",
    ),
    Ask(
        id="cognito.risk",
        operation="cognito-idp.DescribeRiskConfiguration",
        needs="cognito-idp:DescribeRiskConfiguration",
        feeds=((Alarm, "sign-ins"),),
        each="cognito.pool",
        of="UserPool | [@][?AdvancedSecurityMode=='ENFORCED']",
        about="Id",
        given=MappingProxyType({"UserPoolId": "item.Id"}),
        # Not the mails that it sends: people write what they like into them.
        keep="{RiskConfiguration: RiskConfiguration.{UserPoolId: UserPoolId, "
        "Actions: AccountTakeoverRiskConfiguration.Actions}}",
    ),
    Ask(
        id="cognito.clients",
        operation="cognito-idp.ListUserPoolClients",
        needs="cognito-idp:ListUserPoolClients",
        feeds=(Session, (SignIn, "everyone")),
        each="cognito.pools",
        of="UserPools",
        about="Id",
        parameters=MappingProxyType({"MaxResults": 60}),
        given=MappingProxyType({"UserPoolId": "item.Id"}),
        keep="{UserPoolClients: UserPoolClients[].{ClientId: ClientId, UserPoolId: UserPoolId, "
        "ClientName: ClientName}}",
    ),
    Ask(
        id="cognito.client",
        operation="cognito-idp.DescribeUserPoolClient",
        needs="cognito-idp:DescribeUserPoolClient",
        feeds=(Session, (SignIn, "everyone")),
        each="cognito.clients",
        of="UserPoolClients",
        about="ClientId",
        given=MappingProxyType({"UserPoolId": "item.UserPoolId", "ClientId": "item.ClientId"}),
        # The answer holds the client's secret too.
        keep="{UserPoolClient: UserPoolClient.{ClientId: ClientId, AccessTokenValidity: AccessTokenValidity, "
        "IdTokenValidity: IdTokenValidity, RefreshTokenValidity: RefreshTokenValidity, "
        "TokenValidityUnits: TokenValidityUnits, SupportedIdentityProviders: SupportedIdentityProviders, "
        "AllowedOAuthFlows: AllowedOAuthFlows, AllowedOAuthFlowsUserPoolClient: AllowedOAuthFlowsUserPoolClient, "
        "ExplicitAuthFlows: ExplicitAuthFlows}}",
    ),
    Ask(
        id="cognito.identity_pools",
        operation="cognito-identity.ListIdentityPools",
        needs="cognito-identity:ListIdentityPools",
        feeds=((Exposure, "permission/data"),),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 60}),
        keep="{IdentityPools: IdentityPools[].{IdentityPoolId: IdentityPoolId, IdentityPoolName: IdentityPoolName}}",
    ),
    Ask(
        id="cognito.identity_pool",
        operation="cognito-identity.DescribeIdentityPool",
        needs="cognito-identity:DescribeIdentityPool",
        feeds=((Exposure, "permission/data"),),
        each="cognito.identity_pools",
        of="IdentityPools",
        about="IdentityPoolId",
        given=MappingProxyType({"IdentityPoolId": "item.IdentityPoolId"}),
        keep="{IdentityPoolId: IdentityPoolId, AllowUnauthenticatedIdentities: AllowUnauthenticatedIdentities, "
        "LoginProviders: SupportedLoginProviders && keys(SupportedLoginProviders), "
        "OpenIdConnectProviderARNs: OpenIdConnectProviderARNs, "
        "UserPools: CognitoIdentityProviders[].ProviderName}",
    ),
)
