"""Proofs about several leaves of one tree at once: the roots of all that is left out, from left to right.

The tree is that of `merkle` (RFC 6962). Where it is split follows from its size, so a proof says nothing but hashes.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from scanner.evidence import merkle
from scanner.evidence.merkle import Hash

Span: TypeAlias = tuple[int, int]
"""The leaves of a subtree: from the first one up to, and without, the second."""


def spans(size: int, chosen: Sequence[int]) -> Iterator[Span]:
    """The largest subtrees without any of the `chosen` leaves (ascending), from left to right."""
    return _spans(0, size, chosen) if size else iter(())


def prove(leaves: Sequence[Hash], chosen: Sequence[int]) -> list[Hash]:
    """The proof for the `chosen` leaves (ascending) among the hashes of all."""
    return [merkle.root(leaves[low:high]) for low, high in spans(len(leaves), chosen)]


def lead(size: int, chosen: Mapping[int, Hash], proof: Sequence[Hash]) -> Hash | None:
    """The root that these leaves (by place, ascending) and the proof lead to; None where they do not fit."""
    left_out = list(spans(size, list(chosen)))
    if len(left_out) != len(proof) or any(not 0 <= place < size for place in chosen):
        return None
    known = {**dict(zip(left_out, proof, strict=True)), **{(at, at + 1): hash_ for at, hash_ in chosen.items()}}
    return _root(0, size, known) if size else merkle.EMPTY


def _spans(low: int, high: int, chosen: Sequence[int]) -> Iterator[Span]:
    at = bisect_left(chosen, low)
    if at == len(chosen) or chosen[at] >= high:
        yield low, high
    elif high - low > 1:
        split = low + merkle.split(high - low)
        yield from _spans(low, split, chosen)
        yield from _spans(split, high, chosen)


def _root(low: int, high: int, known: Mapping[Span, Hash]) -> Hash:
    if found := known.get((low, high)):
        return found
    split = low + merkle.split(high - low)
    return merkle.node(_root(low, split, known), _root(split, high, known))
