"""Remote desktops that nobody uses."""

from collections.abc import Iterator
from typing import Literal

from collectors.host.host import Host
from collectors.host.windows.channels.rdp import on, setting
from collectors.host.windows.kept import number
from scanner.answers import Got
from scanner.facts import FOREVER, Fact, Session

_LIMIT = "MaxIdleTime"


def read_remote(host: Host) -> Iterator[Fact]:
    """The limit of an idle session, with what happens to it then; where they are off there is none.

    What the limits are of stands in `windows.rdp`, which tells that it failed, too.
    """
    rdp = host.ask("windows.rdp")
    if not rdp.ok or on(host, rdp) is False:
        return
    seconds, then = _idle(rdp)
    policy = number(rdp.body["policy"], _LIMIT) is not None
    yield Session(
        **host.fact("windows.rdp", "rdp", rdp, host.ask("windows.services")),
        surface="remote-access",
        idle_seconds=seconds,
        on_idle=then,
        max_seconds=_seconds(rdp, "MaxConnectionTime"),
        enforced=policy,
        reauth_seconds=0,
    )


def _idle(rdp: Got) -> tuple[int, Literal["ends", "disconnects"]]:
    """An idle session is disconnected, and lives on until a second limit ends it: both together."""
    idle = _seconds(rdp, _LIMIT)
    if idle == FOREVER or setting(rdp, "fResetBroken") == 1:
        return idle, "ends"
    after = _seconds(rdp, "MaxDisconnectionTime")
    return (idle, "disconnects") if after == FOREVER else (idle + after, "ends")


def _seconds(rdp: Got, name: str) -> int:
    """Milliseconds, and 0 is never."""
    found = setting(rdp, name) or 0
    return -(-found // 1000) if found > 0 else FOREVER
