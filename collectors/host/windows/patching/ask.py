"""Updates, and whether they install themselves: what is asked and what is kept."""

import re

from collectors.host.kept import day
from collectors.host.question import HostQuestion
from collectors.host.windows.kept import flag, numbers, part, several, told, whole, word
from scanner.answers import JSON
from scanner.facts import Fixes, Release

_SEVERITIES = ("Critical", "Important", "Moderate", "Low", "Unspecified", "")
_FIX = re.compile(r"KB\d{4,9}")


def keep_updates(text: str) -> JSON:
    """The updates that are not installed, as the last search found them."""
    found = told(text).get("open")
    return {"open": [_update(part(one)) for one in several(found)]}


def _update(one: JSON) -> JSON:
    security = flag(one.get("security"))
    if security is None:
        raise ValueError("no update")
    return {
        "kb": [k for k in several(one.get("kb")) if isinstance(k, str) and _FIX.fullmatch(k)],
        "severity": word(one.get("severity"), _SEVERITIES),
        "security": security,
        "published": whole(one.get("published")),
    }


def keep_state(text: str) -> JSON:
    """The policy of updates, when the last search and the last installation succeeded, the fixes that are there."""
    said = told(text)
    if flag(said.get("told")) is None:
        raise ValueError("no state of updates")
    return {
        "policy": numbers(said.get("policy"), ("NoAutoUpdate", "AUOptions", "UseWUServer")),
        "access": numbers(said.get("access"), ("DisableWindowsUpdateAccess", "DeferQualityUpdatesPeriodInDays")),
        "own": numbers(said.get("own"), ("AUOptions",)),
        "paused": day(str(part(said.get("paused")).get("PauseUpdatesExpiryTime", ""))),
        "restart": flag(said.get("restart")) is not False,
        "told": flag(said.get("told")),
        "searched": whole(said.get("searched")),
        "installed": whole(said.get("installed")),
        "fixes": sorted({f for f in several(said.get("fixes")) if isinstance(f, str) and _FIX.fullmatch(f)}),
    }


QUESTIONS = (
    HostQuestion(
        id="windows.updates",
        operation="Microsoft.Update.Session: Search IsInstalled=0, of what the last search found (nothing is sent)",
        needs="",
        feeds=(Fixes,),
        sheet="windows/patching/patching.ps1",
        keep=keep_updates,
        json=True,
        most=1_000_000,
        seconds=90,
    ),
    HostQuestion(
        id="windows.update-state",
        operation="registry WindowsUpdate AU; Microsoft.Update.AutoUpdate Results; Win32_QuickFixEngineering HotFixID",
        needs="",
        feeds=(Release, Fixes),
        sheet="windows/patching/patching.ps1",
        keep=keep_state,
        json=True,
        seconds=60,
    ),
)
