"""Nights that were due, scopes that shrink, evidence that has to be kept."""

# ruff: noqa: E501  # rows of tables

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scanner.evidence.nights import Declared, Demand, NightsError, hold, interval, is_interval
from scanner.evidence.sealed import SealedRun
from scanner.evidence.sealing import seal
from scanner.evidence.verdict import Layer
from scanner.evidence.verify import Trust, conclude, verify
from scanner.signers import Signer
from scanner.stores.opening import open_store
from tests.evidence.made import ORIGIN, a_run, answers, clock, spool
from tests.evidence.test_verify import judge

START = datetime(2026, 3, 1, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def begun(*days: float) -> list[datetime]:
    return [START + DAY * day for day in days]


@pytest.mark.parametrize(
    ("runs", "demand", "every", "said"),
    [
        (begun(0, 1, 2, 3), Demand(), "1d", "4 of 4 nights"),
        (begun(0), Demand(), "1d", "1 of 1 night"),
        (begun(0, 1, 5, 6), Demand(), "1d", "4 of 7 nights, gaps: 2026-03-03 to 2026-03-05"),
        (begun(0, 2, 4), Demand(), "1d", "3 of 5 nights, gaps: 2026-03-02 and 2026-03-04"),
        # Before midnight UTC on one day and after it on the next but one, 26 hours apart.
        ([datetime(2026, 3, 1, 23, 0, tzinfo=UTC), datetime(2026, 3, 3, 1, 0, tzinfo=UTC)], Demand(), "1d", "3 of 3 nights"),
        (begun(0, 0.1, 0.2, 1), Demand(), "1d", "2 of 2 nights"),
        # A scan every day and a half is none every day: only what is made up for by two in a day may come late again.
        (begun(0, 1.5, 3, 4.5, 6), Demand(), "1d", "6 of 7 nights, gaps: 2026-03-06"),
        (begun(0.9, 2.1, 2.9, 4.1, 4.9, 6.1), Demand(), "1d", "7 of 7 nights"),
        (begun(0, 0.9, 2.1, 3, 4, 4.9, 6.1), Demand(), "1d", "7 of 7 nights"),
        (begun(0, 1), Demand(until=date(2026, 3, 4)), "1d", "2 of 4 nights, gaps: 2026-03-03 to 2026-03-04"),
        (begun(0, 1), Demand(until=date(2026, 3, 2)), "1d", "2 of 2 nights"),
        (begun(2, 3), Demand(since=date(2026, 3, 1)), "1d", "2 of 4 nights, gaps: 2026-03-01 to 2026-03-02"),
        (begun(0, 1, 2), Demand(since=date(2026, 3, 2), until=date(2026, 3, 2)), "1d", "1 of 1 night"),
        # A store that is looked at later: tonight's may still come, and those before it may not.
        (begun(0, 1), Demand(now=START + DAY * 2.4), "1d", "2 of 2 nights"),
        (begun(0, 1), Demand(now=START + DAY * 5), "1d", "2 of 4 nights, gaps: 2026-03-03 to 2026-03-04"),
        (begun(0, 1), Demand(now=START + DAY * 5, until=date(2026, 3, 2)), "1d", "2 of 2 nights"),
        (begun(0, 1), Demand(now=START - DAY), "1d", "2 of 2 nights"),
        ([], Demand(since=date(2026, 3, 1), until=date(2026, 3, 2)), "1d", "0 of 2 nights, gaps: 2026-03-01 to 2026-03-02"),
        (begun(0, 7, 21), Demand(), "7d", "3 of 4 times, one every 7 d, gaps: 2026-03-15"),
        (begun(0, 0.5, 1.5), Demand(), "12h", "3 of 4 times, one every 12 h, gaps: 2026-03-02 02:00"),
        (begun(0, *range(2, 14, 2)), Demand(), "1d", "7 of 13 nights, gaps: 2026-03-02, 2026-03-04, 2026-03-06, 2026-03-08, 2026-03-10 and 1 more"),
    ],
)  # fmt: skip
def test_nights(runs: list[datetime], demand: Demand, every: str, said: str) -> None:
    found = hold(runs, demand, interval(every))
    assert re.sub(r",? from \S+ to \S+?(?=,|$)", "", found.said, count=1) == said


@pytest.mark.parametrize(
    ("zone", "hour"), [("America/New_York", 19), ("Europe/Berlin", 1), ("Australia/Lord_Howe", 10)]
)
def test_a_clock_that_is_put_back_in_autumn_leaves_no_gap(zone: str, hour: int) -> None:
    """A house scans by its own clock, and nights are counted by UTC."""
    local = [datetime(2026, 1, 1, hour, 30, tzinfo=ZoneInfo(zone)) + DAY * number for number in range(3 * 365)]
    found = hold([moment.astimezone(UTC) for moment in local], Demand(), DAY)
    assert (found.missed, len(found.due) - len(local) in {0, 1}) == ([], True)


def test_a_year_with_four_gaps() -> None:
    """As the issue has it: 361 of 365."""
    lost = {61, 62, 63, 200}
    assert hold(begun(*sorted(set(range(365)) - lost)), Demand(), DAY).said == (
        "361 of 365 nights from 2026-03-01 to 2027-02-28, gaps: 2026-05-01 to 2026-05-03 and 2026-09-17"
    )


def test_more_nights_than_anybody_counts() -> None:
    runs = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)]
    with pytest.raises(NightsError, match=r"3 652 059 nights would be due, more than the 100 000 that are counted"):
        hold(runs, Demand(), DAY)


