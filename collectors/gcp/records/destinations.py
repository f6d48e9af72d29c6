"""Whether what a sink sends to is there: a sink stays when that is deleted, and may have been made before it.

The one thing is asked for, in whose project it may lie; whoever may not look at it does not know. That what is sent
arrives is another question (`Delivery.silent_seconds`).
"""

from collections.abc import Mapping
from typing import Any, Final

from collectors.asking.row import Known
from collectors.gcp.project import PROJECT
from collectors.gcp.question import Gcp, gcp
from collectors.gcp.read import Project, last
from collectors.gcp.records.sinks import FOLDER, ORGANIZATION, OWN, REQUIRED, TRAILS, Sent, Sink
from scanner.answers import unclear
from scanner.facts import Delivery

LIVES: Final = frozenset({"ACTIVE", "UPDATING", "CREATING"})
"""States of a log bucket that keeps what it is sent."""
STORAGE: Final = "storage.googleapis.com"
LOGGING: Final = "logging.googleapis.com"
_TABLES: Final = "bigquery.googleapis.com"
_ALWAYS: Final = frozenset({"_Default", REQUIRED})
"""Log buckets that nobody can delete (cloud.google.com/logging/docs/buckets)."""
_KINDS: Final = (
    (STORAGE, "storage.buckets.get", "/storage/v1/b/{name}", "storage.buckets.get", ("name",)),
    (_TABLES, "bigquery.datasets.get", "/bigquery/v2/{name}", "bigquery.datasets.get", ("datasetReference.datasetId",)),
    (
        LOGGING,
        "logging.projects.locations.buckets.get",
        "/v2/{name}",
        "logging.buckets.get",
        ("name", "lifecycleState"),
    ),
)
_ENDS: Final[Mapping[str, str]] = {OWN: "", FOLDER: ".folder", ORGANIZATION: ".organization"}
"""By the list of sinks that names what is asked for: how the question is called."""


def _named(host: str, listing: str) -> str:
    """The sinks that are on and send there, each with the name of its destination."""
    start = host if host == STORAGE else f"{host}/projects"
    there = f"starts_with(not_null(destination, ''), '{start}/') && disabled != `true`"
    part = " && contains(destination, '/buckets/')" if host == LOGGING else ""
    children = "" if listing == OWN else " && includeChildren == `true`"
    return f"value[?{there}{part}{children}].{{destination: destination, name: after(destination, '/')}}"


def _is_there(known: Known, item: Mapping[str, Any]) -> bool:
    """A log bucket of the project itself that always is."""
    said = known.body(PROJECT) or {}
    here = [f"{LOGGING}/projects/{said.get('projectId')}/", f"{LOGGING}/{said.get('name')}/"]
    return last(item["name"]) in _ALWAYS and item["destination"].startswith(tuple(here))


def _row(kind: tuple[str, str, str, str, tuple[str, ...]], listing: str) -> Gcp:
    host, operation, path, needs, fields = kind
    return gcp(
        _question(host, listing),
        operation,
        path,
        fields,
        needs=needs,
        feeds=(Delivery, *TRAILS),
        absent=("notFound", "NOT_FOUND"),
        each=listing,
        of=_named(host, listing),
        about="destination",
        exact=True,
        after=(PROJECT,),
        unless=_is_there,
    )


def _question(host: str, listing: str) -> str:
    return f"logging.destination.{host.partition('.')[0]}{_ENDS[listing]}"


QUESTIONS: Final = tuple(_row(kind, listing) for kind in _KINDS for listing in _ENDS)
_ONWARD: Final = "a sink hands entries on, and what is kept of them there it does not say"
_GOING: Final = "the log bucket that a sink sends to is being deleted, or is in no state that we know"


def ours(whole: Project, sink: Sink) -> bool:
    """Its destination lies in this project."""
    return sink.place[0] == "projects" and sink.place[1:2] in ([whole.id], [whole.number])


def there(whole: Project, sink: Sink) -> Sent:
    """Say it of what a sink sends to."""
    log = sink.host == LOGGING and sink.place[0] == "projects" and sink.place[-2:-1] == ["buckets"]
    if log and ours(whole, sink) and sink.place[-1] in _ALWAYS:
        return Sent(True, sink.got)
    if not log and sink.host not in {STORAGE, _TABLES}:
        return Sent(None, unclear(sink.got, _ONWARD))
    got = whole.answers.one(_question(sink.host, sink.listing), sink.destination)
    if got.ok and got.body.get("lifecycleState", "ACTIVE") not in LIVES:
        return Sent(None, unclear(got, _GOING))
    return Sent(got.ok if got.good else None, got)
