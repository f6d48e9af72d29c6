"""That what must be kept is there: 164.316(b)(2)(i), six years from the day on which a run was sealed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from scanner.evidence import retention
from scanner.evidence.history import Logged
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.verdict import Found
from scanner.words import counted, few, number

_UNLOCKED: Final = "whether they are locked, safeguard store check says"


def look(seen: Seen) -> Found:
    """Whether the runs are there that the log names and that are younger than six years."""
    runs = () if seen.is_empty else seen.log.logged
    if not runs:
        return Found("open", "there is no run in it")
    if seen.is_bundle:
        return _of_bundle(len(seen.runs), len(runs))
    young = [one for one in seen.gone if seen.now < retention.six_years(datetime.fromisoformat(one.sealed))]
    if young:
        return Found("fails", _missing(young))
    old = len(seen.gone)
    kept = f"{counted(len(runs) - old, 'run')} of the log there"
    older = f", {counted(old, 'older one')} gone, which the rule allows after {retention.YEARS} years" if old else ""
    until = retention.six_years(datetime.fromisoformat(runs[-1].sealed))
    return Found("ok", f"{kept}{older}; the last one is to be kept until {until:%Y-%m-%d}; {_UNLOCKED}")


def _of_bundle(here: int, every: int) -> Found:
    said = f"{number(here)} of {counted(every, 'run')} of its log here"
    if here == every:
        return Found("ok", said)
    return Found("open", f"{said}, as it was made; the store has to have all")


def _missing(young: Sequence[Logged]) -> str:
    named = few([f"{one.run} of {one.sealed[:10]}" for one in young])
    are = "is" if len(young) == 1 else "are"
    return (
        f"{counted(len(young), 'run')} of the log {are} gone, and {are} younger than {retention.YEARS} years: {named}"
    )


STEP: Final = Step(
    name="retention",
    look=look,
    needs=("container", "signature", "log"),
    fails="NOT VERIFIED. Evidence is gone that must be kept for six years (164.316(b)(2)(i)).",
    unknown="Intact and signed, but whether all is there that must be kept could not be checked.",
    open="Whether the other runs of its log are kept, only their store can show.",
)
