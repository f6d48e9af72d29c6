"""Who hears of an event by a rule of EventBridge. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from collectors.aws.read import Account, body
from collectors.aws.records.event_patterns import Event, matches
from collectors.aws.records.hearers import Heard, action, best, worst
from scanner.answers import Got, unclear

_DETAIL_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AwsApiCall": "AWS API Call via CloudTrail",
        "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail",
    }
)
_SOURCES: Final = ("guardduty", "securityhub", "signin", "ec2")
"""Services of whose events anybody here asks."""


class Rule(NamedTuple):
    """An enabled rule of a region's default bus."""

    pattern: str
    heard: Heard
    """Whether somebody is told by it."""
    got: Got

    def lets_through(self, event: Event) -> bool | None:
        """None where its pattern is written in a way we do not follow."""
        return matches(self.pattern, event)


def rules(whole: Account, listing: Got) -> Iterator[Rule]:
    """The rules of a region that may be about what we ask of."""
    for row in body(listing).get("Rules", []):
        if concerns(row["EventPattern"]):
            targets = whole.one("events.targets", row["Arn"])
            yield Rule(row["EventPattern"], _heard(whole, targets), targets if targets.good else listing)


def _heard(whole: Account, targets: Got) -> Heard:
    if not targets.good:
        return Heard(None, targets)
    called = (action(whole, targets, t["Arn"]) for t in body(targets).get("Targets", []))
    return best([Heard(False, targets), *called])


def told(whole: Account, region: str, events: Iterable[Event]) -> Heard:
    """Whether somebody is told of each of these events of a region."""
    listing = whole.one("events.rules", region)
    if not listing.good:
        return Heard(None, listing)
    some = list(rules(whole, listing))
    return worst(_of_one(listing, some, event) for event in events)


def _of_one(listing: Got, some: list[Rule], event: Event) -> Heard:
    through = [(rule.lets_through(event), rule) for rule in some]
    odd = [Heard(None, _odd(rule)) for said, rule in through if said is None and rule.heard.told is not False]
    return best([Heard(False, listing), *(rule.heard for said, rule in through if said), *odd])


def _odd(rule: Rule) -> Got:
    return unclear(rule.got, "an event pattern is written in a way we do not follow")


def from_trail(flat: Mapping[str, str], region: str) -> Event:
    """An event of CloudTrail's, given by paths (`$.userIdentity.type`), as a region's bus carries it."""
    detail: dict[str, Any] = {}
    for path, value in flat.items():
        *parents, last = path.removeprefix("$.").split(".")
        place = detail
        for name in parents:
            place = place.setdefault(name, {})
        place[last] = {"true": True, "false": False}.get(value, value)
    detail["awsRegion"] = region
    service = flat["$.eventSource"].partition(".")[0]
    return envelope(service, _DETAIL_TYPES[flat["$.eventType"]], region, flat["$.recipientAccountId"], detail)


def envelope(service: str, kind: str, region: str, account: str, detail: Mapping[str, Any]) -> Event:
    """An event of a service of AWS."""
    return {
        "version": "0",
        "id": "sample",
        "detail-type": kind,
        "source": f"aws.{service}",
        "account": account,
        "time": "2026-01-01T00:00:00Z",
        "region": region,
        "resources": [],
        "detail": detail,
    }


def concerns(pattern: str) -> bool:
    """Whether a pattern may let through an event of a service that we ask of, by what it says of its source."""
    try:
        parsed = json.loads(pattern)
    except ValueError:
        return True
    sources = json.dumps({"source": parsed["source"]}) if isinstance(parsed, Mapping) and "source" in parsed else ""
    return not sources or any(matches(sources, {"source": f"aws.{s}"}) is not False for s in _SOURCES)
