"""IAM: what to ask. Few calls for all users: the credential report, all rights at once, the account's own settings."""

import csv
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Certificate, Credential, Grant, Identity, PasswordPolicy, Routine, Session, SignIn

USER: Final = "aws.iam.user"
ROOT: Final = "aws.iam.root"
ACCESS_KEY: Final = "aws.iam.access-key"
ROLE: Final = "aws.iam.role"
SERVICE_ROLE: Final = "aws.iam.service-role"
"""Taken on by services of AWS only."""
CENTRAL_ROLE: Final = "aws.sso.role"
"""Made by IAM Identity Center of a permission set, which alone says how long its sessions last."""
CERTIFICATE: Final = "aws.iam.server-certificate"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        USER: Kind(
            title="IAM user",
            gives=(Identity, Grant),
            fix=MappingProxyType(
                {
                    "mfa.every-person": "aws iam enable-mfa-device --user-name NAME --serial-number ARN "
                    "--authentication-code1 CODE --authentication-code2 CODE",
                    "mfa.phishing-resistant-administrators": "sign in as the user, Security credentials, assign a "
                    "security key, then aws iam deactivate-mfa-device --user-name NAME --serial-number OTHER",
                    "unique-user-identification.no-long-lived-keys": "aws iam delete-access-key --user-name NAME "
                    "--access-key-id KEY",
                    "account-lifecycle.unused-closed": "aws iam delete-login-profile --user-name NAME; "
                    "aws iam update-access-key --user-name NAME --access-key-id KEY --status Inactive",
                    "least-privilege.by-group": "aws iam add-user-to-group --user-name NAME --group-name GROUP; "
                    "aws iam detach-user-policy --user-name NAME --policy-arn ARN",
                    "least-privilege.no-everything": "aws iam detach-user-policy --user-name NAME "
                    "--policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
                }
            ),
            own={"NAME": "name"},
        ),
        ROOT: Kind(
            title="root user",
            gives=(Identity,),
            always=True,
            fix=MappingProxyType(
                {
                    "mfa.every-person": "sign in as root, My Security Credentials, assign two security keys; or remove "
                    "its credentials: aws iam enable-organizations-root-credentials-management",
                    "unique-user-identification.built-in-idle": "work as a role of IAM Identity Center; root only for "
                    "the few tasks that need it",
                    "unique-user-identification.no-long-lived-keys": "sign in as root, My Security Credentials, "
                    "delete its access keys",
                }
            ),
        ),
        ACCESS_KEY: Kind(
            title="IAM access key",
            gives=((Credential, "access-key"),),
            fix=MappingProxyType(
                {
                    "password-policy.credential-age": "aws iam create-access-key --user-name NAME, change where it is "
                    "used, then aws iam delete-access-key --user-name NAME --access-key-id OLD",
                }
            ),
        ),
        ROLE: Kind(
            title="IAM role",
            gives=(Grant, (Session, "token")),
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "aws iam detach-role-policy --role-name NAME "
                    "--policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
                    "business-associates.outsiders-known": "aws iam update-assume-role-policy --role-name NAME "
                    "--policy-document file://FILE",
                    "access-review.rights-used": "aws iam delete-role --role-name NAME",
                    "automatic-logoff.lifetime-bounded": "aws iam update-role --role-name NAME "
                    "--max-session-duration 3600",
                }
            ),
            own={"NAME": "name"},
        ),
        SERVICE_ROLE: Kind(
            title="IAM role of a service",
            gives=(Grant,),
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "aws iam detach-role-policy --role-name NAME "
                    "--policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
                    "access-review.rights-used": "aws iam delete-role --role-name NAME",
                }
            ),
            own={"NAME": "name"},
        ),
        CENTRAL_ROLE: Kind(
            title="role of IAM Identity Center",
            gives=(Grant, (Session, "token")),
            may=((Session, "token"),),  # where its permission set does not tell
            fix=MappingProxyType(
                {
                    "least-privilege.no-everything": "aws sso-admin detach-managed-policy-from-permission-set "
                    "--instance-arn INSTANCE --permission-set-arn ARN "
                    "--managed-policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
                    "least-privilege.by-group": "aws sso-admin create-account-assignment --instance-arn INSTANCE "
                    "--permission-set-arn ARN --target-id ACCOUNT --target-type AWS_ACCOUNT --principal-type GROUP "
                    "--principal-id GROUP, then for each person aws sso-admin delete-account-assignment "
                    "--instance-arn INSTANCE --permission-set-arn ARN --target-id ACCOUNT --target-type AWS_ACCOUNT "
                    "--principal-type USER --principal-id PERSON",
                    "access-review.rights-used": "aws sso-admin delete-account-assignment --instance-arn INSTANCE "
                    "--permission-set-arn ARN --target-id ACCOUNT --target-type AWS_ACCOUNT --principal-type GROUP "
                    "--principal-id GROUP",
                }
            ),
        ),
        CERTIFICATE: Kind(
            title="IAM server certificate",
            gives=(Certificate,),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.certificate-valid": "move it to ACM, which renews by itself, then "
                    "aws iam delete-server-certificate --server-certificate-name NAME",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)

