"""Why what a host drops does not count, in plain words, and what to do. Pure: from sealed answers only."""

import re
from types import MappingProxyType
from typing import Final

import msgspec

from collectors.drop.options import grace, seconds
from scanner.answers import Answer
from scanner.collector import Cause

_OVERDUE: Final = re.compile(r"Overdue \((\S+), every (\S+)\)")
_LOOK: Final = (
    "look at the host: is it on, does its timer run (Linux: systemctl status safeguard-drop; macOS: launchctl print"
    " system/com.safeguard.drop; Windows: the task “Safeguard drop”), does its drop arrive; and does safeguard ingest"
    " run before the scan, and refuse nothing"
)


def explain(answer: Answer) -> Cause | None:
    """Say why nothing came; None where its outcome says enough."""
    if found := _OVERDUE.fullmatch(answer.code):
        hours = grace(seconds(found[2])) // 3600
        said = f"its last drop is of {found[1]}, and one is due every {found[2]}, with {hours} h of grace"
        return Cause(said=said, more="What it said then may not be so any more: nothing of it counts.", advice=_LOOK)
    cause = _CAUSES.get(answer.code)
    if cause and cause.command:
        return msgspec.structs.replace(cause, command=f"{cause.command} {answer.target}")
    return cause


_CAUSES: Final = MappingProxyType(
    {
        "NoDrop": Cause(said="no drop of it was ever taken in", advice=_LOOK),
        "KeyUnknown": Cause(
            said="no key is enrolled for it any more",
            more="What it dropped was taken in when one was.",
            advice="compare its key with what the machine itself says, and enroll it",
            command="safeguard hosts enroll",
        ),
        "KeyChanged": Cause(
            said="another key is enrolled for it than its last drop is signed by",
            advice="take in a drop that is signed by the new one: safeguard ingest",
            alarm="drop key changed",
        ),
        "KeyRevoked": Cause(
            said="the key that its last drop is signed by is revoked",
            advice="make a new key on the host: remove the old one and install its script anew",
            alarm="drop key revoked",
        ),
        "FromTheFuture": Cause(
            said="its last drop is of a time that has not come",
            advice="look at the clocks, of the host and here; then remove its file from the inbox, and take its drop in"
            " anew: safeguard ingest",
        ),
        "InboxExposed": Cause(
            said="others may write to what was taken in of it, so nothing of that counts",
            advice="let one user run both safeguard ingest and the scan; remove that file, make the inbox yours alone"
            " (chmod 700), and take its drop in anew",
        ),
        "InboxUnread": Cause(
            said="what was taken in of it cannot be read",
            advice="let one user run both safeguard ingest and the scan; else remove that file from the inbox, and take"
            " its drop in anew: safeguard ingest",
        ),
        "ScriptDiffers": Cause(
            said="the script on that host is of another version, and asks this in other words, or not at all",
            advice="install it anew: safeguard hosts script --enrol",
        ),
    }
)
"""By the word of a code."""
