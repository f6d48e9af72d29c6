"""The clock that stamps the logs."""

from collections.abc import Iterator
from datetime import datetime

from collectors.host.host import Host, moment, unanswered
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Clock, Fact

KINDS = {
    "macos.clock": Kind(
        "clock",
        (Clock,),
        {"audit-logging.clock-right": "systemsetup -setusingnetworktime on (System Settings, General, Date & Time)."},
        always=True,
    ),
}
_FAR = 300
"""Seconds that the Mac's clock may be off ours: a run takes some, ours may be wrong by more."""


def read_clock(host: Host) -> Iterator[Fact]:
    """Does it follow a server. macOS does not tell how well it does: its time is laid beside ours."""
    time = host.ask("macos.time")
    state, why = _state(host, time)
    sources = None if state is None else int(state)
    yield Clock(
        **host.fact("macos.clock", "clock", time),
        synchronised=state,
        sources=sources,
        authenticated=False if time.ok else None,
        unread=(
            *(unread(synchronised=why, sources=why) if state is None else ()),
            *(unread(authenticated=why) if not time.ok else ()),
        ),
    )


def _state(host: Host, time: Got) -> tuple[bool | None, Got]:
    if not time.ok:
        return None, unanswered(time)
    if not time.body["network"]:
        return False, time
    if not time.body["server"] or not time.body["timed"]:
        return None, unclear(time, "network time is on, but no server or no timed was seen")
    off = _off(host)
    if off is None or off > _FAR:
        far = "its own time is not told" if off is None else f"its time is {off // 60} min off ours"
        return None, unclear(host.machine, f"network time is on; {far}")
    return True, time


def _off(host: Host) -> int | None:
    try:
        own = datetime.fromisoformat(host.about["clock"])
        return abs(int((own - moment(host.machine.asked)).total_seconds()))
    except (ValueError, TypeError):
        return None
