"""Asks a project what a table of types says: first whose it is, then many types at once, then what is left."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from msgspec import structs

from collectors.asking import tags
from collectors.asking.memory import Memory
from collectors.asking.order import wanted
from collectors.asking.row import Known
from collectors.asking.workers import Workers
from collectors.gcp import assets, members, options
from collectors.gcp.keep import Kept
from collectors.gcp.project import ANCESTRY, PROJECT
from collectors.gcp.question import Gcp
from collectors.gcp.switched import switched
from collectors.google.clouds import origin
from collectors.google.options import Options
from collectors.google.options import options as read_options
from collectors.rest.call import Caller, Limits, Place
from collectors.rest.path import filled
from collectors.rest.walk import Asking, places, walk
from collectors.rest.way import Way
from scanner.answers import JSON, Answer
from scanner.collector import Inquiry

if TYPE_CHECKING:
    from collectors.google.way import Session

SCOPES: Final = ("https://www.googleapis.com/auth/cloud-platform",)
"""Cloud Asset Inventory, IAM, Cloud SQL and others know no smaller one that reads: what we may do is what roles say."""
_FIRST: Final = (PROJECT, ANCESTRY)
_OTHER: Final = "OtherProject"


def collect(inquiry: Inquiry, table: Sequence[Gcp], collector: str) -> Iterator[Answer]:
    """Ask what is wanted, and what must be known for it.

    Raises:
        CollectError: an option makes no sense.
    """
    from collectors.gcp.storage.way import Storage  # google-auth and the client for buckets load where they are used
    from collectors.google.way import Way as Google

    said = read_options(inquiry.target)
    session = inquiry.together.once(("google", said.source), lambda: _session(inquiry, said))
    ways: dict[str, Way] = {}
    for api in {*(row.api for row in table), assets.API}:
        kind = Storage if api == "storage" else Google
        ways[api] = kind(origin(api, said.universe, said.endpoint), session, standard=not said.endpoint)
    caller = calling(inquiry, said, ways, collector, lambda: session.caller)
    return ask(inquiry, table, caller, said.numbers.threads)


def _session(inquiry: Inquiry, said: Options) -> "Session":
    from collectors.google.sign_in import sign_in
    from collectors.google.way import Session

    key = inquiry.secret(said.key) if said.key else ""
    return Session(lambda: sign_in(said, SCOPES, key), said.numbers.timeout)


def ask(inquiry: Inquiry, table: Sequence[Gcp], caller: Caller, threads: int) -> Iterator[Answer]:
    """Ask as this caller. The project itself comes first, and alone."""
    if options.lists(inquiry.target.options):
        yield from _below(inquiry, {row.id: row for row in table}, caller)
        return
    asked = [row for row in wanted(table, inquiry.questions, _FIRST) if _open(row, inquiry)]
    rows = {row.id: row for row in asked}
    yield (answer := switched(_same(inquiry, caller.ask(rows.pop(PROJECT), Place())), ()))
    if answer.outcome != "ok":
        return
    known, ours = [answer], (answer.body.get("name"), f"projects/{inquiry.target.name}")
    if options.bulk(inquiry.target.options):
        for one in _bulk(inquiry, caller, rows, known):
            known.append(one)
            yield one
    workers: Asking = Workers(threads, lambda job: caller.ask(*job), inquiry.stopped)
    try:
        left = wanted([*rows.values()], [row.id for row in rows.values() if not row.leads])
        yield from (switched(one, ours) for one in walk(left, known, workers, inquiry.now()))
    finally:
        workers.end()


def _open(row: Gcp, inquiry: Inquiry) -> bool:
    """It is a question to a project, and not one to Cloud Asset Inventory where nobody wants that asked."""
    return row.asked_of != "lists" and (row.api != assets.API or options.bulk(inquiry.target.options))


def calling(
    inquiry: Inquiry, said: Options, ways: Mapping[str, Way], collector: str, whom: Callable[[], str]
) -> Caller:
    """Who asks of a target, by these ways."""
    labels = tags.let_in(inquiry.target.options)
    return Caller(
        inquiry,
        ways,
        Limits(said.numbers.attempts, said.numbers.deadline, inquiry.stopped),
        collector,
        names={"project": inquiry.target.name, "above": options.above(inquiry.target.options)},
        kept=lambda: Kept(labels),
        whom=whom,
    )


def _same(inquiry: Inquiry, answer: Answer) -> Answer:
    """An answer that is about another project than the one that was meant is none."""
    if answer.outcome != "ok" or (answer.body or {}).get("projectId") == inquiry.target.name:
        return answer
    return structs.replace(answer, outcome="error", code=_OTHER, body=None, items=0, complete=False)


def _bulk(inquiry: Inquiry, caller: Caller, rows: dict[str, Gcp], known: Iterable[Answer]) -> Iterator[Answer]:
    """What Cloud Asset Inventory has of these rows. Where it fails, nothing: each service is asked then."""
    listed = [row for row in rows.values() if row.asset and not row.policy]
    labels = tags.let_in(inquiry.target.options)
    kept = {row.id: Kept(labels) for row in listed}
    sink = assets.Sorted(listed, kept)
    answers = []
    for row, answer in _answered(inquiry, caller, "RESOURCE", listed, sink):
        body = kept[row.id].body or {"value": []}
        items = kept[row.id].items
        dropped = tuple(sorted(kept[row.id].dropped))
        told = structs.replace(answer, body=body, items=items, outcome="ok" if items else "empty", dropped=dropped)
        answers.append(told)
        rows.pop(row.id)
        yield told
    if answers:
        yield from _policies(inquiry, caller, rows, [*known, *answers])


def _policies(inquiry: Inquiry, caller: Caller, rows: dict[str, Gcp], known: Iterable[Answer]) -> Iterator[Answer]:
    """The policies of things, each as the answer to its own question. One that is not told is asked of its service."""
    memory = Memory([*rows.values()])
    for answer in known:
        memory.note(answer)
    asked = [row for row in rows.values() if row.policy and memory.outcome(row.each) in {"ok", "empty"}]
    sink = assets.Policies()
    for row, answer in _answered(inquiry, caller, "IAM_POLICY", asked, sink):
        for place in places(replace(row, unless=None), memory):  # what is told already is not asked for
            if (body := _told(row, inquiry, sink, place.item)) is not None:
                yield structs.replace(answer, about=place.about, body={"bindings": [], **body}, outcome="ok", items=0)
        rows[row.id] = replace(row, unless=partial(_was_told, row, inquiry, sink))


def _told(row: Gcp, inquiry: Inquiry, sink: assets.Policies, item: Any) -> JSON:
    """The policy, by one of the names by which Cloud Asset Inventory may call what it is of; None: it is not told."""
    names = (filled(name, item, {"project": inquiry.target.name}) for name in row.policy.split())
    return next((sink.by_name[name] for name in names if name in sink.by_name), None)


def _was_told(row: Gcp, inquiry: Inquiry, sink: assets.Policies, known: Known, item: Any) -> bool:
    """Nor is it asked for where it would not be without Asset Inventory."""
    return _told(row, inquiry, sink, item) is not None or bool(row.unless and row.unless(known, item))


def _answered(
    inquiry: Inquiry, caller: Caller, content: str, rows: Sequence[Gcp], sink: assets.Sorted | assets.Policies
) -> Iterator[tuple[Gcp, Answer]]:
    """One question for all these rows; the answer to each, without what it says."""
    if not rows:
        return
    asked, when = assets.asked(content, [*assets.types(rows)]), inquiry.now()
    call, ended = caller.call(asked, None, sink)
    if ended.outcome not in {"ok", "empty"}:
        return
    for row in rows:
        if row.assets.isdisjoint(sink.broken):
            yield row, caller.answer(replace(row, operation=asked.operation), Place(), call, ended, when)


def _below(inquiry: Inquiry, table: Mapping[str, Gcp], caller: Caller) -> Iterator[Answer]:
    """All projects below: of Cloud Asset Inventory at once, else folder by folder."""
    if options.bulk(inquiry.target.options):
        answer = caller.ask(table[members.ALL], Place())
        if answer.outcome in {"ok", "empty"}:
            yield answer
            return
    waiting, seen = [options.above(inquiry.target.options)], set[str]()
    while waiting:
        parent = waiting.pop()
        if parent in seen:
            continue
        seen.add(parent)
        place = Place(parent, {"parent": parent})
        yield switched(caller.ask(table[members.PROJECTS], place), ())
        yield (folders := switched(caller.ask(table[members.FOLDERS], place), ()))
        waiting += [str(row.get("name", "")) for row in (folders.body or {}).get("value", [])]
