"""What moto lacks, answered as by an account in which nothing of it is: for benchmarks, and comparisons with truth."""

from collections.abc import Iterator
from typing import Final

from moto.core.utils import get_service_model

from tests.servers.aws_proxy import Reply, Request, error
from tests.servers.aws_shapes import Body, Canned
from tests.servers.moto import ACCOUNT

_LISTS: Final = (
    "accessanalyzer.ListAnalyzers",
    "appstream.DescribeFleets",
    "artifact.ListCustomerAgreements",
    "backup.ListProtectedResources",
    "backup.ListRecoveryPointsByBackupVault",
    "backup.ListRestoreJobs",
    "cloudtrail.ListEventDataStores",
    "drs.DescribeSourceServers",
    "ec2.DescribeClientVpnEndpoints",
    "elasticache.DescribeServerlessCaches",
    "guardduty.ListFindings",
    "guardduty.ListMalwareProtectionPlans",
    "healthlake.ListFHIRDatastores",
    "iam.ListServiceSpecificCredentials",
    "lambda.ListFunctionUrlConfigs",
    "medical-imaging.ListDatastores",
    "redshift-serverless.ListNamespaces",
    "rolesanywhere.ListProfiles",
    "s3control.ListAccessPoints",
    "securityhub.GetEnabledStandards",
    "securityhub.ListFindingAggregators",
    "ssm.DescribeInstanceInformation",
    "storagegateway.ListGateways",
)
_ADDRESS: Final = {
    "FullName": "Clinic",
    "AddressLine1": "1 Road",
    "City": "Town",
    "CountryCode": "US",
    "PostalCode": "00000",
    "PhoneNumber": "+1",
}
_BLOCK: Final = {"InternetGatewayBlockMode": "off", "AwsAccountId": ACCOUNT, "State": "default-state"}


def nothing(operation: str) -> Body:
    """An answer whose lists are empty."""
    service, _, call = operation.partition(".")
    shape = get_service_model(service).operation_model(call).output_shape
    return {name: [] for name, member in shape.members.items() if member.type_name == "list"}


def quiet() -> Canned:
    """Every operation, answered so."""
    return {
        **dict(_empty()),
        "account.GetContactInformation": {"ContactInformation": _ADDRESS},
        "backup.GetBackupVaultAccessPolicy": lambda request: error(request, "ResourceNotFoundException", 400),
        "ec2.GetImageBlockPublicAccessState": {"ImageBlockPublicAccessState": "unblocked"},
        "ec2.GetInstanceMetadataDefaults": {"AccountLevel": {}},
        "ec2.GetSerialConsoleAccessStatus": {"SerialConsoleAccessEnabled": False},
        "ec2.GetSnapshotBlockPublicAccessState": {"State": "unblocked"},
        "ec2.DescribeSnapshots": _public_snapshots,
        "ec2.DescribeVpcBlockPublicAccessOptions": {"VpcBlockPublicAccessOptions": _BLOCK},
        "macie2.GetMacieSession": _no_macie,
        "sso-admin.ListInstances": {"Instances": []},
    }


def _empty() -> Iterator[tuple[str, Body]]:
    yield from ((operation, nothing(operation)) for operation in _LISTS)


def _public_snapshots(request: Request) -> Body | None:
    """Snapshots that everybody may restore: moto, whose process this is, takes no notice of the filter."""
    from moto.ec2.models import ec2_backends

    if b"RestorableBy" not in request.body:
        return None
    made = ec2_backends[ACCOUNT][request.region].snapshots.values()
    return {"Snapshots": [{"SnapshotId": one.id} for one in made if "all" in one.create_volume_permission_groups]}


def _no_macie(_: object) -> Reply:
    said = b'{"message": "Macie is not enabled", "code": "AccessDeniedException"}'
    return Reply(403, said, "application/json", more={"x-amzn-errortype": "AccessDeniedException"})
