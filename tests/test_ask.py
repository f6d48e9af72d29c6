import errno
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scanner.answers import Answer, Source
from scanner.ask import Asking, Stopped, ask
from scanner.collector import CollectError, Collector, Inquiry
from scanner.evidence.pack import MAX_LINE, SegmentWriter, lines
from scanner.scope import Asked
from scanner.stores import SpoolError
from tests import tiny


class Silent:
    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def answered(self, target: str, question: str) -> None:
        pass

    def found(self, target: str, parent: str) -> None:
        pass

    def done(self, target: str, reached: bool, said: str) -> None:  # noqa: FBT001  # as Progress says
        self.told.append((target, reached, said))


def asked(folder: Path, collector: Collector, *ids: str, stopped: Any = lambda: False) -> tuple[list[Answer], Silent]:
    progress = Silent()
    how = Asking({"tiny": collector}, lambda: tiny.NOW, str, stopped, progress)
    questions = tuple(q.id for q in tiny.QUESTIONS)
    targets = tuple(Asked(target=tiny.target(i), collector="tiny 1", questions=questions) for i in ids or ("tiny:a",))
    with SegmentWriter(folder) as writer:
        ask(targets, how, writer)
    found = [msgspec.json.decode(line, type=Answer) for line in read(folder, writer)]
    return found, progress


def read(folder: Path, writer: SegmentWriter) -> Iterator[bytes]:
    for segment in writer.segments:
        with (folder / segment.name).open("rb") as file:
            yield from lines(file, segment.name)


def saying(*answers: Answer, then: BaseException | None = None) -> Collector:
    def collect(inquiry: Inquiry) -> Iterator[Answer]:
        yield from (a for a in answers if a.target == inquiry.target.id)
        if then:
            raise then

    return replace(tiny.collector(), collect=collect)


def test_answers_are_ordered_however_they_arrive(tmp_path: Path) -> None:
    some = tiny.box(target="tiny:b") + tiny.box()
    found, progress = asked(tmp_path, saying(*reversed(some)), "tiny:a", "tiny:b")
    assert found == sorted(some, key=lambda a: a.key)
    assert sorted(progress.told) == [("tiny:a", True, ""), ("tiny:b", True, "")]


def test_a_collector_that_breaks_leaves_what_it_gave_and_says_where_without_a_value(tmp_path: Path) -> None:
    broken = saying(tiny.answer("tiny.list", {}), then=KeyError("hunter2"))
    found, _ = asked(tmp_path, broken)
    assert [(a.question, a.outcome) for a in found] == [("collector", "error"), ("tiny.list", "ok")]
    assert found[0].code.startswith("KeyError at test_ask.py:")
    assert "hunter2" not in repr(found)


def test_a_collector_that_cannot_begin_says_why(tmp_path: Path) -> None:
    found, progress = asked(tmp_path, saying(then=CollectError("boto3 is not installed: pip install boto3")))
    assert [(a.question, a.code) for a in found] == [("collector", "boto3 is not installed: pip install boto3")]
    assert progress.told == [("tiny:a", False, "error: boto3 is not installed: pip install boto3")]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"half": 0.5}, "a value of type float has no canonical form here; write it as a string"),
        ({"surrogate": "\ud800"}, "a string holds half a surrogate pair, which is no Unicode text"),
        ({"big": 2**60}, "an integer is beyond 2^53 - 1; write it as a string"),
        ({1: "key"}, "a key of an object is a value of type int, not a string"),
        ({"long": "x" * MAX_LINE}, f"more than {MAX_LINE} bytes"),
        ({"many": [{}] * 500_000}, "holds more values than fit into memory"),
    ],
    ids=["float", "surrogate", "big", "key", "long", "many"],
)
def test_what_cannot_be_sealed_is_an_error_not_a_crash(tmp_path: Path, body: Any, why: str) -> None:
    found, _ = asked(tmp_path, saying(tiny.answer("tiny.list", body), tiny.answer("tiny.copies", [])))
    assert [(a.question, a.outcome, a.code, a.body) for a in found] == [
        ("tiny.copies", "ok", "", []),
        ("tiny.list", "error", f"tiny.list cannot be sealed: {why}", None),
    ]
    assert found[1].needs == "", "no right would help"


@pytest.mark.parametrize("field", ["about", "operation", "needs", "code", "source", "dropped"])
def test_half_a_character_in_a_name_costs_one_answer(tmp_path: Path, field: str) -> None:
    half = {"source": Source(endpoint="x\ud800"), "dropped": ("x\ud800",)}.get(field, "x\ud800")
    odd = msgspec.structs.replace(tiny.answer("tiny.cipher", "aes", about="a"), **{field: half})
    found, _ = asked(tmp_path, saying(odd, tiny.answer("tiny.cipher", "aes", about="y"), tiny.answer("tiny.list", {})))
    assert found == sorted(found, key=lambda a: a.key)
    assert {a.outcome for a in found} == {"error", "ok"}
    (spoilt,) = (a for a in found if a.outcome == "error")
    why = "tiny.cipher cannot be sealed: a string holds half a surrogate pair, which is no Unicode text"
    assert (spoilt.code, spoilt.about) == (why, "x\\ud800" if field == "about" else "a")
    assert len(found) == 3


def test_whatever_ends_a_run_ends_the_asking_of_all_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, heard = threading.Event(), threading.Event()

    def collect(inquiry: Inquiry) -> Iterator[Answer]:
        if inquiry.target.id == "tiny:a":
            assert begun.wait(10)
            yield from tiny.box()
        begun.set()
        until = time.monotonic() + 10
        while not inquiry.stopped() and time.monotonic() < until:
            time.sleep(0.01)
        if inquiry.stopped():
            heard.set()

    def add(*_: Any) -> None:
        raise SpoolError(tmp_path, OSError(errno.ENOSPC, "no"))

    monkeypatch.setattr("scanner.spool.sorting.Sorted.add", add)
    with pytest.raises(SpoolError):
        asked(tmp_path, replace(tiny.collector(), collect=collect), "tiny:a", "tiny:b")
    assert heard.wait(10)


def test_one_question_answered_twice_counts_for_nothing(tmp_path: Path) -> None:
    found, _ = asked(tmp_path, saying(tiny.answer("tiny.list", {}), tiny.answer("tiny.list", {"one": {}})))
    assert [(a.outcome, a.code, a.body) for a in found] == [("error", "answered twice", None)]


def test_a_run_that_is_told_to_end_does_not_wait_for_a_slow_target(tmp_path: Path) -> None:
    release = threading.Event()

    def collect(inquiry: Inquiry) -> Iterator[Answer]:
        release.wait(20)
        yield tiny.answer("tiny.list", {})

    begun = time.monotonic()
    with pytest.raises(Stopped):
        asked(tmp_path, replace(tiny.collector(), collect=collect), stopped=lambda: True)
    release.set()
    assert time.monotonic() - begun < 10
