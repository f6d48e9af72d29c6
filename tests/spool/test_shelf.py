"""Lines on a shelf: each comes back as it was put, from memory or from the file."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.spool.shelf import Shelf, Shelved


@given(st.lists(st.binary(max_size=50), max_size=30), st.sampled_from([0, 60, 1 << 20]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_comes_back(tmp_path: Path, lines: list[bytes], most: int) -> None:
    for shelf in (Shelf(tmp_path, most), Shelf(most=most)):
        places = [shelf.put(line) for line in lines]
        assert [shelf.take(where) for where in reversed(places)] == lines[::-1]
    assert list(tmp_path.iterdir()) == []


def test_a_long_one_in_two_writes_is_whole(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 10)
    first, second = shelf.put(b"x" * 3_000_000), shelf.put(b"y")
    assert shelf.take(second) == b"y"
    assert Shelved("q", "a", shelf, *first).line() == b"x" * 3_000_000
