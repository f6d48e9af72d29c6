"""Which program made a run, beside the one that verifies it.

It says so of itself, below the signature: that shows what an honest house ran, and nothing of a dishonest one.
"""

from collections.abc import Sequence
from typing import Final

from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.statement import Tool
from scanner.evidence.verdict import Found, State
from scanner.words import visible

_HOW: Final = {
    "verified": "its files as they were installed",
    "editable": "from a working copy, which is compared with nothing",
    "modified": "its files NOT those that were installed",
}
_WORST: Final[tuple[State, ...]] = ("unknown", "open", "ok")
_MODIFIED: Final = "Intact and signed, but made by a program whose files were not those that were installed."
_DIGITS: Final = 12


def look(seen: Seen) -> Found:
    """Whether the verifier's own program made the runs that are judged again."""
    return _all([run.record.tool for run in (*seen.looked_at, *(one.run for one in seen.parts))], seen.trust.program)


def _all(made: Sequence[Tool], mine: Tool | None) -> Found:
    """What each of the programs that made runs says of itself, and how far it is `mine`. The worst decides."""
    if not made:
        return Found("unknown", "there is no run in it")
    found = [_compare(theirs, mine) for theirs in dict.fromkeys(made)]
    worst = min(found, key=lambda one: _WORST.index(one.state))
    return Found(worst.state, "\n".join(one.said for one in found), worst.verdict)


def _compare(theirs: Tool, mine: Tool | None) -> Found:
    name = "safeguard" if mine and theirs.name == mine.name else visible(theirs.name)
    called = f"{name} {visible(theirs.version)}"
    said = f"made by {called}, build {theirs.digest[:_DIGITS]}, {_HOW[theirs.installed]}"
    if theirs.installed == "modified":
        return Found("unknown", said, _MODIFIED)
    if mine is None:
        return Found("open", said)
    if theirs.name != mine.name:
        return Found("unknown", f"{said}; this is {mine.name}")
    if theirs.version != mine.version:
        whose = f"{said}; this is {mine.version}"
        return Found("open", whose, f"Made by {called}: whether by its true files is not known here.")
    if theirs.digest != mine.digest:
        verdict = (
            f"Intact and signed, but not made by the program that you have: both are {called}, their files differ."
        )
        return Found("unknown", f"{said}; this one is build {mine.digest[:_DIGITS]}", verdict)
    return Found("ok", f"{said}; this one is the same")


STEP: Final = Step(
    name="program",
    look=look,
    fails="NOT VERIFIED. What made it cannot be told.",
    unknown="Intact and signed, but not made by the program that you have.",
    open="The program that made it was not compared with yours.",
)
