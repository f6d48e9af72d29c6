"""That the answers of each run are those that were signed."""

from typing import Final

from scanner.evidence import EvidenceError
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.sealed import MemberError, SealedRun
from scanner.evidence.verdict import Found
from scanner.words import counted, number


def look(seen: Seen) -> Found:
    """Whether the root over the answers of each run is the one that was signed."""
    if not seen.runs:
        return Found("unknown", "there is no run in it")
    for run in seen.runs:
        _check(seen, run)
    total = counted(sum(run.record.evidence.size for run in seen.runs), "answer", "answers")
    across = f" of {number(len(seen.runs))} runs" if len(seen.runs) > 1 else ", one Merkle root"
    return Found("ok", f"{total}{across}, every digest agrees")


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
