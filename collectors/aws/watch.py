"""Reads what the account watches in its own trail: metric filters with alarms that somebody hears. Pure.

A pattern counts when it lets through what it should, on a log group that a trail of everything feeds at this time.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from collectors.aws.account import ACCOUNT
from collectors.aws.patterns import lets_through
from collectors.aws.read import Account, body, seconds
from collectors.aws.samples import SOURCES, Watched, samples
from collectors.aws.trails import Trail, exempt, management, trails
from scanner.answers import HIDDEN, Got, gaps, rests_on, unread
from scanner.facts import Detector, Fact

_DAY: Final = 86400
_Pattern: TypeAlias = tuple[str, bool]
"""A filter's pattern, and whether an alarm with an action stands behind it."""


def read(whole: Account) -> Iterator[Fact]:
    """Give what is watched, once for the account: an alarm in one region is enough, for it hears the trail of all."""
    filters, alarms = whole.every("logs.filters"), whole.every("logs.alarms")
    listings = whole.every("cloudtrail.trails")
    seen = [t for g in listings for t in trails(whole, g)]
    gots = (*filters, *alarms, *listings, *(g for t in seen for g in (t.status, t.selectors)))
    bad = next((g for g in gots if not g.good), None)
    fed = {_group(t) for t in seen if _feeds(t)}
    patterns = [p for f in filters if f.good for p in _heard(whole, f, whole.one("logs.alarms", f.about), fed)]
    for watched, events in samples(whole).items():
        found = all(any(lets_through(p, e) for p, _ in patterns) for e in events)
        told = all(any(lets_through(p, e) and alarmed for p, alarmed in patterns) for e in events)
        unsure = bad if not told else None
        if unsure is not None and not unsure.place:
            yield from gaps(whole.target, ACCOUNT, unsure, Detector)
            return
        thing = whole.thing(ACCOUNT, whole.arn, name=whole.id, answers=rests_on(*gots))
        yield _detector(thing, watched, found=found, told=told, unsure=unsure)


def _detector(thing: dict[str, Any], watched: Watched, *, found: bool, told: bool, unsure: Got | None) -> Detector:
    why = {"enabled": unsure, "notifies": unsure} if unsure is not None else {}
    return Detector(
        **thing,
        watches=watched,
        enabled=True if found else None if unsure else False,
        notifies=True if told else None if unsure else False,
        definitions_days=0,
        oldest_open_days=None,
        unread=unread(oldest_open_days=HIDDEN, **why),
    )


def _feeds(trail: Trail) -> bool:
    """It is on, sees changes and sign-ins of all regions, and reached its log group within a day."""
    status = body(trail.status)
    return (
        bool(trail.on)
        and bool(trail.row.get("IsMultiRegionTrail"))
        and "sign-in" in management(trail)
        and not SOURCES & set(exempt(trail))
        and not status.get("LatestCloudWatchLogsDeliveryError")
        and seconds(trail.status, status.get("LatestCloudWatchLogsDeliveryTime")) <= _DAY
    )


def _group(trail: Trail) -> str:
    return str(trail.row.get("CloudWatchLogsLogGroupArn", "")).removesuffix(":*")


def _heard(whole: Account, filters: Got, alarms: Got, fed: set[str]) -> Iterator[_Pattern]:
    """The patterns on groups of a region that are fed."""
    acting = {
        (a.get("Namespace"), a.get("MetricName"))
        for a in body(alarms).get("MetricAlarms", [])
        if a.get("ActionsEnabled") and a.get("AlarmActions")
    }
    for row in body(filters).get("metricFilters", []):
        if whole.name("logs", filters.about, f"log-group:{row.get('logGroupName')}") in fed:
            made = [(m.get("metricNamespace"), m.get("metricName")) for m in row.get("metricTransformations", [])]
            yield row.get("filterPattern", ""), any(m in acting for m in made)
