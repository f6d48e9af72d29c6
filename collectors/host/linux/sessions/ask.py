"""Sessions left open: what is asked and what is kept of shell, logind and desktop."""

import re

from collectors.host.kept import File, number, settings, shown, statements, there
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Session, SignIn

LOCKING = {
    ("org/gnome/desktop/session", "idle-delay"): "idle-delay",
    ("org/gnome/desktop/screensaver", "lock-enabled"): "lock-enabled",
    ("org/gnome/desktop/screensaver", "lock-delay"): "lock-delay",
    ("org/gnome/desktop/lockdown", "disable-lock-screen"): "disable-lock-screen",
}
_DEFAULT = re.compile(r"#default (\S+) (\S+) (?:uint32 )?(\w{1,10})")
_MADE = re.compile(r"#made ([A-Za-z0-9._-]{1,60}) (whole|stale)")
_NAME = re.compile(r"[a-z0-9-]{1,30}")
_VALUE = re.compile(r"(?:uint32\s+|int32\s+)?(\d{1,9}|true|false)")


def keep_shell(text: str) -> JSON:
    """What a login shell sets `TMOUT` to, for whom, and may it be changed; which shells people sign in to."""
    head, *parts = re.split(r"(?m)^@(as root|as ordinary|logins)\n", text)
    said = settings(head.splitlines(), {"shell", "busybox"})
    part = dict(zip(parts[::2], parts[1::2], strict=True))
    if said.get("shell") not in {"bash", "sh"} or "logins" not in part:
        raise ValueError("the login shell said nothing")
    kind = "bash" if said["shell"] == "bash" else "busybox" if said.get("busybox", "0") != "0" else "sh"
    timeouts = {name[3:]: _timeout(lines) for name, lines in part.items() if name != "logins"}
    logins = {w if _NAME.fullmatch(w) else "other" for w in part["logins"].split()}
    return {"shell": kind, "timeouts": timeouts, "logins": sorted(logins)}


def _timeout(text: str) -> JSON:
    said = settings(text.splitlines(), {"TMOUT", "readonly"})
    if "TMOUT" not in said:
        raise ValueError("the login shell said nothing")
    known = re.fullmatch(r"\d{1,9}|unset", said["TMOUT"])
    return {"tmout": said["TMOUT"] if known else "other", "readonly": said.get("readonly", "0") != "0"}


def keep_logind(text: str) -> JSON:
    """The settings of logind.conf and its drop-ins, as systemd lays them over each other."""
    files = shown("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return {
        "files": there(files),
        "settings": overlaid(files, {"StopIdleSessionSec", "IdleAction", "KillUserProcesses"}),
        "changed": number(m[1]) if (m := re.search(r"(?m)^#changed=(\d{1,12})$", text)) else None,
    }


def overlaid(files: list[File], wanted: set[str]) -> dict[str, str]:
    """What systemd makes of a configuration file and its drop-ins.

    The main file of /etc stands for the one of /usr; drop-ins come after it in the order of their names, and one in
    /etc hides one of the same name elsewhere.
    """
    mains = [f for f in files if f.state == "ok" and not f.path.rpartition("/")[0].endswith(".d")]
    main = next((f for f in mains if f.path.startswith("/etc/")), mains[-1] if mains else None)
    order = {"/usr": 0, "/run": 1, "/etc": 2}
    drops = [f for f in files if f.state == "ok" and f.path.rpartition("/")[0].endswith(".d")]
    by_name: dict[str, File] = {}
    for drop in sorted(drops, key=lambda f: order.get(f.path[:4], 0)):
        by_name[drop.path.rpartition("/")[2]] = drop
    found: dict[str, str] = settings(main.lines, wanted) if main else {}
    for name in sorted(by_name):
        found |= settings(by_name[name].lines, wanted)
    return found


def keep_desktop(text: str) -> JSON:
    """Which desktops are installed; the lock settings of the dconf databases in their order, and what is locked.

    `unmade`: databases in that order that are not, or not any more, what their files say.
    """
    head = [line for line in text.splitlines() if line.startswith("#")]
    files = shown("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    profile = next((f for f in files if f.path == "/etc/dconf/profile/user"), None)
    said = statements(profile.lines if profile else ())
    order = list(dict.fromkeys(s.partition(":")[2] for s in said if s.startswith("system-db:")))
    made = {m[1]: m[2] for line in head if (m := _MADE.fullmatch(line.strip()))}
    filed = {m[1] for f in files if (m := re.match(r"/etc/dconf/db/([^/]+)\.d/", f.path))}
    # Of two databases the first in the order stands; within one, the last file.
    places = {f"/etc/dconf/db/{db}.d": at for at, db in enumerate(reversed(order))}
    values: dict[str, str] = {}
    for file in sorted(files, key=lambda f: (places.get(f.path.rpartition("/")[0], -1), f.path)):
        if file.path.rpartition("/")[0] in places:
            values |= _dconf(file.lines)
    locks = {
        LOCKING[(path[1:].rpartition("/")[0], path.rpartition("/")[2])]
        for file in files
        if "/".join(file.path.split("/")[:5]) in places and "/locks/" in file.path
        for path in statements(file.lines)
        if (path[1:].rpartition("/")[0], path.rpartition("/")[2]) in LOCKING
    }
    return {
        "sessions": sorted({s for line in head if (s := line.removeprefix("#session ")) != line}),
        "defaults": {
            m[2]: m[3] for line in head if (m := _DEFAULT.fullmatch(line.strip())) and m[2] in LOCKING.values()
        },
        "values": values,
        "unmade": [db for db in order if made.get(db) != "whole" and (db in made or db in filed)],
        "locks": sorted(locks),
    }


def _dconf(lines: tuple[str, ...]) -> dict[str, str]:
    """The lock settings of one keyfile."""
    found, section = {}, ""
    for line in statements(lines):
        if line.startswith("["):
            section = line.strip("[] ")
            continue
        name, _, value = line.partition("=")
        key = LOCKING.get((section, name.strip()))
        if key and (said := _VALUE.fullmatch(value.strip())):
            found[key] = said[1]
        elif key:
            found[key] = "other"
    return found


QUESTIONS = (
    HostQuestion(
        id="linux.shell",
        operation="env -i bash -lic 'echo $TMOUT; readonly -p' (root: also as nobody); cut -d: -f7 /etc/passwd",
        needs="",
        feeds=((Session, "console"), (Session, "shell")),
        sheet="linux/sessions/sessions.sh",
        keep=keep_shell,
    ),
    HostQuestion(
        id="linux.logind",
        operation="cat /etc/systemd/logind.conf and its drop-ins",
        needs="",
        feeds=((Session, "console"), (Session, "shell")),
        sheet="linux/sessions/sessions.sh",
        keep=keep_logind,
    ),
    HostQuestion(
        id="linux.desktop",
        operation="cat /etc/dconf/profile/user /etc/dconf/db/* (newer?); GSETTINGS_BACKEND=memory gsettings get",
        needs="",
        feeds=((Session, "desktop"), (SignIn, "everyone")),
        sheet="linux/sessions/sessions.sh",
        keep=keep_desktop,
    ),
)
