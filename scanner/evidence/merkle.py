"""Merkle trees as in RFC 6962 and RFC 9162, section 2.1: one root over many leaves, and short proofs about them."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, TypeAlias

Hash: TypeAlias = bytes
"""32 bytes of SHA-256."""

EMPTY: Final[Hash] = hashlib.sha256(b"").digest()

_MANY: Final = 256


def leaf(data: bytes) -> Hash:
    """The hash of one leaf; its prefix keeps it apart from a node (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\0" + data).digest()


def node(left: Hash, right: Hash) -> Hash:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf and keeps only the roots of its perfect subtrees: O(log n) memory."""

    def __init__(self, leaves: Iterable[Hash] = ()) -> None:
        self.size = 0
        self._peaks: list[Hash] = []
        self.extend(leaves)

    def add(self, hash_: Hash) -> None:
        """Append one leaf, given by its hash."""
        self._merge(hash_, self.size)
        self.size += 1

    def extend(self, leaves: Iterable[Hash]) -> None:
        """Append many leaves: `_MANY` at a time make a subtree of their own, at half of what `add` takes for them."""
        coming = iter(leaves)
        while some := list(islice(coming, _MANY - self.size % _MANY)):
            if len(some) == _MANY:
                self._merge(_perfect(some), self.size // _MANY)
                self.size += _MANY
            else:
                for hash_ in some:
                    self.add(hash_)

    def _merge(self, hash_: Hash, before: int) -> None:
        """Append the root of a perfect subtree behind so many of its size."""
        # As in counting in binary: every trailing 1 of their number is a peak of equal height to merge with.
        while before & 1:
            hash_ = node(self._peaks.pop(), hash_)
            before >>= 1
        self._peaks.append(hash_)

    @property
    def root(self) -> Hash:
        """The hash over all leaves so far."""
        if not self._peaks:
            return EMPTY
        *rest, found = self._peaks
        for peak in reversed(rest):
            found = node(peak, found)
        return found


def _perfect(level: Sequence[Hash]) -> Hash:
    """The root over leaves whose number is a power of two."""
    sha256 = hashlib.sha256
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\1" + left + right).digest() for left, right in pairs]
    return level[0]


def root(leaves: Iterable[Hash]) -> Hash:
    """The root over the hashes of these leaves."""
    return Tree(leaves).root


def prove_inclusion(leaves: Sequence[Hash], index: int) -> list[Hash]:
    """The path from leaf `index` to the root over `leaves`, lowest first (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if index < half:
        return [*prove_inclusion(leaves[:half], index), root(leaves[half:])]
    return [*prove_inclusion(leaves[half:], index - half), root(leaves[:half])]


def prove_consistency(leaves: Sequence[Hash], size: int) -> list[Hash]:
    """The proof that the tree over the first `size` leaves is the beginning of this one (RFC 9162, 2.1.4.1)."""
    if not 0 <= size <= len(leaves):
        raise IndexError(f"no beginning of {size} in a tree of {len(leaves)}")
    return [] if size == 0 else _subproof(leaves, size, known=True)


def includes(root_: Hash, size: int, index: int, leaf_: Hash, proof: Sequence[Hash]) -> bool:
    """Whether `proof` shows `leaf_` at `index` of the tree of `size` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(step, found)
            place, last = _climb(place, last)
        else:
            found = node(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root_


def consistent(old: tuple[int, Hash], new: tuple[int, Hash], proof: Sequence[Hash]) -> bool:
    """Whether `proof` shows that the `old` tree (size, root) is the beginning of the `new` (RFC 9162, 2.1.4.2)."""
    (old_size, old_root), (new_size, new_root) = old, new
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY
    whole = old_size & (old_size - 1) == 0
    path = [old_root, *proof] if whole else list(proof)
    if not 0 < old_size < new_size or not path:
        return False
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    return _fold(path, place, last) == (old_root, new_root)


def _fold(path: Sequence[Hash], place: int, last: int) -> tuple[Hash, Hash] | None:
    """The two roots that a consistency path leads to; None when its length does not fit."""
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node(step, old), node(step, new)
            place, last = _climb(place, last)
        else:
            new = node(new, step)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def _climb(place: int, last: int) -> tuple[int, int]:
    # A leaf at the right edge has no sibling on these levels.
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _subproof(leaves: Sequence[Hash], size: int, *, known: bool) -> list[Hash]:
    if size == len(leaves):
        return [] if known else [root(leaves)]
    half = split(len(leaves))
    if size <= half:
        return [*_subproof(leaves[:half], size, known=known), root(leaves[half:])]
    return [*_subproof(leaves[half:], size - half, known=False), root(leaves[:half])]


def split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
