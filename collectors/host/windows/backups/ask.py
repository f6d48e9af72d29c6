"""Backups of this machine, as far as it can tell itself: what is asked and what is kept."""

import re

from collectors.host.question import HostQuestion
from collectors.host.windows.kept import flag, part, several, told, whole
from scanner.answers import JSON
from scanner.facts import Backup

_RESULT = re.compile(r"-?\d{1,10}")


def keep_backup(text: str) -> JSON:
    """When Windows Server Backup and Veeam's agent last ended and how; snapshots on the same disks; File History."""
    said = told(text)
    summary = part(said.get("summary"))
    denied, snapshots = flag(said.get("denied")), whole(said.get("snapshots"))
    if denied is None or snapshots is None:
        raise ValueError("no state of backups")
    return {
        "summary": _summary(summary) if summary else None,
        "veeam": [
            {"at": whole(e.get("at")), "level": whole(e.get("level"))} for e in map(part, several(said.get("veeam")))
        ],
        "snapshots": snapshots,
        "history": flag(said.get("history")) is True,
        "denied": denied,
    }


def _summary(one: JSON) -> JSON:
    result = str(one.get("result"))
    body = {field: whole(one.get(field)) for field in ("success", "last", "next", "versions")}
    return {**body, "result": int(result) if _RESULT.fullmatch(result) else None}


QUESTIONS = (
    HostQuestion(
        id="windows.backup",
        operation="Get-WBSummary; event log Veeam Agent, id 190 (times and levels); Win32_ShadowCopy (how many)",
        needs="administrator",
        feeds=(Backup,),
        sheet="windows/backups/backups.ps1",
        keep=keep_backup,
        json=True,
        seconds=60,
        dropped=("where backups go, and what they said",),
    ),
)
