"""Asks AWS what a table of questions says. Knows no service."""

from collections.abc import Iterator, Sequence
from typing import Final

from collectors.asking.order import wanted
from collectors.asking.workers import Workers
from collectors.aws.asking.call import PAGING, Caller
from collectors.aws.asking.connections import Connections
from collectors.aws.asking.models import Call, Calls
from collectors.aws.asking.regions import Regions
from collectors.aws.asking.session import Session
from collectors.aws.asking.walk import Asking, walk
from collectors.aws.options import Options, lists, options
from collectors.aws.question import Ask, Place
from collectors.aws.read import named
from scanner.answers import Answer
from scanner.collector import Inquiry

IDENTITY: Final = "aws.identity"
REGIONS: Final = "aws.regions"
ALWAYS: Final = (IDENTITY, REGIONS)


def collect(inquiry: Inquiry, table: Sequence[Ask], collector: str) -> Iterator[Answer]:
    """Ask what is wanted, and what must be known for it. Who we are comes first; without that nothing else is asked.

    Raises:
        CollectError: an option makes no sense.
    """
    opts = options(inquiry.target)
    listing = lists(inquiry.target.options)
    rows = {row.id: row for row in wanted(table, inquiry.questions, ALWAYS) if _concerns(row, opts, listing=listing)}
    session = _session(inquiry, opts, frozenset(called(row) for row in table))
    caller = Caller(inquiry, session, collector)
    workers: Asking = Workers(opts.threads, lambda job: caller.ask(*job), inquiry.stopped)
    try:
        yield from _asked(inquiry, session, caller, workers, rows)
    finally:
        workers.end()


def _asked(
    inquiry: Inquiry, session: Session, caller: Caller, workers: Asking, rows: dict[str, Ask]
) -> Iterator[Answer]:
    opts, home = session.options, session.home()
    workers.give((rows.pop(IDENTITY), Place(home, "")))
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
    regions = Regions(home, opts.regions, {})
    if not lists(inquiry.target.options):
        workers.give((rows.pop(REGIONS), Place(home, "")))
        if (listed := workers.take()) is None:
            return
        yield listed
        regions = Regions.of(opts.regions, home, listed)
        yield from regions.not_enabled(listed)
    yield from walk([*rows.values()], regions, first, caller, workers, inquiry.now())


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
