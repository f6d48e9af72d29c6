"""Where the logs of the project are sent: by its own sinks, and by those above it that take what lies below along.

What a sink leaves out of the record, or hands on where we cannot look, counts for nothing, and is no "no" either.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.asking.ages import DAY
from collectors.gcp.project import ANCESTRY, KIND, called
from collectors.gcp.question import Gcp, gcp
from collectors.gcp.read import Project, rows
from collectors.gcp.records.filters import any_, every, lets_through
from collectors.gcp.records.samples import entries
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.facts import Alarm, Delivery, Fact, LogStore, Promise

_OWN: Final = "logging.sinks"
_FOLDER: Final = "logging.sinks.folder"
_ORGANIZATION: Final = "logging.sinks.organization"
_FIELDS: Final = ("name", "destination", "filter", "disabled", "includeChildren", "exclusions[].disabled")
_FEEDS: Final[tuple[Promise, ...]] = (Delivery, LogStore, (Alarm, "config-changes"))
LOG_DAYS: Final = 365  # logs.retention
_STORAGE: Final = "storage.googleapis.com"
_LISTENING: Final = ("logging.googleapis.com", "pubsub.googleapis.com")
"""What can raise an alarm of what it is sent, or hand it on to what can."""
_WHOSE: Final = ("projects", "folders", "organizations", "billingAccounts")


def _above(id: str, kind: str) -> Gcp:
    return gcp(
        id,
        f"logging.{kind}s.sinks.list",
        f"/v2/{kind}s/{{id}}/sinks?pageSize=1000",
        _FIELDS,
        needs="logging.sinks.list",
        feeds=_FEEDS,
        list="sinks",
        each=ANCESTRY,
        of=f"value[?type=='{kind}']",
        about="id",
    )


QUESTIONS: Final = (
    gcp(
        _OWN,
        "logging.projects.sinks.list",
        "/v2/projects/{project}/sinks?pageSize=1000",
        _FIELDS,
        needs="logging.sinks.list",
        feeds=_FEEDS,
        list="sinks",
        asset="logging.googleapis.com/LogSink",
    ),
    _above(_FOLDER, "folder"),
    _above(_ORGANIZATION, "organization"),
)


class Sink(NamedTuple):
    """One that is on and is given the logs of the project."""

    row: Mapping[str, Any]
    got: Got

    @property
    def destination(self) -> str:
        """`logging.googleapis.com/projects/p/locations/global/buckets/_Default`."""
        return str(self.row.get("destination", ""))

    @property
    def host(self) -> str:
        """Of which service it is."""
        return self.destination.partition("/")[0]


class Sent(NamedTuple):
    """Whether a sink does something; None for the reason in `why`."""

    it_does: bool | None
    why: Got


def listings(whole: Project) -> Iterator[Got]:
    """The lists of sinks of the project and of all that stands above it."""
    yield whole.answers.one(_OWN)
    above = whole.answers.one(ANCESTRY)
    if not above.good:
        yield above
    for scope in whole.above:
        kind, _, number = scope.partition("/")
        yield whole.answers.one(_FOLDER if kind == "folders" else _ORGANIZATION, number)


def sinks(whole: Project) -> Iterator[Sink]:
    """All that are on. One above takes along what lies below it only where it says so."""
    for n, got in enumerate(listings(whole)):
        for row in rows(got) if got.good else ():
            if row.get("disabled") is not True and (n == 0 or row.get("includeChildren") is True):
                yield Sink(row, got)


def read(whole: Project) -> Iterator[Fact]:
    """Give to how many places the record goes that who has come into the project does not rule."""
    gots = [*listings(whole), whole.answers.one("storage.buckets")]
    found = [(sink, copied(whole, sink)) for sink in sinks(whole)]
    places = {sink.destination for sink, sent in found if sent.it_does}
    doubts = [got for got in gots[:-1] if not got.good] + [sent.why for _, sent in found if sent.it_does is None]
    why = doubts[0] if doubts and not places else None
    yield Delivery(
        **whole.thing(KIND, whole.resource, called(whole.answers), *gots),
        silent_seconds=None,
        copies=None if why else len(places),
        unread=unread(silent_seconds=NOT_ASKED, **({"copies": why} if why else {})),
    )


def copied(whole: Project, sink: Sink) -> Sent:
    """Whether it sends the record of what was done here away, and leaves nothing out of it."""
    where, carried = away(whole, sink), carries(whole, sink)
    said = every((where.it_does, carried.it_does))
    return Sent(said, where.why if where.it_does is None else carried.why)


def carries(whole: Project, sink: Sink) -> Sent:
    """Whether the record of changes and of reading comes through. What exclusions leave out we do not follow."""
    written = str(sink.row.get("filter", ""))
    changed, looked_at = (every(lets_through(written, entry) for entry in some) for some in entries(whole))
    left = any(one.get("disabled") is not True for one in sink.row.get("exclusions") or [])
    if changed is None or (changed and looked_at is None):
        return Sent(None, unclear(sink.got, "a sink has a filter that we do not follow"))
    if changed and not looked_at:
        return Sent(None, unclear(sink.got, "a sink sends what was changed, and not what was looked at"))
    if changed and left:
        return Sent(None, unclear(sink.got, "a sink leaves something out, and what we do not follow"))
    return Sent(changed, sink.got)


def away(whole: Project, sink: Sink) -> Sent:
    """Whether it leads to where somebody else rules, or where nobody can delete anything early."""
    if sink.host == _STORAGE:
        return _to_bucket(whole, sink)
    _, whose, name, *_ = [*sink.destination.split("/"), "", ""]
    if whose not in _WHOSE:
        return Sent(None, unclear(sink.got, "a sink leads to where we do not know"))
    if whose != "projects" or name not in {whole.id, whole.number}:
        return Sent(True, sink.got)
    if sink.host == "pubsub.googleapis.com":
        return Sent(None, unclear(sink.got, "where a topic hands its messages on it does not say"))
    return Sent(False, sink.got)


def _to_bucket(whole: Project, sink: Sink) -> Sent:
    """A bucket that is not in the whole list of ours is another's."""
    buckets = whole.answers.one("storage.buckets")
    if not buckets.good:
        return Sent(None, buckets)
    name = sink.destination.partition("/")[2]
    ours = next((row for row in rows(buckets) if row.get("name") == name), None)
    return Sent(ours is None or locked(ours), buckets)


def locked(bucket: Mapping[str, Any]) -> bool:
    """Nobody can delete a new log of it for as many days at least, nor the project: a lock keeps it from that too.

    cloud.google.com/storage/docs/bucket-lock.
    """
    lock = bucket.get("retentionPolicy") or {}
    return lock.get("isLocked") is True and int(lock.get("retentionPeriod") or 0) >= LOG_DAYS * DAY


def elsewhere(whole: Project) -> Got | None:
    """Why somebody may watch the record where we do not look; None where it is watched here, or nowhere."""
    for sink in sinks(whole):
        if sink.host in _LISTENING and any_((copied(whole, sink).it_does,)) is not False:
            return Got("not-asked", f"what watches the logs that are sent to {sink.host}", place=sink.got.place)
    return next((got for got in listings(whole) if not got.good), None)
