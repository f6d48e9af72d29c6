"""Serious findings as GuardDuty and Security Hub put them on a region's bus, and who hears of them. Pure."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.aws.read import Account, body
from collectors.aws.records.event_patterns import Event
from collectors.aws.records.hearers import Heard, best
from collectors.aws.records.rules import envelope, told
from scanner.answers import Got, unclear

_THREATS: Final = (
    ("UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS", 8),
    ("Backdoor:EC2/C&CActivity.B", 7),
    ("AttackSequence:S3/CompromisedData", 9),
)
"""They differ, so that a rule for some of them does not hear of all."""
_LABELS: Final = {7: "HIGH", 8: "HIGH", 9: "CRITICAL"}
_HUB: Final = "Security Hub Findings - Imported"


def threats_heard(whole: Account, region: str) -> Heard:
    """Whether somebody is told of serious threats, directly or by Security Hub, which GuardDuty tells by itself."""
    heard = [told(whole, region, _of_guardduty(whole, region))]
    hub = whole.one("securityhub.hub", region)
    if hub.ok:
        heard.append(told(whole, region, _of_hub(whole, region, "GuardDuty")))
    elif not hub.good:
        heard.append(Heard(None, hub))
    return best(heard)


def weaknesses_heard(whole: Account, region: str) -> Heard:
    """Whether somebody is told of what Security Hub's own controls find."""
    return told(whole, region, _of_hub(whole, region, "Security Hub"))


def by_administrator(heard: Heard, administrator: Got, key: str = "RelationshipStatus") -> Heard:
    """What is known where nobody here is told, but another account gets all findings and may tell somebody."""
    if heard.told:
        return heard
    if not administrator.good:
        return Heard(None, administrator)
    if body(administrator).get("Administrator", {}).get(key) == "Enabled":
        return Heard(
            None, unclear(administrator, "an administrator account gets the findings; whom it tells is not seen")
        )
    return heard


def _of_guardduty(whole: Account, region: str) -> Iterator[Event]:
    for kind, severity in _THREATS:
        finding = {"accountId": whole.id, "region": region, "type": kind, "severity": severity}
        detail = {**finding, "service": {"serviceName": "guardduty", "archived": False, "count": 1}}
        yield envelope("guardduty", "GuardDuty Finding", region, whole.id, detail)


def _of_hub(whole: Account, region: str, product: str) -> Iterator[Event]:
    for kind, severity in _THREATS:
        finding: dict[str, Any] = {
            "AwsAccountId": whole.id,
            "Region": region,
            "CompanyName": "AWS",
            "ProductName": product,
            "ProductArn": f"arn:{whole.partition}:securityhub:{region}::product/aws/{product.replace(' ', '').lower()}",
            "Title": kind,
            "Severity": {"Label": _LABELS[severity], "Normalized": severity * 10},
            "RecordState": "ACTIVE",
            "WorkflowState": "NEW",
            "Workflow": {"Status": "NEW"},
        }
        if product != "GuardDuty":
            finding["Compliance"] = {"Status": "FAILED"}
        yield envelope("securityhub", _HUB, region, whole.id, {"findings": [finding]})
