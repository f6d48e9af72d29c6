"""Sessions left open: what is asked and what is kept of the screens and of the shells."""

import re

from collectors.host.kept import settings
from collectors.host.macos.plists import layers, number
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Session

_LOCK = re.compile(r"is off|delay is (?:(immediate)|(-?\d{1,9})(?:\.\d+)? seconds?)")
_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
_SHELL = re.compile(r"[a-z0-9-]{1,30}")
OFF = -1
"""Of a lock: it is off."""


def keep_screen(text: str) -> JSON:
    """For each person what is set by whom, and their lock in seconds; when the display goes to sleep, in minutes."""
    people, found, power = text.partition("@power\n")
    if not found:
        raise ValueError("the list of people is not whole")
    _, *parts = re.split(r"(?m)^@(?=user |odd$)", people)
    users = [part for part in parts if part.startswith("user ")]
    named = [(head.removeprefix("user "), rest) for head, _, rest in (part.partition("\n") for part in users)]
    sleeps = [number(line.removeprefix("displaysleep=")) for line in power.splitlines() if line]
    return {
        "people": {name: _person(rest) for name, rest in named if _NAME.fullmatch(name)},
        "odd": len(parts) != sum(1 for name, _ in named if _NAME.fullmatch(name)),
        "displaysleep": sleeps if None not in sleeps else [],
    }


def _person(text: str) -> JSON:
    lines = text.splitlines()
    lock = next((line.removeprefix("lock=") for line in lines if line.startswith("lock=")), "")
    told = layers([line for line in lines if not line.startswith("lock=")], _KEYS)
    return {"set": told, "lock": _seconds(lock)}


_KEYS = frozenset({"idleTime", "askForPassword", "askForPasswordDelay"})


def _seconds(said: str) -> int | None:
    found = _LOCK.fullmatch(said.strip())
    if not found:
        return None
    after = 0 if found[1] else int(found[2]) if found[2] else OFF
    return max(after, OFF)


def keep_shell(text: str) -> JSON:
    """What each login shell sets `TMOUT` to, and may it be changed; which shells people sign in to."""
    _, *parts = re.split(r"(?m)^@(zsh|bash|logins)\n", text)
    part = dict(zip(parts[::2], parts[1::2], strict=True))
    if "logins" not in part:
        raise ValueError("the shells of people are not told")
    logins = {w if _SHELL.fullmatch(w) else "other" for w in part["logins"].split()}
    limits = {name: one for name in ("zsh", "bash") if name in part and (one := _timeout(part[name]))}
    return {"timeouts": limits, "logins": sorted(logins)}


def _timeout(text: str) -> JSON:
    """Nothing where the shell said nothing."""
    said = settings(text.splitlines(), {"TMOUT", "readonly"})
    if "TMOUT" not in said:
        return None
    tmout = (
        said["TMOUT"] if re.fullmatch(r"\d{1,9}", said["TMOUT"]) else "" if said["TMOUT"] in {"", "unset"} else "other"
    )
    return {"tmout": tmout or "unset", "readonly": said.get("readonly", "0") != "0"}


QUESTIONS = (
    HostQuestion(
        id="macos.screen",
        operation="defaults read com.apple.screensaver; sysadminctl -screenLock status (each person); pmset -g custom",
        needs="",
        feeds=((Session, "desktop"),),
        sheet="macos/sessions/sessions.sh",
        keep=keep_screen,
        seconds=40,
    ),
    HostQuestion(
        id="macos.shell",
        operation="zsh -lic 'echo $TMOUT' and bash (root: as nobody); dscl . -list /Users UserShell",
        needs="",
        feeds=((Session, "shell"),),
        sheet="macos/sessions/sessions.sh",
        keep=keep_shell,
    ),
)
