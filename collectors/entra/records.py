"""The directory's own logs, and where they are sent."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.asking.listing import rows
from collectors.entra.question import graph
from collectors.entra.read import ORGANIZATION, Tenant
from collectors.entra.tenant import TENANT
from collectors.rest.ask import Rest
from scanner.answers import Got, unread
from scanner.facts import FOREVER, Delivery, Fact, LogTrail

EXPORT: Final = "entra.log_export"
_MUST: Final = frozenset({"auditlogs", "signinlogs"})
_EVERYTHING: Final = frozenset({"alllogs"})
_PLACES: Final = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")
_VERSION: Final = "2017-04-01"
"""The only one that is no preview."""

QUESTIONS: Final = (
    Rest(
        id=EXPORT,
        operation="GET microsoft.aadiam/diagnosticSettings",
        needs="microsoft.aadiam/diagnosticSettings/read",
        feeds=(Delivery,),
        path=f"/providers/microsoft.aadiam/diagnosticSettings?api-version={_VERSION}",
        keep="{value: value[].{properties: properties.{logs: logs[].{category: category, categoryGroup: categoryGroup, "
        f"enabled: enabled}}, {', '.join(f'{one}: {one}' for one in _PLACES)}}}}}}}",
        list="value",
        api="arm",
    ),
    graph(
        "entra.signins",
        # They come with the newest first, which is all that is asked for: no further page is.
        "/auditLogs/signIns?$top=1",
        ("createdDateTime",),
        needs="AuditLog.Read.All",
        feeds=(Delivery,),
        onward=lambda _body, _post: None,
    ),
)


def read(whole: Tenant) -> Iterator[Fact]:
    """Give what is recorded, and where that goes."""
    yield _trail(whole)
    yield _delivery(whole)


def _trail(whole: Tenant) -> LogTrail:
    """Every directory records sign-ins and changes, and nobody can switch that off or leave somebody out.

    learn.microsoft.com/entra/identity/monitoring-health/overview-monitoring-health.
    """
    return LogTrail(
        **whole.thing(TENANT, "", whole.name, whole.one(ORGANIZATION)),
        of="scope",
        enabled=True,
        records=("sign-in", "admin"),
        exempt=(),
    )


def _delivery(whole: Tenant) -> Delivery:
    export, newest = whole.one(EXPORT), whole.one("entra.signins")
    copies = len(set.intersection(*(_sent(export, one) for one in sorted(_MUST)))) if export.good else None
    return Delivery(
        **whole.thing(TENANT, "", whole.name, export, newest),
        silent_seconds=_silent(newest) if newest.good else None,
        copies=copies,
        unread=unread(silent_seconds=newest, copies=export),
    )


def _sent(export: Got, category: str) -> set[str]:
    """Where the log of a category goes."""
    return {
        str(said[place]).lower()
        for row in rows(export)
        for said in [row.get("properties") or {}]
        if any(_is(log, category) for log in said.get("logs") or [])
        for place in _PLACES
        if said.get(place)
    }


def _is(log: Mapping[str, Any], category: str) -> bool:
    group = str(log.get("categoryGroup", "")).lower()
    return log.get("enabled") is True and (str(log.get("category", "")).lower() == category or group in _EVERYTHING)


def _silent(newest: Got) -> int:
    """Seconds since the newest sign-in; FOREVER where there is none."""
    whens = [str(row["createdDateTime"]) for row in rows(newest) if row.get("createdDateTime")]
    return min((seconds(newest, when) for when in whens), default=FOREVER)
