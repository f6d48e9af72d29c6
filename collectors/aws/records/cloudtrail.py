"""CloudTrail: what to ask about trails."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.records.samples import HEARD, WATCHED
from scanner.collector import Kind
from scanner.facts import Backup, DataStore, Delivery, Guard, LogStore, LogTrail

TRAIL: Final = "aws.cloudtrail.trail"
TRAIL_FACTS: Final = (DataStore, LogStore)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        TRAIL: Kind(
            title="CloudTrail trail",
            gives=TRAIL_FACTS,
            fix=MappingProxyType(
                {
                    "log-retention.tamper-evident": "aws cloudtrail update-trail --name NAME "
                    "--enable-log-file-validation",
                    "log-retention.long-enough": "aws s3api put-bucket-lifecycle-configuration --bucket BUCKET "
                    "--lifecycle-configuration file://FILE, with Expiration.Days of 2190, or without an expiration",
                    "log-retention.immutable": "aws s3api put-object-lock-configuration --bucket BUCKET "
                    "--object-lock-configuration "
                    '\'{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":365}}}\'',
                    "encryption-at-rest.customer-key": "aws cloudtrail update-trail --name NAME --kms-key-id KEY-ARN",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="cloudtrail.trails",
        operation="cloudtrail.DescribeTrails",
        needs="cloudtrail:DescribeTrails",
        feeds=(
            LogTrail,
            Delivery,
            LogStore,
            DataStore,
            (Backup, "versions"),
            (Backup, "replica"),
            (Guard, "deletion"),
            *HEARD,
        ),
        scope="region",
        # Shadows of trails at home elsewhere tell that this region is covered too.
        parameters=MappingProxyType({"includeShadowTrails": True}),
        keep="{trailList: trailList[].{Name: Name, TrailARN: TrailARN, HomeRegion: HomeRegion, "
        "S3BucketName: S3BucketName, S3KeyPrefix: S3KeyPrefix, IsMultiRegionTrail: IsMultiRegionTrail, "
        "IncludeGlobalServiceEvents: IncludeGlobalServiceEvents, LogFileValidationEnabled: LogFileValidationEnabled, "
        "KmsKeyId: KmsKeyId, CloudWatchLogsLogGroupArn: CloudWatchLogsLogGroupArn, "
        "IsOrganizationTrail: IsOrganizationTrail}}",
    ),
    Ask(
        id="cloudtrail.status",
        operation="cloudtrail.GetTrailStatus",
        needs="cloudtrail:GetTrailStatus",
        feeds=(LogTrail, Delivery, LogStore, *WATCHED),
        each="cloudtrail.trails",
        of="trailList",
        about="TrailARN",
        where="HomeRegion",
        given=MappingProxyType({"Name": "item.TrailARN"}),
        # The texts of delivery errors are S3's codes (`AccessDenied`, `NoSuchBucket`).
        keep="{IsLogging: IsLogging, LatestDeliveryTime: LatestDeliveryTime, LatestDeliveryError: LatestDeliveryError, "
        "LatestCloudWatchLogsDeliveryTime: LatestCloudWatchLogsDeliveryTime, "
        "LatestCloudWatchLogsDeliveryError: LatestCloudWatchLogsDeliveryError, "
        "LatestDigestDeliveryTime: LatestDigestDeliveryTime, LatestDigestDeliveryError: LatestDigestDeliveryError}",
    ),
    Ask(
        id="cloudtrail.selectors",
        operation="cloudtrail.GetEventSelectors",
        needs="cloudtrail:GetEventSelectors",
        feeds=(LogTrail, Delivery, *WATCHED),
        each="cloudtrail.trails",
        of="trailList",
        about="TrailARN",
        where="HomeRegion",
        given=MappingProxyType({"TrailName": "item.TrailARN"}),
        keep="{EventSelectors: EventSelectors[].{ReadWriteType: ReadWriteType, "
        "IncludeManagementEvents: IncludeManagementEvents, DataResources: DataResources, "
        "ExcludeManagementEventSources: ExcludeManagementEventSources}, "
        "AdvancedEventSelectors: AdvancedEventSelectors[].{FieldSelectors: FieldSelectors}}",
    ),
)
