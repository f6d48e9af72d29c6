"""What a run says of the one before it, held against that one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from scanner import members
from scanner.evidence import EvidenceError, canonical, log, pack, sealing, statement
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import SealedRun, read_run
from scanner.replay import before
from scanner.scope import Asked, Before, Scope
from scanner.stores import Store
from scanner.targets import Target
from tests.reports.nights import Lab

NIGHT = datetime(2026, 11, 17, 2, tzinfo=UTC)
CHECKS = ("a.first", "a.second")


def _seal(lab: Lab, name: str, at: timedelta, said: Before | None, *targets: str, sealed: bytes = b"") -> SealedRun:
    store, when = lab.store, NIGHT + at
    folder = store.spool(name)
    with pack.SegmentWriter(folder) as writer:
        writer.write(b"{}")
    scope = Scope(
        targets=tuple(
            Asked(target=Target(id=t, scheme="lab", name=t), collector="lab 1", questions=()) for t in targets
        ),
        checks=CHECKS,
        before=said,
    )
    (folder / "scope.json").write_bytes(sealed or members.whole(scope))
    run = statement.Run(
        run=name,
        started=f"{when:%Y-%m-%dT%H:%M:%SZ}",
        ended=f"{when:%Y-%m-%dT%H:%M:%SZ}",
        tool=statement.Tool(name="safeguard", version="1", digest="0" * 64, installed="verified"),
        profile=statement.Profile(id="p", digest="0" * 64),
        totals={},
        partial=False,
    )
    entry = sealing.seal(store, lab.signer, folder, run, now=lambda: when).entry
    found = read_run(store, entry.envelope, name)
    assert found
    return found


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A store with two nights; whatever is judged again is the same."""
    monkeypatch.setattr(before, "replay", lambda _run, _load: Replay("same", "all the same"))
    made = Lab(tmp_path)
    _seal(made, "one", timedelta(0), None, "lab:x")
    _seal(made, "two", timedelta(days=1), Before(run="one", targets=("lab:x",), checks=CHECKS), "lab:x", "lab:y")
    return made


TWO = Before(run="two", targets=("lab:x", "lab:y"), checks=CHECKS)


def test_what_a_run_asked(lab: Lab) -> None:
    assert before.before(_run(lab.store, 1)) == TWO
    assert before.replay_in_order(_run(lab.store, 0)).state == "same"
    assert before.replay_in_order(_run(lab.store, 1)).state == "same"


@pytest.mark.parametrize(
    ("after", "said", "state", "why"),
    [
        (timedelta(days=1), TWO, "same", "all the same"),
        (
            timedelta(days=1),
            Before(run="two", targets=("lab:x",), checks=CHECKS),
            "differs",
            "what it says of the run before it, two, is not what that one asked",
        ),
        (
            timedelta(days=1),
            Before(run="two", targets=TWO.targets, checks=CHECKS[:1]),
            "differs",
            "what it says of the run before it, two, is not what that one asked",
        ),
        (
            timedelta(days=1),
            None,
            "differs",
            "it says that no run came before it, and run two was the last one before it",
        ),
        (
            timedelta(days=1),
            Before(run="one", targets=("lab:x",), checks=CHECKS),
            "differs",
            "it compares itself with run one, and run two was the last one before it",
        ),
        # Two scans at once: neither has seen the other.
        (timedelta(seconds=60), Before(run="one", targets=("lab:x",), checks=CHECKS), "same", "all the same"),
        (
            timedelta(seconds=61),
            Before(run="one", targets=("lab:x",), checks=CHECKS),
            "differs",
            "it compares itself with run one, and run two was the last one before it",
        ),
    ],
)
def test_the_third_night(lab: Lab, after: timedelta, said: Before | None, state: str, why: str) -> None:
    run = _seal(lab, "three", timedelta(days=1) + after, said, "lab:x")
    assert before.replay_in_order(run) == Replay(state, why)  # type: ignore[arg-type]  # a row of the table above


def test_a_first_run_that_names_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before, "replay", lambda _run, _load: Replay("same", "all the same"))
    run = _seal(Lab(tmp_path), "one", timedelta(0), TWO, "lab:x")
    assert before.replay_in_order(run) == Replay(
        "differs", "it compares itself with run two, and none was sealed before it"
    )


@pytest.mark.parametrize(
    ("again", "state"),
    [("lacks", "differs"), ("other-version", "differs"), ("differs", "differs")],
)
def test_a_difference_is_worse_than_what_cannot_be_judged(
    lab: Lab, again: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(before, "replay", lambda _run, _load: Replay(again, ""))  # type: ignore[arg-type]  # a row of the table
    assert before.replay_in_order(_seal(lab, "three", timedelta(days=2), None, "lab:x")).state == state


def test_one_that_does_not_lie_there_is_not_known(lab: Lab) -> None:
    """Of a bundle of one run, or where old runs were put away."""
    _remove(lab, "two")
    good = _seal(lab, "three", timedelta(days=2), TWO, "lab:x")
    assert before.replay_in_order(good).state == "same"
    skips = _seal(lab, "four", timedelta(days=3), Before(run="two", targets=(), checks=()), "lab:x")
    _remove(lab, "three")
    assert before.replay_in_order(skips) == Replay(
        "lacks", "it compares itself with run two, and run three was the last one before it"
    )


def test_one_that_only_a_newer_program_can_read_accuses_nobody(lab: Lab) -> None:
    """After a bad update somebody goes back to the version before."""
    later = msgspec.json.decode(members.whole(Scope(targets=(), checks=CHECKS))) | {"later": "x"}
    _seal(lab, "three", timedelta(days=2), TWO, sealed=canonical.dumps(later))
    run = _seal(lab, "four", timedelta(days=3), Before(run="three", targets=(), checks=CHECKS), "lab:x")
    assert before.replay_in_order(run) == Replay(
        "lacks",
        "what it says of the run before it cannot be told: "
        "scope.json does not hold what it should: Object contains unknown field `later`",
    )


def _without_key(store: Path) -> None:
    (key,) = (store / "public-keys").iterdir()
    key.unlink()


def _edited(store: Path) -> None:
    path = store / "runs" / "two" / "scope.json"
    path.write_bytes(path.read_bytes().replace(b"lab:y", b"lab:z"))


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (_edited, r"run two: scope\.json is not what was signed\. Next: safeguard verify"),
        (_without_key, "run two: its key 324b e2de a8bc 4446 did not come along"),
    ],
)
def test_one_that_was_changed_is_compared_with_nothing(lab: Lab, harm: Callable[[Path], None], why: str) -> None:
    harm(lab.folder / "store")
    with pytest.raises(EvidenceError, match=why):
        before.before(_run(lab.store, 1))


def _run(store: Store, sequence: int) -> SealedRun:
    key = log.leaf_key(sequence)
    found = read_run(store, store.read(key), key)
    assert found
    return found


def _remove(lab: Lab, run: str) -> None:
    folder = lab.folder / "store" / "runs" / run
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