@pytest.mark.parametrize(
    ("text", "good"),
    [("1d", True), ("12h", True), ("9999d", True), ("0d", False), ("1w", False), ("1d\n", False), ("٣d", False), ("", False)],
)  # fmt: skip
def test_an_interval(text: str, *, good: bool) -> None:
    assert is_interval(text) is good


# The layers


def layers_of(
    folder: Path, signer: Signer, told: Mapping[int, Declared], runs: Mapping[int, Any], **more: Any
) -> dict[str, Layer]:
    store = open_store(folder / "store", create=True, origin=ORIGIN)
    for number, fields in runs.items():
        run = a_run(number, **fields)
        seal(store, signer, spool(store, number, answers(number, 1)), run, now=clock(number))

    def declared(run: SealedRun) -> Declared:
        return told.get(int(run.record.run[-4:]), Declared())

    demand = more.pop("demand", Demand())
    trust = Trust(frozenset({signer.keyid}), demand=demand)
    found = list(verify(store, trust, judge, declared=declared, **more))
    return {layer.name: layer for layer in found} | {"": Layer("", "ok", str(conclude(found)[0]), conclude(found)[1])}


NIGHTLY = Declared("1d", frozenset({"a", "b"}), frozenset({"a", "b"}))
FEWER = Declared("1d", frozenset({"a"}), frozenset({"a"}))
LATE = Declared("1d", frozenset({"a", "b"}), frozenset({"a"}))
WEEKLY = Declared("7d", frozenset({"a", "b"}), frozenset({"a", "b"}))


