import dataclasses
import errno
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.answers import BROKEN_OFF, Answer, Answers, Got, Source, gaps, unclear
from scanner.check import Verdict, cannot_tell, check, failed, passed, unknown
from scanner.facts import Asset, DataStore, Fact, Gap, Guard
from scanner.finding import Finding, Status
from scanner.judging.assess import AssessError, Assessment, assess
from scanner.judging.digests import Digests
from scanner.judging.judge import Judge
from scanner.spool.shelf import Shelf
from scanner.stores import SpoolError
from tests import tiny
from tests.make import make


def judged(answers: list[Answer], **more: Any) -> Assessment:
    rule = more.pop("rule", tiny.profile())
    scope = more.pop("scope", tiny.scope(rule=rule))
    return assess(tiny.lines(answers), scope, rule, more.pop("registry", tiny.registry()), **more)


def seen(found: Assessment) -> list[tuple[str, str, str, str]]:
    return [(f.check, f.resource, f.status.value, f.seen) for f in found.findings]


def test_a_good_box() -> None:
    assert seen(judged(tiny.box())) == [
        ("copies.exist", "box:one", "pass", "copied"),
        ("guard.deletion", "box:one", "pass", "on"),
        ("rest.encrypted", "box:one", "pass", "all of it is encrypted"),
    ]


def test_a_bad_box_weighs_more_with_ephi() -> None:
    plain = judged(tiny.box(encrypted=False))
    scope = tiny.scope(tiny.target(ephi=True))
    with_ephi = judged(tiny.box(encrypted=False), scope=scope)
    risks = [next(f for f in found.findings if f.check == "rest.encrypted").risk for found in (plain, with_ephi)]
    assert risks == [3 * 3, 3 * 4]


def test_a_finding_names_the_answers_it_rests_on() -> None:
    answers = tiny.box()
    finding = next(f for f in judged(answers).findings if f.check == "rest.encrypted")
    ordered = [a.question for a in sorted(answers, key=lambda a: a.key)]
    assert [ordered[r.leaf] for r in finding.answers] == ["tiny.cipher", "tiny.list"]


@pytest.mark.parametrize(
    ("denied", "open_"),
    [
        ("tiny.list", ["copies.exist", "guard.deletion", "rest.cipher", "rest.encrypted"]),
        ("tiny.copies", ["copies.exist"]),
        ("tiny.cipher", ["rest.cipher"]),
    ],
)
@pytest.mark.parametrize("outcome", ["denied", "throttled", "unreachable", "unlicensed", "timeout", "error"])
def test_what_was_not_read_is_not_assessed(denied: str, open_: list[str], outcome: str) -> None:
    answers = [
        msgspec.structs.replace(a, outcome=outcome, body=None) if a.question == denied else a for a in tiny.box()
    ]
    found = judged(answers)
    not_assessed = [f for f in found.findings if f.status is Status.NOT_ASSESSED]
    assert sorted({f.check for f in not_assessed}) == open_
    assert {f.reason for f in not_assessed} == {outcome}
    (unseen,) = found.coverage.unseen
    assert (unseen.reason, unseen.findings, unseen.ask) == (
        outcome,
        len(open_),
        next(q.operation for q in tiny.QUESTIONS if q.id == denied),
    )


@pytest.mark.parametrize("missing", [q.id for q in tiny.QUESTIONS])
def test_a_wanted_answer_that_never_came_is_no_silence(missing: str) -> None:
    complete = judged(tiny.box())
    found = judged([a for a in tiny.box() if a.question != missing])
    open_ = {f.check for f in found.findings if f.status is Status.NOT_ASSESSED}
    assert open_
    assert {f.check for f in complete.findings} <= {f.check for f in found.findings}


def test_half_a_list_is_no_list() -> None:
    half = [msgspec.structs.replace(a, complete=False) if a.question == "tiny.copies" else a for a in tiny.box("two")]
    answers = [*half[:1], msgspec.structs.replace(half[1], body=[]), half[2]]
    finding = next(f for f in judged(answers).findings if f.check == "copies.exist")
    assert finding.status is Status.NOT_ASSESSED


