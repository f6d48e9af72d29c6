"""Serious findings as GuardDuty and Security Hub put them on a region's bus, and who hears of them. Pure."""

from collections.abc import Iterator
from typing import Any, Final

from collectors.aws.read import Account, body
from collectors.aws.records.event_patterns import Event
from collectors.aws.records.hearers import Heard, best
from collectors.aws.records.rules import envelope, told
from scanner.answers import JSON, Got

_THREATS: Final = (
    ("UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS", 8),
    ("Backdoor:EC2/C&CActivity.B", 7),
    ("AttackSequence:S3/CompromisedData", 9),
)
"""They differ, so that a rule for some of them does not hear of all."""
_LABELS: Final = {7: "HIGH", 8: "HIGH", 9: "CRITICAL"}
ALL: Final = "all"
"""What a question is about that is asked once, wherever there is a hub."""
_HUB: Final = "Security Hub Findings - Imported"


def threats_heard(whole: Account, region: str) -> Heard:
    """Whether somebody is told of serious threats, directly or by Security Hub, which GuardDuty tells by itself."""
    heard = [told(whole, region, _of_guardduty(whole, region))]
    hub = whole.one("securityhub.hub", region)
    if hub.ok:
        heard.append(_by_hub(whole, region, "GuardDuty"))
    elif not hub.good:
        heard.append(Heard(None, hub))
    return best(heard)


def weaknesses_heard(whole: Account, region: str) -> Heard:
    """Whether somebody is told of what Security Hub's own controls find."""
    return _by_hub(whole, region, "Security Hub")


def _by_hub(whole: Account, region: str, product: str) -> Heard:
    """Here, or in the region that gathers the findings of this one."""
    here = told(whole, region, _of_hub(whole, region, region, product))
    if here.told is not False:
        return here
    home, why = gathered(whole, region)
    if home in {"", region}:
        return here if why.good else Heard(None, why)
    if not whole.one("events.rules", home).place:
        asked = f"events.ListRules in {home}, which gathers the findings and is not among the regions to look at"
        return Heard(None, Got("not-asked", asked, place=why.place))
    return told(whole, home, _of_hub(whole, region, home, product))


def gathered(whole: Account, region: str) -> tuple[str, Got]:
    """The region in which Security Hub gathers the findings of this one, and the answer that says so; empty: none."""
    administrator = whole.one("securityhub.administrator", body(whole.one("securityhub.hub", region)).get("HubArn", ""))
    if led(administrator.body, "MemberStatus"):
        return "", administrator  # they are gathered there, if at all
    listing = whole.one("securityhub.aggregators", ALL)
    for row in body(listing).get("FindingAggregators", []):
        detail = whole.one("securityhub.aggregator", row["FindingAggregatorArn"])
        said = body(detail)
        if not detail.good:
            return "", detail
        if _linked(said.get("RegionLinkingMode", ""), region, said.get("Regions", [])):
            return str(said.get("FindingAggregationRegion", "")), detail
    return "", listing


def _linked(mode: str, region: str, named: list[str]) -> bool:
    match mode:
        case "ALL_REGIONS":
            return True
        case "ALL_REGIONS_EXCEPT_SPECIFIED":
            return region not in named
        case "SPECIFIED_REGIONS":
            return region in named
        case _:
            return False


def led(administrator: JSON, key: str) -> bool:
    """Another account gets the findings of this one."""
    return bool(((administrator or {}).get("Administrator") or {}).get(key) == "Enabled")


def by_administrator(heard: Heard, service: str, administrator: Got, key: str = "RelationshipStatus") -> Heard:
    """What is known where nobody here is told, but another account gets all findings and may tell somebody."""
    if heard.told is not False:
        return heard
    if not administrator.good:
        return Heard(None, administrator)
    if led(administrator.body, key):
        other = body(administrator)["Administrator"]
        asked = f"events.ListRules in {other.get('AccountId', 'another account')}, which gets the findings of {service}"
        return Heard(None, Got("not-asked", asked, place=administrator.place))
    return heard


def _of_guardduty(whole: Account, region: str) -> Iterator[Event]:
    for kind, severity in _THREATS:
        finding = {"accountId": whole.id, "region": region, "type": kind, "severity": severity}
        detail = {**finding, "service": {"serviceName": "guardduty", "archived": False, "count": 1}}
        yield envelope("guardduty", "GuardDuty Finding", region, whole.id, detail)


def _of_hub(whole: Account, region: str, bus: str, product: str) -> Iterator[Event]:
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
        yield envelope("securityhub", _HUB, bus, whole.id, {"findings": [finding]})
