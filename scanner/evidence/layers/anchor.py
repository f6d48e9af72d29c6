"""That the log goes on from what was kept elsewhere: for which entries checkpoints and timestamps vouch."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from scanner.evidence import timestamps
from scanner.evidence.anchors import check_anchors, reach
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.log import LogError
from scanner.evidence.note import read_note
from scanner.evidence.statement import TOLERANCE
from scanner.evidence.timestamps import StrangerError, Token
from scanner.evidence.verdict import Found
from scanner.words import counted, visible

_NONE: Final = "No anchor given: dropped or rewritten nights would not be seen"
_BY_TIME: Final = (
    "Verified. Trust rests on the {} and, for the nights up to it, on the timestamp of an authority that you named."
)
_USELESS: Final = "Intact and signed, but a timestamp that you gave shows nothing about it."


class _Stamped(NamedTuple):
    """A timestamp that one of the verifier's authorities gave."""

    size: int
    when: datetime
    name: str


def look(seen: Seen) -> Found:
    """Whether the log goes on from the verifier's anchors, and what the timestamps show that lie in it."""
    if seen.is_empty:
        return Found("open", "there is no entry in it yet")
    kept = list(check_anchors(seen.log, seen.trust.anchors, seen.reader.name))
    stamps, doubts = _stamps(seen)
    if seen.trust.tokens and doubts:
        return Found("unknown", "\n".join([*kept, *doubts]), _USELESS)
    if stamps:
        kept.append(_told(seen, max(stamps)))
    if not kept:
        return Found("open", "\n".join([_NONE, *doubts]))
    verdict = "" if seen.trust.anchors else _BY_TIME
    return Found("ok", "\n".join([f"consistent with {' and '.join(kept)}", *doubts]), verdict)


def _stamps(seen: Seen) -> tuple[list[_Stamped], list[str]]:
    """The timestamps that the verifier can believe, and what is to be said of the others."""
    lying = list(timestamps.lying_in(seen.reader))
    if not seen.trust.authorities:
        named = f"{counted(len(lying), 'timestamp')} in it: --tsa-cert says whose you trust" if lying else ""
        return [], [named] if named else []
    found: list[_Stamped] = []
    doubts: list[str] = []
    for token, over in _pairs(seen, lying):
        try:
            data, when = timestamps.stamped(token, over, seen.trust.authorities)
        except StrangerError as err:
            doubts.append(visible(str(err)))
        else:
            found.append(_agreed(seen, _Stamped(read_note(data, token.name).checkpoint.size, when, token.name)))
    return found, [*doubts, *([] if lying or seen.trust.tokens else ["no timestamp lies in it"])]


def _pairs(seen: Seen, lying: list[tuple[Token, int]]) -> Iterator[tuple[Token, list[bytes]]]:
    """Each token with the checkpoints that it may be over."""
    for token, size in lying:
        if size > seen.log.checkpoint.size:
            raise LogError(seen.reader.name, f"{token.name} is over more entries than there are")
        yield token, timestamps.checkpoints(seen.reader, size)
    if seen.trust.tokens:
        sizes = range(1, seen.log.checkpoint.size + 1)
        every = [*seen.trust.notes, *(data for size in sizes for data in timestamps.checkpoints(seen.reader, size))]
        yield from ((token, every) for token in seen.trust.tokens)


def _agreed(seen: Seen, stamp: _Stamped) -> _Stamped:
    """See that no entry says that it was sealed after the timestamp over it. Raises `LogError`."""
    last = seen.log.places[stamp.size - 1]
    if datetime.fromisoformat(last.sealed) > stamp.when + TOLERANCE:
        raise LogError(
            seen.reader.name,
            f"entry {stamp.size - 1} says that it was sealed at {last.sealed}, and the timestamp over it is of "
            f"{_time(stamp.when)}: the clock of the house ran ahead",
        )
    return stamp


def _told(seen: Seen, stamp: _Stamped) -> str:
    covers = reach(stamp.size, seen.log.checkpoint.size)
    return f"the timestamp of {_time(stamp.when)} ({covers}; {visible(stamp.name)})"


def _time(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


STEP: Final = Step(
    name="anchor",
    look=look,
    needs=("container", "signature", "evidence", "findings", "log"),
    fails="NOT VERIFIED. The log was cut or rewritten, or is another one.",
    unknown="Intact and signed, but its log could not be held against what was kept elsewhere.",
    open="No anchor: nights dropped from the end, which takes no key, or rewritten with the key would not be seen.",
)
