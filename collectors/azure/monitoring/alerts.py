"""Alerts on the activity log: whether somebody is told when one of CIS's ten operations is done."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical, properties
from collectors.azure.subscription import KIND, called
from scanner.answers import Got, unclear, unread
from scanner.facts import Alarm, Fact

_OPERATIONS: Final = (
    *("microsoft.authorization/policyassignments/write", "microsoft.authorization/policyassignments/delete"),
    *("microsoft.network/networksecuritygroups/write", "microsoft.network/networksecuritygroups/delete"),
    *("microsoft.network/publicipaddresses/write", "microsoft.network/publicipaddresses/delete"),
    *("microsoft.security/securitysolutions/write", "microsoft.security/securitysolutions/delete"),
    *("microsoft.sql/servers/firewallrules/write", "microsoft.sql/servers/firewallrules/delete"),
)
"""CIS Microsoft Azure Foundations Benchmark, 6.1.2.1 to 6.1.2.10."""
Event: TypeAlias = Mapping[str, frozenset[str]]
"""A field of the activity log, and what it says in the entries of one event."""
_DONE: Final = frozenset({"started", "accepted", "succeeded"})
_EVENTS: Final[tuple[Event, ...]] = tuple(
    {"category": frozenset({"administrative"}), "operationname": frozenset({name}), "status": _DONE}
    for name in _OPERATIONS
)
_PEOPLE: Final = ("emailReceivers", "smsReceivers")
_RECEIVERS: Final = (
    *("armRoleReceivers", "automationRunbookReceivers", "azureAppPushReceivers", "azureFunctionReceivers"),
    *("eventHubReceivers", "itsmReceivers", "logicAppReceivers", "voiceReceivers", "webhookReceivers"),
)
"""Of these it is kept only that there are some: their addresses are nobody's business."""
_LEAF: Final = ("field", "equals", "containsAny")
_FEEDS: Final = ((Alarm, "config-changes"),)

QUESTIONS: Final = (
    arm(
        "monitor.alerts",
        "Microsoft.Insights/activityLogAlerts",
        "2020-10-01",
        (
            "properties.enabled",
            "properties.scopes",
            *(f"properties.condition.allOf[].{name}" for name in _LEAF),
            *(f"properties.condition.allOf[].anyOf[].{name}" for name in _LEAF),
            "properties.actions.actionGroups[].actionGroupId",
        ),
        feeds=_FEEDS,
    ),
    arm(
        "monitor.groups",
        "Microsoft.Insights/actionGroups",
        "2023-01-01",
        (
            "properties.enabled",
            *(f"properties.{name}[].status" for name in _PEOPLE),
            *(f"properties.{name}[].useCommonAlertSchema" for name in _RECEIVERS),
        ),
        feeds=_FEEDS,
    ),
    arm(
        "monitor.processing",
        "Microsoft.AlertsManagement/actionRules",
        "2021-08-08",
        (
            "properties.enabled",
            "properties.actions[].actionType",
            *(f"properties.conditions[].{name}" for name in ("field", "operator", "values")),
        ),
        feeds=_FEEDS,
        bulk="",
    ),
)
_SERVICE: Final = "activitylog administrative"
"""As processing rules call what watches the activity log."""


class _Alert(NamedTuple):
    hears: Callable[[Event], bool | None]
    """None where it is written in a way we do not follow."""
    told: bool | None


def read(whole: Subscription) -> Iterator[Fact]:
    """Give what is watched, once for the subscription: an alert on a part of it misses the rest."""
    got, groups = whole.answers.one("monitor.alerts"), whole.answers.one("monitor.groups")
    alerts = [
        _Alert(_hears(row), _told(whole, groups, row))
        for row in (got.body or {}).get("value", [])
        if properties(row).get("enabled", True) is True and _everywhere(whole, row)
    ]
    rules = whole.answers.one("monitor.processing")
    enabled = _every(_any(alert.hears(event) for alert in alerts) for event in _EVENTS) if got.good else None
    told = _every(_any(_tells(alert, event) for alert in alerts) for event in _EVENTS) if got.good else None
    held = _held(rules) if told else None
    notifies = None if held else told
    yield Alarm(
        **whole.thing(KIND, {"id": whole.arm, "name": called(whole.answers)}, got, groups, rules),
        watches="config-changes",
        enabled=enabled,
        notifies=notifies,
        unread=unread(
            **({"enabled": unclear(got, _ODD) if got.good else got} if enabled is None else {}),
            **({"notifies": held or _why(got, groups)} if notifies is None else {}),
        ),
    )


