"""Amazon Inspector: what to ask about known flaws in machines, images and functions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Detector, Fixes

SCANNER: Final = "aws.inspector"
SCANNED: Final = "aws.inspector.scanned"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SCANNER: Kind(
            title="Amazon Inspector",
            gives=((Detector, "vulnerabilities"),),
            fix=MappingProxyType(
                {"patching.flaws-looked-for": "aws inspector2 enable --resource-types EC2 ECR LAMBDA --region REGION"}
            ),
            own={"REGION": "site"},
        ),
        SCANNED: Kind(
            title="thing under Amazon Inspector",
            gives=(Fixes,),
            fix=MappingProxyType(
                {
                    "patching.flaws-fixed-in-time": "aws inspector2 list-findings names the packages and the versions "
                    "that mend them: patch the machine, rebuild the image or the function",
                    "patching.state-known": "aws inspector2 list-coverage says why it is not looked at: most often "
                    "Systems Manager does not manage the machine",
                }
            ),
        ),
    }
)

_ON: Final = "accounts[?state == 'ENABLED']"
_OWN: Final = "[{comparison: 'EQUALS', value: account}]"
"""An administrator of an organisation is told of the other accounts too."""
_SERIOUS: Final = (
    "findingStatus: [{comparison: 'EQUALS', value: 'ACTIVE'}], "
    "findingType: [{comparison: 'EQUALS', value: 'PACKAGE_VULNERABILITY'}], "
    "severity: [{comparison: 'EQUALS', value: 'CRITICAL'}, {comparison: 'EQUALS', value: 'HIGH'}], "
    "fixAvailable: [{comparison: 'EQUALS', value: 'YES'}, {comparison: 'EQUALS', value: 'PARTIAL'}]"
)

QUESTIONS: Final = (
    Ask(
        id="inspector.status",
        operation="inspector2.BatchGetAccountStatus",
        needs="inspector2:BatchGetAccountStatus",
        feeds=((Detector, "vulnerabilities"), Fixes),
        scope="region",
        keep="{accounts: accounts[].{accountId: accountId, state: state.status, ec2: resourceState.ec2.status, "
        'ecr: resourceState.ecr.status, lambda: resourceState."lambda".status}}',
    ),
    Ask(
        id="inspector.coverage",
        operation="inspector2.ListCoverage",
        needs="inspector2:ListCoverage",
        feeds=(Fixes,),
        each="inspector.status",
        of=_ON,
        about="accountId",
        parameters=MappingProxyType({"maxResults": 200}),
        given=MappingProxyType(
            {"filterCriteria": f"{{accountId: {_OWN}, scanType: [{{comparison: 'EQUALS', value: 'PACKAGE'}}]}}"}
        ),
        keep="{coveredResources: coveredResources[].{resourceId: resourceId, resourceType: resourceType, "
        "statusCode: scanStatus.statusCode, reason: scanStatus.reason, lastScannedAt: lastScannedAt}}",
    ),
    Ask(
        id="inspector.findings",
        operation="inspector2.ListFindings",
        needs="inspector2:ListFindings",
        feeds=(Fixes,),
        each="inspector.status",
        of=_ON,
        about="accountId",
        parameters=MappingProxyType({"maxResults": 100}),
        given=MappingProxyType({"filterCriteria": f"{{awsAccountId: {_OWN}, {_SERIOUS}}}"}),
        keep="{findings: findings[].{severity: severity, firstObservedAt: firstObservedAt, "
        "vendorCreatedAt: packageVulnerabilityDetails.vendorCreatedAt, resources: resources[].id}}",
    ),
)
