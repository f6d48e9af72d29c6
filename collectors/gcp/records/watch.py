"""Reads whether somebody is told of changes in the project: metrics of logs with policies that watch them. Pure.

A policy counts where one entry is enough to raise its alarm: above zero, at once. Each kind of change must be heard.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from collectors.asking.listing import rows
from collectors.gcp.project import KIND, called
from collectors.gcp.read import Project, last
from collectors.gcp.records.alarms import CHANNELS, METRICS, POLICIES, SNOOZES
from collectors.gcp.records.delivery import elsewhere
from collectors.gcp.records.filters import Event, any_, every, lets_through
from collectors.gcp.records.samples import changes
from scanner.answers import Got, unclear, unread
from scanner.facts import Alarm, Fact

_USER: Final = "logging.googleapis.com/user/"
_NAMED: Final = (_USER, "logging_googleapis_com:user_")
"""As metrics of logs are called; in PromQL too."""
_RESOURCES: Final = frozenset({"audited_resource", "global", "project"})
"""Of what a metric may be said to be where Monitoring does not know the resource that an entry names."""
_ODD: Final = "a filter, a condition or a metric is made in a way that we do not follow"


class _Watch(NamedTuple):
    """What was answered, once for all policies."""

    whole: Project
    metrics: Got
    policies: Got
    channels: Got
    snoozes: Got

    @property
    def gots(self) -> tuple[Got, ...]:
        """All of it."""
        return self.metrics, self.policies, self.channels, self.snoozes


class _Change(NamedTuple):
    """An entry that tells of a change, and the metrics that count it: of each its name, and whether that is certain."""

    event: Event
    metrics: tuple[tuple[str, bool | None], ...]


def read(whole: Project) -> Iterator[Fact]:
    """Give the alarm on changes."""
    asked = _Watch(whole, *(whole.answers.one(question) for question in (METRICS, POLICIES, CHANNELS, SNOOZES)))
    on = [row for row in rows(asked.policies) if row.get("enabled") is not False] if asked.policies.good else []
    some = list(_changes(asked))
    heard = [([_hears(asked, row, change) for change in some], _told(asked, row)) for row in on]
    enabled = notifies = None
    if asked.policies.good:
        every_one = range(len(some))
        enabled = every(any_(said[n] for said, _ in heard) for n in every_one)
        notifies = every(any_(every((said[n], told)) for said, told in heard) for n in every_one)
    other = elsewhere(whole) if False in (enabled, notifies) else None
    enabled, notifies = (None if said is False and other else said for said in (enabled, notifies))
    odd = unclear(asked.policies, _ODD) if asked.policies.good else asked.policies
    lacking, untold = (
        other or next((got for got in some if not got.good), odd)
        for some in ((asked.metrics, asked.policies), asked.gots)
    )
    yield Alarm(
        **whole.thing(KIND, whole.resource, called(whole.answers), *asked.gots, *((other,) if other else ())),
        watches="config-changes",
        enabled=enabled,
        notifies=notifies,
        unread=unread(
            **({"enabled": lacking} if enabled is None else {}), **({"notifies": untold} if notifies is None else {})
        ),
    )


def _changes(asked: _Watch) -> Iterator[_Change]:
    metrics = [row for row in rows(asked.metrics) if row.get("disabled") is not True] if asked.metrics.good else []
    for event in changes(asked.whole):
        counted = ((str(row.get("name", "")), _counts(row, event)) for row in metrics)
        yield _Change(event, tuple(one for one in counted if one[1] is not False))


def _hears(asked: _Watch, policy: Mapping[str, Any], change: _Change) -> bool | None:
    """Whether an entry alone raises its alarm."""
    if int((policy.get("validity") or {}).get("code") or 0):
        return False  # an invalid policy raises none
    conditions = policy.get("conditions") or []
    said = any_(_meets(asked, one, change) for one in conditions)
    sure = policy.get("enabled") is True and (len(conditions) == 1 or policy.get("combiner") == "OR")
    return None if said and not sure else said


def _meets(asked: _Watch, condition: Mapping[str, Any], change: _Change) -> bool | None:
    if (match := condition.get("conditionMatchedLog")) is not None:
        return lets_through(str(match.get("filter", "")), change.event)
    if (threshold := condition.get("conditionThreshold")) is not None:
        return _counted(asked, threshold, change)
    if "conditionAbsent" in condition:
        return False
    query = [part["query"] for part in condition.values() if isinstance(part, Mapping) and part.get("query")]
    return None if not query or any(name in str(q) for q in query for name in _NAMED) else False


def _counted(asked: _Watch, threshold: Mapping[str, Any], change: _Change) -> bool | None:
    """Some metric that counts the entry is what it compares."""
    written = str(threshold.get("filter", ""))
    if not asked.metrics.good:
        return None if _USER in written else False
    said = any_(every((_series(written, name, change.event), sure)) for name, sure in change.metrics)
    return None if said and not _at_once(threshold) else said


def _series(written: str, metric: str, event: Event) -> bool | None:
    resources = event["resource.type"] | _RESOURCES
    return lets_through(written, {"metric.type": frozenset({f"{_USER}{metric}"}), "resource.type": resources})


def _counts(metric: Mapping[str, Any], event: Event) -> bool | None:
    """One of a log bucket counts what that is sent, which may not be all."""
    said = lets_through(str(metric.get("filter", "")), event)
    return None if said and metric.get("bucketName") else said


def _at_once(threshold: Mapping[str, Any]) -> bool:
    """More than none is enough, in one series, and need not last."""
    trigger = threshold.get("trigger") or {}
    return (
        threshold.get("comparison") == "COMPARISON_GT"
        and str(threshold.get("thresholdValue", 0)) == "0"
        and str(threshold.get("duration", "0s")) == "0s"
        and int(trigger.get("count", 1)) == 1
        and not trigger.get("percent")
        and not threshold.get("denominatorFilter")
        and not threshold.get("forecastOptions")
    )


def _told(asked: _Watch, policy: Mapping[str, Any]) -> bool | None:
    """Somebody hears of it: by a channel that works, when it begins, and not snoozed now."""
    prompts = (policy.get("alertStrategy") or {}).get("notificationPrompts") or ["OPENED"]
    said = any_(_works(asked, str(name)) for name in policy.get("notificationChannels") or [])
    return every((said, "OPENED" in prompts, _awake(asked, str(policy.get("name", "")))))


def _works(asked: _Watch, name: str) -> bool | None:
    """One of this project that is not listed is gone; of another's nobody knows."""
    if not asked.channels.good:
        return None
    row = next((row for row in rows(asked.channels) if last(str(row.get("name", ""))) == last(name)), None)
    if row is None:
        return False if name.split("/")[1:2] in ([asked.whole.id], [asked.whole.number]) else None
    if row.get("enabled") is False or row.get("verificationStatus") == "UNVERIFIED":
        return False
    return True if row.get("enabled") is True else None


def _awake(asked: _Watch, name: str) -> bool | None:
    if not asked.snoozes.good:
        return None
    for row in rows(asked.snoozes):
        held = {last(policy) for policy in (row.get("criteria") or {}).get("policies") or []}
        if last(name) in held and _now(asked.snoozes, row.get("interval") or {}):
            return False
    return True


def _now(got: Got, interval: Mapping[str, Any]) -> bool:
    """An interval without an end or a beginning has none."""
    begins, ends = interval.get("startTime"), interval.get("endTime")
    now = datetime.fromisoformat(got.asked)
    return (not begins or datetime.fromisoformat(begins) <= now) and (not ends or now < datetime.fromisoformat(ends))
