"""Backups: what is asked and what is kept."""

import re

from collectors.host.macos.plists import dicts, plist, seconds, whole, word
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Backup

_LABEL = re.compile(r"[A-Za-z0-9._-]{1,100}")
_STATES = frozenset({"Encrypted", "NotEncrypted", "FileVault"})


def keep_timemachine(text: str) -> JSON:
    """Does it run by itself, and of each destination when its copies were made, how the last ended, are they encrypted.

    No names of disks and servers, no addresses, no paths.
    """
    said = plist(text)
    automatic = said.get("AutoBackup")
    return {
        "automatic": bool(automatic) if isinstance(automatic, bool | int) else None,
        "destinations": [_destination(one) for one in dicts(said.get("Destinations"))],
    }


def _destination(one: dict[str, JSON]) -> JSON:
    dates = one.get("SnapshotDates")
    times = [at for date in (dates if isinstance(dates, list) else []) if (at := seconds(date)) is not None]
    state = word(one.get("LastKnownEncryptionState"))
    return {
        "copies": len(times),
        "newest": max(times, default=None),
        "result": whole(one.get("RESULT")),
        "encryption": state if state in _STATES else "",
        "network": bool(word(one.get("NetworkURL"))),
    }


def keep_tools(text: str) -> JSON:
    """The names of the daemons of other backup programs."""
    labels = text.split()
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("no names of daemons")
    return sorted(labels)


QUESTIONS = (
    HostQuestion(
        id="macos.timemachine",
        operation="plutil -convert xml1 -o - /Library/Preferences/com.apple.TimeMachine.plist",
        needs="full-disk-access",
        feeds=(Backup,),
        sheet="macos/backups/backups.sh",
        keep=keep_timemachine,
        dropped=("names and addresses of disks and servers", "paths that are left out"),
    ),
    HostQuestion(
        id="macos.backup-tools",
        operation="ls /Library/LaunchDaemons (backup programs)",
        needs="",
        feeds=(Backup,),
        sheet="macos/backups/backups.sh",
        keep=keep_tools,
    ),
)
