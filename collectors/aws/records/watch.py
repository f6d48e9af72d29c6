"""Reads what the account watches of its own doings: metric filters with alarms, and rules of EventBridge. Pure.

A filter counts when it lets through what it should, on a log group that a trail of everything feeds at this time. A
rule hears its own region only: rules count when they let it through in every region, each recorded by a trail.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple

from collectors.asking.ages import seconds
from collectors.aws.account import ACCOUNT
from collectors.aws.read import Account, body
from collectors.aws.records.hearers import Heard, best, hearers
from collectors.aws.records.logs import ALL, group
from collectors.aws.records.patterns import Event, lets_through
from collectors.aws.records.rules import Rule, from_trail, rules
from collectors.aws.records.samples import SOURCES, WATCHED, Watched, samples
from collectors.aws.records.trails import Trail, exempt, management, trails
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.facts import Alarm, Fact

_DAY: Final = 86400


class _Ear(NamedTuple):
    """A metric filter on a log group that is fed, or the rules of all regions together."""

    lets_through: Callable[[Event], bool | None]
    """None where it is written in a way we do not follow."""
    heard: Heard
    """Whether somebody is told."""
    got: Got


def read(whole: Account) -> Iterator[Fact]:
    """Give what is watched, once for the account: an alarm in one region is enough, for it hears the trail of all."""
    listings, buses = whole.every("cloudtrail.trails"), whole.every("events.rules")
    seen = [t for g in listings for t in trails(whole, g)]
    watched_groups = dict(_filtered(whole, seen))
    asked = (g for pair in watched_groups.values() for g in pair)
    gots = [*asked, *listings, *buses, *(g for t in seen for g in (t.status, t.selectors))]
    bad = next((g for g in gots if not g.good), None) or _out_of_sight(whole, seen)
    fed = {group(t.row) for t in seen if _feeds(t)}
    heard = [h for name, (f, a) in watched_groups.items() if name in fed for h in _heard(whole, name, f, a)]
    heard += _by_rules(whole, buses)
    if bad is not None and not bad.place:
        yield from gaps(whole.target, ACCOUNT, bad, *WATCHED)
        return
    ears = (h.heard.why for h in heard)
    thing = whole.thing(ACCOUNT, whole.arn, name=whole.id, answers=rests_on(*gots, *ears))
    for watched, events in samples(whole).items():
        yield _detector(thing, watched, _seen(heard, events, bad), _told(heard, events, bad))


def _detector(thing: dict[str, Any], watched: Watched, enabled: "_Seen", notifies: "_Seen") -> Alarm:
    why = {"enabled": enabled.why, "notifies": notifies.why}
    return Alarm(
        **thing,
        watches=watched,
        enabled=enabled.seen,
        notifies=notifies.seen,
        unread=unread(**{field: got for field, got in why.items() if got}),
    )


class _Seen(NamedTuple):
    """Whether all events come through some filter; None for the reason in `why`."""

    seen: bool | None
    why: Got | None = None


def _seen(heard: Iterable[_Ear], events: Iterable[Event], bad: Got | None) -> _Seen:
    """A pattern that we do not follow may be the one that lets an event through."""
    some, missed = list(heard), False
    for event in events:
        through = [(f.lets_through(event), f) for f in some]
        if any(said for said, _ in through):
            continue
        if odd := next((f for said, f in through if said is None), None):
            return _Seen(None, bad or unclear(odd.got, "a pattern is written in a way we do not follow"))
        missed = True
    return _Seen(None, bad) if missed and bad else _Seen(not missed)


def _told(heard: list[_Ear], events: Iterable[Event], bad: Got | None) -> _Seen:
    """Whether all events come through some filter that somebody hears of."""
    sure = _seen((h for h in heard if h.heard.told), events, bad)
    perhaps = [h for h in heard if h.heard.told is not False]
    if sure.seen is not False or _seen(perhaps, events, None).seen is False:
        return sure
    return _Seen(None, next(h.heard.why for h in perhaps if h.heard.told is None))


def _out_of_sight(whole: Account, seen: Iterable[Trail]) -> Got | None:
    """The trail of an organisation is watched in its own account, if anywhere: that we do not see."""
    away = (t for t in seen if t.on and t.arn.split(":")[4] != whole.id)
    asked = "logs.DescribeMetricFilters and events.ListRules in {}, whose trail records this account too"
    gots = (Got("not-asked", asked.format(t.arn.split(":")[4]), place=t.listing.place) for t in away)
    return next(gots, None)


def _feeds(trail: Trail) -> bool:
    """It is on, sees changes and sign-ins of all regions, and reached its log group within a day."""
    status = body(trail.status)
    return (
        bool(status.get("IsLogging"))
        and bool(trail.row.get("IsMultiRegionTrail"))
        and "sign-in" in management(trail)
        and not SOURCES & set(exempt(trail))
        and not status.get("LatestCloudWatchLogsDeliveryError")
        and seconds(trail.status, status.get("LatestCloudWatchLogsDeliveryTime")) <= _DAY
    )


def _filtered(whole: Account, seen: Iterable[Trail]) -> Iterator[tuple[str, tuple[Got, Got]]]:
    """For each log group of ours that a trail names: the filters of its region, and the alarms if there are filters."""
    for trail in seen:
        arn = str(trail.row.get("CloudWatchLogsLogGroupArn") or "")
        if arn and arn.split(":")[4] == whole.id:
            filters = whole.one("logs.filters", arn)
            some = body(filters).get("metricFilters")
            yield (
                group(trail.row),
                (filters, whole.one("logs.alarms", f"{arn.split(':')[3]}/{ALL}") if some else filters),
            )


def _heard(whole: Account, fed: str, filters: Got, alarms: Got) -> Iterator[_Ear]:
    """The filters on a group."""
    known = hearers(whole, alarms)
    for row in body(filters).get("metricFilters", []):
        if row.get("logGroupName") == fed.partition(":log-group:")[2]:
            made = [(m.get("metricNamespace"), m.get("metricName")) for m in row.get("metricTransformations", [])]
            heard = best([known[m] for m in made if m in known] or [Heard(False, alarms)])
            yield _Ear(partial(lets_through, row.get("filterPattern", "")), heard, filters)


def _by_rules(whole: Account, buses: list[Got]) -> Iterator[_Ear]:
    """The rules of all regions as one ear: those that surely tell somebody, those that may, and all."""
    by_region = {bus.about: list(rules(whole, bus)) if _recorded(whole, bus.about) else [] for bus in buses}
    for least, enough in ((True, {True}), (None, {True, None}), (False, {True, None, False})):
        some = {region: [r for r in each if r.heard.told in enough] for region, each in by_region.items()}
        if rule := next((r for each in some.values() for r in each if r.heard.told is least), None):
            yield _Ear(partial(_everywhere, some), rule.heard, rule.got)


def _everywhere(by_region: dict[str, list[Rule]], event: Event) -> bool | None:
    """Whether it would be let through in each region, wherever it happens."""
    said = [_in(region, some, event) for region, some in by_region.items()]
    return False if False in said else None if None in said else bool(said)


def _in(region: str, some: list[Rule], event: Event) -> bool | None:
    said = [rule.lets_through(from_trail(event, region)) for rule in some]
    return True if True in said else None if None in said else False


def _recorded(whole: Account, region: str) -> bool:
    """Events of CloudTrail reach a bus only where a trail that is on records them."""
    listing = whole.one("cloudtrail.trails", region)
    return any(t.on and "sign-in" in management(t) and not SOURCES & set(exempt(t)) for t in trails(whole, listing))
