import dataclasses
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import merkle
from scanner.evidence.sealed import SealedRun
from scanner.reports.kept import _levels, _path, kept
from scanner.signed import UnfitError
from tests.reports.nights import clinic


@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_paths_are_those_of_rfc_9162(where: tuple[int, int]) -> None:
    size, place = where
    leaves = [merkle.leaf(str(n).encode()) for n in range(size)]
    levels = _levels(b"".join(leaves))
    assert levels[-1] == merkle.root(leaves)
    assert list(_path(levels, place)) == merkle.prove_inclusion(leaves, place)


def test_answers_come_as_they_were_sealed(tmp_path: Path) -> None:
    night = clinic(tmp_path)
    digests = {r.leaf: r.sha256 for f in night.findings for r in f.answers}
    found = list(kept(night, [4, 2, 4], 10_000))
    assert [k.leaf for k in found] == [2, 4]
    root = bytes.fromhex(night.record.evidence.root)
    for k in found:
        assert sha256(k.line).hexdigest() == digests[k.leaf]
        assert merkle.includes(root, night.record.evidence.size, k.leaf, merkle.leaf(k.line), k.path)


def test_the_budget_is_for_the_first(tmp_path: Path) -> None:
    night = clinic(tmp_path)
    sizes = {k.leaf: len(k.line) for k in kept(night, range(9), 10_000)}
    assert [k.leaf for k in kept(night, [5, 1], sizes[5])] == [5]
    assert [k.leaf for k in kept(night, [5, 1], sizes[5] - 1)] == []
    assert [k.leaf for k in kept(night, [], 10_000)] == []


@pytest.mark.parametrize(
    ("signed", "said"),
    [
        ({"root": "0" * 64}, "its answers are not those that were signed"),
        ({"size": 8}, "its answers are not those that were signed"),
        ({"size": 10}, "its answers are not those that were signed"),
    ],
)
def test_answers_that_were_not_signed(tmp_path: Path, signed: dict[str, Any], said: str) -> None:
    night = clinic(tmp_path)
    other = msgspec.structs.replace(night.record, evidence=msgspec.structs.replace(night.record.evidence, **signed))
    with pytest.raises(UnfitError, match=said):
        list(kept(dataclasses.replace(night, run=dataclasses.replace(night.run, record=other)), [], 0))


def test_no_more_is_read_than_was_signed(tmp_path: Path) -> None:
    """Millions of tiny answers fit into a small bundle."""
    night, read = clinic(tmp_path), list[int]()

    class Endless(SealedRun):
        def answers(self) -> Iterator[bytes]:
            for number in range(1000):
                read.append(number)
                yield b"{}"

    run = Endless(**{f.name: getattr(night.run, f.name) for f in dataclasses.fields(night.run)})
    with pytest.raises(UnfitError, match="its answers are not those that were signed"):
        list(kept(dataclasses.replace(night, run=run), [], 0))
    assert len(read) == night.record.evidence.size + 1
