"""Targets that stand behind others: found while asking, sealed with whoever lists them, and computed again."""

import gzip
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scanner.answers import Answer, Answers, gaps
from scanner.ask import Asking, ask
from scanner.collector import Collector, Inquiry, Kind, Member, Question
from scanner.evidence import canonical
from scanner.evidence.pack import SegmentWriter
from scanner.facts import CLASSES, Asset, Fact
from scanner.finding import Status
from scanner.plugins import Registry
from scanner.replay.before import before
from scanner.run import Outcome, Plan, scan
from scanner.scope import Asked, Needs, Scope, declare
from scanner.signers import Signer
from scanner.stores import Store
from scanner.targets import Target
from tests import tiny
from tests.runs.scanned import again, sealed
from tests.test_ask import Silent

LIST = Question(id="tiny.who", operation="tiny:Who", needs="tiny:Who", feeds=CLASSES, asked_of="lists")
ROWS = [
    {"name": "b", "title": "Bee (North)"},
    {"name": "c"},
    {"name": "shut", "title": "Shut", "aside": "the box is closed"},
]
FOUND = ["tiny:a", "tiny:b", "tiny:c", "tiny:shut"]


def who(rows: Any = ROWS, **more: Any) -> Answer:
    plain = tiny.answer("tiny.list", rows, **more)
    return msgspec.structs.replace(plain, question=LIST.id, operation=LIST.operation, needs=LIST.needs)


def _members(target: Target, answers: Answers) -> Iterator[Member]:
    for row in answers.one(LIST.id).body or ():
        it = Target(id=f"tiny:{row['name']}", scheme="tiny", name=row["name"], title=row.get("title", ""))
        yield Member(target=it, aside=row.get("aside", ""))


def _read(answers: Answers) -> Iterator[Fact]:
    if LIST.id not in answers:
        yield from tiny.read(answers)
        return
    listed = answers.one(LIST.id)
    if not listed.good:
        yield from gaps(answers.target, "tiny.box", listed, *CLASSES)
    for row in listed.body or ():
        yield Asset(target=answers.target, resource=f"box:{row['name']}", kind="tiny.member", role="scope")


def listing(*script: Answer) -> Collector:
    """A tiny collector whose target `tiny:a` is a list of others."""
    plain = tiny.collector(script)
    always = {"tiny.box": replace(tiny.KINDS["tiny.box"], always=True)}  # of every target, and so of no list
    return replace(
        plain,
        questions=(*tiny.QUESTIONS, LIST),
        kinds={**plain.kinds, **always, "tiny.member": Kind(title="Member", gives=(Asset,))},
        read=_read,
        lists=lambda target: target.name == "a",
        members=_members,
    )


def declared(collector: Collector, *targets: Target) -> Scope:
    some = targets or (tiny.target("tiny:a", owner="clinic IT", ephi=True),)
    return declare(some, Registry(tiny.CHECKS, {"tiny": collector}, ()), tiny.profile())


def scanned(store: Store, signer: Signer, *script: Answer, scope: Scope | None = None) -> Outcome:
    collector = listing(*script)
    registry = Registry(tiny.CHECKS, {"tiny": collector}, ())
    return scan(Plan(scope or declared(collector), tiny.profile(), registry, str), store, signer, progress=Silent())


def seal_and_replay(store: Store) -> Any:
    return again(sealed(store), Registry(tiny.CHECKS, {"tiny": listing()}, ()))


GOOD = (who(), *tiny.box("two", target="tiny:b"), *tiny.box("three", target="tiny:c"))


def test_what_a_list_names_is_asked_judged_sealed_and_computed_again(store: Store, signer: Signer) -> None:
    outcome = scanned(store, signer, *GOOD)
    coverage = outcome.assessment.coverage
    assert [(t.target, t.reached, t.title or "", t.parent or "") for t in coverage.targets] == [
        ("tiny:a", True, "", ""),
        ("tiny:b", True, "Bee (North)", "tiny:a"),
        ("tiny:c", True, "", "tiny:a"),
    ]
    assert [(s.target, s.title, s.parent, s.because) for s in coverage.shut] == [
        ("tiny:shut", "Shut", "tiny:a", "the box is closed")
    ]
    assert (coverage.declared, coverage.reached) == (3, 3), "who cannot be asked counts neither way"
    assert seal_and_replay(store).state == "same"


