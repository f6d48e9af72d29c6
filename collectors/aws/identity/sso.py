"""IAM Identity Center: what to ask. Its permission sets say how long people stay signed in, whatever their roles allow.

Only the account that owns an instance is asked about it: to the others AWS tells no more than that it is there.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.row import Known
from collectors.aws.identity.owner import WHO, not_ours
from collectors.aws.question import Ask, Place
from scanner.collector import Kind
from scanner.facts import Grant, Identity, Session, SignIn

INSTANCE: Final = "aws.sso.instance"
PERMISSION_SET: Final = "aws.sso.permission-set"
PERSON: Final = "aws.sso.user"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        INSTANCE: Kind(title="IAM Identity Center", gives=((SignIn, "everyone"),)),
        PERMISSION_SET: Kind(
            title="permission set",
            gives=((Session, "token"),),
            fix=MappingProxyType(
                {
                    "automatic-logoff.lifetime-bounded": "aws sso-admin update-permission-set --instance-arn INSTANCE "
                    "--permission-set-arn ARN --session-duration PT1H, then aws sso-admin provision-permission-set "
                    "--instance-arn INSTANCE --permission-set-arn ARN --target-type ALL_PROVISIONED_ACCOUNTS",
                }
            ),
            own={"ARN": "resource"},
        ),
        PERSON: Kind(title="user of IAM Identity Center", gives=(Identity,)),
    }
)


def _of_another(known: Known, place: Place) -> bool:
    return not_ours(known, place.item.get("OwnerAccountId"))


def _named(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """Each permission set with the instance it is of: both are asked with, and the one's ARN tells the other's."""
    return {"PermissionSets": [_with_instance(arn) for arn in page.get("PermissionSets") or ()]}


def _with_instance(arn: str) -> dict[str, str]:
    head, _, rest = arn.partition(":permissionSet/")
    return {"PermissionSetArn": arn, "InstanceArn": f"{head}:instance/{rest.partition('/')[0]}"}


QUESTIONS: Final = (
    Ask(
        id="sso.instances",
        operation="sso-admin.ListInstances",
        needs="sso:ListInstances",
        feeds=((Session, "token"), Grant, Identity, (SignIn, "everyone")),
        scope="account",
        parameters=MappingProxyType({"RegionScope": "ALL_REGIONS", "MaxResults": 100}),
        keep="{Instances: Instances[].{InstanceArn: InstanceArn, IdentityStoreId: IdentityStoreId, "
        "OwnerAccountId: OwnerAccountId, PrimaryRegion: PrimaryRegion, Status: Status}}",
    ),
    Ask(
        id="sso.instance",
        operation="sso-admin.DescribeInstance",
        needs="sso:DescribeInstance",
        feeds=((Session, "token"), Grant),
        each="sso.instances",
        of="Instances",
        # With its region before it: the ARN has none, and the instance answers only there.
        about="IdentityStoreId",
        where="PrimaryRegion",
        after=(WHO,),
        unless=_of_another,
        given=MappingProxyType({"InstanceArn": "item.InstanceArn"}),
        keep="{InstanceArn: InstanceArn, IdentityStoreId: IdentityStoreId, "
        "PermissionSetsEnabled: PermissionSetsEnabled}",
    ),
    Ask(
        id="sso.sets",
        operation="sso-admin.ListPermissionSets",
        needs="sso:ListPermissionSets",
        feeds=((Session, "token"), Grant),
        each="sso.instance",
        of="[@][?PermissionSetsEnabled != `false`]",
        about="IdentityStoreId",
        parameters=MappingProxyType({"MaxResults": 100}),
        given=MappingProxyType({"InstanceArn": "item.InstanceArn"}),
        opened=_named,
        keep="{PermissionSets: PermissionSets}",
    ),
    Ask(
        id="sso.set",
        operation="sso-admin.DescribePermissionSet",
        needs="sso:DescribePermissionSet",
        feeds=((Session, "token"), Grant),
        each="sso.sets",
        of="PermissionSets",
        about="PermissionSetArn",
        given=MappingProxyType({"InstanceArn": "item.InstanceArn", "PermissionSetArn": "item.PermissionSetArn"}),
        keep="{PermissionSet: PermissionSet.{Name: Name, PermissionSetArn: PermissionSetArn, "
        "SessionDuration: SessionDuration}}",
    ),
    Ask(
        id="sso.assignments",
        operation="sso-admin.ListAccountAssignments",
        needs="sso:ListAccountAssignments",
        feeds=(Grant,),
        each="sso.sets",
        of="PermissionSets",
        about="PermissionSetArn",
        parameters=MappingProxyType({"MaxResults": 100}),
        given=MappingProxyType(
            {
                "InstanceArn": "item.InstanceArn",
                "PermissionSetArn": "item.PermissionSetArn",
                "AccountId": "account",
            }
        ),
        keep="{AccountAssignments: AccountAssignments[].{PrincipalType: PrincipalType, PrincipalId: PrincipalId}}",
    ),
    Ask(
        id="sso.users",
        operation="identitystore.ListUsers",
        needs="identitystore:ListUsers",
        feeds=(Identity,),
        each="sso.instances",
        of="Instances",
        about="IdentityStoreId",
        where="PrimaryRegion",
        after=(WHO,),
        unless=_of_another,
        parameters=MappingProxyType({"MaxResults": 100}),
        given=MappingProxyType({"IdentityStoreId": "item.IdentityStoreId"}),
        keep="{Users: Users[].{UserArn: UserArn, UserId: UserId, UserName: UserName, UserStatus: UserStatus}}",
    ),
)
