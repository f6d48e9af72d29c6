"""Asks a directory what the table says: first which it is, then its users, then what is left; Azure last."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import structs

from collectors.asking.order import wanted
from collectors.asking.workers import Workers
from collectors.entra import options
from collectors.entra.causes import OTHER_TENANT
from collectors.entra.read import ORGANIZATION, USERS, USERS_PLAIN
from collectors.microsoft.options import Options
from collectors.rest.ask import Rest
from collectors.rest.call import Caller, Limits, Place
from collectors.rest.walk import Asking, walk
from collectors.rest.way import Way
from scanner.answers import JSON, Answer
from scanner.collector import Inquiry

ARM: Final = "arm"


def collect(inquiry: Inquiry, table: Sequence[Rest], collector: str) -> Iterator[Answer]:
    """Ask what is wanted, and what must be known for it.

    Raises:
        CollectError: an option makes no sense.
    """
    from collectors.microsoft.sign_in import sign_in  # azure-core loads where something is asked
    from collectors.microsoft.way import Way as Microsoft

    said = options.options(inquiry.target)
    tokens, transport = inquiry.together.once(("entra", said.source), lambda: sign_in(said, inquiry.secret))
    ways = {
        api: Microsoft(origin, tokens, transport, standard=not said.own)
        for api, origin in (("", said.cloud.graph), (ARM, said.cloud.arm))
    }
    caller = calling(inquiry, said, ways, collector, lambda: tokens.caller)
    return ask(inquiry, table, caller, said.threads)


def ask(inquiry: Inquiry, table: Sequence[Rest], caller: Caller, threads: int) -> Iterator[Answer]:
    """Ask as this caller. Which directory it is comes first, and alone."""
    rows = {row.id: row for row in wanted(table, inquiry.questions, (ORGANIZATION,))}
    yield (answer := _same(inquiry, caller.ask(rows.pop(ORGANIZATION), Place())))
    if answer.outcome != "ok":
        return
    yield from _users(caller, rows)
    # Whoever gets no token for Azure may get one for Graph: it is asked when all else has been.
    last = [row for row in rows.values() if row.api == ARM]
    workers: Asking = Workers(threads, lambda job: caller.ask(*job), inquiry.stopped)
    try:
        yield from walk([row for row in rows.values() if row.api != ARM], [answer], workers, inquiry.now())
        yield from walk(last, [answer], workers, inquiry.now())
    finally:
        workers.end()


def _users(caller: Caller, rows: dict[str, Rest]) -> Iterator[Answer]:
    """All users with their activity; where that is refused, as it is without a licence, all users without it."""
    full, plain = rows.pop(USERS, None), rows.pop(USERS_PLAIN, None)
    if full:
        yield (answer := caller.ask(full, Place()))
        if plain and answer.outcome not in {"ok", "empty"}:
            yield caller.ask(plain, Place())


def calling(
    inquiry: Inquiry, said: Options, ways: Mapping[str, Way], collector: str, whom: Callable[[], str]
) -> Caller:
    """Who asks of a target, by these ways."""
    limits = Limits(said.attempts, said.deadline, inquiry.stopped)
    return Caller(inquiry, ways, limits, collector, names={}, whom=whom)


def _same(inquiry: Inquiry, answer: Answer) -> Answer:
    """An answer that is about another directory than the one that was meant is none."""
    if answer.outcome != "ok" or inquiry.target.name.lower() in _names(answer.body):
        return answer
    return structs.replace(answer, outcome="error", code=OTHER_TENANT, body=None, items=0, complete=False)


def _names(body: JSON) -> set[str]:
    """The id of the directory, and the domains that are verified in it."""
    some = body.get("value", [])
    if len(some) != 1:
        return set()
    domains = [one.get("name", "") for one in some[0].get("verifiedDomains") or []]
    return {str(name).lower() for name in (some[0].get("id"), *domains) if name}
