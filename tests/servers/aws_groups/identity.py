"""The seeded account: identity."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import ACCOUNT, Moto

NOTE = "note c4n4ry-Tr0ub4dor"
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
_SET = "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-"
_SETS = {f"{_SET}{n * 16}": (name, length) for n, name, length in (("1", "Reader", "PT1H"), ("2", "Admin", "PT12H"))}


def _described(request: Request) -> Body:
    arn = parameters(request)["PermissionSetArn"]
    name, length = _SETS[arn]
    said = {"Name": name, "PermissionSetArn": arn, "SessionDuration": length, "Description": NOTE, "RelayState": NOTE}
    return {"PermissionSet": said}


def _assigned(request: Request) -> Body:
    whose = "GROUP" if parameters(request)["PermissionSetArn"].endswith("1") else "USER"
    return {"AccountAssignments": [{"AccountId": ACCOUNT, "PrincipalType": whose, "PrincipalId": "a-1"}]}


def _person(number: int, name: str, status: str) -> Body:
    return {
        "UserId": f"u-{number}",
        "UserArn": f"arn:aws:identitystore:::user/u-{number}",
        "IdentityStoreId": "d-1234567890",
        "Revision": "1",
        "UserName": name,
        "UserStatus": status,
        "DisplayName": NOTE,
        "Emails": [{"Value": f"{NOTE.split()[1]}@alder.example"}],
    }


_CENTER: Canned = {
    "sso-admin.ListInstances": {
        "Instances": [
            {
                "InstanceArn": INSTANCE,
                "IdentityStoreId": "d-1234567890",
                "OwnerAccountId": ACCOUNT,
                "PrimaryRegion": "us-east-1",
                "Name": NOTE,
                "Status": "ACTIVE",
            }
        ]
    },
    "sso-admin.DescribeInstance": {
        "InstanceArn": INSTANCE,
        "IdentityStoreId": "d-1234567890",
        "OwnerAccountId": ACCOUNT,
        "PermissionSetsEnabled": True,
    },
    "sso-admin.ListPermissionSets": {"PermissionSets": list(_SETS)},
    "sso-admin.DescribePermissionSet": _described,
    "sso-admin.ListAccountAssignments": _assigned,
    "identitystore.ListUsers": {"Users": [_person(1, "carla", "ENABLED"), _person(2, "dora", "DISABLED")]},
}


def _risk(request: Request) -> Body:
    action = {"Notify": True, "EventAction": "MFA_REQUIRED"}
    taken_over = {
        "Actions": {"HighAction": action},
        "NotifyConfiguration": {"SourceArn": "arn:aws:ses:us-east-1:1:identity/a", "From": NOTE},
    }
    pool = parameters(request)["UserPoolId"]
    return {"RiskConfiguration": {"UserPoolId": pool, "AccountTakeoverRiskConfiguration": taken_over}}


def _devices(request: Request) -> Body | None:
    """The user kept for emergencies has a security key, which moto cannot make."""
    if b"UserName=glass" not in request.body:
        return None
    serial = f"arn:aws:iam::{ACCOUNT}:u2f/user/glass/sealed-EXAMPLE"
    return {"MFADevices": [{"UserName": "glass", "SerialNumber": serial, "EnableDate": _SINCE}], "IsTruncated": False}


def _directory(name: str, type_: str, **more: Any) -> Body:
    row = {"DirectoryId": name, "Name": f"{type_.lower()}.alder.example", "Type": type_, "Stage": "Active"}
    return {**row, "Description": NOTE, "RadiusSettings": {"SharedSecret": NOTE}, **more}


def _subscribed(request: Request) -> Body:
    name = parameters(request)["DirectoryId"]
    return {"LogSubscriptions": [{"DirectoryId": name, "LogGroupName": "/ad"}] if name == "d-9067000001" else []}


def _profile(name: str, length: int) -> Body:
    arn = f"arn:aws:rolesanywhere:us-east-1:{ACCOUNT}:profile/{name}"
    return {"profileArn": arn, "name": name, "enabled": True, "durationSeconds": length, "sessionPolicy": NOTE}


CANNED: Canned = {
    **_CENTER,
    "cognito-idp.DescribeRiskConfiguration": _risk,
    "iam.ListMFADevices": _devices,
    "iam.ListServiceSpecificCredentials": {
        "ServiceSpecificCredentials": [
            {
                "UserName": "robot",
                "Status": "Active",
                "ServiceUserName": NOTE,
                "CreateDate": created,
                "ServiceSpecificCredentialId": f"ACCAEXAMPLE12345678{n}",
                "ServiceName": "codecommit.amazonaws.com",
            }
            for n, created in enumerate((_SINCE, datetime(2026, 11, 1, tzinfo=UTC)))
        ],
        "IsTruncated": False,
    },
    "iam.ListOrganizationsFeatures": {"OrganizationId": "o-1", "EnabledFeatures": ["RootCredentialsManagement"]},
    "artifact.ListCustomerAgreements": {
        "customerAgreements": [
            {
                "name": "AWS Business Associate Addendum",
                "state": "ACTIVE",
                "effectiveStart": _SINCE,
                "description": NOTE,
                "acceptanceTerms": [NOTE],
            }
        ]
    },
    "account.GetContactInformation": {
        "ContactInformation": {
            "FullName": NOTE,
            "AddressLine1": NOTE,
            "City": NOTE,
            "PostalCode": "1",
            "CountryCode": "US",
            "PhoneNumber": "+1 555 0100",
        },
        "VerificationStatus": "VERIFIED",
    },
    "rolesanywhere.ListProfiles": {"profiles": [_profile("short", 3600), _profile("long", 43200)]},
    "ds.DescribeDirectories": {
        "DirectoryDescriptions": [
            _directory("d-9067000001", "MicrosoftAD", RadiusStatus="Completed"),
            _directory("d-9067000002", "MicrosoftAD"),
            _directory("d-9067000003", "SimpleAD"),
        ]
    },
    "ds.ListLogSubscriptions": _subscribed,
}


def seed(moto: Moto) -> None:
    """Fill an account."""
    moto.client("organizations").create_organization(FeatureSet="ALL")
    _roles(moto.client("iam"))
    _pools(moto.client("cognito-idp"))
    guests = moto.client("cognito-identity")
    guests.create_identity_pool(IdentityPoolName="members", AllowUnauthenticatedIdentities=False)
    guests.create_identity_pool(IdentityPoolName="visitors", AllowUnauthenticatedIdentities=True)


def _roles(iam: Any) -> None:
    principal = {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO_1_DO_NOT_DELETE"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRoleWithSAML"}
    for name, _ in _SETS.values():
        iam.create_role(
            RoleName=f"AWSReservedSSO_{name}_0123456789abcdef",
            Path="/aws-reserved/sso.amazonaws.com/",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
            MaxSessionDuration=43200,
        )
    asked = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    sealed = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole", "Condition": asked}
    iam.create_role(
        RoleName="glass",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [sealed]}),
        Description=NOTE,
    )


def _pools(cognito: Any) -> None:
    strict = cognito.create_user_pool(
        PoolName="staff",
        Policies={"PasswordPolicy": {"MinimumLength": 14, "PasswordHistorySize": 24}},
        MfaConfiguration="ON",
        UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"},
        DeletionProtection="ACTIVE",
        EmailVerificationMessage=f"{NOTE} {{####}}",
    )["UserPool"]["Id"]
    cognito.create_user_pool_client(
        UserPoolId=strict,
        ClientName="portal",
        GenerateSecret=True,
        RefreshTokenValidity=8,
        TokenValidityUnits={"RefreshToken": "hours"},
        CallbackURLs=[f"https://alder.example/{NOTE.split()[1]}"],
    )
    loose = cognito.create_user_pool(PoolName="patients")["UserPool"]["Id"]
    cognito.create_user_pool_client(UserPoolId=loose, ClientName="app")