@pytest.mark.parametrize(
    ("complete", "said"),
    [(False, "only a part came: tiny:Cipher"), (True, "only what anybody is answered came: tiny:Cipher")],
)
def test_why_a_target_that_answers_well_is_not_reached(complete: bool, said: str) -> None:  # noqa: FBT001  # a table
    registry = tiny.registry()
    one = registry.collectors["tiny"]
    open_ = tuple(dataclasses.replace(question, outside=True) for question in one.questions)
    collectors = {"tiny": dataclasses.replace(one, questions=open_)}
    found = judged(
        [msgspec.structs.replace(a, complete=complete) for a in tiny.box()],
        registry=dataclasses.replace(registry, collectors=collectors),
    )
    (row,) = found.coverage.targets
    assert (row.reached, row.because) == (False, said)


def test_an_empty_list_that_was_read_gives_nothing() -> None:
    found = judged([tiny.answer("tiny.list", {}), tiny.answer("tiny.copies", [])])
    assert [*found.findings] == []
    assert found.coverage.reached == 1


def test_a_target_that_never_answered() -> None:
    found = judged([])
    assert {f.status for f in found.findings} == {Status.NOT_ASSESSED}
    assert {f.check for f in found.findings} == set(tiny.CHECKS) | {"rest.cipher"}
    assert [(t.reached, t.because) for t in found.coverage.targets] == [(False, "nothing was asked of it")]


def test_a_target_that_refused() -> None:
    found = judged([tiny.answer("tiny.list", outcome="denied", code="ExpiredToken")])
    assert {(f.status, f.reason, f.seen) for f in found.findings} == {
        (Status.NOT_ASSESSED, "denied", f"{what}: denied (tiny:List: ExpiredToken)")
        for what in ("what it is", "how its data rests", "which mistakes it makes impossible")
    }
    assert {f.asks for f in found.findings} == {("tiny:List: ExpiredToken",)}
    assert found.coverage.targets[0].because == "denied: tiny:List (ExpiredToken)"


def test_a_forgetful_reader_cannot_hide_a_fact() -> None:
    found = judged(tiny.box(forgotten=True))
    lost = [f for f in found.findings if f.check.startswith("rest.")]
    assert [(f.check, f.status.value, f.seen) for f in lost] == [
        ("rest.cipher", "not_assessed", "how its data rests: no answer tells of it"),
        ("rest.encrypted", "not_assessed", "how its data rests: no answer tells of it"),
    ]


@pytest.mark.parametrize(("which", "said"), [("deletion", False), ("image-change", True)])
def test_a_gap_of_one_facet_explains_no_other(which: str, said: bool) -> None:  # noqa: FBT001  # a table
    def read(answers: Answers) -> Iterator[Fact]:
        listing = answers.one("tiny.list")
        yield make(Asset, target=answers.target, resource="box:one", kind="tiny.box", role="store")
        yield from gaps(answers.target, "tiny.box", unclear(listing, "odd"), (Guard, which))

    registry = tiny.registry()
    one = dataclasses.replace(registry.collectors["tiny"], read=read)
    found = judged(tiny.box(), registry=dataclasses.replace(registry, collectors={"tiny": one}))
    lost = [f.seen for f in found.findings if f.check == "guard.deletion" and f.resource == "box:one"]
    assert lost == (["which mistakes it makes impossible: no answer tells of it"] if said else [])


def test_a_reader_that_fails_leaves_everything_open_and_says_no_more_than_the_kind_of_error() -> None:
    answers = [tiny.answer("tiny.list", {"one": {"secret": "hunter2"}}), tiny.answer("tiny.copies", [])]
    found = judged(answers)
    assert {f.check for f in found.findings if f.status is Status.NOT_ASSESSED} == set(tiny.CHECKS)
    assert not [f for f in found.findings if f.status is Status.PASS]
    assert "hunter2" not in repr(found)
    assert "KeyError" in repr(found)


def _read_by(read: Callable[[Answers], Iterator[Fact]]) -> Assessment:
    registry = tiny.registry()
    own = dataclasses.replace(registry.collectors["tiny"], read=read)
    return judged(tiny.box(), registry=dataclasses.replace(registry, collectors={"tiny": own}))


def _reading(raised: Callable[[Answers], Iterator[Fact]]) -> set[str]:
    """What is then said of what is not assessed; that is all there is."""
    found = _read_by(raised)
    assert {f.status for f in found.findings} == {Status.NOT_ASSESSED}
    return {f.seen for f in found.findings}


