"""Asks AWS: a table of questions, level by level. Gate calls first, details only for what exists. Knows no service."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from collectors.aws.asking.call import PAGING, Caller
from collectors.aws.asking.connections import Connections
from collectors.aws.asking.models import Call, Calls
from collectors.aws.asking.outcome import Ended
from collectors.aws.asking.paths import search
from collectors.aws.asking.session import Session
from collectors.aws.asking.workers import Workers
from collectors.aws.options import Options, lists, options
from collectors.aws.question import Ask, Place
from collectors.aws.read import named
from scanner.answers import JSON, NOT_ENABLED, NOT_OFFERED, Answer
from scanner.collector import Inquiry

IDENTITY: Final = "aws.identity"
REGIONS: Final = "aws.regions"
_REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}", re.ASCII)
"""As AWS calls them; the id of an organisational unit (`ou-ab12-11111111`) is none."""
_NOT_ONE: Final = Ended("denied", "RegionNotEnabled")
_AHEAD: Final = 4
"""Jobs handed out for each thread: enough to keep it busy, few enough to stop soon."""


_Job: TypeAlias = tuple[Ask, Place]
_Workers: TypeAlias = Workers[_Job, Answer]


def collect(inquiry: Inquiry, table: Sequence[Ask], collector: str) -> Iterator[Answer]:
    """Ask what is wanted, and what must be known for it. Who we are comes first; without that nothing else is asked.

    Raises:
        CollectError: an option makes no sense.
    """
    opts = options(inquiry.target)
    listing = lists(inquiry.target.options)
    rows = {row.id: row for row in wanted(table, inquiry.questions) if _concerns(row, opts, listing=listing)}
    session = _session(inquiry, opts, frozenset(called(row) for row in table))
    caller = Caller(inquiry, session, collector)
    workers = Workers[_Job, Answer](opts.threads, lambda job: caller.ask(*job), inquiry.stopped)
    try:
        yield from _asked(inquiry, session, caller, workers, rows)
    finally:
        workers.end()


def _asked(
    inquiry: Inquiry, session: Session, caller: Caller, workers: _Workers, rows: dict[str, Ask]
) -> Iterator[Answer]:
    opts, home = session.options, Place(session.home(), "")
    workers.give((rows.pop(IDENTITY), home))
    if (first := workers.take()) is None:
        return
    if not named(first.body):
        yield caller.with_looked(first, session.looked())
        return
    if opts.account and first.body["Account"] != opts.account:
        yield caller.other(first)
        return
    yield first
    caller.introduce(first)
    regions = None
    if not lists(inquiry.target.options):
        workers.give((rows.pop(REGIONS), home))
        if (regions := workers.take()) is None:
            return
        yield regions
        yield from (_not_enabled(region, regions) for region in _off(opts.regions, regions))
    yield from _Walk(inquiry, opts, caller, workers, [*rows.values()], first, regions, home.region).answers()


def _concerns(row: Ask, opts: Options, *, listing: bool) -> bool:
    """A list is asked what lists are asked, and a row with options only where one of them is set."""
    of = ("both", "lists") if listing else ("both", "targets")
    return row.asked_of in of and (not row.option or not opts.given.isdisjoint(row.option))


def _session(inquiry: Inquiry, opts: Options, calls: Calls) -> Session:
    """One account's way in; what it shares with others of the run is made by whoever comes first."""

    def connect() -> Connections:
        secrets = {name: inquiry.secret(reference) for name, reference in opts.references.items()}
        return Connections(opts, secrets, calls)

    shared = inquiry.together.once(opts.source, connect)
    return Session(opts, shared, inquiry.together.turn, inquiry.stopped)


def called(row: Ask) -> Call:
    """What a row asks, and what is read of the answers; one that it opens itself stays whole."""
    return Call(row.service, row.call, None if row.opened else (row.keep, *filter(None, (row.until,)), *PAGING))