def test_an_account_that_was_shut_and_is_listed_no_more_is_not_missed(store: Store, signer: Signer) -> None:
    """Nothing was asked of it: AWS itself drops it from the list after 90 days."""
    scanned(store, signer, *GOOD)
    asked = before(sealed(store))
    assert asked.targets == ("tiny:a", "tiny:b", "tiny:c")
    fewer = msgspec.structs.replace(declared(listing()), before=asked)
    again_ = scanned(store, signer, who(ROWS[:1]), *GOOD[1:4], scope=fewer)
    assert again_.assessment.coverage.targets_no_longer_asked == ("tiny:c",)


def test_what_is_declared_of_the_list_holds_for_all(store: Store, signer: Signer) -> None:
    scanned(store, signer, *GOOD)
    scope = msgspec.json.decode(sealed(store).member("scope.json"), type=Scope)
    assert [a.target.id for a in scope.targets] == FOUND
    assert {(a.target.owner, a.target.ephi) for a in scope.targets} == {("clinic IT", True)}
    asked = {a.target.id: a.questions for a in scope.targets}
    assert asked == {
        "tiny:a": ("tiny.who",),
        "tiny:b": tuple(q.id for q in tiny.QUESTIONS),
        "tiny:c": tuple(q.id for q in tiny.QUESTIONS),
        "tiny:shut": (),
    }


def test_a_list_that_is_not_read_leaves_all_open_and_ends_in_2(store: Store, signer: Signer) -> None:
    outcome = scanned(store, signer, who(None, outcome="denied", complete=False), tiny.answer("tiny.list", {}))
    open_ = [f for f in outcome.assessment.findings if f.status is Status.NOT_ASSESSED]
    assert {f.check for f in open_} == set(tiny.CHECKS)
    assert {f.reason for f in open_} == {"denied"}
    assert outcome.exit_code("never") == 2
    assert seal_and_replay(store).state == "same"


def test_an_account_that_cannot_be_asked_is_open_as_a_whole_and_no_other(store: Store, signer: Signer) -> None:
    refused = tiny.answer("tiny.list", target="tiny:c", outcome="denied", complete=False)
    outcome = scanned(store, signer, *GOOD[:4], refused)
    reached = {t.target: t.reached for t in outcome.assessment.coverage.targets}
    assert reached == {"tiny:a": True, "tiny:b": True, "tiny:c": False}
    by = {f.target for f in outcome.assessment.findings if f.status is Status.NOT_ASSESSED}
    assert (by, outcome.exit_code("never")) == ({"tiny:c"}, 2)


def test_a_list_whose_members_make_no_sense_is_open(store: Store, signer: Signer) -> None:
    outcome = scanned(store, signer, who([{"no": "name"}]))
    assert outcome.exit_code("never") == 2
    assert {f.check for f in outcome.assessment.findings if f.status is Status.NOT_ASSESSED} >= {"rest.encrypted"}
    assert seal_and_replay(store).state == "same"


def test_who_is_declared_by_people_is_scanned_as_they_say(store: Store, signer: Signer) -> None:
    collector = listing()
    scope = declared(collector, tiny.target("tiny:a"), tiny.target("tiny:b", owner="somebody else"))
    outcome = scanned(store, signer, *GOOD, scope=scope)
    found = msgspec.json.decode(sealed(store).member("scope.json"), type=Scope).targets
    assert [(a.target.id, a.parent, a.target.owner) for a in found[:3]] == [
        ("tiny:a", "", ""),
        ("tiny:b", "", "somebody else"),
        ("tiny:c", "tiny:a", ""),
    ]
    assert len(outcome.assessment.coverage.targets) == 3
    assert seal_and_replay(store).state == "same"


def test_who_is_declared_and_left_out_is_not_scanned_as_the_list_says(
    store: Store,
    signer: Signer,
) -> None:
    """People have said how it is to be scanned, and that tonight it is not."""
    registry = Registry(tiny.CHECKS, {"tiny": listing()}, ())
    scope = declare([tiny.target("tiny:a")], registry, tiny.profile(), left_out=["tiny:b"])
    coverage = scanned(store, signer, *GOOD, scope=scope).assessment.coverage
    assert ([t.target for t in coverage.targets], coverage.left_out) == (["tiny:a", "tiny:c"], ("tiny:b",))
    assert (coverage.declared, coverage.partial) == (3, True)
    assert seal_and_replay(store).state == "same"


