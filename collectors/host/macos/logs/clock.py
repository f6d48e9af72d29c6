"""The clock that stamps the logs."""

from collections.abc import Iterator

from collectors.host.host import Host, unanswered
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


def read_clock(host: Host) -> Iterator[Fact]:
    """Does it follow a server; macOS does not tell how well it does."""
    time = host.ask("macos.time")
    state, why = _state(time)
    sources = None if state is None else int(state)
    yield Clock(
        **host.fact("macos.clock", "clock", time),
        synchronised=state,
        sources=sources,
        authenticated=False if time.ok else None,
        off_seconds=host.off,
        stamps=True,
        unread=(
            *unread(off_seconds=host.no_time),
            *(unread(synchronised=why, sources=why) if state is None else ()),
            *(unread(authenticated=why) if not time.ok else ()),
        ),
    )


def _state(time: Got) -> tuple[bool | None, Got]:
    if not time.ok:
        return None, unanswered(time)
    if not time.body["network"]:
        return False, time
    if not time.body["server"] or not time.body["timed"]:
        return None, unclear(time, "network time is on, but no server or no timed was seen")
    return True, time
