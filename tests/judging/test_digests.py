"""Digests of lines, by their place."""

from hashlib import sha256

import pytest

from scanner.judging.digests import Digests


def test_each_line_has_its_own() -> None:
    digests, lines = Digests(), [b"one", b"", b"three"]
    for line in lines:
        digests.add(line)
    assert [digests[n] for n in range(3)] == [sha256(line).hexdigest() for line in lines]


@pytest.mark.parametrize("place", [-1, 1, 7])
def test_there_is_no_other(place: int) -> None:
    digests = Digests()
    digests.add(b"one")
    with pytest.raises(IndexError):
        digests[place]
