"""The clock that stamps the logs of a machine."""

from collections.abc import Iterator

from collectors.host.machine import Host, moment
from scanner.answers import unclear, unread
from scanner.collector import Kind
from scanner.facts import Clock, Fact

KINDS = {
    "linux.clock": Kind(
        "clock",
        (Clock,),
        {
            "audit-logging.clock-right": "apt-get install chrony (RHEL: dnf install chrony), systemctl enable --now"
            " chronyd."
        },
        always=True,
    ),
}
_WHILE_ASKING = 3600
"""Seconds a run may take: what happens meanwhile happens after the time of the answer, and is of now."""


def age(asked: str, then: int) -> int:
    """Seconds from a time (of the epoch) to that of an answer; negative where it lies ahead: a clock is wrong."""
    seconds = int(moment(asked).timestamp()) - then
    return 0 if -_WHILE_ASKING <= seconds < 0 else seconds


def read_clock(host: Host) -> Iterator[Fact]:
    """Is the clock in step, and with whom."""
    time = host.ask("linux.time")
    if time.outcome == "absent" and host.about["container"]:
        time = unclear(time, "a container: its host keeps the clock")
    common = host.fact("linux.clock", "clock", time)
    if not time.good:
        nothing = unread(synchronised=time, sources=time, authenticated=time)
        yield Clock(**common, synchronised=None, sources=None, authenticated=None, unread=nothing)
        return
    body = time.body or {"timedatectl": {}, "chrony": False, "ntpq": False, "sources": 0, "authenticated": []}
    kernel = body["timedatectl"].get("NTPSynchronized")
    counted = body["chrony"] or body["ntpq"] or not time.ok
    in_step = kernel == "yes" if kernel else body["chosen"] if time.ok else False
    # timesyncd follows one server at a time.
    sources = body["sources"] if counted else 1 if in_step else 0
    modes = body["authenticated"]
    yield Clock(
        **common,
        synchronised=in_step,
        sources=sources,
        authenticated=bool(modes) and all(m in {"NTS", "SK"} for m in modes) if modes or not body["chrony"] else None,
        unread=unread(authenticated=unclear(time, "chronyc authdata (root)")) if body["chrony"] and not modes else (),
    )