def test_two_answers_that_differ_mean_the_same_tonight_and_in_six_years(store: Store, signer: Signer) -> None:
    """A box that moves meanwhile stands in two answers, and they come in another order than they lie."""

    def members(_: Target, answers: Answers) -> Iterator[Member]:
        titles = {row["name"]: row["title"] for got in answers.every(LIST.id) for row in got.body}
        for name, title in titles.items():
            yield Member(target=Target(id=f"tiny:{name}", scheme="tiny", name=name, title=title))

    said = (who([{"name": "b", "title": where}], about=where) for where in ("North", "East"))
    collector = replace(listing(*said, *tiny.box("two", target="tiny:b")), members=members)
    registry = Registry(tiny.CHECKS, {"tiny": collector}, ())
    plan = Plan(declared(collector), tiny.profile(), registry, str)
    coverage = scan(plan, store, signer, progress=Silent()).assessment.coverage
    assert [t.title for t in coverage.targets if t.title] == ["North"]
    assert again(sealed(store), registry).state == "same"


Change = Callable[[list[Any]], None]


def _forget(rows: list[Any]) -> None:
    del rows[1]


def _rename(rows: list[Any]) -> None:
    rows[1]["target"]["title"] = "Someone else"


def _shut(rows: list[Any]) -> None:
    rows[2]["aside"], rows[2]["questions"] = "the box is closed", []


def _add(rows: list[Any]) -> None:
    rows.append({**rows[1], "target": {**rows[1]["target"], "id": "tiny:z", "name": "z"}})


def _adopt(rows: list[Any]) -> None:
    rows[2]["parent"] = "tiny:b"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_forget, "the scope leaves out tiny:b, which tiny:a lists"),
        (_rename, "the scope holds tiny:b, which tiny:a lists in another way"),
        (_shut, "the scope holds tiny:c, which tiny:a lists in another way"),
        (_add, "the scope holds tiny:z, which tiny:a lists not"),
        (_adopt, "the scope holds tiny:c, which tiny:b lists not"),
    ],
)
def test_a_scope_that_says_otherwise_than_the_list(
    store: Store,
    signer: Signer,
    monkeypatch: pytest.MonkeyPatch,
    change: Change,
    said: str,
) -> None:
    """Whoever has the key leaves an account out, or puts one in, and judges and seals all again."""
    real = ask

    def forged(targets: tuple[Asked, ...], how: Asking, writer: SegmentWriter) -> tuple[Asked, ...]:
        rows = list(msgspec.to_builtins(real(targets, how, writer)))
        change(rows)
        return msgspec.convert(sorted(rows, key=lambda r: r["target"]["id"]), tuple[Asked, ...])

    monkeypatch.setattr("scanner.run.ask", forged)
    silent = {"tiny:b", "tiny:c"} if change in (_forget, _shut) else set()
    scanned(store, signer, *(a for a in GOOD if a.target not in silent))
    found = seal_and_replay(store)
    assert (found.state, found.said) == ("differs", said)


def test_members_are_asked_while_other_lists_still_answer(tmp_path: Path) -> None:
    """A slow list keeps nobody waiting, and nobody is asked twice: who is found first stays."""
    heard, begun = threading.Event(), []

    def collect(inquiry: Inquiry) -> Iterator[Answer]:
        if inquiry.target.id == "tiny:slow":
            assert heard.wait(20)
        begun.append(inquiry.target.id)
        if inquiry.target.id in {"tiny:a", "tiny:slow"}:
            yield who(target=inquiry.target.id)
        else:
            yield from tiny.box(target=inquiry.target.id)
            heard.set()

    collector = replace(listing(), collect=collect, lists=lambda t: t.name in {"a", "slow"})
    progress = Silent()
    how = Asking({"tiny": collector}, lambda: tiny.NOW, str, lambda: False, progress, needed=Needs(frozenset(CLASSES)))
    both = declared(collector, tiny.target("tiny:a"), tiny.target("tiny:slow")).targets
    with SegmentWriter(tmp_path) as writer:
        found = ask(both, how, writer)
    assert [(a.target.id, a.parent) for a in found] == [
        ("tiny:a", ""),
        *((name, "tiny:a") for name in FOUND[1:]),
        ("tiny:slow", ""),
    ]
    assert sorted(begun) == ["tiny:a", "tiny:b", "tiny:c", "tiny:slow"]
    written = gzip.decompress((tmp_path / "evidence-1.jsonl.gz").read_bytes())
    lines = [msgspec.json.decode(line) for line in written.splitlines()]
    assert [line["target"] for line in lines] == sorted(line["target"] for line in lines)
    assert lines == [canonical.loads(canonical.dumps(line), "line") for line in lines]
