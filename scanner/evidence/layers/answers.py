"""That the answers of each run are those that were signed."""

from collections.abc import Iterator
from typing import Final

from scanner.evidence import EvidenceError
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.sealed import MemberError, SealedRun
from scanner.evidence.verdict import Found
from scanner.words import counted, number


def look(seen: Seen) -> Found:
    """Whether the root over the answers of each run is the one that was signed, or their proof leads to it."""
    if not seen.signed:
        return Found("unknown", "there is no run in it")
    for run in seen.runs:
        _check(seen, run)
    for parts in seen.parts:
        parts.check_answers()
    return Found("ok", "; ".join(_said(seen)))


def _said(seen: Seen) -> Iterator[str]:
    if seen.runs:
        total = counted(sum(run.record.evidence.size for run in seen.runs), "answer", "answers")
        across = f" of {number(len(seen.runs))} runs" if len(seen.runs) > 1 else ", one Merkle root"
        veiled = sum(run.hidden is not None for run in seen.runs)
        names = f", names withheld in {number(veiled)} of them" if veiled < len(seen.runs) else ", names withheld"
        yield f"{total}{across}, every digest agrees{names if veiled else ''}"
    if seen.parts:
        here = sum(len(parts.proof.answers.leaves) for parts in seen.parts)
        every = counted(sum(parts.run.record.evidence.size for parts in seen.parts), "answer")
        across = f" of {number(len(seen.parts))} runs" if len(seen.parts) > 1 else ""
        names = ", names withheld" if any(parts.hidden for parts in seen.parts) else ""
        yield f"{number(here)} of {every}{across} here, each with its proof{names}"


def _check(seen: Seen, run: SealedRun) -> None:
    try:
        run.check_answers()
    except MemberError as err:
        if which := seen.altered(run):
            raise EvidenceError(str(err), which) from None
        raise


STEP: Final = Step(
    name="evidence",
    look=look,
    fails="NOT VERIFIED. The evidence was changed after it was signed.",
    unknown="Not all of the evidence could be checked.",
)
