"""Sessions left open: what is asked and what is kept of screens."""

from collectors.host.question import HostQuestion
from collectors.host.windows.kept import numbers, part, several, sid, told
from scanner.answers import JSON
from scanner.facts import Session

_SAVER = ("ScreenSaveActive", "ScreenSaverIsSecure", "ScreenSaveTimeOut")
_PROGRAM = "SCRNSAVE.EXE"


def keep_lock(text: str) -> JSON:
    """When Windows locks a screen for everyone, and how long a screen saver lets one back in unasked."""
    said = told(text)
    return {
        "system": numbers(said.get("system"), ("InactivityTimeoutSecs",)),
        "logon": numbers(said.get("logon"), ("ScreenSaverGracePeriod",)),
    }


def keep_screens(text: str) -> JSON:
    """The screen saver of each whose settings are loaded, by policy and of their own; and who was not seen."""
    said = told(text)
    seen = [part(one) for one in several(said.get("seen"))]
    return {
        "seen": [
            {"sid": sid(o.get("sid")), "policy": _saver(o.get("policy")), "own": _saver(o.get("own"))} for o in seen
        ],
        "unseen": sorted(map(sid, several(said.get("unseen")))),
    }


def _saver(value: JSON) -> dict[str, JSON]:
    said = numbers(value, _SAVER)
    if (program := part(value).get(_PROGRAM)) is not None:
        said["program"] = program == "True"
    return said


QUESTIONS = (
    HostQuestion(
        id="windows.lock",
        operation="registry Policies System InactivityTimeoutSecs, Winlogon ScreenSaverGracePeriod",
        needs="",
        feeds=((Session, "desktop"),),
        sheet="windows/sessions/sessions.ps1",
        keep=keep_lock,
        json=True,
    ),
    HostQuestion(
        id="windows.screens",
        operation="registry ProfileList; HKU Control Panel Desktop and its policy, of those that are loaded",
        needs="administrator",
        feeds=((Session, "desktop"),),
        sheet="windows/sessions/sessions.ps1",
        keep=keep_screens,
        json=True,
        dropped=("which screen saver it is",),
    ),
)