def wanted(table: Sequence[Ask], questions: Iterable[str]) -> list[Ask]:
    """The rows asked for and those they wait for, in the order of the table."""
    by_id = {row.id: row for row in table}
    need, waiting = {IDENTITY, REGIONS}, [q for q in questions if q in by_id]
    while waiting:
        row = by_id[waiting.pop()]
        if row.id not in need:
            need.add(row.id)
            waiting += [*([row.each] if row.each else []), *row.after]
    return [row for row in table if row.id in need]


def levels(rows: Sequence[Ask]) -> list[list[Ask]]:
    """The rows in groups: each waits for those before it only."""
    by_id = {row.id: row for row in rows}

    def depth(row: Ask) -> int:
        return 1 + max((depth(by_id[i]) for i in (row.each, *row.after) if i in by_id), default=-1)

    groups: dict[int, list[Ask]] = {}
    for row in rows:
        groups.setdefault(depth(row), []).append(row)
    return [groups[n] for n in sorted(groups)]


class Memory:
    """The answers that later questions look at; no others are kept."""

    def __init__(self, rows: Iterable[Ask], now: str = "") -> None:
        self.now = now
        self._wanted = {i for row in rows for i in (row.each, *row.after) if i}
        self._by: dict[str, dict[str, Answer]] = {}

    def forget(self, rows: Iterable[Ask]) -> None:
        """Drop what none of these rows, the only ones that wait, looks at."""
        self._wanted = {i for row in rows for i in (row.each, *row.after) if i}
        self._by = {question: answers for question, answers in self._by.items() if question in self._wanted}

    def note(self, answer: Answer) -> None:
        """Keep it where some row will look at it."""
        if answer.question in self._wanted:
            self._by.setdefault(answer.question, {})[answer.about] = answer

    def every(self, question: str) -> list[Answer]:
        """All answers to a question that hold a body, by what they are about."""
        return [a for _, a in sorted(self._by.get(question, {}).items()) if a.outcome == "ok"]

    def body(self, question: str, about: str = "") -> JSON:
        """The kept fields; None where there is no good answer."""
        answer = self._by.get(question, {}).get(about)
        return answer.body if answer and answer.outcome in {"ok", "empty"} else None

    def bodies(self, question: str) -> list[JSON]:
        """The bodies of all answers to a question."""
        return [a.body for a in self.every(question)]

    def outcome(self, question: str, about: str = "") -> str:
        """How it ended; empty where it was not asked."""
        answer = self._by.get(question, {}).get(about)
        return answer.outcome if answer else ""


