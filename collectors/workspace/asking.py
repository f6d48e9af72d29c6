"""Asks a domain what a table says: first whose it is, and nothing else where it is another one than was meant."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import structs

from collectors.asking.order import wanted
from collectors.asking.workers import Workers
from collectors.google.clouds import origin
from collectors.google.options import Options
from collectors.google.options import options as read_options
from collectors.rest.call import Caller, Limits, Place
from collectors.rest.walk import Asking, walk
from collectors.rest.way import Way
from collectors.workspace.domain import CUSTOMER, DOMAINS
from collectors.workspace.options import admin
from collectors.workspace.question import Workspace
from scanner.answers import Answer
from scanner.collector import Inquiry

if TYPE_CHECKING:
    from collectors.workspace.tokens import Scopes

OTHER: Final = "OtherDomain"


def collect(inquiry: Inquiry, table: Sequence[Workspace], collector: str) -> Iterator[Answer]:
    """Ask what is wanted, and what must be known for it.

    Raises:
        CollectError: an option makes no sense.
    """
    from collectors.workspace.tokens import OneScope, Scoped  # google-auth loads where it is used

    said, who = read_options(inquiry.target), admin(inquiry.target.options)
    scopes = inquiry.together.once(("workspace", said.source, who), lambda: _scopes(inquiry, said, who))
    ways: dict[str, Way] = {
        row.api: Scoped(
            origin(row.service, said.universe, said.endpoint), OneScope(scopes, row.api), standard=not said.endpoint
        )
        for row in table
    }
    caller = calling(inquiry, said, ways, collector, lambda: scopes.caller)
    return ask(inquiry, table, caller, said.numbers.threads)


def _scopes(inquiry: Inquiry, said: Options, who: str) -> "Scopes":
    from collectors.google.sign_in import sign_in
    from collectors.workspace.tokens import Scopes

    key = inquiry.secret(said.key) if said.key else ""
    return Scopes(lambda scopes: sign_in(said, scopes, key, who), said.numbers.timeout, who)


def calling(
    inquiry: Inquiry, said: Options, ways: Mapping[str, Way], collector: str, whom: Callable[[], str]
) -> Caller:
    """Who asks of a target, by these ways."""
    limits = Limits(said.numbers.attempts, said.numbers.deadline, inquiry.stopped)
    return Caller(inquiry, ways, limits, collector, names={}, whom=whom)


def ask(inquiry: Inquiry, table: Sequence[Workspace], caller: Caller, threads: int) -> Iterator[Answer]:
    """Ask as this caller. Whose the domain is comes first, and alone."""
    rows = {row.id: row for row in wanted(table, inquiry.questions, (CUSTOMER, DOMAINS))}
    known = [*_whose(inquiry, caller, rows.pop(CUSTOMER), rows.pop(DOMAINS))]
    yield from known
    if known[-1].outcome != "ok":
        return
    workers: Asking = Workers(threads, lambda job: caller.ask(*job), inquiry.stopped)
    try:
        yield from walk([*rows.values()], known, workers, inquiry.now())
    finally:
        workers.end()


def _whose(inquiry: Inquiry, caller: Caller, customer: Workspace, domains: Workspace) -> Iterator[Answer]:
    """Whom the domain belongs to. Its further domains are asked for where it is not the first one; last comes who."""
    answer, meant = caller.ask(customer, Place()), inquiry.target.name.lower()
    if answer.outcome == "ok" and str((answer.body or {}).get("customerDomain", "")).lower() != meant:
        yield (others := caller.ask(domains, Place()))
        if others.outcome != "ok":
            answer = structs.replace(others, question=answer.question)
        elif meant not in _verified(others):
            answer = structs.replace(answer, outcome="error", code=OTHER, body=None, items=0, complete=False)
    yield answer


def _verified(answer: Answer) -> set[str]:
    some = (answer.body or {}).get("value", [])
    return {str(row.get("domainName", "")).lower() for row in some if row.get("verified") is True}
