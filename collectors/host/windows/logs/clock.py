"""The clock that stamps the logs."""

from collections.abc import Iterator

from collectors.host.host import Host
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Clock, Fact

KINDS = {
    "windows.clock": Kind(
        "clock",
        (Clock,),
        {
            "audit-logging.clock-right": "w32tm /config /syncfromflags:domhier /update (outside a domain:"
            " /manualpeerlist); Start-Service W32Time; w32tm /resync"
        },
        always=True,
    ),
}
_DENIED = -2147024891
_NOT_STARTED = -2147023834
_NOT_IN_STEP = 3
_LAST_STRATUM = 15


def read_clock(host: Host) -> Iterator[Fact]:
    """Is it in step, and with whom; of several servers w32time follows one at a time."""
    time = host.ask("windows.time")
    common = host.fact("windows.clock", "clock", time)
    in_step, why = _in_step(time)
    kind = time.body["type"] if time.ok else "NoSync"
    yield Clock(
        **common,
        synchronised=in_step,
        sources=None if in_step is None else int(in_step),
        authenticated=None if in_step is None else in_step and kind == "NT5DS",
        off_seconds=host.off,
        stamps=True,
        unread=(
            *(unread(synchronised=why, sources=why, authenticated=why) if in_step is None else ()),
            *unread(off_seconds=host.no_time),
        ),
    )


def _in_step(time: Got) -> tuple[bool | None, Got]:
    if not time.ok:
        return (
            (None, unclear(time, "no W32Time; whether something else keeps the time is not asked"))
            if time.good
            else (None, time)
        )
    body = time.body
    if body["exit"] == _DENIED:
        return None, Got("denied", f"{time.ask} (administrator)", place=time.place)
    if body["exit"] == _NOT_STARTED or body["type"] == "NoSync" or body["own"]:
        return False, time
    if body["leap"] is None:
        return None, unclear(time, "w32tm says nothing that can be read")
    return body["leap"] != _NOT_IN_STEP and 0 < body["stratum"] <= _LAST_STRATUM, time
