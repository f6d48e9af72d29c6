"""The subscription itself: that it is there, whose it is, and what we may read of it. Pure but for its rows."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.keeping import keeping
from collectors.rest.ask import Rest
from scanner.answers import JSON, Answers, rests_on
from scanner.collector import Kind
from scanner.facts import CLASSES, Alarm, Asset, Delivery, Fact, LogTrail

SUBSCRIPTION: Final = "azure.subscription"
PERMISSIONS: Final = "azure.permissions"

KIND: Final = "azure.subscription"
_EXPORT: Final = (
    "az monitor diagnostic-settings subscription create --name NAME --location REGION --logs "
    '\'[{"category":"Administrative","enabled":true},{"category":"Security","enabled":true},'
    '{"category":"Alert","enabled":true},{"category":"Policy","enabled":true}]\' --workspace WORKSPACE-ID'
)
_ALERT: Final = (
    "az monitor activity-log alert create --name NAME --resource-group GROUP --scope /subscriptions/SUBSCRIPTION "
    "--action-group GROUP-ID --condition"
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        KIND: Kind(
            title="Azure subscription",
            gives=(
                (Asset, "service"),
                (LogTrail, "service"),
                Delivery,
                (Alarm, "config-changes"),
            ),
            may=(Delivery,),
            always=True,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": _EXPORT,
                    "audit-logging.nobody-exempt": _EXPORT,
                    "audit-logging.copied-away": f"{_EXPORT}, of another subscription",
                    "threat-detection.on-and-heard": f"{_ALERT} category=Administrative and "
                    "operationName=Microsoft.Network/networkSecurityGroups/write, and so for each operation of CIS "
                    "Azure 6.1.2",
                }
            ),
            own={"SUBSCRIPTION": "id"},
        )
    }
)

QUESTIONS: Final = (
    Rest(
        id=SUBSCRIPTION,
        operation="GET Microsoft.Resources/subscriptions",
        needs="Microsoft.Resources/subscriptions/read",
        feeds=CLASSES,
        path="/subscriptions/{subscription}?api-version=2022-12-01",
        keep=keeping(("id", "subscriptionId", "displayName", "state", "tenantId")),
    ),
    Rest(
        id=PERMISSIONS,
        operation="GET Microsoft.Authorization/permissions",
        needs="Microsoft.Authorization/permissions/read",
        feeds=CLASSES,
        path="/subscriptions/{subscription}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01",
        keep=f"{{value: value[].{keeping(('actions[]', 'notActions[]'))}}}",
        list="value",
    ),
)


def read(answers: Answers, resource: str) -> Iterator[Fact]:
    """Give the subscription itself. It is no scope with accounts of its own: those are Entra ID's."""
    got = answers.one(SUBSCRIPTION)
    name = called(answers)
    yield Asset(target=answers.target, resource=resource, kind=KIND, name=name, answers=rests_on(got), role="service")


def called(answers: Answers) -> str:
    """What people call it."""
    return str((answers.one(SUBSCRIPTION).body or {}).get("displayName", ""))


def may(permissions: JSON, right: str) -> bool:
    """We hold a right at the whole subscription. Resource Graph leaves out in silence what one may not read."""
    some: Iterable[Any] = permissions.get("value", []) if isinstance(permissions, dict) else ()
    return any(_among(right, one.get("actions", [])) and not _among(right, one.get("notActions", [])) for one in some)


def _among(right: str, patterns: Iterable[Any]) -> bool:
    return any(fnmatchcase(right.lower(), _literal(str(pattern))) for pattern in patterns)


def _literal(pattern: str) -> str:
    """Only the star is special in Azure's rights."""
    return pattern.lower().replace("[", "[[]").replace("?", "[?]")
