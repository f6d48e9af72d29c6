"""Security Hub: whether its controls look at a region's configuration, and who hears what they find."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.row import Known
from collectors.aws.detection.findings import ALL, by_administrator, led, weaknesses_heard
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body
from collectors.aws.records.hearers import Heard
from scanner.answers import Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Alarm, Fact, Promise

HUB: Final = "aws.securityhub"
_GIVES: Final = (Alarm, "config-changes")
_TOLD: Final[tuple[Promise, ...]] = (_GIVES, (Alarm, "threats"))
"""GuardDuty tells the hub of threats: who hears of what is imported may hear of them."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        HUB: Kind(
            title="Security Hub",
            gives=(_GIVES,),
            fix=MappingProxyType(
                {
                    "threat-detection.on-and-heard": "aws securityhub enable-security-hub --enable-default-standards "
                    "--region REGION; aws events put-rule --region REGION --name weaknesses --event-pattern "
                    '\'{"source":["aws.securityhub"],"detail-type":["Security Hub Findings - Imported"],'
                    '"detail":{"findings":{"Severity":{"Label":["HIGH","CRITICAL"]}}}}\'; '
                    "aws events put-targets --region REGION --rule weaknesses --targets Id=1,Arn=TOPIC-ARN",
                }
            ),
            own={"REGION": "site"},
        ),
    }
)


def _members_only(known: Known, place: Place) -> bool:  # noqa: ARG001  # the shape of a rule
    """Every hub of ours is one of another account's, which alone decides where findings are gathered."""
    administered = [b for b in known.bodies("securityhub.administrator") if led(b, "MemberStatus")]
    return len(administered) >= len(known.bodies("securityhub.hub"))


def _placed(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """Each with the region that it stands in, where its ARN has it."""
    arns = (row["FindingAggregatorArn"] for row in page.get("FindingAggregators") or ())
    return {"FindingAggregators": [{"FindingAggregatorArn": arn, "Region": arn.split(":")[3]} for arn in arns]}


QUESTIONS: Final = (
    Ask(
        id="securityhub.hub",
        operation="securityhub.DescribeHub",
        needs="securityhub:DescribeHub",
        off=MappingProxyType({"InvalidAccessException": "not subscribed"}),
        feeds=_TOLD,
        scope="region",
        keep="{HubArn: HubArn}",
        absent=("ResourceNotFoundException",),
    ),
    Ask(
        id="securityhub.standards",
        operation="securityhub.GetEnabledStandards",
        needs="securityhub:GetEnabledStandards",
        feeds=(_GIVES,),
        each="securityhub.hub",
        about="HubArn",
        keep="{StandardsSubscriptions: StandardsSubscriptions[].{StandardsArn: StandardsArn, "
        "StandardsStatus: StandardsStatus}}",
    ),
    Ask(
        id="securityhub.administrator",
        operation="securityhub.GetAdministratorAccount",
        needs="securityhub:GetAdministratorAccount",
        feeds=_TOLD,
        each="securityhub.hub",
        about="HubArn",
        keep="{Administrator: Administrator.{AccountId: AccountId, MemberStatus: MemberStatus}}",
        bare=True,
        absent=("ResourceNotFoundException",),
    ),
    Ask(
        id="securityhub.aggregators",
        operation="securityhub.ListFindingAggregators",
        needs="securityhub:ListFindingAggregators",
        feeds=_TOLD,
        each="securityhub.hub",
        # Any region tells.
        about=f"'{ALL}'",
        unique=True,
        after=("securityhub.administrator",),
        unless=_members_only,
        opened=_placed,
        keep="{FindingAggregators: FindingAggregators}",
    ),
    Ask(
        id="securityhub.aggregator",
        operation="securityhub.GetFindingAggregator",
        needs="securityhub:GetFindingAggregator",
        feeds=_TOLD,
        each="securityhub.aggregators",
        of="FindingAggregators",
        about="FindingAggregatorArn",
        where="Region",
        given=MappingProxyType({"FindingAggregatorArn": "item.FindingAggregatorArn"}),
        keep="{FindingAggregationRegion: FindingAggregationRegion, RegionLinkingMode: RegionLinkingMode, "
        "Regions: Regions}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give whether a region's configuration is looked at."""
    for hub in whole.every("securityhub.hub"):
        if not hub.good:
            yield from gaps(whole.target, HUB, hub, _GIVES, site=hub.about)
        elif not body(hub).get("NotOffered"):
            yield _hub(whole, hub)


def _hub(whole: Account, hub: Got) -> Alarm:
    arn = body(hub).get("HubArn", "")
    standards = whole.one("securityhub.standards", arn) if hub.ok else hub
    ready = any(s.get("StandardsStatus") == "READY" for s in body(standards).get("StandardsSubscriptions", []))
    heard = Heard(False, hub)
    if hub.ok:
        administrator = whole.one("securityhub.administrator", arn)
        heard = by_administrator(weaknesses_heard(whole, hub.about), "Security Hub", administrator, "MemberStatus")
    return Alarm(
        **whole.thing(HUB, whole.region(hub.about), name=hub.about, site=hub.about, within=(whole.arn,)),
        answers=rests_on(hub, standards, heard.why),
        watches="config-changes",
        enabled=ready if standards.good else None,
        notifies=heard.told,
        unread=unread(enabled=standards, notifies=heard.why),
    )
