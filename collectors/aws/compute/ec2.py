"""EC2: what to ask about volumes, snapshots, hosts and networks. User data is never asked for: it holds secrets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.networks.asked import nothing
from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import (
    Asset,
    Backup,
    DataStore,
    Detector,
    Exposure,
    Fixes,
    Guard,
    Leftover,
    LogTrail,
    Promise,
    Release,
    Routine,
    Session,
    SignIn,
)

VOLUME: Final = "aws.ec2.volume"
SNAPSHOT: Final = "aws.ec2.snapshot"
IMAGE: Final = "aws.ec2.image"
VOLUME_COPY: Final = "aws.ec2.volume-copy"
INSTANCE: Final = "aws.ec2.instance"
GROUP: Final = "aws.ec2.security-group"
DEFAULT_GROUP: Final = "aws.ec2.default-security-group"
VPC: Final = "aws.ec2.vpc"
_PAGE: Final = MappingProxyType({"MaxResults": 1000})
"""Without it some of these answer with everything at once, slowly."""
_MACHINES: Final = MappingProxyType({"MaxResults": 250})
"""AWS writes some 5 KB about each: a thousand at once would take more memory than anything else in a scan."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        VOLUME: Kind(
            title="EBS volume",
            gives=((Asset, "store"), DataStore, Leftover),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws ec2 create-snapshot --volume-id VOLUME; aws ec2 copy-snapshot "
                    "--source-snapshot-id SNAPSHOT --source-region REGION --encrypted --kms-key-id KEY-ARN; "
                    "aws ec2 create-volume --snapshot-id COPY --availability-zone ZONE, then exchange the volumes",
                    "backup.exists": "aws backup create-backup-selection --backup-plan-id PLAN "
                    "--backup-selection file://FILE, which names the volume's ARN",
                }
            ),
            own={"VOLUME": "id", "REGION": "site"},
        ),
        SNAPSHOT: Kind(
            title="EBS snapshot",
            gives=(DataStore, (Exposure, "permission/data")),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws ec2 copy-snapshot --source-snapshot-id SNAPSHOT "
                    "--source-region REGION --encrypted --kms-key-id KEY-ARN, "
                    "then aws ec2 delete-snapshot --snapshot-id SNAPSHOT",
                    "public-exposure.not-public": "aws ec2 modify-snapshot-attribute --snapshot-id SNAPSHOT "
                    "--attribute createVolumePermission --operation-type remove --group-names all",
                }
            ),
            own={"SNAPSHOT": "id", "REGION": "site"},
        ),
        IMAGE: Kind(
            title="EC2 image",
            gives=((Exposure, "permission/data"),),
            fix=MappingProxyType(
                {
                    "public-exposure.not-public": "aws ec2 modify-image-attribute --image-id IMAGE "
                    "--launch-permission 'Remove=[{Group=all}]'",
                }
            ),
            own={"IMAGE": "id"},
        ),
        VOLUME_COPY: Kind(
            title="newest snapshot of an EBS volume",
            gives=((Backup, "copy"),),
            fix=MappingProxyType(
                {
                    "backup.fresh": "aws dlm create-lifecycle-policy --description NAME --state ENABLED "
                    "--execution-role-arn ROLE-ARN --policy-details file://FILE, with a daily schedule, or a plan of "
                    "AWS Backup",
                    "backup.encrypted": "aws ec2 enable-ebs-encryption-by-default --region REGION, "
                    "then replace the volume by an encrypted copy",
                }
            ),
            own={"REGION": "site"},
        ),
        INSTANCE: Kind(
            title="EC2 instance",
            gives=((Asset, "host"), (Guard, "credential-theft")),
            fix=MappingProxyType(
                {
                    "least-privilege.guarded": "aws ec2 modify-instance-metadata-options --instance-id INSTANCE "
                    "--http-tokens required, once its programs ask with a token (the metric MetadataNoToken is 0)",
                    "backup.exists": "aws backup create-backup-selection --backup-plan-id PLAN "
                    "--backup-selection file://FILE, which names the instance's ARN",
                }
            ),
            own={"INSTANCE": "id"},
        ),
        GROUP: Kind(
            title="security group",
            gives=(Exposure,),
            fix=MappingProxyType(
                {
                    "network-segmentation.no-open-ports": "aws ec2 revoke-security-group-ingress --group-id GROUP "
                    "--protocol tcp --port PORT --cidr 0.0.0.0/0",
                    "public-exposure.not-on-the-internet": "aws ec2 revoke-security-group-ingress --group-id GROUP "
                    "--protocol tcp --port PORT --cidr 0.0.0.0/0",
                }
            ),
            own={"GROUP": "id"},
        ),
        DEFAULT_GROUP: Kind(
            title="default security group",
            gives=(Exposure, (Guard, "unlisted-traffic")),
            fix=MappingProxyType(
                {
                    "network-segmentation.deny-by-default": "aws ec2 revoke-security-group-ingress --group-id GROUP "
                    "--security-group-rule-ids RULE; aws ec2 revoke-security-group-egress --group-id GROUP "
                    "--security-group-rule-ids RULE",
                }
            ),
            own={"GROUP": "id"},
        ),
        VPC: Kind(
            title="VPC",
            gives=((LogTrail, "network"),),
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC-ID "
                    "--traffic-type ALL --log-group-name GROUP --deliver-logs-permission-arn ROLE-ARN",
                }
            ),
            own={"VPC-ID": "id"},
        ),
    }
)


