"""The file itself, before anything in it is believed."""

from typing import Final

from scanner.evidence.bundle import Bundle
from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.verdict import Found
from scanner.words import number


def look(seen: Seen) -> Found:
    """Whether it is plainly a bundle, or a store with something in it."""
    if isinstance(seen.reader, Bundle):
        return Found("ok", f"{number(seen.reader.check())} members, no surprise among them")
    if seen.is_empty:
        return Found("unknown", f"nothing has been sealed in it yet{seen.elsewhere({})}")
    return Found("ok", f"{number(sum(1 for _ in seen.reader.list('runs/')))} members of runs")


STEP: Final = Step(
    name="container",
    look=look,
    needs=(),
    fails="NOT VERIFIED. It is damaged, or was made to do damage.",
    unknown="Nothing to verify: no run has been sealed in it.",
)
