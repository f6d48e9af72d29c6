import pytest

from scanner.reports.text import clock, day, took
from scanner.words import counted, number


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (999, "999"), (1000, "1 000"), (1234567, "1 234 567")])
def test_number(count: int, said: str) -> None:
    assert number(count) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 targets"), (1, "1 target"), (2, "2 targets"), (3352, "3 352 targets")]
)
def test_counted(count: int, said: str) -> None:
    assert counted(count, "target") == said


def test_counted_with_a_plural_of_its_own() -> None:
    assert counted(2, "kind of question", "kinds of question") == "2 kinds of question"


def test_times() -> None:
    assert took("2026-11-17T02:10:06Z", "2026-11-17T02:16:08Z") == "6 min 2 s"
    assert day("2026-03-01T00:00:00Z") == "1 March 2026"
    assert clock("2026-03-01T02:16:08Z") == "02:16"
    assert clock("2026-03-01T02:16:08Z", seconds=True) == "02:16:08"
