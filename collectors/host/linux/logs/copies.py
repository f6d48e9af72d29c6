"""Where logs are sent to: a channel for each place, and how many of them hold a copy of the audit trail."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from collectors.host.host import Host
from collectors.host.linux.logs.auditd import unread_yet
from collectors.host.linux.machine.host import Units
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact

FORWARD = (
    'In /etc/rsyslog.d/90-forward.conf: action(type="omfwd" target="LOGHOST" port="6514" protocol="tcp"'
    ' StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name")'
    " (rsyslog-gnutls; its certificates: global(DefaultNetstreamDriverCAFile=...)), then rsyslogd -N1 and systemctl"
    " restart rsyslog; or systemd-journal-upload with an https URL. auditd hands its records on with `active = yes` in"
    " /etc/audit/plugins.d/syslog.conf (audispd-plugins)."
)
KINDS = {
    "linux.forward": Kind(
        "log forwarding",
        ((Channel, "syslog"),),
        {"encryption-in-transit.plain-refused": FORWARD},
    ),
}
Away: TypeAlias = tuple[int | None, Got | None, tuple[Got, ...]]
"""Places that hold a copy; why they are not known; what that was read from."""
_AGENTS = re.compile(
    r"(?:wazuh-agent|filebeat|auditbeat|elastic-agent|fluent-bit|fluentd|td-agent|vector|promtail|alloy|splunk|SplunkForwarder"
    r"|nxlog|amazon-cloudwatch-agent|google-cloud-ops-agent|azuremonitoragent)\.service"
)
DAEMONS = {
    "rsyslog": ("rsyslog.service",),
    "syslog-ng": ("syslog-ng.service",),
    "journal-upload": ("systemd-journal-upload.service",),
}


def sent_away(host: Host, audit: Got, *, every: bool = False) -> Away:
    """The places that the audit trail is sent to: targets of a daemon that runs and gets it, auditd's own plug-in.

    What an agent sends, and whether it does, stands in its own settings, which nobody asks.
    """
    forward, units = host.ask("linux.forward"), host.ask("linux.units")
    known = Units(units)
    if audit.ok and (why := unread_yet(audit)):
        return None, why, (forward, units)
    targets = _targets(forward)
    late = {by: why for by, units_ in DAEMONS.items() if (why := known.outdated(_changed(forward, by), *units_))}
    running = [t for t in targets if known.running(*DAEMONS[t["by"]])]
    given, ungiven = _given(forward, audit, known)
    enough = {"all"} if audit.ok or every else {"all", "sign-ins"}
    whole = [t for t in running if t["sends"] in enough]
    places = {t["host"] for t in whole if t["by"] not in late and t["by"] in given}
    if audit.ok and (server := audit.body["remote"].get("remote_server")):
        places.add(server)
    not_yet = next((late[t["by"]] for t in running if t["by"] in late), None)
    perhaps = ungiven if any(t["sends"] in {"all", "sign-ins"} for t in running) else None
    doubt = None if places else not_yet or perhaps or _doubt(forward, audit, known)
    return None if doubt else len(places), doubt, (forward, units)


def log_away(host: Host, *, every: bool) -> Away:
    """The places that the log daemon sends its sign-ins to, or `every` entry, whatever becomes of auditd's."""
    return sent_away(host, Got("absent", "auditd"), every=every)


def _given(forward: Got, audit: Got, units: Units) -> tuple[tuple[str, ...], Got | None]:
    """The daemons that get what auditd records; and why it is not known of others. Syslog has the sign-ins only.

    Its plug-in hands the records to syslog, or rsyslog reads its file; the journal takes them from the kernel where its
    socket listens.
    """
    if not audit.ok:
        return tuple(DAEMONS), None
    if audit.body["syslog"]:
        return tuple(DAEMONS), unclear(forward, "to which facility auditd's plug-in writes is not asked")
    reading: dict[str, bool] = forward.body["audit_file"] if forward.ok else {}
    given = tuple(by for by, plainly in reading.items() if plainly)
    if not units.known:
        why = units.got if not units.got.good else unclear(units.got, "whether the journal has them is not known")
        return given, why
    if units.running("systemd-journald-audit.socket"):
        why = unclear(units.got, "the journal has it; whether the log daemon gets it is not known")
        return (*given, "journal-upload"), why
    if reading:
        return given, unclear(forward, f"{', '.join(sorted(reading))}: what becomes of auditd's file is not followed")
    return (), None


