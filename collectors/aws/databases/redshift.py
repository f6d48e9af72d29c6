"""Redshift: clusters, what they record, and their snapshots."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.store import once
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Delivery, Exposure, LogTrail, Release, Session

CLUSTER: Final = "aws.redshift.cluster"
GIVES: Final = (
    *((Asset, "store"), DataStore, (LogTrail, "store"), Delivery, Release),
    *((Channel, "database"), (Session, "database"), (Exposure, "network/data"), (Backup, "copy")),
)
SSL: Final = "require_ssl"
ACTIVITY: Final = "enable_user_activity_logging"
"""Without it the log of what users do is exported, and empty."""
_PAGE: Final = MappingProxyType({"MaxRecords": 100})

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CLUSTER: Kind(
            title="Redshift cluster",
            gives=GIVES,
            may=(Delivery,),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws redshift modify-cluster --cluster-identifier NAME --encrypted "
                    "--kms-key-id KEY-ARN",
                    "encryption-at-rest.customer-key": "aws redshift modify-cluster --cluster-identifier NAME "
                    "--encrypted --kms-key-id KEY-ARN",
                    "encryption-in-transit.plain-refused": "aws redshift modify-cluster-parameter-group "
                    "--parameter-group-name GROUP --parameters ParameterName=require_ssl,ParameterValue=true, "
                    "then aws redshift reboot-cluster --cluster-identifier NAME",
                    "public-exposure.not-on-the-internet": "aws redshift modify-cluster --cluster-identifier NAME "
                    "--no-publicly-accessible",
                    "network-segmentation.no-open-ports": "aws redshift modify-cluster --cluster-identifier NAME "
                    "--no-publicly-accessible",
                    "audit-logging.recording": "aws redshift enable-logging --cluster-identifier NAME "
                    "--log-destination-type cloudwatch --log-exports connectionlog userlog useractivitylog",
                    "audit-logging.events-complete": "aws redshift modify-cluster-parameter-group "
                    "--parameter-group-name GROUP "
                    "--parameters ParameterName=enable_user_activity_logging,ParameterValue=true, and "
                    "aws redshift enable-logging --cluster-identifier NAME --log-destination-type cloudwatch "
                    "--log-exports connectionlog userlog useractivitylog",
                    "audit-logging.alive": "aws redshift describe-logging-status --cluster-identifier NAME says why "
                    "deliveries fail",
                    "backup.exists": "aws redshift modify-cluster --cluster-identifier NAME "
                    "--automated-snapshot-retention-period 35",
                    "backup.kept": "aws redshift modify-cluster --cluster-identifier NAME "
                    "--automated-snapshot-retention-period 35",
                    "backup.fresh": "aws redshift modify-cluster --cluster-identifier NAME "
                    "--automated-snapshot-retention-period 35",
                    "backup.off-site": "aws redshift enable-snapshot-copy --cluster-identifier NAME "
                    "--destination-region ELSEWHERE",
                    "patching.automatic": "aws redshift modify-cluster --cluster-identifier NAME "
                    "--allow-version-upgrade",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="redshift.clusters",
        operation="redshift.DescribeClusters",
        needs="redshift:DescribeClusters",
        feeds=GIVES,
        scope="region",
        parameters=_PAGE,
        keep="{Clusters: Clusters[].{ClusterIdentifier: ClusterIdentifier, Encrypted: Encrypted, KmsKeyId: KmsKeyId, "
        "PubliclyAccessible: PubliclyAccessible, Port: Endpoint.Port, "
        "VpcSecurityGroups: VpcSecurityGroups[].{VpcSecurityGroupId: VpcSecurityGroupId}, "
        "ClusterParameterGroups: ClusterParameterGroups[].{ParameterGroupName: ParameterGroupName, "
        "ParameterApplyStatus: ParameterApplyStatus}, "
        "AutomatedSnapshotRetentionPeriod: AutomatedSnapshotRetentionPeriod, "
        "DestinationRegion: ClusterSnapshotCopyStatus.DestinationRegion, ClusterVersion: ClusterVersion, "
        "AllowVersionUpgrade: AllowVersionUpgrade}}",
    ),
    Ask(
        id="redshift.logging",
        operation="redshift.DescribeLoggingStatus",
        needs="redshift:DescribeLoggingStatus",
        feeds=((LogTrail, "store"), Delivery),
        each="redshift.clusters",
        of="Clusters",
        about="ClusterIdentifier",
        given=MappingProxyType({"ClusterIdentifier": "item.ClusterIdentifier"}),
        # Why a delivery failed is free text.
        keep="{LoggingEnabled: LoggingEnabled, LogDestinationType: LogDestinationType, LogExports: LogExports, "
        "LastSuccessfulDeliveryTime: LastSuccessfulDeliveryTime, LastFailureTime: LastFailureTime}",
    ),
    Ask(
        id="redshift.parameters",
        operation="redshift.DescribeClusterParameters",
        needs="redshift:DescribeClusterParameters",
        feeds=((Channel, "database"), (LogTrail, "store")),
        each="redshift.clusters",
        of="Clusters[].ClusterParameterGroups[].ParameterGroupName",
        # Not only what somebody set: what a group does by default depends on when it was made.
        parameters=_PAGE,
        given=MappingProxyType({"ParameterGroupName": "item"}),
        keep=f"{{Parameters: Parameters[?ParameterName=='{SSL}' || ParameterName=='{ACTIVITY}']"
        ".{ParameterName: ParameterName, ParameterValue: ParameterValue}}",
    ),
    Ask(
        id="redshift.snapshots",
        operation="redshift.DescribeClusterSnapshots",
        needs="redshift:DescribeClusterSnapshots",
        feeds=((Backup, "copy"),),
        each="redshift.clusters",
        of=once("Clusters"),
        parameters=MappingProxyType({"SnapshotType": "automated", "MaxRecords": 100}),
        keep="{Snapshots: Snapshots[].{ClusterIdentifier: ClusterIdentifier, SnapshotType: SnapshotType, "
        "Status: Status, SnapshotCreateTime: SnapshotCreateTime}}",
    ),
)