def test_a_reader_that_fails_is_told_by_the_line_of_its_own_where_it_did() -> None:
    def read(answers: Answers) -> Iterator[Fact]:
        yield from gaps(answers.target, "tiny.box", answers.one("tiny.list"), Asset)  # which came

    for seen in _reading(read):
        assert re.fullmatch(r".+: error \(reading the answers: ValueError at test_assess.py:\d+\)", seen)


def test_of_an_unknown_without_its_reason_the_class_and_the_field_are_said() -> None:
    def read(answers: Answers) -> Iterator[Fact]:
        yield Guard(target=answers.target, resource="box:one", kind="tiny.box", prevents="deletion", in_force=None)

    assert {seen.partition(": ")[2] for seen in _reading(read)} == {
        "error (reading the answers: Guard: in_force is None and unread does not say why)"
    }


@pytest.mark.parametrize(
    ("kind", "gives", "name", "said"),
    [
        (
            "tiny.bx",
            (),
            "",
            "error (reading the answers: guard of tiny.bx, which is no kind of the collector)",
        ),
        (
            "tiny.copy",
            (),
            "",
            "error (reading the answers: guard of tiny.copy, which the collector does not promise)",
        ),
        (
            "tiny.copy",
            (Guard,),
            True,
            "error (reading the answers: guard of tiny.copy, whose field name holds what it may not)",
        ),
        ("tiny.copy", (Guard,), "a name", "off"),
    ],
)
def test_what_no_table_promises_or_has_no_name_is_a_flaw_of_the_reader_and_not_judged(
    kind: str, gives: tuple[type[Fact], ...], name: Any, said: str
) -> None:
    def read(answers: Answers) -> Iterator[Fact]:
        for box in ("box:one", "box:two"):
            guard = make(Guard, target=answers.target, resource=box, kind=kind, prevents="deletion", in_force=False)
            yield msgspec.structs.replace(guard, name=name)

    registry = tiny.registry()
    kinds = {"tiny.copy": dataclasses.replace(tiny.KINDS["tiny.copy"], gives=gives)}
    own = dataclasses.replace(registry.collectors["tiny"], read=read, kinds=kinds)
    found = judged(tiny.box(), registry=dataclasses.replace(registry, collectors={"tiny": own}))
    assert [f.seen.removeprefix("which mistakes it makes impossible: ") for f in found.findings] == (
        [said] * (2 if said == "off" else 1)
    )
    assert {f.status for f in found.findings} == {Status.FAIL if said == "off" else Status.NOT_ASSESSED}


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"in_force": "no"}, "guard of tiny.box, whose field in_force holds what it may not"),
        ({"in_force": 0}, "guard of tiny.box, whose field in_force holds what it may not"),
        ({"prevents": 5}, "guard of tiny.box, whose field prevents holds what it may not"),
        ({"prevents": "delition"}, "guard of tiny.box, whose field prevents holds what it may not"),
        ({"ephi": "yes"}, "guard of tiny.box, whose field ephi holds what it may not"),
        ({"tags": (("a", "b", "c"),)}, "guard of tiny.box, whose field tags holds what it may not"),
        ({"also": "box:two"}, "guard of tiny.box, whose field also holds what it may not"),
        ({"also": ["box:two"]}, "guard of tiny.box, which cannot be written down as it is"),
        ({"within": None}, "guard of tiny.box, whose field within holds what it may not"),
        ({"name": "\ud800"}, "guard of tiny.box, which cannot be written down as it is"),
        ({"name": object()}, "guard of tiny.box, which cannot be written down as it is"),
        ({"target": "tiny:b"}, "guard of tiny.box, which is about another target"),
        ({"answers": (3,)}, "guard of tiny.box, which rests on answers of another target"),
        ({"answers": (-1,)}, "guard of tiny.box, which rests on answers of another target"),
    ],
)
def test_a_fact_that_its_class_does_not_allow_is_not_judged(odd: dict[str, Any], said: str) -> None:
    """A "no" is true to Python: where true or false is wanted, it would pass."""

    def read(answers: Answers) -> Iterator[Fact]:
        yield from tiny.read(answers)
        guard = make(
            Guard, target=answers.target, resource="box:two", kind="tiny.box", prevents="deletion", in_force=True
        )
        yield msgspec.structs.replace(guard, **odd)

    found = _read_by(read)
    assert [(f.status, f.resource) for f in found.findings if f.check == "guard.deletion"] == [
        (Status.PASS, "box:one"),
        (Status.NOT_ASSESSED, "tiny:a"),
    ]
    assert [f.asks for f in found.findings.open] == [(f"reading the answers: {said}",)]


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"missing": ["guard"]}, "Gap, whose field missing holds what it may not"),
        ({"outcome": "ok"}, "Gap, whose field outcome holds what it may not"),
        ({"ask": 5}, "Gap, whose field ask holds what it may not"),
        ({"target": "tiny:b"}, "Gap, which is about another target"),
    ],
)
def test_a_gap_that_says_nothing_leaves_everything_open(odd: dict[str, Any], said: str) -> None:
    def read(answers: Answers) -> Iterator[Fact]:
        gap = Gap(
            target=answers.target, resource="r", kind="tiny.box", missing="guard", outcome="denied", ask="tiny:List"
        )
        yield msgspec.structs.replace(gap, **odd)

    found = _read_by(read)
    assert {f.check for f in found.findings} == set(tiny.CHECKS)
    assert {(f.status, f.asks) for f in found.findings} == {(Status.NOT_ASSESSED, (f"reading the answers: {said}",))}


