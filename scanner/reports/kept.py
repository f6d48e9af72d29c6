"""Answers as they are kept, each with the proof that it is in the signed tree."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.evidence import merkle
from scanner.evidence.merkle import Hash
from scanner.night import Night, NightError


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
        NightError: the answers are not those whose root was signed.
    """
    wanted = list(dict.fromkeys(places))
    asked, sizes, leaves = set(wanted), dict[int, int](), list[Hash]()
    for place, line in enumerate(night.run.answers()):
        leaves.append(merkle.leaf(line))
        if place in asked:
            sizes[place] = len(line)
    levels = _levels(leaves)
    root = levels[-1][0] if leaves else merkle.EMPTY
    if (len(leaves), root.hex()) != (night.record.evidence.size, night.record.evidence.root):
        raise NightError(night.record.run, "its answers are not those that were signed")
    fits = set(_fitting(wanted, sizes, budget))
    for place, line in enumerate(night.run.answers()) if fits else ():
        if place in fits:
            yield Kept(place, line, tuple(_path(levels, place)))


def _fitting(wanted: Collection[int], sizes: dict[int, int], budget: int) -> Iterator[int]:
    for place in wanted:
        budget -= sizes[place]
        if budget >= 0:
            yield place


def _levels(leaves: list[Hash]) -> list[list[Hash]]:
    """The whole tree, leaves first. A node without a neighbour moves up as it is: that gives the tree of RFC 9162."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [merkle.node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(pairs) * 2 :])
    return levels


def _path(levels: Sequence[Sequence[Hash]], place: int) -> Iterator[Hash]:
    for level in levels[:-1]:
        if place ^ 1 < len(level):
            yield level[place ^ 1]
        place >>= 1
