"""The sinks that are given the logs of the project: its own, and those above it that take what lies below along.

One above may intercept what it takes along: nothing below it is given that any more, but for _Required; what stands
beside it or above it is (developers: logging v2, LogSink.interceptChildren). The project tells of these itself, whoever
may not list what stands above it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.asking.ages import DAY
from collectors.asking.listing import rows
from collectors.gcp.project import ANCESTRY
from collectors.gcp.question import Gcp, gcp
from collectors.gcp.read import Project, last
from collectors.gcp.records.filters import Event, any_, every, lets_through
from scanner.answers import Got, unclear
from scanner.facts import Alarm, Delivery, LogStore, LogTrail, Promise

OWN: Final = "logging.sinks"
FOLDER: Final = "logging.sinks.folder"
ORGANIZATION: Final = "logging.sinks.organization"
_TAKING: Final = "logging.sinks.intercepting"
_FIELDS: Final = (
    *("name", "destination", "filter", "disabled", "includeChildren"),
    *("exclusions[].filter", "exclusions[].disabled"),
)
TRAILS: Final[tuple[Promise, ...]] = tuple((LogTrail, of) for of in ("store", "service", "network"))
"""The records that are kept where a sink sends them: all but that of what is changed."""
_FEEDS: Final[tuple[Promise, ...]] = (Delivery, LogStore, (Alarm, "config-changes"), *TRAILS)
LOG_DAYS: Final = 365  # logs.retention
REQUIRED: Final = "_Required"
_ROOT: Final = "organizations/"
"""Nothing stands above one of these."""
_ODD: Final = "has a filter that we do not follow, or leaves something out that may be of it"


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
        OWN,
        "logging.projects.sinks.list",
        "/v2/projects/{project}/sinks?pageSize=1000",
        _FIELDS,
        needs="logging.sinks.list",
        feeds=_FEEDS,
        list="sinks",
        asset="logging.googleapis.com/LogSink",
    ),
    gcp(
        _TAKING,
        "logging.projects.sinks.list",
        "/v2/projects/{project}/sinks?pageSize=1000&filter=in_scope(%22ANCESTOR%22)",
        ("resourceName", "filter", "disabled", "exclusions[].filter", "exclusions[].disabled"),
        needs="logging.sinks.list",
        feeds=(Delivery, *TRAILS),
        list="sinks",
    ),
    _above(FOLDER, "folder"),
    _above(ORGANIZATION, "organization"),
)


class Sink(NamedTuple):
    """One that is on and is given the logs of the project."""

    row: Mapping[str, Any]
    got: Got
    listing: str
    """The question that told of it."""
    scope: str
    """Whose it is, of those that stand above the project: `folders/12`; empty for the project's own."""

    @property
    def called(self) -> str:
        """To be read: `the sink all of folders/12`."""
        return f"the sink {str(self.row.get('name', '')).rpartition('/')[2]} of {self.scope or 'the project'}"

    @property
    def destination(self) -> str:
        """`logging.googleapis.com/projects/p/locations/global/buckets/_Default`."""
        return str(self.row.get("destination", ""))

    @property
    def host(self) -> str:
        """Of which service it is."""
        return self.destination.partition("/")[0]

    @property
    def place(self) -> list[str]:
        """What follows the service, in parts: `projects`, `p`, `locations`, ...; of a bucket for files its name."""
        return self.destination.partition("/")[2].split("/")


class Sent(NamedTuple):
    """Whether a sink does something; None for the reason in `why`."""

    it_does: bool | None
    why: Got


def together(some: Iterable[Sent]) -> Sent:
    """All of them, with the first reason for what that is."""
    said = [*some]
    all_ = every(one.it_does for one in said)
    return next(one for one in said if one.it_does is all_)


def one_of(some: Iterable[Sent]) -> Sent:
    """One of them, with the first reason for what that is."""
    said = [*some]
    any_of = any_(one.it_does for one in said)
    return next(one for one in said if one.it_does is any_of)


def _listed(whole: Project) -> Iterator[tuple[str, str, Got]]:
    """The lists of sinks, each with its question and its scope; that of what stands above, where it was not told."""
    yield OWN, "", whole.answers.one(OWN)
    above = whole.answers.one(ANCESTRY)
    if not above.good:
        yield ANCESTRY, "", above
    for scope in whole.above:
        question = ORGANIZATION if scope.startswith(_ROOT) else FOLDER
        yield question, scope, whole.answers.one(question, last(scope))


def listings(whole: Project) -> list[Got]:
    """The lists of sinks of the project and of all that stands above it."""
    return [got for *_, got in _listed(whole)]


def sinks(whole: Project) -> Iterator[Sink]:
    """All that are on. One above takes along what lies below it only where it says so."""
    for question, scope, got in _listed(whole):
        for row in rows(got) if got.good else ():
            if row.get("disabled") is not True and (question == OWN or row.get("includeChildren") is True):
                yield Sink(row, got, question, scope)


def _comes(row: Mapping[str, Any], entry: Event) -> bool | None:
    """Whether an entry comes through a sink's filter, and none of its exclusions leaves it out."""
    left = (one for one in row.get("exclusions") or () if one.get("disabled") is not True)
    out = any_(lets_through(str(one.get("filter", "")), entry) for one in left)
    return every((lets_through(str(row.get("filter", "")), entry), None if out is None else not out))


def given(whole: Project, sink: Sink, entry: Event) -> Sent:
    """Whether a sink sends an entry on: that comes to it, and through its filter."""
    passes = _comes(sink.row, entry)
    through = Sent(passes, unclear(sink.got, f"{sink.called} {_ODD}") if passes is None else sink.got)
    return together((through, _reaches(whole, sink, entry)))


def _reaches(whole: Project, sink: Sink, entry: Event) -> Sent:
    """Whether an entry comes to a sink: nothing that stands above it takes that for itself."""
    if sink.scope.startswith(_ROOT):
        return Sent(True, sink.got)
    got = whole.answers.one(_TAKING)
    if not got.good:
        return Sent(None, got)
    on = (row for row in rows(got) if row.get("disabled") is not True)
    taken = any_(every((_higher(whole, row, sink), _comes(row, entry))) for row in on)
    if taken is None:
        return Sent(None, unclear(got, "a sink above may take entries for itself, and no other one is given them"))
    return Sent(False, got) if taken else Sent(True, sink.got)


def _higher(whole: Project, row: Mapping[str, Any], sink: Sink) -> bool | None:
    """Whether a sink that takes entries stands above another: above the project's own all of them do."""
    if not sink.scope:
        return True
    scope = str(row.get("resourceName", "")).partition("/sinks/")[0]
    return whole.above.index(scope) > whole.above.index(sink.scope) if scope in whole.above else None


def locked(bucket: Mapping[str, Any]) -> bool:
    """Nobody can delete a new log of it for as many days at least, nor the project: a lock keeps it from that too.

    cloud.google.com/storage/docs/bucket-lock.
    """
    lock = bucket.get("retentionPolicy") or {}
    return lock.get("isLocked") is True and int(lock.get("retentionPeriod") or 0) >= LOG_DAYS * DAY
