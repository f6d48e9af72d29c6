"""The clock that stamps the logs of a machine."""

from collections.abc import Iterator, Mapping

from collectors.host.host import Host
from scanner.answers import JSON, unclear, unread
from scanner.collector import Kind
from scanner.facts import Clock, Fact

KINDS = {
    "linux.clock": Kind(
        "clock",
        (Clock,),
        {
            "audit-logging.clock-right": "apt-get install chrony, which also starts it (RHEL: dnf install chrony,"
            " systemctl enable --now chronyd)."
        },
        always=True,
    ),
}


def read_clock(host: Host) -> Iterator[Fact]:
    """Is the clock in step, and with whom."""
    time = host.ask("linux.time")
    if time.outcome == "absent" and host.about["container"]:
        time = unclear(time, "a container: its host keeps the clock")
    common = host.fact("linux.clock", "clock", time)
    far, no_time = host.off, host.no_time
    if not time.good:
        nothing = unread(synchronised=time, sources=time, authenticated=time, off_seconds=no_time)
        yield Clock(
            **common,
            synchronised=None,
            sources=None,
            authenticated=None,
            off_seconds=far,
            stamps=True,
            unread=nothing,
        )
        return
    body = time.body or {"timedatectl": {}, "chrony": False, "ntpq": False, "sources": 0, "authenticated": []}
    in_step, sources = _in_step(body)
    why = unclear(time, "the kernel calls it in step, and no program was seen that keeps it so")
    modes = body["authenticated"]
    yield Clock(
        **common,
        synchronised=in_step,
        sources=sources,
        authenticated=bool(modes) and all(m in {"NTS", "SK"} for m in modes) if modes or not body["chrony"] else None,
        off_seconds=far,
        stamps=True,  # syslog and journald stamp each entry
        unread=(
            *unread(off_seconds=no_time),
            *(unread(synchronised=why, sources=why) if in_step is None else ()),
            *(unread(authenticated=unclear(time, "chronyc authdata (root)")) if body["chrony"] and not modes else ()),
        ),
    )


def _in_step(body: Mapping[str, JSON]) -> tuple[bool | None, int | None]:
    """Whether it is kept in step, and by how many sources.

    Chrony and ntpd know it themselves: the kernel learns of chrony only where `rtcsync` is set, and goes on for hours
    when nobody keeps it any more. timesyncd, which timedatectl tells of, follows one server at a time.
    """
    said = body["timedatectl"]
    if body["chrony"]:
        return body["chosen"] and body["leap"] != "Not synchronised", body["sources"]
    if body["ntpq"]:
        return body["chosen"], body["sources"]
    if said.get("NTPSynchronized") != "yes":
        return False, 0
    return (True, 1) if said.get("NTP") == "yes" else (None, None)
