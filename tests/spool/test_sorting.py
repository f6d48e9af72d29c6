"""Lines in order: the same as sorting them all at once, whatever fits into memory."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.spool.sorting import Sorted

PARTS = st.text(st.sampled_from("ab\0\1\x7fé\ud800\U0001f600"), max_size=3)
LINES = st.lists(st.tuples(st.tuples(PARTS, PARTS), st.binary(max_size=90)), max_size=40)


@given(LINES, st.sampled_from([1, 400, 1 << 20]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_is_that_of_the_keys(tmp_path: Path, lines: list[tuple[tuple[str, str], bytes]], most: int) -> None:
    found = Sorted(tmp_path, most)
    for key, line in lines:
        found.add(key, line)
    wanted = [line for _, line in sorted(lines, key=lambda pair: pair[0])]
    assert list(found) == wanted
    assert list(found) == wanted  # again
    assert [(*zip(found, found, strict=True),)] == [(*zip(wanted, wanted, strict=True),)]
    assert len(found) == len(lines)


def test_long_lines_and_more_after_the_first_reading(tmp_path: Path) -> None:
    found = Sorted(tmp_path, 1000)
    for n in (5, 3, 1):
        found.add((str(n),), str(n).encode() * 200_000)
    assert [line[:1] for line in found] == [b"1", b"3", b"5"]
    found.add(("2",), b"2")
    assert [line[:1] for line in found] == [b"1", b"2", b"3", b"5"]


def test_files_have_no_name(tmp_path: Path) -> None:
    found = Sorted(tmp_path, 1)
    for n in range(99):
        found.add((str(n),), b"x" * 99)
    assert list(tmp_path.iterdir()) == []
    assert list(found) == [b"x" * 99] * 99


def test_without_a_folder_nothing_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.TemporaryFile", None)
    found = Sorted(most=1)
    found.add(("b",), b"2")
    found.add(("a",), b"1")
    assert list(found) == [b"1", b"2"]


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    found = Sorted(tmp_path / "gone", 1)
    with pytest.raises(Exception, match="gone"):
        found.add(("a",), b"x" * 99)
