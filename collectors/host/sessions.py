"""What happens to a session that nobody uses: at the console, over SSH, on the desktop."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from collectors.host.machine import Host, Units, unanswered
from collectors.host.ssh import on
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Session

_TMOUT = "`readonly TMOUT=600; export TMOUT` in /etc/profile.d/tmout.sh"
_DCONF = "in /etc/dconf/db/local.d/00-lock, the keys also in locks/; /etc/dconf/profile/user names local; dconf update"
KINDS = {
    "linux.console": Kind(
        "console session",
        ((Session, "console"),),
        {
            "automatic-logoff.idle-ends": f"{_TMOUT}; with systemd 252 and later (RHEL 8 and 9 as well)"
            " `StopIdleSessionSec=600` in /etc/systemd/logind.conf.d/idle.conf.",
            "automatic-logoff.enforced": f"{_TMOUT}: readonly is what keeps people from unsetting it.",
        },
        always=True,
    ),
    "linux.desktop": Kind(
        "desktop session",
        ((Session, "desktop"),),
        {
            "workstation-lock.idle-locks": f"[org/gnome/desktop/session] idle-delay=uint32 900 {_DCONF}.",
            "workstation-lock.password-on-return": "[org/gnome/desktop/screensaver] lock-enabled=true,"
            " lock-delay=uint32 0"
            f" {_DCONF}.",
            "automatic-logoff.enforced": "List idle-delay, lock-enabled and lock-delay in"
            " /etc/dconf/db/local.d/locks/.",
        },
    ),
}
Limit = tuple[int, bool]
"""Seconds until an idle session ends, and whether the person cannot change it."""
_UNITS = {
    **dict.fromkeys(("", "s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86400),
    **dict.fromkeys(("w", "week", "weeks"), 604800),
    **dict.fromkeys(("M", "month", "months"), 2629800),
    **dict.fromkeys(("y", "year", "years"), 31557600),
}
_SPAN = re.compile(r"(\d{1,9})\s*([A-Za-z]*)\s*")
_STOPS_IDLE = 252
"""systemd has `StopIdleSessionSec` since 252; RHEL 8 has it in its 239."""
_BACKPORTED = 239


def spanned(text: str) -> int | None:
    """Seconds of a systemd time span, `15min 30s`; FOREVER for `infinity` and 0; None if it is none."""
    said = text.strip()
    if said in {"infinity", "0", ""}:
        return FOREVER
    parts = _SPAN.findall(said)
    whole = "".join(f"{n}{u}" for n, u in parts) == re.sub(r"\s", "", said)
    sizes = [_UNITS.get(unit) for _, unit in parts]
    if not whole or None in sizes:
        return None
    return sum(int(n) * size for (n, _), size in zip(parts, sizes, strict=True) if size) or FOREVER


def read_sessions(host: Host) -> Iterator[Fact]:
    """Console, SSH and desktop sessions, with whatever ends them folded into one limit."""
    shell, logind, sshd = host.ask("linux.shell"), host.ask("linux.logind"), host.ask("linux.sshd")
    both = [_shell(shell), _logind(logind, host.about)]
    yield _session(host, "linux.console", "console", "console", both, shell, logind)
    if not sshd.good:
        yield from host.gap("linux.sshd", sshd, (Session, "shell"))
    units = host.ask("linux.units")
    if sshd.ok and (on(sshd, Units(units)) or not units.good):
        yield _session(host, "linux.sshd", "sshd", "shell", [*both, _channels(sshd)], shell, logind, sshd)
    yield from _desktop(host)


def _shell(shell: Got) -> Limit | Got:
    if not shell.ok:
        return unanswered(shell)
    said = shell.body["tmout"]
    if said == "other":
        return unclear(shell, "TMOUT is no number")
    if not shell.body["honours"] or said in {"unset", "0"}:
        return FOREVER, False
    return int(said), bool(shell.body["readonly"])


def _logind(logind: Got, about: Mapping[str, JSON]) -> Limit | Got:
    if not logind.good:
        return logind
    stops = about["systemd"] >= _STOPS_IDLE or about["systemd"] == _BACKPORTED
    said = (logind.body or {}).get("settings", {}).get("StopIdleSessionSec", "")
    if not logind.ok or not said or not stops:
        return FOREVER, True
    seconds = spanned(said)
    return (seconds, True) if seconds is not None else unclear(logind, "StopIdleSessionSec is no time span")


def _channels(sshd: Got) -> Limit | Got:
    """`ChannelTimeout session=15m` ends idle sessions; ClientAlive ends dead peers only and says nothing here."""
    for word in str(sshd.body["everyone"].get("channeltimeout", "none")).split():
        kind, _, span = word.partition("=")
        if kind in {"session", "session:*", "session:shell", "session*", "*", "global"}:
            seconds = spanned(span)
            return (seconds, True) if seconds is not None else unclear(sshd, "ChannelTimeout is no time span")
    return FOREVER, True


def _session(
    host: Host, kind: str, part: str, surface: Literal["console", "shell"], limits: list[Limit | Got], *gots: Got
) -> Session:
    """The limit that holds: the shortest of those nobody can change; where there is none, the shortest of all."""
    known = [limit for limit in limits if not isinstance(limit, Got)]
    why = next((limit for limit in limits if isinstance(limit, Got)), None)
    fixed = [limit for limit in known if limit[1] and limit[0] != FOREVER]
    seconds, _ = min(fixed or known, default=(FOREVER, False))
    # A limit that was seen holds, whatever the others would say; that there is none takes all of them.
    lost = why if seconds == FOREVER else None
    return Session(
        **host.fact(kind, part, *gots),
        surface=surface,
        idle_seconds=None if lost else seconds,
        on_idle="ends",
        max_seconds=FOREVER,
        enforced=bool(fixed) if fixed or not why else None,
        reauth_seconds=0,
        unread=(*(unread(idle_seconds=lost) if lost else ()), *(unread(enforced=why) if why and not fixed else ())),
    )


def _desktop(host: Host) -> Iterator[Fact]:
    desktop = host.ask("linux.desktop")
    if not desktop.good:
        yield from host.gap("linux.desktop", desktop, (Session, "desktop"))
    if not desktop.ok:
        return
    body = desktop.body
    said: dict[str, str] = {**body["defaults"], **body["values"]}
    gnome = any(re.match(r"gnome|ubuntu", s) for s in body["sessions"])
    others = [s for s in body["sessions"] if not re.match(r"gnome|ubuntu", s)]
    delay, enabled, grace = (said.get(k, "") for k in ("idle-delay", "lock-enabled", "lock-delay"))
    clear = gnome and delay.isdecimal() and enabled in {"true", "false"} and grace.isdecimal()
    why = unclear(desktop, "no GNOME settings" if gnome else f"a desktop that is not GNOME: {', '.join(others)}")
    locks = enabled == "true"
    yield Session(
        **host.fact("linux.desktop", "desktop", desktop),
        surface="desktop",
        idle_seconds=(int(delay) or FOREVER if locks else FOREVER) if clear else None,
        on_idle="locks" if clear else None,
        max_seconds=None,
        enforced=len(body["locks"]) == len(said) if clear else None,
        reauth_seconds=(int(grace) if locks else FOREVER) if clear else None,
        unread=(
            *unread(max_seconds=NOT_ASKED),
            *(() if clear else unread(idle_seconds=why, on_idle=why, enforced=why, reauth_seconds=why)),
        ),
    )
