"""The directory's own logs, where they are sent, and the reviews of who may do what."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import days, seconds
from collectors.entra.question import graph
from collectors.entra.read import ORGANIZATION, Tenant, first_bad, rows
from collectors.entra.roles import GLOBAL_ADMINISTRATOR
from collectors.entra.tenant import TENANT
from collectors.rest.ask import Rest
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Delivery, Fact, LogTrail, Promise, Routine

EXPORT: Final = "entra.log_export"
_REVIEW: Final[Promise] = (Routine, "access-review")
_MUST: Final = frozenset({"auditlogs", "signinlogs"})
_EVERYTHING: Final = frozenset({"alllogs"})
_PLACES: Final = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")
_VERSION: Final = "2017-04-01"
"""The only one that is no preview."""
_DONE: Final = frozenset({"Completed", "Applying", "Applied", "AutoReviewing", "AutoReviewed"})
_OPEN: Final = frozenset({"Initializing", "NotStarted", "Starting", "InProgress", "Completing"})

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
    graph(
        "entra.reviews",
        "/identityGovernance/accessReviews/definitions?$top=100",
        keep="{id: id, scope: scope.{query: query, resourceScopes: resourceScopes[].{query: query}}}",
        needs="AccessReview.Read.All",
        feeds=(_REVIEW,),
    ),
    graph(
        "entra.reviews.held",
        "/identityGovernance/accessReviews/definitions/{id}/instances?$top=100",
        ("status", "endDateTime"),
        needs="AccessReview.Read.All",
        feeds=(_REVIEW,),
        each="entra.reviews",
        of=f"value[?contains(to_string(scope), '{GLOBAL_ADMINISTRATOR}')]",
        about="id",
    ),
)


def read(whole: Tenant) -> Iterator[Fact]:
    """Give what is recorded and where that goes, and when somebody last looked through the administrators."""
    yield _trail(whole)
    yield _delivery(whole)
    yield from _review(whole)


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


def _review(whole: Tenant) -> Iterator[Fact]:
    """When the holders of the greatest role were last looked through to the end."""
    got = whole.one("entra.reviews")
    found = [row for row in rows(got) if GLOBAL_ADMINISTRATOR in str(row.get("scope")).lower()]
    held = [whole.one("entra.reviews.held", str(row["id"]).lower()) for row in found]
    if bad := first_bad(got, *held):
        yield from gaps(whole.target, TENANT, bad, _REVIEW)
        return
    some = [(one, row) for one in held for row in rows(one)]
    ages = [days(one, row.get("endDateTime")) for one, row in some if row.get("status") in _DONE]
    strange = any(row.get("status") not in _DONE | _OPEN for _, row in some)
    age = min((a for a in ages if a >= 0), default=FOREVER)
    why = unclear(got, "a review is in a state that nobody here knows") if strange and age == FOREVER else got
    yield Routine(
        **{**whole.thing(TENANT, "", whole.name, got), "answers": rests_on(got, *held)},
        what="access-review",
        age_days=None if why is not got else age,
        outcome=None if why is not got else "bad" if age == FOREVER else "good",
        took_seconds=None,
        unread=unread(age_days=why, outcome=why, took_seconds=HIDDEN),
    )
