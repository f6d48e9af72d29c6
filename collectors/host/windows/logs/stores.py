"""How long the event logs go back on the machine itself."""

from collections.abc import Iterator, Mapping

from collectors.host.host import Host, age, unanswered
from collectors.host.windows.logs.audit import sent_away
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, LogStore

KINDS = {
    "windows.event-log": Kind(
        "event log",
        (LogStore,),
        {
            "log-retention.long-enough": "wevtutil sl Security /ms:4294967296 (or group policy: Specify the maximum log"
            " file size), or /rt:true /ab:true with a job that takes old archives away; better: forward it.",
            "log-retention.tamper-evident": "Forward it (wecutil qc on a collector, SubscriptionManager by group"
            " policy here); that this log is among what the collector takes is for people to say.",
        },
        always=True,
    ),
}
_LONG = 365
"""Days that show by themselves how it is kept."""
_FULL = 90
"""Percent of its greatest size: from there on Windows writes over the oldest."""


def read_stores(host: Host) -> Iterator[Fact]:
    """One `LogStore` for each log."""
    logs = host.ask("windows.event-logs")
    if not logs.ok:
        yield from host.gap("windows.event-log", unanswered(logs), LogStore)
        return
    forwarding, runs = host.ask("windows.forwarding"), host.ask("windows.services")
    copies, doubt = sent_away(host, forwarding)
    if copies:
        doubt = unclear(forwarding, "which logs are forwarded stands with the collector")
    for name, log in logs.body.items():
        days, why = _days(name, log, logs)
        yield LogStore(
            **host.fact("windows.event-log", f"event-log/{name}", logs, forwarding, runs, name=name),
            retention_days=days,
            tamper_evident=False if copies == 0 else None,
            immutable=False,
            unread=(
                *(unread(retention_days=why) if days is None else ()),
                *(unread(tamper_evident=doubt) if copies != 0 else ()),
            ),
        )


def _days(name: str, log: Mapping[str, JSON], logs: Got) -> tuple[int | None, Got]:
    """For ever where nothing is written over; else as far back as a full log goes. A size is no time."""
    if log["state"] == "denied":
        return None, Got("denied", f"{logs.ask}: {name}", place=logs.place)
    if log["state"] != "ok" or log["mode"] == "other":
        return None, unclear(logs, f"{name} cannot be read")
    if log["mode"] in {"AutoBackup", "Retain"}:
        return FOREVER, logs
    if log["oldest"] is None or log["most"] is None or log["size"] is None:
        return None, unclear(logs, f"{name} has no oldest record")
    oldest = age(logs.asked, log["oldest"]) // 86400
    if oldest >= _LONG or log["size"] * 100 >= log["most"] * _FULL:
        return oldest, logs
    return None, unclear(logs, f"the oldest record of {name} is {oldest} days old, and nothing shows that it forgets")