_COLUMNS: Final = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "mfa_active",
    "access_key_1_active",
    "access_key_1_last_rotated",
    "access_key_1_last_used_date",
    "access_key_2_active",
    "access_key_2_last_rotated",
    "access_key_2_last_used_date",
    "cert_1_active",
    "cert_2_active",
)


def _rows(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """The report is CSV in bytes."""
    rows = csv.DictReader(io.StringIO(page["Content"].decode()))
    return {"GeneratedTime": page.get("GeneratedTime"), "Users": [{c: row[c] for c in _COLUMNS} for row in rows]}


_ATTACHED: Final = "AttachedManagedPolicies: AttachedManagedPolicies[].{PolicyArn: PolicyArn}"
_POLICIES: Final = (
    f"{_ATTACHED}, PermissionsBoundary: PermissionsBoundary.{{PermissionsBoundaryArn: PermissionsBoundaryArn}}"
)
"""Of users and roles: a group has no boundary."""
_INLINE: Final = "[].{PolicyName: PolicyName, PolicyDocument: PolicyDocument}"

QUESTIONS: Final = (
    Ask(
        id="iam.report_made",
        operation="iam.GenerateCredentialReport",
        needs="iam:GenerateCredentialReport",
        feeds=(Identity, (Credential, "access-key"), Grant, (SignIn, "everyone"), (Routine, "break-glass-test")),
        scope="account",
        until="State == 'COMPLETE'",
        keep="{State: State}",
    ),
    Ask(
        id="iam.report",
        operation="iam.GetCredentialReport",
        needs="iam:GetCredentialReport",
        feeds=(Identity, (Credential, "access-key"), Grant, (SignIn, "everyone"), (Routine, "break-glass-test")),
        scope="account",
        after=("iam.report_made",),
        opened=_rows,
        keep="{GeneratedTime: GeneratedTime, Users: Users}",
    ),
    Ask(
        id="iam.rights",
        operation="iam.GetAccountAuthorizationDetails",
        needs="iam:GetAccountAuthorizationDetails",
        feeds=(Grant, Identity, (Routine, "break-glass-test")),
        scope="account",
        # Not AWSManagedPolicy: most of the bytes, and their names say what they allow.
        parameters=MappingProxyType({"Filter": ["User", "Role", "Group", "LocalManagedPolicy"], "MaxItems": 1000}),
        keep="{UserDetailList: UserDetailList[].{UserName: UserName, Arn: Arn, GroupList: GroupList, "
        f"UserPolicyList: UserPolicyList{_INLINE}, {_POLICIES}}}, "
        "GroupDetailList: GroupDetailList[].{GroupName: GroupName, Arn: Arn, "
        f"GroupPolicyList: GroupPolicyList{_INLINE}, {_ATTACHED}}}, "
        "RoleDetailList: RoleDetailList[].{RoleName: RoleName, Arn: Arn, Path: Path, CreateDate: CreateDate, "
        "AssumeRolePolicyDocument: AssumeRolePolicyDocument, LastUsedDate: RoleLastUsed.LastUsedDate, "
        f"RolePolicyList: RolePolicyList{_INLINE}, {_POLICIES}}}, "
        "Policies: Policies[].{Arn: Arn, AttachmentCount: AttachmentCount, "
        "PolicyVersionList: PolicyVersionList[?IsDefaultVersion].{Document: Document}}}",
    ),
    Ask(
        id="iam.roles",
        operation="iam.ListRoles",
        needs="iam:ListRoles",
        feeds=((Session, "token"),),
        scope="account",
        parameters=MappingProxyType({"MaxItems": 1000}),
        # Only this call tells how long a role's session may last.
        keep="{Roles: Roles[].{RoleName: RoleName, Arn: Arn, Path: Path, MaxSessionDuration: MaxSessionDuration, "
        "AssumeRolePolicyDocument: AssumeRolePolicyDocument}}",
    ),
    Ask(
        id="iam.summary",
        operation="iam.GetAccountSummary",
        needs="iam:GetAccountSummary",
        feeds=(Identity,),
        scope="account",
        keep="{AccountMFAEnabled: SummaryMap.AccountMFAEnabled, "
        "AccountAccessKeysPresent: SummaryMap.AccountAccessKeysPresent, "
        "AccountPasswordPresent: SummaryMap.AccountPasswordPresent}",
    ),
    Ask(
        id="iam.password_policy",
        operation="iam.GetAccountPasswordPolicy",
        needs="iam:GetAccountPasswordPolicy",
        feeds=(PasswordPolicy,),
        scope="account",
        keep="{PasswordPolicy: PasswordPolicy}",
        absent=("NoSuchEntity",),
    ),
    Ask(
        id="iam.directories",
        operation="iam.ListSAMLProviders",
        needs="iam:ListSAMLProviders",
        feeds=((SignIn, "everyone"),),
        scope="account",
        keep="{SAMLProviderList: SAMLProviderList[].{Arn: Arn, ValidUntil: ValidUntil}}",
    ),
    Ask(
        id="iam.certificates",
        operation="iam.ListServerCertificates",
        needs="iam:ListServerCertificates",
        feeds=(Certificate,),
        scope="account",
        keep="{ServerCertificateMetadataList: ServerCertificateMetadataList[].{Arn: Arn, "
        "ServerCertificateName: ServerCertificateName, Expiration: Expiration}}",
    ),
)
