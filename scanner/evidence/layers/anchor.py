"""That the log goes on from what was kept elsewhere: for which entries checkpoints and timestamps vouch."""

from collections.abc import Iterable, Iterator
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
_UNSTAMPED: Final = "Intact and signed, but no timestamp of an authority that you named vouches for it."


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
    if not seen.trust.authorities:
        return _unstamped(seen, kept)
    lying, doubts = _believed(seen, _lying(seen))
    own, wrong = _believed(seen, _own(seen))
    if wrong:
        return Found("unknown", "\n".join([*kept, *wrong, *doubts]), _USELESS)
    if stamps := [*lying, *own]:
        kept.append(_told(seen, max(stamps)))
    elif not doubts:
        doubts = ["no timestamp lies in it"]
    if not kept:
        return Found("unknown", "\n".join(doubts), _UNSTAMPED)
    return Found("ok", _consistent(kept, doubts), "" if seen.trust.anchors else _BY_TIME)


def _unstamped(seen: Seen, kept: list[str]) -> Found:
    """What there is to be said where no authority was named."""
    count = sum(1 for _ in timestamps.lying_in(seen.reader))
    more = [f"{counted(count, 'timestamp')} in it: --tsa-cert says whose you trust"] if count else []
    return Found("ok", _consistent(kept, more)) if kept else Found("open", "\n".join([_NONE, *more]))


def _consistent(kept: list[str], more: list[str]) -> str:
    return "\n".join([f"consistent with {' and '.join(kept)}", *more])


def _believed(seen: Seen, pairs: Iterable[tuple[Token, list[bytes]]]) -> tuple[list[_Stamped], list[str]]:
    """The timestamps that the verifier can believe, and why not the others, in words."""
    found: list[_Stamped] = []
    doubts: list[str] = []
    for token, over in pairs:
        try:
            data, when = timestamps.stamped(token, over, seen.trust.authorities)
        except StrangerError as err:
            doubts.append(visible(str(err)))
        else:
            found.append(_agreed(seen, _Stamped(read_note(data, token.name).checkpoint.size, when, token.name)))
    return found, doubts


def _lying(seen: Seen) -> Iterator[tuple[Token, list[bytes]]]:
    """Each timestamp that lies there, with the checkpoints that it may be over."""
    for token, size in timestamps.lying_in(seen.reader):
        if size > seen.log.checkpoint.size:
            raise LogError(seen.reader.name, f"{token.name} is over more entries than there are")
        yield token, timestamps.checkpoints(seen.reader, size)


def _own(seen: Seen) -> Iterator[tuple[Token, list[bytes]]]:
    """Each that the verifier has kept, with all checkpoints that it may be over."""
    if not seen.trust.tokens:
        return
    sizes = range(1, seen.log.checkpoint.size + 1)
    every = [*seen.trust.notes, *(data for size in sizes for data in timestamps.checkpoints(seen.reader, size))]
    yield from ((token, every) for token in seen.trust.tokens)


def _agreed(seen: Seen, stamp: _Stamped) -> _Stamped:
    """See that it covers an entry, and that none says that it was sealed after it. Raises `LogError`."""
    if not stamp.size:
        raise LogError(seen.reader.name, f"{stamp.name} is over a checkpoint of no entry, so it vouches for nothing")
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