_ODD: Final = "an alert has a condition that we do not follow"
_ELSEWHERE: Final = "an alert has a condition that we do not follow, or tells a group of another subscription"


def _why(got: Got, groups: Got) -> Got:
    return next((g for g in (got, groups) if not g.good), unclear(got, _ELSEWHERE))


def _held(rules: Got) -> Got | None:
    """Why alerts may tell nobody all the same: a rule that is on takes groups away, of some things or for some time."""
    some = [properties(row) for row in (rules.body or {}).get("value", [])]
    if any(rule.get("enabled") is not False and _silences(rule) for rule in some):
        return unclear(rules, "an alert processing rule may keep an alert from telling anybody")
    return None if rules.good else rules


def _silences(rule: Mapping[str, Any]) -> bool:
    """One that is for alerts of other services alone does not."""
    others = any(
        str(one.get("field", "")).lower() == "monitorservice"
        and str(one.get("operator", "")).lower() == "equals"
        and _SERVICE not in {str(value).lower() for value in one.get("values") or []}
        for one in rule.get("conditions") or []
    )
    actions = {str(action.get("actionType", "")).lower() for action in rule.get("actions") or []}
    return "removeallactiongroups" in actions and not others


def _everywhere(whole: Subscription, row: Mapping[str, Any]) -> bool:
    """It is about the whole subscription."""
    return whole.arm in {str(scope).rstrip("/").lower() for scope in properties(row).get("scopes") or []}


def _hears(row: Mapping[str, Any]) -> Callable[[Event], bool | None]:
    conditions = (properties(row).get("condition") or {}).get("allOf") or []
    return lambda event: _every(_meets(one, event) for one in conditions) if conditions else False


def _meets(condition: Mapping[str, Any], event: Event) -> bool | None:
    if some := condition.get("anyOf"):
        return _any(_meets(one, event) for one in some)
    said = event.get(str(condition.get("field", "")).lower())
    words = [condition["equals"]] if condition.get("equals") else condition.get("containsAny") or []
    # A field that is not among those of the event narrows it by what may be or not.
    return None if said is None or not words else not said.isdisjoint(str(word).lower() for word in words)


def _every(some: Iterable[bool | None]) -> bool | None:
    said = list(some)
    return False if False in said else None if None in said else True


def _any(some: Iterable[bool | None]) -> bool | None:
    said = list(some)
    return True if True in said else None if None in said else False


def _told(whole: Subscription, groups: Got, row: Mapping[str, Any]) -> bool | None:
    """Some group of it is on, and somebody is in it who has not unsubscribed."""
    named = (properties(row).get("actions") or {}).get("actionGroups") or []
    ids = [canonical(group["actionGroupId"]) for group in named if group.get("actionGroupId")]
    if ids and not groups.good:
        return None
    known = {canonical(group["id"]): properties(group) for group in (groups.body or {}).get("value", [])}
    # One of this subscription that is not listed is gone; of another's nobody knows.
    here = f"{whole.arm}/"
    return _any(_answers(known[i]) if i in known else False if i.startswith(here) else None for i in ids)


def _answers(group: Mapping[str, Any]) -> bool:
    people = [one for name in _PEOPLE for one in group.get(name) or [] if one.get("status") != "Disabled"]
    return group.get("enabled") is not False and bool(people or any(group.get(name) for name in _RECEIVERS))


def _tells(alert: _Alert, event: Event) -> bool | None:
    return _every((alert.hears(event), alert.told))