def test_a_gap_of_a_facet_that_there_is_not_may_be_of_any() -> None:
    def read(answers: Answers) -> Iterator[Fact]:
        yield Gap(
            target=answers.target,
            resource="r",
            kind="tiny.box",
            missing="guard",
            which="delition",
            outcome="denied",
            ask="tiny:List",
        )

    assert [(f.check, f.reason) for f in _read_by(read).findings] == [("guard.deletion", "denied")]


def test_a_gap_of_the_whole_target_explains_its_own_class_alone() -> None:
    def read(answers: Answers) -> Iterator[Fact]:
        yield make(Asset, target=answers.target, resource="box:one", kind="tiny.box", role="store")
        yield from gaps(answers.target, "target", Got("denied", "tiny:List"), Guard)

    assert {f.check: f.seen for f in _read_by(read).findings if f.check != "copies.exist"} == {
        "guard.deletion": "which mistakes it makes impossible: denied (tiny:List)",
        "rest.cipher": "how its data rests: no answer tells of it",
        "rest.encrypted": "how its data rests: no answer tells of it",
    }


def test_what_only_some_things_have_is_not_missing_of_others() -> None:
    def read(answers: Answers) -> Iterator[Fact]:
        yield make(Guard, target=answers.target, resource="box:one", kind="tiny.box", prevents="deletion")

    def seen(**row: Any) -> set[str]:
        kinds = {"tiny.box": dataclasses.replace(tiny.KINDS["tiny.box"], gives=(Guard, DataStore), **row)}
        registry = tiny.registry()
        own = dataclasses.replace(registry.collectors["tiny"], read=read, kinds=kinds)
        found = judged(tiny.box(), registry=dataclasses.replace(registry, collectors={"tiny": own}))
        return {f.facet for f in found.findings if f.check.startswith("rest.")}

    assert (seen(), seen(may=(DataStore,))) == ({"data-store"}, set())
    with pytest.raises(ValueError, match="may holds what gives does not"):
        seen(may=(Asset,))


@pytest.mark.parametrize("err", [OSError(errno.EIO, "no"), MemoryError()])
def test_what_this_machine_lacks_is_no_flaw_of_a_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, err: Exception
) -> None:
    """It would be sealed, and who judges the same answers again would find another thing."""

    def pread(*_: Any) -> bytes:
        raise err

    monkeypatch.setattr("scanner.judging.assess.Shelf", partial(Shelf, most=0))
    monkeypatch.setattr("os.pread", pread)
    with pytest.raises((SpoolError, MemoryError)):
        judged(tiny.box(), spool=tmp_path)


def test_a_collector_that_broke_off_leaves_open_what_it_had_still_to_ask() -> None:
    """Even where it has asked every question once: of a list of places it may have seen the first few only."""
    broken = msgspec.structs.replace(
        tiny.answer("tiny.list"), question=BROKEN_OFF, operation="collect", needs="", outcome="error", complete=False
    )
    found = judged([*tiny.box(), msgspec.structs.replace(broken, code="RuntimeError")])
    open_ = {f.check for f in found.findings if f.status is Status.NOT_ASSESSED}
    assert open_ == set(tiny.CHECKS)
    assert {f.check for f in found.findings if f.status is Status.PASS} == {
        "copies.exist",
        "guard.deletion",
        "rest.encrypted",
    }
    assert [(u.reason, u.ask, u.code) for u in found.coverage.unseen] == [("error", "collect", "RuntimeError")]


