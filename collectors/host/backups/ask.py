"""Backups and what cron starts: what is asked and what is kept."""

import re

from collectors.host.kept import number
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Backup, Detector, Guard, Release

_WORD = re.compile(r"[A-Za-z0-9@_.:\\-]{1,128}")
_SESSION = re.compile(
    r"\b(Success|Warning|Failed|Running|Stopped)\b(?:.*?)(\d{4}-\d\d-\d\d \d\d:\d\d)\s+(\d{4}-\d\d-\d\d \d\d:\d\d)\s*$"
)


def keep_backup(text: str) -> JSON:
    """Which tools are installed, which units start them, and what their own state says of the last copy."""
    body: dict[str, JSON] = {"tools": [], "units": {}, "newest": {}, "veeam": []}
    for line in text.splitlines():
        match line.split():
            case ["tool", tool] if _WORD.fullmatch(tool):
                body["tools"].append(tool)
            case ["unit", unit, tool] if _WORD.fullmatch(unit) and _WORD.fullmatch(tool):
                body["units"][unit] = tool
            case ["state", tool, seconds] if _WORD.fullmatch(tool) and (when := number(seconds)) is not None:
                body["newest"][tool] = max(when, body["newest"].get(tool, when))
            case ["veeam", *_] if session := _SESSION.search(line):
                body["veeam"].append({"state": session[1], "finished": session[3]})
    return body


def keep_cron(text: str) -> JSON:
    """Which known tools cron starts, and from which folder."""
    rows = (line.split() for line in text.splitlines() if line.startswith("cron "))
    pairs = {(row[2], row[1]) for row in rows if len(row) == 3}  # noqa: PLR2004  # cron FOLDER TOOL
    return [{"tool": tool, "folder": folder} for tool, folder in sorted(pairs)]


QUESTIONS = (
    HostQuestion(
        id="linux.backup",
        operation="command -v restic borg ...; systemctl show -p ExecStart (tool only); veeamconfig session list",
        needs="",
        feeds=(Backup,),
        sheet="backups.sh",
        keep=keep_backup,
        dropped=("command lines and repositories",),
    ),
    HostQuestion(
        id="linux.cron",
        operation="grep -ow (names of tools) /etc/crontab /etc/cron.*/* /var/spool/cron/*",
        needs="root",
        feeds=(Backup, Guard, Detector, Release),
        sheet="backups.sh",
        keep=keep_cron,
        dropped=("command lines",),
    ),
)
