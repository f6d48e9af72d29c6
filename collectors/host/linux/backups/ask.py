"""Backups: what is asked and what is kept."""

import re
from collections.abc import Iterator

from collectors.host.kept import day, number
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Backup

_WORD = re.compile(r"[A-Za-z0-9@_.:\\-]{1,128}")
_HOUR = re.compile(r" (?:[01]\d|2[0-3]):[0-5]\d$")
_STATE = re.compile(r"\b(?:Success|Warning|Failed|Running|Stopped)\b")
_SPAN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d\s+(\d{4}-\d\d-\d\d \d\d:\d\d)\s*$")


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
            case ["veeam", *_]:
                body["veeam"] += _session(line)
    return body


def _session(line: str) -> Iterator[JSON]:
    """How a session ended, and when: the last two columns are its times."""
    span = _SPAN.search(line)
    state = _STATE.search(line, 0, span.start()) if span else None
    if span and state and day(span[1]) and _HOUR.search(span[1]):
        yield {"state": state[0], "finished": span[1]}


QUESTIONS = (
    HostQuestion(
        id="linux.backup",
        operation="command -v restic ...; systemctl list-unit-files, show (tool only); veeamconfig session list",
        needs="",
        feeds=(Backup,),
        sheet="linux/backups/backups.sh",
        keep=keep_backup,
        dropped=("command lines and repositories",),
    ),
)