@pytest.mark.parametrize(
    ("ephi", "read", "status"),
    [
        (False, True, Status.NOT_APPLICABLE),
        (False, False, Status.FAIL),
        (None, False, Status.FAIL),
        (True, False, Status.FAIL),
    ],
)
def test_nothing_is_free_of_ephi_where_what_says_otherwise_was_not_read(
    *, ephi: bool | None, read: bool, status: Status
) -> None:
    registry = tiny.registry()
    marked = dataclasses.replace(registry.collectors["tiny"], marks=lambda _: frozenset({"tiny.cipher"}))
    cipher = tiny.answer("tiny.cipher", "aes" if read else None, about="one", outcome="ok" if read else "denied")
    found = judged(
        [tiny.answer("tiny.list", {"one": {"encrypted": True}}), tiny.answer("tiny.copies", []), cipher],
        scope=tiny.scope(tiny.target(ephi=ephi)),
        registry=dataclasses.replace(registry, collectors={"tiny": marked}),
    )
    (finding,) = (f for f in found.findings if f.check == "copies.exist")
    assert (finding.status, finding.ephi) == (status, ephi if ephi or read else None)


def test_a_check_that_fails_is_not_assessed() -> None:
    @check(id="bad.check", title="Bad", control="rest", severity="low")
    def bad(store: DataStore) -> Any:
        """Why.

        Fix: it.
        """
        yield Verdict(*"no such arguments")

    registry = tiny.registry(checks={"bad.check": bad})
    scope = msgspec.structs.replace(tiny.scope(), checks=("bad.check",))
    (finding,) = judged(tiny.box(), registry=registry, scope=scope).findings
    assert (finding.status, finding.seen) == (Status.NOT_ASSESSED, "the check itself failed: TypeError")


def test_what_a_check_said_before_it_failed_stays() -> None:
    @check(id="bad.check", title="Bad", control="rest", severity="low")
    def bad(store: DataStore) -> Any:
        """Why.

        Fix: it.
        """
        yield failed("seen", part="a")
        raise ValueError

    registry = tiny.registry(checks={"bad.check": bad})
    scope = msgspec.structs.replace(tiny.scope(), checks=("bad.check",))
    found = judged(tiny.box(), registry=registry, scope=scope).findings
    assert {f.facet: f.status for f in found} == {"a": Status.FAIL, "flaw": Status.NOT_ASSESSED}


@pytest.mark.parametrize(
    "odd",
    [
        "it fails",
        failed(None),  # type: ignore[arg-type]  # as a plugin may
        passed("\ud800"),
        failed("plain", severity="awful"),  # type: ignore[arg-type]  # the same
        cannot_tell("dark", asks="tiny:List"),  # type: ignore[arg-type]  # the same
        passed("for now", fails_in="soon"),  # type: ignore[arg-type]  # the same
    ],
)
def test_what_is_no_verdict_costs_its_check_and_not_the_night(odd: Any) -> None:
    found = _judged_by(passed("well"), odd)
    assert [(f.status, f.facet) for f in found] == [(Status.PASS, ""), (Status.NOT_ASSESSED, "flaw")]


def test_no_check_accepts_what_it_cannot_tell() -> None:
    assert [f.status for f in _judged_by(cannot_tell("it is switched off", "disabled"))] == [Status.NOT_ASSESSED]


def _judged_by(*verdicts: Any) -> list[Finding]:
    @check(id="odd", title="Odd", control="rest", severity="low")
    def odd(store: DataStore) -> Any:
        """Why.

        Fix: it.
        """
        yield from verdicts

    scope = msgspec.structs.replace(tiny.scope(), checks=("odd",))
    return [*judged(tiny.box(), registry=tiny.registry(checks={"odd": odd}), scope=scope).findings]


def test_a_gap_of_a_class_that_only_a_plugin_knows_is_not_silent() -> None:
    class Badge(Fact, frozen=True, kw_only=True, tag="badge"):
        worn: bool | None

    @check(id="badge.worn", title="Worn", control="rest", severity="low")
    def worn(badge: Badge) -> Any:
        """Why.

        Fix: it.
        """
        yield unknown(badge, "worn")

    worn_ = Judge({"badge.worn": worn}, (), tiny.profile(), Digests())
    gap = Gap(target="t", resource="t", kind="k", missing="badge", outcome="denied", ask="badges:List")
    assert [(f.status, f.reason) for f in worn_.judge(gap)] == [(Status.NOT_ASSESSED, "denied")]


