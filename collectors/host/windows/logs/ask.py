"""The audit policy, the event logs, where they go, and the clock: what is asked and what is kept."""

import re
from typing import Final

from collectors.host.kept import number, settings
from collectors.host.question import HostQuestion
from collectors.host.windows.kept import flag, part, several, told, whole, word
from scanner.answers import JSON
from scanner.facts import Clock, Delivery, LogStore, LogTrail

_GUID = re.compile(r"\{([0-9A-Fa-f]{8})-69AE-11D9-BED3-505054503030\}", re.IGNORECASE)
_SID = re.compile(r"S-1(?:-\d{1,15}){1,15}")
_ENGLISH = {"no auditing": 0, "success": 1, "failure": 2, "success and failure": 3}
_EXEMPT: Final = 12
"""Of the setting of one account: 4, its successes are left out; 8, its failures."""
LOGS: Final = ("Security", "System", "Application")
_MODES = ("Circular", "AutoBackup", "Retain")
_NO_CLOCK = re.compile(r"0x4C4F434C", re.IGNORECASE)
"""`LOCL`: the machine's own clock is its source."""


def keep_audit(text: str) -> JSON:
    """By the first eight digits of its GUID what each subcategory records; names are in the language of Windows.

    A row of `auditpol /backup` ends with a number; one of `auditpol /get /r` has words, of which we know the English.
    """
    said: dict[str, JSON] = {}
    exempt: set[str] = set()
    for line in text.splitlines():
        cells = line.strip().split(",")
        if len(cells) < 6 or not (guid := _GUID.fullmatch(cells[3].strip())):  # noqa: PLR2004  # its columns
            continue
        value = _setting(cells)
        if _SID.fullmatch(cells[1].strip()):
            exempt |= {cells[1].strip()} if value & _EXEMPT else set()
        else:
            said[guid[1].lower()] = value
    if not said:
        raise ValueError("no audit policy")
    words = settings(text.splitlines(), {"commandline", "left"})
    return {
        "subcategories": said,
        "exempt": sorted(exempt),
        "commandline": words.get("commandline") == "1",
        "removed": words.get("left") == "0",
    }


def _setting(cells: list[str]) -> int:
    told_as = cells[6].strip() if len(cells) > 6 else ""  # noqa: PLR2004  # the seventh is its number
    found = number(told_as) if told_as else _ENGLISH.get(cells[4].strip().lower())
    if found is None or not 0 <= found < 16:  # noqa: PLR2004  # four bits
        raise ValueError("a setting that is none")
    return found


def keep_logs(text: str) -> JSON:
    """Of each log: is it on, what happens when it is full, how large it is, its oldest and its newest record."""
    found = [part(one) for one in several(told(text).get("logs"))]
    logs = {one["name"]: _log(one) for one in found if one.get("name") in LOGS}
    if logs.keys() != set(LOGS):
        raise ValueError("not all logs are told of")
    return logs


def _log(one: JSON) -> JSON:
    return {
        "state": word(one.get("state"), ("ok", "denied", "error")),
        "enabled": flag(one.get("enabled")),
        "mode": word(one.get("mode"), _MODES),
        **{field: whole(one.get(field)) for field in ("most", "size", "oldest", "newest")},
    }


def keep_forwarding(text: str) -> JSON:
    """How many collectors of events are named, and how many by TLS."""
    said = told(text)
    collectors, tls = whole(said.get("collectors")), whole(said.get("tls"))
    if collectors is None or tls is None:
        raise ValueError("no collectors")
    return {"collectors": collectors, "tls": tls}


def keep_time(text: str) -> JSON:
    """Where the time comes from, and whether the clock is in step: w32tm's first two lines, in any language."""
    head, said, tail = text.partition("exit=")
    words = settings(head.splitlines(), {"type", "peers"})
    code, *lines = tail.splitlines() or [""]
    if not said or not re.fullmatch(r"-?\d{1,11}", code):
        raise ValueError("no state of the clock")
    body: dict[str, JSON] = {
        "type": word(words.get("type"), ("NTP", "NT5DS", "AllSync", "NoSync")),
        "peers": number(words.get("peers", "")),
        "exit": int(code),
        "leap": None,
        "stratum": None,
        "own": _NO_CLOCK.search(tail) is not None,
    }
    firsts = [m for line in lines if (m := re.match(r"[^:\uff1a]{1,60}[:\uff1a]\s*(\d{1,3})\b", line))]
    if int(code) == 0 and len(firsts) > 1:
        body |= {"leap": int(firsts[0][1]), "stratum": int(firsts[1][1])}
    return body


QUESTIONS = (
    HostQuestion(
        id="windows.audit",
        operation="auditpol /backup (into a private folder in %TEMP%, removed at once); registry Policies System Audit",
        needs="administrator",
        feeds=((LogTrail, "host"), Delivery),
        sheet="windows/logs/logs.ps1",
        keep=keep_audit,
        seconds=40,
    ),
    HostQuestion(
        id="windows.event-logs",
        operation="Get-WinEvent -ListLog; the oldest and the newest record (its time only)",
        needs="administrator",
        feeds=((LogTrail, "host"), Delivery, LogStore),
        sheet="windows/logs/logs.ps1",
        keep=keep_logs,
        json=True,
        seconds=60,
        dropped=("records of the event logs (their times are kept)",),
    ),
    HostQuestion(
        id="windows.forwarding",
        operation="registry EventForwarding SubscriptionManager (how many)",
        needs="",
        feeds=(Delivery, LogStore),
        sheet="windows/logs/logs.ps1",
        keep=keep_forwarding,
        json=True,
        dropped=("addresses of collectors",),
    ),
    HostQuestion(
        id="windows.time",
        operation="registry W32Time Parameters; w32tm /query /status",
        needs="",
        feeds=(Clock,),
        sheet="windows/logs/logs.ps1",
        keep=keep_time,
        dropped=("names of time servers",),
    ),
)
