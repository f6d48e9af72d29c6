"""Runs are judged again by the ends of support that were sealed with them, and those are held against ours."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec
import pytest

from scanner.answers import Answers
from scanner.catalogue import Catalogue
from scanner.ends import Ends, days, table
from scanner.evidence import log
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import SealedRun, read_run
from scanner.facts import DataStore, Fact
from scanner.members import read
from scanner.plugins import Registry
from scanner.plugins.installed import tool
from scanner.replay import replay
from scanner.run import Plan, scan
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from scanner.stores.opening import open_store
from tests import tiny
from tests.test_ask import Silent

OVER: Final = {"box 1": "2026-01-31", "box 2": "2020-01-31"}
PUT_OFF: Final = {**OVER, "box 1": "2030-01-31"}
UNTIL: Final = "it judges by box 1 being fixed until"
LATER: Final = f"{UNTIL} 2030-01-31"

Judge: TypeAlias = Callable[[Mapping[str, str], Mapping[str, str], str], Replay]


def _registry(ends: Mapping[str, str]) -> Registry:
    """The boxes are all of release 1, and count as encrypted as long as that is fixed."""

    def judged(answers: Answers) -> Iterator[Fact]:
        fixed = answers.until("box 1", ends) > "2026-11-25"
        for fact in tiny.read(answers):
            yield msgspec.structs.replace(fact, encrypted=fixed) if isinstance(fact, DataStore) else fact

    one = tiny.registry(tiny.box())
    return replace(one, collectors={"tiny": replace(one.collectors["tiny"], read=judged, ends=ends)})


def _sealed(folder: Path, ends: Mapping[str, str]) -> SealedRun:
    store = open_store(folder / "store", create=True)
    new_key(folder / "keys" / "k.pem", None)
    rule = tiny.profile()
    plan = Plan(tiny.scope(rule=rule), rule, _registry(ends), str)
    scan(plan, store, open_signer(str(folder / "keys" / "k.pem")), progress=Silent())
    found = read_run(store, store.read(log.leaf_key(0)), "test")
    assert found
    return found


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Seal a run by one table, and judge it again by a program of some version with another one."""
    here = tool()

    def again(sealed: Mapping[str, str], ours: Mapping[str, str], version: str) -> Replay:
        run = _sealed(tmp_path, sealed)
        monkeypatch.setattr("scanner.replay.tool", lambda: msgspec.structs.replace(here, version=version))
        return replay(run, lambda _: _registry(ours))

    return again


@pytest.mark.parametrize(
    ("sealed", "ours", "version", "state", "said"),
    [
        (OVER, OVER, "", "same", "3 computed again"),
        # The maker put it off later: what was right on the day of the run still is.
        (OVER, PUT_OFF, "99.0", "same", "3 computed again"),
        (OVER, PUT_OFF, "", "differs", "the catalogue says other words than the checks"),
        # The sealer's own idea of when it ends, under a version that had no such idea.
        (PUT_OFF, OVER, "99.0", "other-version", f"{LATER}, here until 2026-01-31"),
        (PUT_OFF, OVER, "", "differs", f"{LATER}, here until 2026-01-31"),
        (PUT_OFF, {}, "99.0", "other-version", f"{LATER}, not known here"),
        # One that it leaves out: on what nobody mends any more no flaw would be open.
        ({"box 2": "2020-01-31"}, OVER, "99.0", "other-version", f"{UNTIL} nobody knows when, here until 2026-01-31"),
        # Nothing was judged by the one that differs.
        ({**OVER, "box 3": "2099-01-31"}, OVER, "99.0", "same", "3 computed again"),
        ({**OVER, "box 3": "2099-01-31"}, OVER, "", "differs", "the catalogue says other words than the checks"),
        # Versions before 0.9 sealed none.
        ({}, PUT_OFF, "99.0", "other-version", "1 of 3 findings comes out otherwise"),
    ],
)
def test_by_the_table_that_was_sealed(  # noqa: PLR0913, PLR0917  # a row and its fixture
    judge: Judge, sealed: Any, ours: Any, version: str, state: str, said: str
) -> None:
    found = judge(sealed, ours, version or tool().version)
    assert (found.state, said in found.said) == (state, True), found.said


def test_the_tables_lie_in_the_catalogue(tmp_path: Path) -> None:
    run = _sealed(tmp_path, OVER)
    assert read(run.member("catalogue.json"), Catalogue, "it").ends == OVER


@pytest.mark.parametrize("end", ["", "20300131", "2030-02-30", "2030-W05-4", "never"])
def test_an_end_that_is_no_day_is_refused(end: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        Ends({"box 1": end})


def test_tables_are_written_short() -> None:
    assert dict(table({"box": "1 2026-01-31, 2 2020-01-31"})) == OVER
    assert dict(table({"": "one 2026-01-31"})) == {"one": "2026-01-31"}
    assert [days(end, date(2026, 1, 30)) for end in ("", "2026-01-31", "2026-01-01")] == [None, 1, -29]