@pytest.mark.parametrize(
    ("told", "runs", "demand", "state", "said", "code", "verdict"),
    [
        ({0: NIGHTLY, 1: NIGHTLY}, {0: {}, 1: {}}, Demand(), "ok", "2 of 2 nights from 2020-11-01 to 2020-11-02", 0, ""),
        (
            {0: NIGHTLY, 3: NIGHTLY},
            {0: {}, 3: {}},
            Demand(),
            "unknown",
            "2 of 4 nights from 2020-11-01 to 2020-11-04, gaps: 2020-11-02 to 2020-11-03",
            2,
            "Intact and signed, but nights are missing on which a scan was due.",
        ),
        (
            {0: NIGHTLY, 1: NIGHTLY, 2: NIGHTLY},
            {0: {}, 1: {"partial": True}, 2: {}},
            Demand(),
            "unknown",
            "2 of 3 nights from 2020-11-01 to 2020-11-03, gaps: 2020-11-02; 1 run of a part of what is declared not counted",
            2,
            "",
        ),
        (
            {},
            {0: {}, 1: {}, 3: {}},
            Demand(),
            "open",
            "3 whole runs from 2020-11-01 to 2020-11-04, at most 2 d 0 h between two; no schedule is declared",
            0,
            "No schedule is declared: nights without a scan were not looked for. --every 1d does.",
        ),
        (
            {},
            {0: {}},
            Demand(since=date(2020, 11, 1)),
            "unknown",
            "1 whole run from 2020-11-01 to 2020-11-01; no schedule is declared",
            2,
            "Intact and signed, but which nights were due cannot be told: --every 1d says what you expect.",
        ),
        (
            {},
            {0: {}, 1: {}},
            Demand(until=date(2020, 11, 4), every="1d"),
            "unknown",
            "2 of 4 nights from 2020-11-01 to 2020-11-04, gaps: 2020-11-03 to 2020-11-04",
            2,
            "",
        ),
        (
            {0: NIGHTLY, 1: FEWER, 2: FEWER},
            {0: {}, 1: {}, 2: {}},
            Demand(),
            "open",
            "3 of 3 nights from 2020-11-01 to 2020-11-03\nno longer declared since run run-0001 of 2020-11-02: b",
            0,
            "The declared scope shrank: later runs leave out targets of earlier ones.",
        ),
        (
            {0: NIGHTLY, 1: LATE, 2: NIGHTLY},
            {0: {}, 1: {}, 2: {}},
            Demand(),
            "open",
            "3 of 3 nights from 2020-11-01 to 2020-11-03\nb: 2 of 3 nights from 2020-11-01 to 2020-11-03, gaps: 2020-11-02",
            0,
            "Not every target was reached on every night.",
        ),
        (
            {0: NIGHTLY, 7: WEEKLY},
            {0: {}, 7: {}},
            Demand(),
            "open",
            "2 of 2 times, one every 7 d, from 2020-11-01 to 2020-11-08\nthe schedule was changed: 1d, 7d",
            0,
            "The declared schedule was changed; nights were counted by the last one: --every 1d counts by yours.",
        ),
        ({}, {0: {"partial": True}}, Demand(), "open", "there is no run in it that looked at all that is declared", 0, ""),
    ],
)  # fmt: skip
def test_continuity(  # noqa: PLR0913  # a row and its fixtures
    in_memory: Path,
    signer: Signer,
    *,
    told: Mapping[int, Declared],
    runs: Mapping[int, Any],
    demand: Demand,
    state: str,
    said: str,
    code: int,
    verdict: str,
) -> None:
    found = layers_of(in_memory, signer, told, runs, demand=demand)
    assert (found["continuity"].state, found["continuity"].said, found[""].said) == (state, said, str(code))
    assert verdict in found[""].verdict


@pytest.mark.parametrize(
    ("now", "state", "said", "code"),
    [
        (
            datetime(2026, 11, 1, 3, 4, 59, tzinfo=UTC),
            "fails",
            "1 run of the log is gone, and is younger than 6 years: run-0000 of 2020-11-01",
            1,
        ),
        (
            datetime(2026, 11, 1, 3, 5, tzinfo=UTC),
            "ok",
            "1 run of the log there, 1 older one gone, which the rule allows after 6 years; the last one is to be kept until 2026-11-02; whether they are locked, safeguard store check says",
            0,
        ),
    ],
)
def test_retention(in_memory: Path, signer: Signer, now: datetime, state: str, said: str, code: int) -> None:  # noqa: PLR0913, PLR0917  # a row and its fixtures
    layers_of(in_memory, signer, {}, {0: {}, 1: {}})
    for path in (in_memory / "store/runs/run-0000").iterdir():
        path.unlink()
    found = layers_of(in_memory, signer, {}, {}, now=now)
    assert (found["retention"].state, found["retention"].said, found[""].said) == (state, said, str(code))
