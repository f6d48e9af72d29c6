"""That the other members are those that were signed, and the findings what the evidence says."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from scanner.evidence import EvidenceError, replayed
from scanner.evidence.layers import chosen
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import MemberError, SealedRun
from scanner.evidence.verdict import Found, State
from scanner.stores import StoreError
from scanner.words import counted

_ORDER: Final[tuple[State, ...]] = ("ok", "open", "unknown", "fails")


def look(seen: Seen) -> Found:
    """Whether every member is the one that was signed, and each finding follows from the evidence."""
    for run in seen.runs:
        _check_members(seen, run)
    of_parts = chosen.look(seen) if seen.parts else None
    if not seen.looked_at:
        return of_parts or Found("unknown", "there is no run to judge again")
    whole = _replayed(seen, [(run, seen.replay(run)) for run in seen.looked_at])
    return _both(whole, of_parts) if of_parts else whole


def _both(whole: Found, of_parts: Found) -> Found:
    """What a bundle of whole runs and of parts shows: what is worse decides, and both are said."""
    worst = max((of_parts, whole), key=lambda found: _ORDER.index(found.state))
    return worst._replace(said=f"{whole.said}\n{of_parts.said}")


def _check_members(seen: Seen, run: SealedRun) -> None:
    try:
        run.check_members()
    except MemberError as err:
        if which := _told(seen, run):
            raise EvidenceError(str(err), which) from None
        raise


def _told(seen: Seen, run: SealedRun) -> str:
    """Where the members say otherwise than the evidence, which is what was signed; "" if that cannot be told."""
    with suppress(EvidenceError, StoreError):
        again = seen.replay(run)
        return "\n".join(replayed.first(again.otherwise)) or (again.said if again.state == "differs" else "")
    return ""


def _replayed(seen: Seen, found: Sequence[tuple[SealedRun, Replay]]) -> Found:
    shown = replayed.conclude([(run.record.run, again) for run, again in found])
    if shown.state != "ok":
        return shown
    if rest := len(seen.runs) - len(found):
        runs = counted(rest, "older run", "older runs")
        left = f"Not computed again: the findings of {runs}. --all does."
        return Found("open", f"{shown.said}; not those of {runs}", left)
    return shown


STEP: Final = Step(
    name="findings",
    look=look,
    fails="NOT VERIFIED. The findings are not those that were signed, or not what the evidence says.",
    unknown="Intact and signed, but the findings were not computed again.",
    open="Not all findings were computed again.",
)
