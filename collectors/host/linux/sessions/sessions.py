"""What happens to a session that nobody uses: at the console and over SSH."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from collectors.host.host import Host
from collectors.host.linux.doors.ssh import doubt, in_use, on, shell_limit, sshd_of
from collectors.host.linux.machine.host import Units
from collectors.host.linux.sessions.shells import Limit, limit_of
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Session

_TMOUT = "`readonly TMOUT=600; export TMOUT` in /etc/profile.d/tmout.sh"
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
}
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
    """Console and SSH sessions, with whatever ends them folded into one limit."""
    shell, logind, sshd = host.ask("linux.shell"), host.ask("linux.logind"), sshd_of(host)
    units = host.ask("linux.units")
    both = [limit_of(shell), _logind(logind, Units(units), host.about)]
    yield _session(host, "linux.console", "console", "console", both, shell, logind)
    if not sshd.good:
        yield from host.gap("linux.sshd", sshd, (Session, "shell"))
    if sshd.ok and (on(sshd, Units(units)) or not units.good):
        yield _session(host, "linux.sshd", "sshd", "shell", [*both, _channels(sshd, Units(units))], shell, logind, sshd)


def _logind(logind: Got, units: Units, about: Mapping[str, JSON]) -> Limit | Got:
    if not logind.good:
        return logind
    stops = about["systemd"] >= _STOPS_IDLE or about["systemd"] == _BACKPORTED
    said = (logind.body or {}).get("settings", {}).get("StopIdleSessionSec", "")
    if not logind.ok or not said or not stops:
        return FOREVER, True
    if late := units.outdated(logind.body["changed"], "systemd-logind.service"):
        return late
    seconds = spanned(said)
    return (seconds, True) if seconds is not None else unclear(logind, "StopIdleSessionSec is no time span")


def _channels(sshd: Got, units: Units) -> Limit | Got:
    """`ChannelTimeout session:*=10m` ends idle shells; ClientAlive ends dead peers only and says nothing here.

    Of several daemons the one counts that waits longest.
    """
    used = in_use(sshd, units)
    limits = [shell_limit(one["everyone"], sshd.body["version"]) for one in used]
    if any(seconds is None for seconds, _ in limits):
        return unclear(sshd, "ChannelTimeout is no time span")
    unsure = doubt(sshd, units, used, {"channeltimeout"})
    if unsure or not limits:
        return unsure or unclear(sshd, "no daemon could be asked")
    return max(seconds for seconds, _ in limits if seconds is not None), all(fixed for _, fixed in limits)


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