def _region(
    id: str,
    call: str,
    keep: str,
    feeds: tuple[Promise, ...],
    parameters: Mapping[str, Any] = _PAGE,
    **more: Any,
) -> Ask:
    """A question about a region; the right it takes has the operation's name."""
    return Ask(
        id=f"ec2.{id}",
        operation=f"ec2.{call}",
        needs=f"ec2:{call}",
        feeds=feeds,
        scope="region",
        parameters=parameters,
        keep=keep,
        **more,
    )


_LOOKED_THROUGH: Final[tuple[Promise, ...]] = tuple(
    (Detector, watches) for watches in ("enrolment", "malware", "vulnerabilities")
)
"""What may be switched on for machines, and need not where there is none."""
_SNAPSHOT_KEPT: Final = (
    "{Snapshots: Snapshots[].{SnapshotId: SnapshotId, VolumeId: VolumeId, Encrypted: Encrypted, "
    "KmsKeyId: KmsKeyId, State: State, StartTime: StartTime}}"
)

QUESTIONS: Final = (
    _region(
        "volumes",
        "DescribeVolumes",
        "{Volumes: Volumes[].{VolumeId: VolumeId, Encrypted: Encrypted, KmsKeyId: KmsKeyId, State: State, Size: Size, "
        "CreateTime: CreateTime, Attachments: Attachments[].{InstanceId: InstanceId}}}",
        # AWS Backup names what it once kept: whether it is still there, this tells.
        ((Asset, "store"), DataStore, Leftover, (Backup, "copy"), (Routine, "restore-test")),
    ),
    _region(
        "snapshots",
        "DescribeSnapshots",
        _SNAPSHOT_KEPT,
        (DataStore, (Exposure, "permission/data"), (Backup, "copy")),
        MappingProxyType({"OwnerIds": ["self"], "MaxResults": 1000}),
    ),
    _region(
        # One question for all, instead of an attribute of each.
        "public_snapshots",
        "DescribeSnapshots",
        "{Snapshots: Snapshots[].{SnapshotId: SnapshotId}}",
        ((Exposure, "permission/data"),),
        MappingProxyType({"OwnerIds": ["self"], "RestorableByUserIds": ["all"], "MaxResults": 1000}),
        after=("ec2.snapshots",),
        unless=nothing("ec2.snapshots"),
    ),
    _region(
        # An image that is public makes its snapshots so, whatever these say of themselves.
        "images",
        "DescribeImages",
        "{Images: Images[].{ImageId: ImageId, Public: Public, "
        "BlockDeviceMappings: BlockDeviceMappings[].{SnapshotId: Ebs.SnapshotId}}}",
        ((Exposure, "permission/data"),),
        MappingProxyType({"Owners": ["self"], "MaxResults": 1000}),
    ),
    _region(
        "ebs_default",
        "GetEbsEncryptionByDefault",
        "{EbsEncryptionByDefault: EbsEncryptionByDefault}",
        ((Guard, "unencrypted-stores"),),
        MappingProxyType({}),
    ),
    _region(
        "snapshot_block",
        "GetSnapshotBlockPublicAccessState",
        "{State: State}",
        ((Exposure, "permission/data"), (Guard, "public-copies")),
        MappingProxyType({}),
    ),
    _region(
        "instances",
        "DescribeInstances",
        "{Instances: Reservations[].Instances[].{InstanceId: InstanceId, State: State.Name, "
        "HttpTokens: MetadataOptions.HttpTokens, HttpEndpoint: MetadataOptions.HttpEndpoint, "
        "BlockDeviceMappings: BlockDeviceMappings[].{VolumeId: Ebs.VolumeId}}}",
        (
            (Asset, "host"),
            *(Release, Fixes),
            (Guard, "credential-theft"),
            (Backup, "copy"),
            (Routine, "restore-test"),
            *_LOOKED_THROUGH,
        ),
        _MACHINES,
    ),
    _region(
        "interfaces",
        "DescribeNetworkInterfaces",
        "{NetworkInterfaces: NetworkInterfaces[].{NetworkInterfaceId: NetworkInterfaceId, VpcId: VpcId, "
        "PublicIp: Association.PublicIp, CarrierIp: Association.CarrierIp, PrivateIpAddresses: PrivateIpAddresses[]"
        ".{PublicIp: Association.PublicIp, CarrierIp: Association.CarrierIp}, "
        "Ipv6Addresses: Ipv6Addresses[].{Ipv6Address: Ipv6Address}, "
        "Ipv6Prefixes: Ipv6Prefixes[].{Ipv6Prefix: Ipv6Prefix}, InterfaceType: InterfaceType, "
        # The description is free text, of which only this is kept: balancers of two kinds show nowhere else.
        "OfBalancer: RequesterManaged && starts_with(Description || '', 'ELB '), "
        "Groups: Groups[].{GroupId: GroupId}}}",
        ((Asset, "service"), Exposure, LogTrail, (Session, "remote-access"), (SignIn, "everyone")),
    ),
    _region(
        "groups",
        "DescribeSecurityGroups",
        "{SecurityGroups: SecurityGroups[].{GroupId: GroupId, GroupName: GroupName, VpcId: VpcId, "
        "IpPermissions: IpPermissions[].{IpProtocol: IpProtocol, FromPort: FromPort, ToPort: ToPort, "
        "IpRanges: IpRanges[].{CidrIp: CidrIp}, Ipv6Ranges: Ipv6Ranges[].{CidrIpv6: CidrIpv6}, "
        "PrefixListIds: PrefixListIds[].{PrefixListId: PrefixListId}, "
        "UserIdGroupPairs: UserIdGroupPairs[].{GroupId: GroupId}}, "
        "IpPermissionsEgress: IpPermissionsEgress[].{IpProtocol: IpProtocol}}}",
        (Exposure, (Guard, "unlisted-traffic")),
    ),
    _region(
        "vpcs",
        "DescribeVpcs",
        "{Vpcs: Vpcs[].{VpcId: VpcId, OwnerId: OwnerId, CidrBlock: CidrBlock, IsDefault: IsDefault}}",
        ((Asset, "service"), LogTrail),
        # In a network without an interface nothing travels.
        after=("ec2.interfaces",),
        unless=nothing("ec2.interfaces"),
    ),
    _region(
        "flow_logs",
        "DescribeFlowLogs",
        "{FlowLogs: FlowLogs[].{FlowLogId: FlowLogId, ResourceId: ResourceId, FlowLogStatus: FlowLogStatus, "
        "TrafficType: TrafficType, DeliverLogsStatus: DeliverLogsStatus, LogDestinationType: LogDestinationType}}",
        ((LogTrail, "network"),),
        after=("ec2.interfaces",),
        unless=nothing("ec2.interfaces"),
    ),
)
