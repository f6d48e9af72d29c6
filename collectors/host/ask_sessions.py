"""Sessions left open: what is asked and what is kept of shell, logind and desktop."""

import re

from collectors.host.kept import File, settings, shown, statements, there
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Session, SignIn

LOCKING = {
    ("org/gnome/desktop/session", "idle-delay"): "idle-delay",
    ("org/gnome/desktop/screensaver", "lock-enabled"): "lock-enabled",
    ("org/gnome/desktop/screensaver", "lock-delay"): "lock-delay",
}
_DEFAULT = re.compile(r"#default (\S+) (\S+) (?:uint32 )?(\w{1,10})")
_VALUE = re.compile(r"(?:uint32\s+|int32\s+)?(\d{1,9}|true|false)")


def keep_shell(text: str) -> JSON:
    """What a login shell sets `TMOUT` to, and whether it may be changed."""
    said = settings(text.splitlines(), {"shell", "TMOUT", "readonly", "busybox"})
    if "TMOUT" not in said or said.get("shell") not in {"bash", "sh"}:
        raise ValueError("the login shell said nothing")
    timeout = said["TMOUT"] if re.fullmatch(r"\d{1,9}|unset", said["TMOUT"]) else "other"
    return {
        "shell": said["shell"],
        "tmout": timeout,
        "readonly": said.get("readonly", "0") != "0",
        "honours": said["shell"] == "bash" or said.get("busybox", "0") != "0",
    }


def keep_logind(text: str) -> JSON:
    """The settings of logind.conf and its drop-ins, as systemd lays them over each other."""
    files = shown(text)
    return {
        "files": there(files),
        "settings": overlaid(files, {"StopIdleSessionSec", "IdleAction", "KillUserProcesses"}),
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
    """Which desktops are installed; the lock settings of the dconf databases in their order, and what is locked."""
    head = [line for line in text.splitlines() if line.startswith("#")]
    files = shown("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    profile = next((f for f in files if f.path == "/etc/dconf/profile/user"), None)
    order = [s.partition(":")[2] for s in statements(profile.lines if profile else ()) if s.startswith("system-db:")]
    values: dict[str, str] = {}
    for db in reversed(order):
        for file in sorted(
            (f for f in files if f.path.rpartition("/")[0] == f"/etc/dconf/db/{db}.d"), key=lambda f: f.path
        ):
            values |= _dconf(file.lines)
    locks = {
        LOCKING[(path[1:].rpartition("/")[0], path.rpartition("/")[2])]
        for file in files
        if any(file.path.startswith(f"/etc/dconf/db/{db}.d/locks/") for db in order)
        for path in statements(file.lines)
        if (path[1:].rpartition("/")[0], path.rpartition("/")[2]) in LOCKING
    }
    return {
        "sessions": sorted({s for line in head if (s := line.removeprefix("#session ")) != line}),
        "defaults": {
            m[2]: m[3] for line in head if (m := _DEFAULT.fullmatch(line.strip())) and m[2] in LOCKING.values()
        },
        "values": values,
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
        operation="env -i bash -lic 'echo $TMOUT; readonly -p'",
        needs="",
        feeds=(Session,),
        sheet="sessions.sh",
        keep=keep_shell,
    ),
    HostQuestion(
        id="linux.logind",
        operation="cat /etc/systemd/logind.conf and its drop-ins",
        needs="",
        feeds=(Session,),
        sheet="sessions.sh",
        keep=keep_logind,
    ),
    HostQuestion(
        id="linux.desktop",
        operation="cat /etc/dconf/profile/user /etc/dconf/db/*.d/*; GSETTINGS_BACKEND=memory gsettings get",
        needs="",
        feeds=(Session, SignIn),
        sheet="sessions.sh",
        keep=keep_desktop,
    ),
)
