"""Proofs about several leaves at once."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import merkle, multiproof


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf(bytes([number])) for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_every_choice_leads_to_the_root(size: int) -> None:
    every = leaves(size)
    for count in range(size + 1):
        for chosen in combinations(range(size), count):
            proof = multiproof.prove(every, chosen)
            assert multiproof.lead(size, {at: every[at] for at in chosen}, proof) == merkle.root(every)


def test_one_leaf_takes_what_its_audit_path_takes() -> None:
    every = leaves(37)
    for at in range(37):
        assert sorted(multiproof.prove(every, [at])) == sorted(merkle.prove_inclusion(every, at))


@given(st.integers(1, 40), st.data())
def test_whatever_differs_leads_elsewhere_or_nowhere(size: int, data: st.DataObject) -> None:
    every = leaves(size)
    chosen = sorted(data.draw(st.sets(st.integers(0, size - 1), min_size=1)))
    proof = multiproof.prove(every, chosen)
    known = {at: every[at] for at in chosen}
    at = data.draw(st.sampled_from(chosen))
    moved = data.draw(st.integers(0, size))
    bad = [
        (size, {**known, at: merkle.leaf(b"other")}, proof),
        (size, known, [*proof, merkle.EMPTY]),
        *([(size, known, proof[1:]), (size, known, [merkle.EMPTY, *proof[1:]])] if proof else []),
    ]
    if moved not in known:
        places = sorted([*(set(chosen) - {at}), moved])
        bad.append((size, {to: known.get(to, every[at]) for to in places}, proof))
    assert all(multiproof.lead(*one) != merkle.root(every) for one in bad)
