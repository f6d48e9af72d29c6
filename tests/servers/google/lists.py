"""Lists as Google gives them: page by page, those of all zones at once by zone."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.servers.google.documents import Method, Route, routes
from tests.servers.google.refusals import invalid
from tests.servers.google.resources import Scope, children, split
from tests.servers.google.words import SIZES, sizes

JSON = Any
ZONES: Final = ("zones/europe-west1-b", "zones/us-central1-a", "regions/europe-west1", "regions/us-central1", "global")
"""Where nothing has to lie to be told of: Google names every place that it has."""
_ACLS: Final = ("acl", "defaultObjectAcl", "owner")
_SETTINGS: Final = ("encryptionStatus", "devicePasswordStatus")


@dataclass
class Pages:
    """The tokens that were given for more, each good for the call that it was given in."""

    size: int = 10**6
    """No page has more, whatever is asked."""
    given: dict[str, tuple[JSON, int]] = field(default_factory=dict)

    def page(
        self, method: Method, path: str, query: Mapping[str, JSON], whole: Sequence[JSON]
    ) -> tuple[Sequence[JSON], str]:
        """One page of a list, and the token for the next."""
        if "nextPageToken" not in method.response["properties"]:
            return whole, ""
        call = (path, sorted((k, str(v)) for k, v in query.items() if k not in {"pageToken", *SIZES}))
        start = self._start(call, query.get("pageToken", ""))
        wished = next((int(query[name]) for name in SIZES if int(query.get(name) or 0)), 0)
        usual, most = sizes(method)
        end = start + min(wished or usual, most, self.size)
        if end >= len(whole):
            return whole[start:], ""
        token = secrets.token_urlsafe(12)
        self.given[token] = (call, end)
        return whole[start:end], token

    def _start(self, call: JSON, token: str) -> int:
        if not token:
            return 0
        known, start = self.given.get(token, (None, 0))
        if known != call:
            raise invalid("The page token is not valid, or was given for another call.", field="page_token")
        return start


def listed(scope: Scope, route: Route, place: str, query: Mapping[str, JSON]) -> list[JSON]:
    """All that a list has, as a list tells it: it may leave out fields that only the thing itself has."""
    assert route.method.items
    one = route.method.document.resolved(route.method.items[1])
    if "/-/" in place and not _wild(route.method):
        raise invalid(f"Malformed name: '{place}'", field="parent")
    found = [_shortened(one, thing.body) for thing in children(scope, place)]
    heeded = _HEEDED.get(route.method.id)
    return [*heeded(found, query)] if heeded else found


def aggregated(scope: Scope, place: str) -> list[tuple[str, JSON]]:
    """Every thing of a kind with the zone or region that it is in."""
    base, _, collection = place.partition("/aggregated/")
    pattern = re.compile(rf"{re.escape(base)}/((?:zones|regions)/[^/]+|global)/{re.escape(collection)}/[^/]+")
    found = ((pattern.fullmatch(name), thing) for name, thing in sorted(scope.things.items()))
    return [(match[1], thing.body) for match, thing in found if match]


def by_scope(method: Method, place: str, page: Iterable[tuple[str, JSON]]) -> JSON:
    """The items of an aggregated list: places without any are named with a warning."""
    base, _, collection = place.partition("/aggregated/")
    schema = method.document.resolved(method.response["properties"]["items"]["additionalProperties"])
    key = next(name for name, p in schema["properties"].items() if p["type"] == "array")
    kinds = {z for z in ZONES if routes(*split(f"{base}/{z}/{collection}"))}
    said: dict[str, JSON] = {zone: {"warning": _nothing(zone)} for zone in sorted(kinds)}
    for zone, body in page:
        said.setdefault(zone, {}).pop("warning", None)
        said[zone].setdefault(key, []).append(body)
    return said


def _nothing(zone: str) -> JSON:
    message = f"There are no results for scope '{zone}' on this page."
    return {"code": "NO_RESULTS_ON_PAGE", "message": message, "data": [{"key": "scope", "value": zone}]}


def _wild(method: Method) -> bool:
    """The document says that a hyphen stands for all."""
    said = " ".join(p.get("description", "") for p in method.parameters.values() if p["location"] == "path")
    return bool(re.search(r"""["'`/]-["'`/]|wildcard|character - in place""", said))


def _shortened(schema: JSON, body: JSON) -> JSON:
    """Only what a list's own, shorter form of a thing has."""
    known = schema.get("properties")
    return {k: v for k, v in body.items() if k in known} if known and isinstance(body, dict) else body


def _without_acls(rows: list[JSON], query: Mapping[str, JSON]) -> Iterable[JSON]:
    full = query.get("projection") == "full"
    return rows if full else [{k: v for k, v in row.items() if k not in _ACLS} for row in rows]


def _of_types(rows: list[JSON], query: Mapping[str, JSON]) -> Iterable[JSON]:
    types = {*query.get("keyTypes", ())} - {"KEY_TYPE_UNSPECIFIED"}
    return [row for row in rows if not types or row["keyType"] in types]


def _in_scope(rows: list[JSON], query: Mapping[str, JSON]) -> Iterable[JSON]:
    """Sinks of the project itself; those above it that intercept come from elsewhere, and are told of alone."""
    wanted = query.get("filter", "")
    if wanted not in {"", 'in_scope("DEFAULT")'}:
        raise invalid("Unsupported filter.", field="filter")
    return rows


def _in_state(rows: list[JSON], query: Mapping[str, JSON]) -> Iterable[JSON]:
    wanted = query.get("filter", "").removeprefix("state:")
    if wanted not in {"", "ENABLED", "DISABLED"}:
        raise invalid("The filter must be state:ENABLED or state:DISABLED.", field="filter")
    return [row for row in rows if wanted in {"", row.get("state")}]


def _of_settings(rows: list[JSON], query: Mapping[str, JSON]) -> Iterable[JSON]:
    """Policies whose setting has a type that matches; in a text of CEL a backslash stands twice."""
    if not (said := query.get("filter")):
        return rows
    found = re.fullmatch(r"setting\.type\.matches\('([^']+)'\)", said)
    if not found:
        raise invalid("Invalid filter.", field="filter")
    pattern = re.compile(found[1].replace("\\\\", "\\"))
    return [row for row in rows if pattern.search(row["setting"]["type"])]


def _below(rows: list[JSON], query: Mapping[str, JSON]) -> Iterable[JSON]:
    """The units below one, at any depth; with that itself where it is asked for too."""
    top, kind = query.get("orgUnitPath", "/"), query.get("type", "children")
    found = [row for row in rows if row["orgUnitPath"] != top and row["orgUnitPath"].startswith(top)]
    if kind == "children":
        return [row for row in found if row["parentOrgUnitPath"] == top]
    return [*(row for row in rows if row["orgUnitPath"] == top and kind != "all"), *found]


def _basic(rows: list[JSON], query: Mapping[str, JSON]) -> Iterable[JSON]:
    """How a device is set is told to who asks for all of it."""
    full = query.get("projection") == "FULL"
    return rows if full else [{k: v for k, v in row.items() if k not in _SETTINGS} for row in rows]


def _of_events(rows: list[JSON], query: Mapping[str, JSON]) -> Iterable[JSON]:
    """The newest first; of an event alone, and where its parameters are such, as `filters` of one name say."""
    event, (name, _, value) = query.get("eventName", ""), query.get("filters", "").partition("==")
    if name and not (event and value):
        raise invalid("Filters need an event, and must be name==value here.", field="filters")
    found = [row for row in rows if not event or any(_fits(one, event, name, value) for one in row.get("events", ()))]
    return sorted(found, key=lambda row: str(row["id"]["time"]), reverse=True)


def _fits(event: JSON, of: str, name: str, value: str) -> bool:
    said = {p["name"]: p.get("value") for p in event.get("parameters", ())}
    return event["name"] == of and (not name or said.get(name) == value)


_HEEDED: Final[Mapping[str, Callable[[list[JSON], Mapping[str, JSON]], Iterable[JSON]]]] = {
    "cloudidentity.policies.list": _of_settings,
    "directory.mobiledevices.list": _basic,
    "directory.orgunits.list": _below,
    "iam.projects.serviceAccounts.keys.list": _of_types,
    "logging.projects.sinks.list": _in_scope,
    "reports.activities.list": _of_events,
    "serviceusage.services.list": _in_state,
    "storage.buckets.list": _without_acls,
}
