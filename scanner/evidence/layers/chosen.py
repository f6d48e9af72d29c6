"""Of the findings: those of which a bundle holds parts of runs. Each was signed; the rest of the night is not here.

That a finding comes out again from the answers it rests on is less than judging the night again: another answer, which
is not here, might have said otherwise. So it is told how many do, and it stays open; where one does not, nobody has
judged it but the house, and nothing is verified.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

import msgspec

from scanner.evidence import canonical, selection
from scanner.evidence.layers.seen import Seen
from scanner.evidence.parts import PartError, Parts
from scanner.evidence.replayed import Followed, first
from scanner.evidence.selection import Sample, Selection, SelectionError
from scanner.evidence.verdict import Found
from scanner.finding import Finding
from scanner.words import counted, few, number

_OPEN: Final = (
    "Parts of runs: what is here was signed; whether it is all there is of its kind, and what the rest of those nights "
    "says, is not shown."
)
_DRAWN: Final = "{} drawn by the seed “{}” from {}: compare number, seed and time with what you named."
_AGAIN: Final = "Intact and signed, but {} of {} here were not computed again. The whole runs would settle it."
_LACKS: Final = "Intact and signed, but answers are missing on which findings rest."


def look(seen: Seen) -> Found:
    """Whether each of them was signed, rests on answers that are here, and was chosen as it is said."""
    lacking: list[str] = []
    for parts in seen.parts:
        parts.check_findings()
        lacking += _lacking(parts)
    selections = _asked(seen)
    found, here = [seen.follow(parts) for parts in seen.parts], _here(seen.parts)
    rest = here - sum(one.count for one in found)
    told = [*_followed(found, rest), *_left_out(seen.parts), *(_told(one) for one in selections)]
    said = "\n".join([_count(seen.parts), *told, *([few(lacking)] if lacking else [])])
    drawn = [_drawn(one.sample, one.period) for one in selections if one.sample]
    if lacking or rest:
        verdict = _LACKS if lacking else _AGAIN.format(number(rest), counted(here, "finding"))
        return Found("unknown", said, "\n".join([verdict, *drawn, _OPEN]))
    return Found("open", said, "\n".join([*drawn, _OPEN]))


def _here(every: Sequence[Parts]) -> int:
    return sum(len(parts.proof.findings.leaves) for parts in every)


def _count(every: Sequence[Parts]) -> str:
    signed = counted(sum(sum(parts.run.record.totals.values()) for parts in every), "finding")
    across = f" of {number(len(every))} runs" if len(every) > 1 else ""
    return f"{number(_here(every))} of {signed}{across} here, each with its proof"


def _lacking(parts: Parts) -> Iterator[str]:
    """The answers on which findings rest that are not here, or are others."""
    here = {place: sha256(line).hexdigest() for place, line in parts.answers()}
    for place, line in parts.findings():
        what = f"finding {place}"
        for rest in _finding(line, what).answers:
            if rest.leaf not in here:
                yield f"{what} of run {parts.run.record.run} rests on answer {rest.leaf}, which is not here"
            elif here[rest.leaf] != rest.sha256:
                raise PartError(parts.what, f"{what} rests on another answer {rest.leaf} than was signed")


def _finding(line: bytes, what: str) -> Finding:
    try:
        return msgspec.convert(canonical.loads(line, what), Finding)
    except msgspec.ValidationError as err:
        raise SelectionError(f"{what} is none: {err}") from None


def _followed(found: Sequence[Followed], rest: int) -> Iterator[str]:
    """How many of them come out again from their answers alone, in words; and how many do not."""
    why = few(dict.fromkeys(one.why for one in found if one.why))
    because = f" ({why})" if why else ""
    again = number(sum(one.count for one in found))
    yield f"{again} judged again from the answers that they rest on, the same" + (
        f"; not judged: {number(rest)}{because}" if rest else ""
    )
    yield from first([line for one in found for line in one.lost])


def _left_out(every: Sequence[Parts]) -> Iterator[str]:
    if names := sorted({name for parts in every for name in parts.left_out}):
        yield f"left out, as it tells of other targets: {', '.join(names)}"


def _asked(seen: Seen) -> tuple[Selection, ...]:
    """What was asked for; what was drawn by a seed must be what that draws. Raises `SelectionError`."""
    selections = selection.loads(seen.reader.read(selection.KEY), selection.KEY)
    _check_named(seen, selections)
    here = {parts.run.record.run: set(parts.proof.findings.leaves) for parts in seen.parts}
    whole = {run.record.run for run in seen.runs}
    for one in selections:
        if one.sample is None:
            continue
        drawn = selection.draw(one.sample, (run.record for run in seen.logged() if one.holds(run.record)))
        due = {run: set(leaves) for run, leaves in drawn.items() if run not in whole}
        exact = len(selections) == 1
        if (here != due) if exact else any(not leaves <= here.get(run, set()) for run, leaves in due.items()):
            raise SelectionError(
                f"the findings are not those that the seed “{one.sample.seed}” draws from {one.period}: "
                "somebody else has chosen"
            )
    return selections


def _check_named(seen: Seen, selections: Sequence[Selection]) -> None:
    """See that the runs that were asked for by name are in the log: of how many findings come is said."""
    if named := {run for one in selections for run in one.runs}:
        for strange in sorted(named - {run.record.run for run in seen.logged()}):
            raise SelectionError(f"{selection.KEY} names run {strange}, which is in no entry of the log")


def _drawn(sample: Sample, period: str) -> str:
    return _DRAWN.format(counted(sample.count, "finding"), sample.seed, period)


def _told(one: Selection) -> str:
    if one.sample:
        return f"{counted(one.sample.count, 'finding')} drawn by the seed “{one.sample.seed}” from {one.period}"
    of_what = f" {one}" if str(one) else ""
    return f"asked for, as the house says: findings{of_what}, of {one.period}"
