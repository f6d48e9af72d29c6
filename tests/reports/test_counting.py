"""What is counted of all findings, beside those that somebody must look at."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from scanner.finding import Finding, Status
from scanner.reports.counting import SOON, Soon

PASS = Finding(
    fingerprint="0" * 32,
    check="a.b",
    control="a",
    status=Status.PASS,
    target="lab:a",
    resource="lab:a",
    seen="expires in 31 days",
    severity="low",
    likelihood=1,
    impact=1,
    risk=0,
)


@pytest.mark.parametrize(
    ("left", "first", "count"),
    [
        ([], [], 0),
        ([UNSET], [], 0),
        ([SOON, SOON + 1, 1], [1, SOON], 2),
        ([9, 8, 7, 6, 5, 4, 3, 2], [2, 3, 4, 5, 6, 7], 8),
    ],
)
def test_what_time_alone_ends_comes_soonest_first(left: list[int], first: list[int], count: int) -> None:
    soon = Soon()
    for days in left:
        soon.add(replace(PASS, fails_in=days))
    assert ([f.fails_in for f in soon.first], soon.count, soon.more) == (first, count, count - len(first))