def test_a_disabled_check_is_accepted_with_its_reason() -> None:
    rule = tiny.profile(disabled={"rest.encrypted": "the boxes are in a vault"})
    finding = next(f for f in judged(tiny.box(), rule=rule).findings if f.check == "rest.encrypted")
    assert (finding.status, finding.reason) == (Status.ACCEPTED, "disabled")
    assert "the boxes are in a vault" in finding.seen


def test_another_endpoint_is_no_night_of_the_real_target() -> None:
    elsewhere = Source(endpoint="127.0.0.1:5000", standard=False)
    answers = [msgspec.structs.replace(a, source=elsewhere) for a in tiny.box()]
    real, copy = judged(tiny.box()), judged(answers)
    assert {f.target for f in copy.findings} == {"tiny:a@127.0.0.1:5000"}
    assert not {f.fingerprint for f in real.findings} & {f.fingerprint for f in copy.findings}
    assert copy.coverage.targets[0].elsewhere == ("127.0.0.1:5000",)


@pytest.mark.parametrize("stray", ["tiny:0", "tiny:b"])
def test_answers_of_an_undeclared_target_are_refused(stray: str) -> None:
    with pytest.raises(AssessError, match=f"the evidence holds answers of {stray}, out of order or not in the sealed"):
        judged([*tiny.box(), *tiny.box(target=stray)])


def test_joins_reach_over_targets() -> None:
    scope = tiny.scope(tiny.target("tiny:a"), tiny.target("tiny:b"))
    answers = [
        *(a for a in tiny.box() if a.question != "tiny.copies"),
        tiny.answer("tiny.copies", []),
        *tiny.box(target="tiny:b"),
    ]
    copies = {f.target: f.status.value for f in judged(answers, scope=scope).findings if f.check == "copies.exist"}
    assert copies == {"tiny:a": "pass", "tiny:b": "pass"}


def test_what_an_earlier_run_asked_is_said() -> None:
    before = {"run": "r", "targets": ("tiny:a", "tiny:gone"), "checks": ("rest.gone", "rest.encrypted")}
    scope = msgspec.structs.replace(
        tiny.scope(), before=msgspec.convert(before, type(tiny.scope()).__annotations__["before"])
    )
    coverage = judged(tiny.box(), scope=scope).coverage
    assert (coverage.targets_no_longer_asked, coverage.checks_no_longer_asked) == (("tiny:gone",), ("rest.gone",))


@given(st.permutations(tiny.box() + tiny.box(target="tiny:b")), st.booleans())
def test_the_order_of_arrival_changes_nothing(answers: list[Answer], encrypted: bool) -> None:  # noqa: FBT001
    scope = tiny.scope(tiny.target("tiny:a"), tiny.target("tiny:b", ephi=encrypted))
    expected = judged(tiny.box() + tiny.box(target="tiny:b"), scope=scope)
    found = judged(answers, scope=scope)
    assert [*found.findings] == [*expected.findings]
    assert found.coverage == expected.coverage


def test_two_findings_of_one_name_both_stand() -> None:
    @check(id="twice", title="Twice", control="rest", severity="low")
    def twice(store: DataStore) -> Any:
        """Why.

        Fix: it.
        """
        yield passed("one")
        yield failed("two")

    registry = tiny.registry(checks={"twice": twice})
    scope = msgspec.structs.replace(tiny.scope(), checks=("twice",))
    found = judged(tiny.box(), registry=registry, scope=scope).findings
    assert [(f.facet, f.status.value) for f in found] == [("", "pass"), ("#2", "fail")]
    assert len({f.fingerprint for f in found}) == 2


def test_a_fact_whose_names_are_none_costs_its_target_alone() -> None:
    def odd(answers: Answers) -> Iterator[Fact]:
        yield make(Asset, target=answers.target, resource="box:one", kind="tiny.box", role="store", also=(["no name"],))

    registry = tiny.registry()
    one = dataclasses.replace(registry.collectors["tiny"], read=odd)
    found = judged(tiny.box(), registry=dataclasses.replace(registry, collectors={"tiny": one}))
    assert {f.status for f in found.findings} == {Status.NOT_ASSESSED}
