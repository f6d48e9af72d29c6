"""EventBridge: the rules of the default bus that may hear of threats and changes, and whom they tell."""

from types import MappingProxyType
from typing import Final

from collectors.asking.row import Known
from collectors.aws.identity.owner import WHO, elsewhere
from collectors.aws.question import Ask, Place
from collectors.aws.records.rules import concerns
from collectors.aws.records.samples import HEARD


def _of_no_concern(known: Known, place: Place) -> bool:  # noqa: ARG001  # the shape of a rule
    return not concerns(place.item["EventPattern"])


def _needless(known: Known, place: Place) -> bool:
    return bool(known.outcome("logs.listeners", place.about)) or elsewhere(known, place)


QUESTIONS: Final = (
    Ask(
        id="events.rules",
        operation="events.ListRules",
        needs="events:ListRules",
        feeds=HEARD,
        scope="region",
        # A rule that a service keeps for itself tells that service, and patterns of a program's own events stay out.
        keep="{Rules: Rules[?EventPattern && !ManagedBy && State != 'DISABLED' && (contains(EventPattern, 'aws') || "
        "contains(EventPattern, 'account'))].{Name: Name, Arn: Arn, EventPattern: EventPattern}}",
    ),
    Ask(
        id="events.targets",
        operation="events.ListTargetsByRule",
        needs="events:ListTargetsByRule",
        feeds=HEARD,
        each="events.rules",
        of="Rules",
        about="Arn",
        unless=_of_no_concern,
        given=MappingProxyType({"Rule": "item.Name"}),
        keep="{Targets: Targets[].{Arn: Arn}}",
    ),
    Ask(
        id="events.listeners",
        operation="sns.ListSubscriptionsByTopic",
        needs="sns:ListSubscriptionsByTopic",
        feeds=HEARD,
        each="events.targets",
        of="Targets[?contains(Arn, ':sns:')].Arn",
        after=("logs.listeners", WHO),
        unless=_needless,
        given=MappingProxyType({"TopicArn": "item"}),
        # Addresses and numbers of persons stay out: that there is one who agreed to be told is enough.
        keep="{Subscriptions: Subscriptions[].{Confirmed: starts_with(SubscriptionArn || '', 'arn:')}}",
        absent=("NotFound", "NotFoundException"),
    ),
)
