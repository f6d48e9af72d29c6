"""What cron and the timers of systemd start: what is asked and what is kept."""

import re

from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Backup, Definitions, Detector, Guard

_UNIT = re.compile(r"[A-Za-z0-9@_.:\\-]{1,128}")
_TOOL = re.compile(r"[a-z-]{1,40}")


def keep_cron(text: str) -> JSON:
    """Does cron run; which known tools it starts, and from which folder."""
    rows = (line.split() for line in text.splitlines() if line.startswith("cron "))
    pairs = {(row[2], row[1]) for row in rows if len(row) == 3}  # noqa: PLR2004  # cron FOLDER TOOL
    starts = [{"tool": tool, "folder": folder} for tool, folder in sorted(pairs) if _TOOL.fullmatch(tool)]
    return {"running": "running=yes" in text.splitlines(), "starts": starts}


def keep_timers(text: str) -> JSON:
    """Which known tools the timers that wait now start, and by which service."""
    rows = (line.split() for line in text.splitlines() if line.startswith("timer "))
    pairs = {(row[2], row[1]) for row in rows if len(row) == 3}  # noqa: PLR2004  # timer SERVICE TOOL
    return [
        {"tool": tool, "unit": unit} for tool, unit in sorted(pairs) if _TOOL.fullmatch(tool) and _UNIT.fullmatch(unit)
    ]


QUESTIONS = (
    HostQuestion(
        id="linux.cron",
        operation="grep -ow (names of tools) /etc/crontab /etc/cron.*/* /var/spool/cron/* and the scripts they call",
        needs="root",
        feeds=(Backup, (Guard, "silent-file-change"), (Detector, "malware"), Definitions),
        sheet="linux/schedule/schedule.sh",
        keep=keep_cron,
        dropped=("command lines",),
    ),
    HostQuestion(
        id="linux.timers",
        operation="systemctl show -p Triggers, ExecStart (names of tools) of the active timers",
        needs="",
        feeds=(Backup, (Guard, "silent-file-change"), (Detector, "malware"), Definitions),
        sheet="linux/schedule/schedule.sh",
        keep=keep_timers,
        dropped=("command lines",),
    ),
)