class _Walk:
    """Goes through the table once."""

    def __init__(  # noqa: PLR0913, PLR0917  # what a run of the table takes
        self,
        inquiry: Inquiry,
        opts: Options,
        caller: Caller,
        workers: _Workers,
        rows: list[Ask],
        first: Answer,
        regions: Answer | None,
        home: str,
    ) -> None:
        self._inquiry, self._opts, self._caller, self._workers, self._rows = inquiry, opts, caller, workers, rows
        self._memory = Memory(rows, inquiry.now())
        self._memory.note(first)
        self._home = home
        self._regions = list(opts.regions)
        self._shut: dict[str, Ended] = {}
        if regions:
            off = _off(opts.regions, regions)
            self._regions = [r for r in opts.regions if r not in off] if opts.regions else _enabled(regions)
            self._shut.update(_shut(self._regions, regions))
            if not self._regions:
                # Where none of those that are declared is there, nothing of them was seen: that is no empty account.
                self._shut[home] = _NOT_ONE if off else Ended(regions.outcome, regions.code)

    def answers(self) -> Iterator[Answer]:
        groups = levels(self._rows)
        for n, group in enumerate(groups, start=1):
            jobs = self._jobs(group)
            self._memory.forget(row for later in groups[n:] for row in later)
            for answer in self._level(jobs):
                self._memory.note(answer)
                yield answer

    def _jobs(self, group: Iterable[Ask]) -> list[_Job]:
        """Thing by thing, the first last: each bucket has a host of its own, to which connections stay open a while."""
        jobs = [(row, place) for row in group for place in self._places(row)]
        return sorted(jobs, key=lambda job: job[1].about, reverse=True)

    def _level(self, jobs: list[_Job]) -> Iterator[Answer]:
        running = 0
        while jobs or running:
            while jobs and running < _AHEAD * self._opts.threads:
                row, place = jobs.pop()
                if row.scope == "region" and (ended := self._shut.get(place.region)):
                    yield self._caller.unasked(row, place, ended)
                    continue
                self._workers.give((row, place))
                running += 1
            if running:
                if (answer := self._workers.take()) is None:
                    return
                yield answer
                running -= 1

    def _places(self, row: Ask) -> Iterable[Place]:
        if row.scope == "account":
            places = [Place(self._home, "")]
        elif row.scope == "region":
            # Where the regions could not be listed the question stands once, with that as its outcome.
            places = [Place(region, region) for region in self._regions] or [Place(self._home, "")]
        else:
            places = list(self._items(row))
        kept = [p for p in places if not row.unless(self._memory, p)]
        return list(_batches(kept, row.batch)) if row.batch else kept

    def _items(self, row: Ask) -> Iterator[Place]:
        seen: set[str] = set()
        for parent in self._memory.every(row.each):
            found, home, within = search(row.of, parent.body), _region(parent.about, self._home), _bare(parent.about)
            for item in found if isinstance(found, list) else [found] if found else []:
                region = search(row.where, item) if row.where else home
                name = search(row.about, item)
                if isinstance(name, str) and name:
                    full = name if row.unique or name.startswith("arn:") else f"{region}/{name}"
                    if full not in seen:
                        seen.add(full)
                        yield Place(region or self._home, full, item, within)


def _batches(places: Iterable[Place], size: int) -> Iterator[Place]:
    """So many at a time; what stands in another region, or in another thing, apart."""
    apart: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        apart.setdefault((place.region, place.parent), []).append(place)
    for (region, parent), some in apart.items():
        for n in range(0, len(some), size):
            part = some[n : n + size]
            yield Place(region, part[0].about, [p.item for p in part], parent)


def _region(about: str, otherwise: str) -> str:
    """The region in the name of what an answer is about: itself, `REGION/NAME`, or an ARN's fourth part."""
    if about.startswith("arn:"):
        return about.split(":")[3] or otherwise
    head = about.partition("/")[0]
    return head if _REGION.fullmatch(head) else otherwise


def _bare(about: str) -> str:
    """A name without its region; an ARN as it is."""
    head, _, tail = about.partition("/")
    return tail if tail and not about.startswith("arn:") and _region(about, "") == head else about


def _known(regions: Answer) -> Mapping[str, bool]:
    """The regions that AWS lists, and whether each is open to the account."""
    rows: list[Mapping[str, Any]] = (regions.body or {}).get("Regions", [])
    return {r["RegionName"]: r.get("OptInStatus") != "not-opted-in" for r in rows}


def _shut(named: Iterable[str], regions: Answer) -> Iterator[tuple[str, Ended]]:
    """Those of the regions named by the target that are none: AWS does not list them."""
    known = _known(regions)
    yield from ((region, Ended("error", "NoSuchRegion")) for region in named if known and region not in known)


def _off(named: Iterable[str], regions: Answer) -> list[str]:
    """Those that are not enabled for the account: AWS lets nobody in there."""
    known = _known(regions)
    return [region for region in dict.fromkeys(named) if not known.get(region, True)]


def _not_enabled(region: str, regions: Answer) -> Answer:
    """What the list of regions says of one that is not enabled. Of that nothing else is asked, and nothing read."""
    return msgspec.structs.replace(
        regions, about=region, outcome="absent", code=NOT_ENABLED, body={NOT_OFFERED: True}, items=0
    )


def _enabled(regions: Answer) -> list[str]:
    """Regions that are open to the account; a question to another would be refused, and is not asked."""
    return sorted(region for region, there in _known(regions).items() if there)
