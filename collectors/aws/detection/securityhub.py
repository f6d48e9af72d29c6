"""Security Hub: whether its controls look at a region's configuration, and who hears what they find."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.detection.findings import by_administrator, weaknesses_heard
from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from collectors.aws.records.hearers import Heard
from scanner.answers import NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Detector, Fact

HUB: Final = "aws.securityhub"
_GIVES: Final = (Detector, "config-changes")

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
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="securityhub.hub",
        operation="securityhub.DescribeHub",
        needs="securityhub:DescribeHub",
        off=MappingProxyType({"InvalidAccessException": "not subscribed"}),
        feeds=(Detector,),
        scope="region",
        keep="{HubArn: HubArn}",
        absent=("ResourceNotFoundException",),
    ),
    Ask(
        id="securityhub.standards",
        operation="securityhub.GetEnabledStandards",
        needs="securityhub:GetEnabledStandards",
        feeds=(Detector,),
        each="securityhub.hub",
        about="HubArn",
        keep="{StandardsSubscriptions: StandardsSubscriptions[].{StandardsArn: StandardsArn, "
        "StandardsStatus: StandardsStatus}}",
    ),
    Ask(
        id="securityhub.administrator",
        operation="securityhub.GetAdministratorAccount",
        needs="securityhub:GetAdministratorAccount",
        feeds=(Detector,),
        each="securityhub.hub",
        about="HubArn",
        keep="{Administrator: Administrator.{AccountId: AccountId, MemberStatus: MemberStatus}}",
        bare=True,
        absent=("ResourceNotFoundException",),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give whether a region's configuration is looked at."""
    for hub in whole.every("securityhub.hub"):
        if not hub.good:
            yield from gaps(whole.target, HUB, hub, _GIVES, site=hub.about)
        elif not body(hub).get("NotOffered"):
            yield _hub(whole, hub)


def _hub(whole: Account, hub: Got) -> Detector:
    arn = body(hub).get("HubArn", "")
    standards = whole.one("securityhub.standards", arn) if hub.ok else hub
    ready = any(s.get("StandardsStatus") == "READY" for s in body(standards).get("StandardsSubscriptions", []))
    heard = Heard(False, hub)
    if hub.ok:
        administrator = whole.one("securityhub.administrator", arn)
        heard = by_administrator(_heard(whole, hub), administrator, "MemberStatus")
    return Detector(
        **whole.thing(HUB, whole.region(hub.about), name=hub.about, site=hub.about, also=(whole.arn,)),
        answers=rests_on(hub, standards, heard.why),
        watches="config-changes",
        enabled=ready if standards.good else None,
        notifies=heard.told,
        definitions_days=0,
        oldest_open_days=None,
        unread=unread(enabled=standards, notifies=heard.why, oldest_open_days=NOT_ASKED),
    )


def _heard(whole: Account, hub: Got) -> Heard:
    """Here, or perhaps in another region: one may gather the findings of all, which is not asked."""
    here = weaknesses_heard(whole, hub.about)
    others = [h.about for h in whole.every("securityhub.hub") if h.ok and h.about != hub.about]
    if here.told is False and any(weaknesses_heard(whole, region).told is not False for region in others):
        return Heard(None, unclear(hub, "a rule of another region may hear of its findings, if that gathers them"))
    return here
