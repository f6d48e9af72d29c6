"""GuardDuty: what to ask about threats, and about malware on machines and in buckets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.row import Known
from collectors.aws.question import Ask, Place
from scanner.answers import JSON
from scanner.collector import Kind
from scanner.facts import Alarm, Alerts, Detector

THREATS: Final = "aws.guardduty"
MACHINES: Final = "aws.guardduty.machines"
BUCKET: Final = "aws.guardduty.bucket"
_MOST: Final = 50
"""Findings that one may ask about at once."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        THREATS: Kind(
            title="GuardDuty",
            gives=((Alarm, "threats"), Alerts),
            may=(Alerts,),
            fix=MappingProxyType(
                {
                    "threat-detection.on-and-heard": "aws guardduty create-detector --enable --region REGION; "
                    "aws events put-rule --region REGION --name threats "
                    '--event-pattern \'{"source":["aws.guardduty"],"detail-type":["GuardDuty Finding"]}\'; '
                    "aws events put-targets --region REGION --rule threats --targets Id=1,Arn=TOPIC-ARN",
                    "threat-detection.findings-handled": "look into it, then aws guardduty archive-findings "
                    "--region REGION --detector-id ID --finding-ids FINDING",
                }
            ),
            own={"REGION": "site"},
        ),
        MACHINES: Kind(
            title="malware protection of machines",
            gives=((Detector, "malware"),),
            fix=MappingProxyType(
                {
                    "malware-protection.on": "aws guardduty update-detector --region REGION --detector-id ID "
                    "--features Name=EBS_MALWARE_PROTECTION,Status=ENABLED",
                }
            ),
            own={"REGION": "site"},
        ),
        BUCKET: Kind(
            title="bucket with a plan against malware",
            gives=((Detector, "malware"),),
            fix=MappingProxyType(
                {
                    "malware-protection.on": "aws guardduty get-malware-protection-plan "
                    "--malware-protection-plan-id ID says what is wrong: most often rights of its role",
                }
            ),
        ),
    }
)


def _without_buckets(known: Known, place: Place) -> bool:
    """A plan is for a bucket of its own region."""
    return no_bucket(known.body("s3.buckets"), place.region)


def no_bucket(listing: JSON, region: str) -> bool:
    """The whole list of buckets was read, names the region of each, and none is there."""
    places = [row.get("BucketRegion") for row in listing.get("Buckets", [])] if listing is not None else [None]
    return None not in places and region not in places


QUESTIONS: Final = (
    Ask(
        id="guardduty.detectors",
        operation="guardduty.ListDetectors",
        needs="guardduty:ListDetectors",
        feeds=((Alarm, "threats"), Alerts, (Detector, "malware")),
        scope="region",
        keep="{DetectorIds: DetectorIds}",
    ),
    Ask(
        id="guardduty.detector",
        operation="guardduty.GetDetector",
        needs="guardduty:GetDetector",
        feeds=((Alarm, "threats"), Alerts, (Detector, "malware")),
        each="guardduty.detectors",
        of="DetectorIds",
        given=MappingProxyType({"DetectorId": "item"}),
        keep="{Status: Status, Features: Features[].{Name: Name, Status: Status}}",
    ),
    Ask(
        id="guardduty.administrator",
        operation="guardduty.GetAdministratorAccount",
        needs="guardduty:GetAdministratorAccount",
        feeds=((Alarm, "threats"),),
        each="guardduty.detectors",
        of="DetectorIds",
        given=MappingProxyType({"DetectorId": "item"}),
        keep="{Administrator: Administrator.{AccountId: AccountId, RelationshipStatus: RelationshipStatus}}",
        bare=True,
    ),
    Ask(
        id="guardduty.open",
        operation="guardduty.ListFindings",
        needs="guardduty:ListFindings",
        feeds=(Alerts,),
        each="guardduty.detectors",
        of="DetectorIds",
        # 7 and above is "high" and "critical". An administrator of an organisation is told of the other accounts too.
        given=MappingProxyType(
            {
                "DetectorId": "item",
                "FindingCriteria": "{Criterion: {\"service.archived\": {Eq: ['false']}, accountId: {Eq: [account]}, "
                "severity: {Gte: `7`}}}",
            }
        ),
        keep="{FindingIds: FindingIds}",
    ),
    Ask(
        id="guardduty.finding",
        operation="guardduty.GetFindings",
        needs="guardduty:GetFindings",
        feeds=(Alerts,),
        each="guardduty.open",
        of="FindingIds",
        batch=_MOST,
        given=MappingProxyType({"DetectorId": "parent", "FindingIds": "item"}),
        # Not what was found: that names people, addresses and what they did.
        keep="{Findings: Findings[].{Id: Id, CreatedAt: CreatedAt}}",
    ),
    Ask(
        id="guardduty.plans",
        operation="guardduty.ListMalwareProtectionPlans",
        needs="guardduty:ListMalwareProtectionPlans",
        feeds=((Detector, "malware"),),
        scope="region",
        after=("s3.buckets",),
        unless=_without_buckets,
        keep="{MalwareProtectionPlans: MalwareProtectionPlans[].{MalwareProtectionPlanId: MalwareProtectionPlanId}}",
    ),
    Ask(
        id="guardduty.plan",
        operation="guardduty.GetMalwareProtectionPlan",
        needs="guardduty:GetMalwareProtectionPlan",
        feeds=((Detector, "malware"),),
        each="guardduty.plans",
        of="MalwareProtectionPlans",
        about="MalwareProtectionPlanId",
        given=MappingProxyType({"MalwareProtectionPlanId": "item.MalwareProtectionPlanId"}),
        keep="{ProtectedResource: ProtectedResource.S3Bucket.{BucketName: BucketName, ObjectPrefixes: ObjectPrefixes}, "
        "Status: Status}",
    ),
)
