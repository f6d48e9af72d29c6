"""That the log is whole and in order."""

from typing import Final

from scanner.evidence.layers.seen import Seen, Step
from scanner.evidence.log import LogError
from scanner.evidence.verdict import Found
from scanner.words import visible

_UNCOVERED: Final = "Intact and signed, but its last entry is not covered by a checkpoint yet. The next scan does that."
_OTHER: Final = "Intact and signed, but its log has an entry that this version cannot read. Update safeguard."


def look(seen: Seen) -> Found:
    """Whether every entry is in its place below a signed checkpoint."""
    if seen.is_empty and not seen.trust.anchors:
        return Found("unknown", "there is no entry in it yet")
    found = seen.log
    if seen.is_bundle and found.uncovered:
        raise LogError(seen.reader.name, "it has an entry that its checkpoint does not cover")
    said = f"{found.said}{seen.elsewhere(found.runs)}"
    if found.uncovered:
        return Found("unknown", said, _UNCOVERED)
    if found.others:
        at, about = next(iter(found.others.items()))
        return Found("unknown", f"{said}; entry {at} is about something else, {visible(about)}", _OTHER)
    return Found("ok", said)


STEP: Final = Step(
    name="log",
    look=look,
    needs=("container", "signature", "evidence", "findings"),
    fails="NOT VERIFIED. The log was cut or rewritten, or is another one.",
    unknown="Intact and signed, but its log could not be checked.",
)
