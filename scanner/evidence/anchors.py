"""Checkpoints that were kept elsewhere, and the log that must go on from them."""

from collections.abc import Iterator, Sequence
from typing import Final

from scanner.evidence import note
from scanner.evidence.history import Log
from scanner.evidence.log import LogError
from scanner.words import counted, number

_FEW: Final = 2


def read_anchor(data: bytes, what: str) -> note.Checkpoint:
    """A checkpoint that was kept elsewhere; `what` names it in a `NoteError`, also where it covers nothing."""
    # Whose signature it bears is not asked: the verifier vouches for it by having kept it.
    found = note.read_note(data, what).checkpoint
    if not found.size:
        raise note.NoteError(what, "covers no entry, so it vouches for nothing")
    return found


def check_anchors(found: Log, anchors: Sequence[note.Checkpoint], name: str) -> Iterator[str]:
    """Hold the log against checkpoints that were kept elsewhere; what they show, in words. Raises `EvidenceError`."""
    for anchor in anchors:
        _check(found, anchor, name)
    shown = sorted(set(anchors), key=lambda anchor: anchor.size)
    if len(shown) > _FEW:
        yield f"your {number(len(shown))} anchors, the youngest of {_covers(found, shown[-1].size)}"
    else:
        yield from (f"your anchor of {_covers(found, anchor.size)}" for anchor in shown)


def _check(found: Log, anchor: note.Checkpoint, name: str) -> None:
    size = found.checkpoint.size
    if anchor.origin != found.checkpoint.origin:
        raise LogError(name, f"your anchor is of another log, {anchor.origin}; this is {found.checkpoint.origin}")
    if anchor.size > size:
        has = counted(size, "entry", "entries")
        lacks = anchor.size > len(found.places)
        seen = f"it has {has}" if lacks else f"its checkpoint covers {has}"
        why = "Runs were taken away" if lacks else "Its newest checkpoint was taken away"
        raise LogError(name, f"rolled back: {seen}, your anchor covers {anchor.size}. {why}")
    if found.roots[anchor.size] != anchor.root:
        raise LogError(
            name, f"forked: its first {anchor.size} entries are not those of your anchor. The past was rewritten"
        )


def _covers(found: Log, size: int) -> str:
    """When the last entry below a checkpoint was sealed, and for which entries that does not vouch."""
    return f"{found.places[size - 1].sealed[:10]} ({reach(size, found.checkpoint.size)})"


def reach(size: int, every: int) -> str:
    """How many entries a checkpoint covers, and how many came after it: for those it does not vouch."""
    rest = every - size
    return counted(size, "entry", "entries") + (f", not the {number(rest)} after it" if rest else "")