def _changed(forward: Got, by: str) -> int | None:
    at: int | None = forward.body["changed"].get(by) if forward.ok else None
    return at


def _targets(forward: Got) -> list[JSON]:
    return list(forward.body["targets"]) if forward.ok else []


def _doubt(forward: Got, audit: Got, units: Units) -> Got | None:
    """Why there may be a place that was not seen."""
    agents = sorted(name for name, unit in units.matching(_AGENTS) if unit.get("ActiveState") == "active")
    some = [t["host"] for t in _targets(forward) if t["sends"] == "unclear" and units.running(*DAEMONS[t["by"]])]
    if not forward.good:
        return forward
    if not units.known and (units.got.outcome != "absent" or _targets(forward)):
        return unclear(units.got, "whether the log daemon runs is not known") if units.got.good else units.got
    if not audit.good and audit.outcome != "unclear":
        return audit
    if some:
        return unclear(forward, f"which logs are sent to {', '.join(some)} hangs on rules that are not followed")
    if agents:
        return unclear(units.got, f"{', '.join(agents)}: what it sends, and where to, is not asked")
    return _elsewhere(forward, units.got)


def _elsewhere(forward: Got, units: Got) -> Got | None:
    """Settings of a daemon that may run which are kept where nobody looked."""
    some = forward.body["elsewhere"] if forward.ok else []
    unseen = [e["place"] for e in some if not units.ok or Units(units).running(*DAEMONS[e["by"]])]
    return unclear(forward, f"{', '.join(unseen)} is included, and not read") if unseen else None


def read_forwarding(host: Host) -> Iterator[Fact]:
    """A `Channel` for each place that logs are sent to."""
    forward, units = host.ask("linux.forward"), host.ask("linux.units")
    if not forward.good:
        yield from host.gap("linux.forward", forward, (Channel, "syslog"))
    if unseen := _elsewhere(forward, units):
        yield from host.gap("linux.forward", unseen, (Channel, "syslog"))
    yield from _of_auditd(host, host.ask("linux.audit"))
    for target in (forward.body or {}).get("targets", []) if forward.ok else []:
        plain = not target["tls"]
        running = Units(units).running(*DAEMONS[target["by"]]) if units.ok else None
        why = unclear(units, "whether the log daemon runs is not known") if units.good else units
        place = f"{target['host']}:{target['port']}" if target["port"] else target["host"]
        yield Channel(
            **host.fact(
                "linux.forward", f"forward/{target['by']}/{place}", forward, units, name=f"{target['by']} to {place}"
            ),
            protocol="syslog",
            enabled=running,
            encryption="none" if plain else "required",
            min_version="" if plain else None,
            algorithms=() if plain else None,
            unread=(
                *(() if plain else unread(min_version=NOT_ASKED, algorithms=NOT_ASKED)),
                *(unread(enabled=why) if running is None else ()),
            ),
        )


def _of_auditd(host: Host, audit: Got) -> Iterator[Fact]:
    """The records that auditd sends itself: plain, unless Kerberos wraps them."""
    said = audit.body["remote"] if audit.ok else {}
    if not (server := said.get("remote_server")):
        return
    wrapped = said.get("transport", "").lower() == "krb5" or said.get("enable_krb5", "").lower() == "yes"
    yield Channel(
        **host.fact("linux.forward", f"forward/auditd/{server}", audit, name=f"auditd to {server}"),
        protocol="syslog",
        enabled=audit.body["state"].get("pid", 1) != 0,
        encryption="required" if wrapped else "none",
        min_version=None if wrapped else "",
        algorithms=None if wrapped else (),
        unread=unread(min_version=NOT_ASKED, algorithms=NOT_ASKED) if wrapped else (),
    )
