"""The screens of workstations: when each desktop locks, and what it takes to come back."""

import re
from collections.abc import Iterator, Mapping

from collectors.host.host import Host
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Session

_DCONF = "in /etc/dconf/db/local.d/00-lock, the keys also in locks/; /etc/dconf/profile/user names local; dconf update"
KINDS = {
    "linux.desktop": Kind(
        "desktop session",
        ((Session, "desktop"),),
        {
            "workstation-lock.idle-locks": f"[org/gnome/desktop/session] idle-delay=uint32 900 {_DCONF}.",
            "workstation-lock.password-on-return": "[org/gnome/desktop/screensaver] lock-enabled=true,"
            " lock-delay=uint32 0"
            f" {_DCONF}.",
            "automatic-logoff.enforced": "List idle-delay, lock-enabled, lock-delay and"
            " /org/gnome/desktop/lockdown/disable-lock-screen in /etc/dconf/db/local.d/locks/; dconf update.",
        },
    ),
}
_GNOME = re.compile(r"gnome|ubuntu|pop\b")
_FAMILY = re.compile(r"[a-z]+?(?=-?(?:wayland|x11|xorg)|[^a-z]|$)")
"""`plasma.desktop`, `plasmawayland.desktop` and `plasmax11.desktop` are one desktop."""
_FIXED = {"idle-delay", "lock-enabled", "lock-delay", "disable-lock-screen"}


def read_desktops(host: Host) -> Iterator[Fact]:
    """A `Session` for each desktop that a person can choose; of the others than GNOME nothing is asked."""
    desktop = host.ask("linux.desktop")
    if not desktop.good:
        yield from host.gap("linux.desktop", desktop, (Session, "desktop"))
    if not desktop.ok:
        return
    sessions: list[str] = desktop.body["sessions"]
    if any(_GNOME.match(s) for s in sessions):
        yield _gnome(host, desktop)
    for name in sorted({_family(s) for s in sessions if not _GNOME.match(s)}):
        yield _other(host, name, desktop)


def _family(session: str) -> str:
    stem = session.removesuffix(".desktop").lower()
    return m[0] if (m := _FAMILY.match(stem)) else stem


def _other(host: Host, name: str, desktop: Got) -> Session:
    why = unclear(desktop, f"{name}: a desktop that is not GNOME, whose settings are not asked")
    return Session(
        **host.fact("linux.desktop", f"desktop/{name}", desktop),
        surface="desktop",
        idle_seconds=None,
        on_idle=None,
        max_seconds=None,
        enforced=None,
        reauth_seconds=None,
        unread=unread(idle_seconds=why, on_idle=why, max_seconds=NOT_ASKED, enforced=why, reauth_seconds=why),
    )


def _gnome(host: Host, desktop: Got) -> Session:
    body = desktop.body
    why = _doubt(body, desktop)
    said: Mapping[str, str] = {**body["defaults"], **body["values"]}
    locks = said.get("lock-enabled") == "true" and said.get("disable-lock-screen", "false") == "false"
    return Session(
        **host.fact("linux.desktop", "desktop", desktop),
        surface="desktop",
        idle_seconds=None if why else (int(said["idle-delay"]) or FOREVER) if locks else FOREVER,
        on_idle=None if why else "locks",
        max_seconds=None,
        enforced=None if why else _FIXED.issubset(body["locks"]),
        reauth_seconds=None if why else int(said["lock-delay"]) if locks else FOREVER,
        unread=(
            *unread(max_seconds=NOT_ASKED),
            *(unread(idle_seconds=why, on_idle=why, enforced=why, reauth_seconds=why) if why else ()),
        ),
    )


def _doubt(body: Mapping[str, JSON], desktop: Got) -> Got | None:
    """Why the settings of GNOME are not known, if so."""
    if body["unmade"]:
        return unclear(desktop, f"dconf update was not run since {', '.join(body['unmade'])} was changed")
    said: Mapping[str, str] = {**body["defaults"], **body["values"]}
    numbers = all(said.get(key, "").isdecimal() for key in ("idle-delay", "lock-delay"))
    switches = {said.get("lock-enabled", ""), said.get("disable-lock-screen", "false")} <= {"true", "false"}
    return None if numbers and switches else unclear(desktop, "no GNOME settings")
