"""Who hears of an alarm: it is as good as the ears behind it. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from collectors.aws.read import Account, body
from scanner.answers import Got, unclear
from scanner.facts import STANDING

Metric: TypeAlias = tuple[str | None, str | None]
"""Namespace and name."""
_MACHINES: Final = frozenset({"autoscaling", "automate", "swf"})
"""Services that an alarm calls to stop, start or add a machine: nobody is told."""
_NAMED: Final = re.compile(r"""ALARM\(\s*["']?(?:arn:[^"')]*?:alarm:)?([^"')]+?)["']?\s*\)""")


class Heard(NamedTuple):
    """Whether somebody is told; None for the reason in `why`."""

    told: bool | None
    why: Got


def hearers(whole: Account, alarms: Got) -> dict[Metric, Heard]:
    """For each metric that an alarm of a region watches: whether somebody hears it."""
    found: dict[Metric, Heard] = {}
    for metric, heard in _each(whole, alarms):
        found[metric] = best([found.get(metric, heard), heard])
    return found


def _each(whole: Account, alarms: Got) -> Iterator[tuple[Metric, Heard]]:
    composite = dict(_composites(whole, alarms))
    for alarm in body(alarms).get("MetricAlarms", []):
        beside = composite.get(alarm.get("AlarmName", ""))
        heard = best([_by(whole, alarms, alarm), *([beside] if beside else [])])
        if "MetricName" in alarm:
            yield (alarm.get("Namespace"), alarm["MetricName"]), heard
        for metric in alarm.get("Metrics", []):
            why = unclear(alarms, "an alarm by a formula is not followed")
            yield (
                (metric.get("Namespace"), metric.get("MetricName")),
                Heard(False if heard.told is False else None, why),
            )


def _composites(whole: Account, alarms: Got) -> Iterator[tuple[str, Heard]]:
    """By the names of the alarms in its rule. What else the rule asks for is not followed."""
    for alarm in body(alarms).get("CompositeAlarms", []):
        if _by(whole, alarms, alarm).told is not False:
            why = unclear(alarms, "the rule of a composite alarm is not followed")
            yield from ((name, Heard(None, why)) for name in _NAMED.findall(alarm.get("AlarmRule", "")))


def _by(whole: Account, alarms: Got, alarm: Mapping[str, Any]) -> Heard:
    """By the actions of one alarm."""
    actions = alarm.get("AlarmActions", []) if alarm.get("ActionsEnabled") else []
    return best([Heard(False, alarms), *(action(whole, alarms, arn) for arn in actions)])


def action(whole: Account, alarms: Got, arn: str) -> Heard:
    """Whether somebody is told by what an alarm, or a rule of EventBridge, calls. `alarms` says so."""
    parts = arn.split(":")
    service, account = (*parts, "", "", "", "", "")[2:5:2]
    if service in _MACHINES:
        return Heard(False, alarms)
    if service != "sns":
        return Heard(None, Got("not-asked", f"whom {service} tells: {parts[-1]}", place=alarms.place))
    if account != whole.id:
        asked = f"sns.ListSubscriptionsByTopic of {parts[-1]} in {account}"
        return Heard(None, Got("not-asked", asked, place=alarms.place))
    listeners = _listeners(whole, arn)
    some = any(s.get("Confirmed") for s in body(listeners).get("Subscriptions", []))
    return Heard(some if listeners.good else None, listeners)


def _listeners(whole: Account, topic: str) -> Got:
    """A topic that alarms call is asked of once, whoever else calls it."""
    asked = whole.one("logs.listeners", topic)
    return asked if asked.place else whole.one("events.listeners", topic)


def best(some: Iterable[Heard]) -> Heard:
    """Somebody told, else somebody perhaps, for a reason that may go rather than one that stands; else the first."""
    return max(some, key=lambda heard: (heard.told is not False) + (heard.told is True) + _passing(heard) / 2)


def worst(some: Iterable[Heard]) -> Heard:
    """Nobody told, else somebody perhaps, for a reason that may go rather than one that stands; else the first."""
    return min(some, key=lambda heard: (heard.told is not False) + (heard.told is True) - _passing(heard) / 2)


def _passing(heard: Heard) -> bool:
    return heard.told is None and heard.why.outcome not in STANDING
