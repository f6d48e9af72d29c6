"""Asks a subscription what a table of types says: first whose it is, then many types at once, then what is left."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from msgspec import structs

from collectors.asking import tags
from collectors.asking.order import wanted
from collectors.asking.workers import Workers
from collectors.azure import graph, options
from collectors.azure.keep import Kept
from collectors.azure.question import Arm
from collectors.azure.subscription import PERMISSIONS, SUBSCRIPTION, may
from collectors.microsoft.options import Options
from collectors.microsoft.options import options as read_options
from collectors.rest.ask import Rest
from collectors.rest.call import Caller, Limits, Place
from collectors.rest.walk import Asking, walk
from collectors.rest.way import Way
from scanner.answers import JSON, Answer
from scanner.collector import Inquiry

_FIRST: Final = (SUBSCRIPTION, PERMISSIONS)
_OTHER: Final = "OtherSubscription"


def collect(inquiry: Inquiry, table: Sequence[Rest], collector: str) -> Iterator[Answer]:
    """Ask what is wanted, and what must be known for it.

    Raises:
        CollectError: an option makes no sense.
    """
    from collectors.microsoft.sign_in import sign_in  # azure-core loads where something is asked
    from collectors.microsoft.way import Way as Microsoft

    said = read_options(inquiry.target)
    tokens, transport = inquiry.together.once(("azure", said.source), lambda: sign_in(said, inquiry.secret))
    way = Microsoft(said.cloud.arm, tokens, transport, standard=not said.own)
    caller = calling(inquiry, said, way, collector, lambda: tokens.caller)
    return ask(inquiry, table, caller, said.threads)


def ask(inquiry: Inquiry, table: Sequence[Rest], caller: Caller, threads: int) -> Iterator[Answer]:
    """Ask as this caller. The subscription itself comes first, and alone."""
    if options.lists(inquiry.target.options):
        yield from (caller.ask(row, Place()) for row in table if row.asked_of == "lists")
        return
    asked = [row for row in wanted(table, inquiry.questions, _FIRST) if row.asked_of != "lists"]
    rows = {row.id: row for row in asked}
    first, second = (rows.pop(name) for name in _FIRST)
    yield (answer := _same(inquiry, caller.ask(first, Place())))
    if answer.outcome != "ok":
        return
    rights = caller.ask(second, Place())
    yield rights
    known = [answer, rights]
    if options.bulk(inquiry.target.options):
        for one in _bulk(inquiry, caller, rights.body, [row for row in rows.values() if isinstance(row, Arm)]):
            rows.pop(one.question)
            known.append(one)
            yield one
    workers: Asking = Workers(threads, lambda job: caller.ask(*job), inquiry.stopped)
    try:
        yield from walk([*rows.values()], known, workers, inquiry.now())
    finally:
        workers.end()


def calling(inquiry: Inquiry, said: Options, way: Way, collector: str, whom: Callable[[], str]) -> Caller:
    """Who asks of a target, by this way."""
    let_in = tags.let_in(inquiry.target.options)
    return Caller(
        inquiry,
        {"": way},
        Limits(said.attempts, said.deadline, inquiry.stopped),
        collector,
        names={
            "subscription": inquiry.target.name,
            "management_group": str(inquiry.target.options.get("management_group", "")),
        },
        kept=lambda: Kept(let_in),
        whom=whom,
    )


def _same(inquiry: Inquiry, answer: Answer) -> Answer:
    """An answer that is about another subscription than the one that was meant is none."""
    meant, said = inquiry.target.name.lower(), (answer.body or {}).get("subscriptionId", "")
    if answer.outcome != "ok" or str(said).lower() == meant:
        return answer
    return structs.replace(answer, outcome="error", code=_OTHER, body=None, items=0, complete=False)


def _bulk(inquiry: Inquiry, caller: Caller, rights: JSON, rows: Sequence[Arm]) -> Iterator[Answer]:
    """What Resource Graph has of these rows. Where it fails, or has not all, nothing: each is asked by itself then."""
    readable = [row for row in rows if row.bulk and may(rights, row.needs)]
    let_in = tags.let_in(inquiry.target.options)
    for table, some in graph.tables(readable):
        asked, kept = graph.asked(table, some, inquiry.target.name), {row.id: Kept(let_in) for row in some}
        when, sink = inquiry.now(), graph.Sorted(some, kept)
        call, ended = caller.call(asked, None, sink)
        if ended.outcome not in {"ok", "empty"} or not sink.whole:
            continue
        for row in some:
            call.kept = kept[row.id]
            call.kept.body.setdefault("value", [])
            found = ended._replace(outcome="ok" if call.kept.items else "empty")
            yield caller.answer(replace(row, operation=asked.operation), Place(), call, found, when)
