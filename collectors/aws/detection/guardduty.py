"""GuardDuty: what to ask about threats, and about malware on machines and in buckets."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Detector

THREATS: Final = "aws.guardduty"
MACHINES: Final = "aws.guardduty.machines"
BUCKET: Final = "aws.guardduty.bucket"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        THREATS: Kind(
            title="GuardDuty",
            gives=((Detector, "threats"),),
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

QUESTIONS: Final = (
    Ask(
        id="guardduty.detectors",
        operation="guardduty.ListDetectors",
        needs="guardduty:ListDetectors",
        feeds=(Detector,),
        scope="region",
        keep="{DetectorIds: DetectorIds}",
    ),
    Ask(
        id="guardduty.detector",
        operation="guardduty.GetDetector",
        needs="guardduty:GetDetector",
        feeds=(Detector,),
        each="guardduty.detectors",
        of="DetectorIds",
        given=MappingProxyType({"DetectorId": "item"}),
        keep="{Status: Status, Features: Features[].{Name: Name, Status: Status}}",
    ),
    Ask(
        id="guardduty.administrator",
        operation="guardduty.GetAdministratorAccount",
        needs="guardduty:GetAdministratorAccount",
        feeds=(Detector,),
        each="guardduty.detectors",
        of="DetectorIds",
        given=MappingProxyType({"DetectorId": "item"}),
        keep="{Administrator: Administrator.{AccountId: AccountId, RelationshipStatus: RelationshipStatus}}",
        bare=True,
    ),
    Ask(
        id="guardduty.open",
        operation="guardduty.GetFindingsStatistics",
        needs="guardduty:GetFindingsStatistics",
        feeds=(Detector,),
        each="guardduty.detectors",
        of="DetectorIds",
        parameters=MappingProxyType(
            {
                # 7 and above is "high" and "critical".
                "FindingCriteria": {"Criterion": {"service.archived": {"Eq": ["false"]}, "severity": {"Gte": 7}}},
                "GroupBy": "SEVERITY",
            }
        ),
        given=MappingProxyType({"DetectorId": "item"}),
        keep="{FindingStatistics: FindingStatistics.{GroupedBySeverity: GroupedBySeverity[].{Severity: Severity, "
        "TotalFindings: TotalFindings}}}",
    ),
    Ask(
        id="guardduty.plans",
        operation="guardduty.ListMalwareProtectionPlans",
        needs="guardduty:ListMalwareProtectionPlans",
        feeds=(Detector,),
        scope="region",
        keep="{MalwareProtectionPlans: MalwareProtectionPlans[].{MalwareProtectionPlanId: MalwareProtectionPlanId}}",
    ),
    Ask(
        id="guardduty.plan",
        operation="guardduty.GetMalwareProtectionPlan",
        needs="guardduty:GetMalwareProtectionPlan",
        feeds=(Detector,),
        each="guardduty.plans",
        of="MalwareProtectionPlans",
        about="MalwareProtectionPlanId",
        given=MappingProxyType({"MalwareProtectionPlanId": "item.MalwareProtectionPlanId"}),
        keep="{ProtectedResource: ProtectedResource.S3Bucket.{BucketName: BucketName, ObjectPrefixes: ObjectPrefixes}, "
        "Status: Status}",
    ),
)
