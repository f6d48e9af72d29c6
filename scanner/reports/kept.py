"""Answers as they are kept, each with the proof that it is in the signed tree."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from scanner.evidence import merkle
from scanner.evidence.merkle import Hash
from scanner.reports.night import Night
from scanner.signed import UnfitError

_HASH: Final = len(merkle.EMPTY)
_PAIR: Final = 2 * _HASH


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer."""

    leaf: int
    line: bytes
    """The exact bytes that were sealed."""
    path: tuple[Hash, ...]
    """From the leaf to the root, lowest first (RFC 9162, 2.1.3.1)."""


def kept(night: Night, places: Iterable[int], budget: int) -> Iterator[Kept]:
    """The answers at these places, in the order of evidence; of the `places` the first that fit into `budget` bytes.

    Raises:
        UnfitError: the answers are not those whose root was signed.
    """
    signed = night.record.evidence
    wanted = _each_once(places, signed.size)
    sizes, leaves = array("I"), bytearray()
    # One more than was signed is enough to know, and no record signs more than a tree in memory bears.
    for line in islice(night.run.answers(), signed.size + 1):
        leaves += merkle.leaf(line)
        sizes.append(len(line))
    levels = _levels(bytes(leaves))
    if (len(leaves), levels[-1] or merkle.EMPTY) != (signed.size * _HASH, bytes.fromhex(signed.root)):
        raise UnfitError(night.record.run, "its answers are not those that were signed")
    fits = set(_fitting(wanted, sizes, budget))
    for place, line in enumerate(night.run.answers()) if fits else ():
        if place in fits:
            yield Kept(place, line, tuple(_path(levels, place)))


def _each_once(places: Iterable[int], size: int) -> "array[int]":
    """The places in their order, flat: findings of a large night rest on all of its answers, several times over."""
    met, found = bytearray(size), array("I")
    for place in places:
        if not met[place]:
            met[place] = 1
            found.append(place)
    return found


def _fitting(wanted: Iterable[int], sizes: Sequence[int], budget: int) -> Iterator[int]:
    for place in wanted:
        budget -= sizes[place]
        if budget >= 0:
            yield place


def _levels(leaves: bytes) -> list[bytes]:
    """The whole tree, leaves first, each level its hashes in a row.

    A node without a neighbour moves up as it is: that gives the tree of RFC 9162.
    """
    levels = [leaves]
    while len(levels[-1]) > _HASH:
        below = levels[-1]
        whole = len(below) // _PAIR * _PAIR
        pairs = (merkle.node(below[i : i + _HASH], below[i + _HASH : i + _PAIR]) for i in range(0, whole, _PAIR))
        levels.append(b"".join(pairs) + below[whole:])
    return levels


def _path(levels: Sequence[bytes], place: int) -> Iterator[Hash]:
    for level in levels[:-1]:
        if neighbour := level[(place ^ 1) * _HASH : ((place ^ 1) + 1) * _HASH]:
            yield neighbour
        place >>= 1
