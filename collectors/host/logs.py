"""What is recorded, where it is sent, how long it is kept, and is the clock right."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from collectors.host.kept import number
from collectors.host.machine import Host, Units, moment
from collectors.host.sessions import spanned
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Channel, Fact, LogStore, LogTrail

_FORWARD = (
    'In /etc/rsyslog.d/90-forward.conf: action(type="omfwd" target="LOGHOST" port="6514" protocol="tcp"'
    ' StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/name") (rsyslog-gnutls), or'
    " systemd-journal-upload with an https URL."
)
KINDS = {
    "linux.audit": Kind(
        "audit trail",
        (LogTrail,),
        {
            "audit-logging.recording": "apt-get install auditd (RHEL: dnf install audit), systemctl enable --now"
            " auditd.",
            "audit-logging.events-complete": "In /etc/audit/rules.d: `-w /etc/passwd -p wa`, the same for shadow,"
            " group and"
            " sudoers; `-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=unset`; then augenrules --load.",
            "audit-logging.nobody-exempt": "Remove the `-a never` rules from /etc/audit/rules.d; augenrules --load.",
            "audit-logging.copied-away": _FORWARD,
        },
        always=True,
    ),
    "linux.journal": Kind(
        "journal",
        (LogStore,),
        {
            "log-retention.long-enough": "In /etc/systemd/journald.conf.d/keep.conf: Storage=persistent,"
            " MaxRetentionSec=400day, SystemMaxUse large enough; systemctl restart systemd-journald.",
            "log-retention.tamper-evident": "journalctl --setup-keys, and keep the verification key elsewhere.",
        },
    ),
    "linux.log-file": Kind(
        "log file",
        (LogStore,),
        {"log-retention.long-enough": "In /etc/logrotate.d/rsyslog: weekly and rotate 56, no size or maxsize."},
    ),
    "linux.forward": Kind(
        "log forwarding",
        ((Channel, "syslog"),),
        {"encryption-in-transit.plain-refused": _FORWARD},
    ),
}
Event: TypeAlias = Literal["sign-in", "admin", "data-read", "data-write", "commands"]
_AGENTS = re.compile(
    r"(?:wazuh-agent|filebeat|auditbeat|elastic-agent|fluent-bit|fluentd|td-agent|vector|promtail|alloy|splunk|SplunkForwarder"
    r"|nxlog|amazon-cloudwatch-agent|google-cloud-ops-agent|azuremonitoragent)\.service"
)
_DAEMONS = {
    "rsyslog": ("rsyslog.service",),
    "syslog-ng": ("syslog-ng.service",),
    "journal-upload": ("systemd-journal-upload.service",),
}
_SECRETS = (
    "/etc/passwd",
    "/etc/shadow",
    "/etc/group",
    "/etc/gshadow",
    "/etc/sudoers",
    "/etc/sudoers.d",
    "/etc/sudoers.d/",
)
_SYSTEM = ("/etc/", "/usr/", "/bin/", "/sbin/", "/var/log/", "/run/", "/var/run/", "/lib", "/boot", "/proc", "/sys")
_SIGN_IN_LOGS = ("/var/log/auth.log", "/var/log/secure", "/var/log/messages", "/var/log/syslog")
_EVERY = {"hourly": 1, "daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}


def read_audit(host: Host) -> Iterator[Fact]:
    """What the audit system records; a container has none of its own."""
    audit = host.ask("linux.audit")
    copies, lost, gots = _copies(host, audit)
    if audit.outcome == "absent" and host.about["container"]:
        audit = unclear(audit, "a container: its host keeps the audit trail")
    common = host.fact("linux.audit", "audit", audit, *gots)
    why = unread(copies=lost) if copies is None and lost else ()
    if not audit.good:
        nothing = unread(enabled=audit, records=audit, exempt=audit, silent_seconds=audit)
        yield LogTrail(
            **common,
            enabled=None,
            records=None,
            exempt=None,
            silent_seconds=None,
            copies=copies,
            unread=(*nothing, *why),
        )
        return
    body = audit.body or {"state": {"enabled": 0}, "rules": [], "newest": None}
    enabled = body["state"]["enabled"] >= 1 and body["state"].get("pid", 1) != 0
    newest = body["newest"]
    silent = (
        FOREVER if not enabled else None if newest is None else max(int(moment(audit.asked).timestamp()) - newest, 0)
    )
    yield LogTrail(
        **common,
        enabled=enabled,
        records=records(body["rules"]) if enabled else (),
        exempt=tuple(sorted({r["action"] for r in body["rules"] if "never" in r["action"]})),
        silent_seconds=silent,
        copies=copies,
        unread=(
            *why,
            *(unread(silent_seconds=unclear(audit, "no /var/log/audit/audit.log")) if silent is None else ()),
        ),
    )


def records(rules: Iterable[Mapping[str, JSON]]) -> tuple[Event, ...]:
    """The classes of events that audit rules record. Sign-ins come from PAM and sshd themselves, without a rule."""
    found = {"sign-in"}
    rules = list(rules)
    if any(r["action"] in {"never,task", "task,never"} for r in rules):
        return ("sign-in",)  # the one rule that switches all others off: no process is looked at
    for rule in rules:
        if "always" not in rule["action"]:
            continue
        path, perm = rule["path"], rule["perm"] or "rwxa"
        if path.rstrip("/") in _SECRETS and {"w", "a"} & set(perm):
            found.add("admin")
        elif path and not path.startswith(_SYSTEM):
            found |= {event for letter, event in (("r", "data-read"), ("w", "data-write")) if letter in perm}
        if not path and {"execve", "execveat"} & set(rule["syscalls"]):
            found.add("commands")
    order: tuple[Event, ...] = ("sign-in", "admin", "data-read", "data-write", "commands")
    return tuple(event for event in order if event in found)


def _copies(host: Host, audit: Got) -> tuple[int | None, Got | None, tuple[Got, ...]]:
    """The places that logs are sent to: targets of a daemon that runs, agents that run, auditd's own plug-in."""
    forward, units = host.ask("linux.forward"), host.ask("linux.units")
    known = Units(units)
    agents = [name for name, unit in known.matching(_AGENTS) if unit.get("ActiveState") == "active"]
    places = {f"agent {name}" for name in agents}
    targets = (forward.body or {}).get("targets", []) if forward.ok else []
    places |= {t["host"] for t in targets if known.running(*_DAEMONS[t["by"]])}
    if audit.ok and (server := audit.body["remote"].get("remote_server")):
        places.add(server)
    gots = (forward, units)
    if places:
        return len(places), None, gots
    if not forward.good:
        return None, forward, gots
    if not known.known and (units.outcome != "absent" or targets):
        why = unclear(units, "whether the log daemon runs is not known") if units.good else units
        return None, why, gots
    if not audit.good and audit.outcome != "unclear":
        return None, audit, gots
    return 0, None, gots


def read_forwarding(host: Host) -> Iterator[Fact]:
    """A `Channel` for each place that logs are sent to."""
    forward, units = host.ask("linux.forward"), host.ask("linux.units")
    if not forward.good:
        yield from host.gap("linux.forward", forward, (Channel, "syslog"))
    for target in (forward.body or {}).get("targets", []) if forward.ok else []:
        plain = not target["tls"]
        running = Units(units).running(*_DAEMONS[target["by"]]) if units.ok else None
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


def read_stores(host: Host) -> Iterator[Fact]:
    """How long the journal and the log of sign-ins are kept on the machine itself."""
    journal, rotate = host.ask("linux.journald"), host.ask("linux.logrotate")
    if not journal.good:
        yield from host.gap("linux.journal", journal, LogStore)
    if journal.ok:
        days, why = _journal_days(journal)
        sealed = journal.body["sealed"]
        yield _store(host, "linux.journal", "journal", days, why, journal, sealed=sealed)
    if not rotate.good:
        yield from host.gap("linux.log-file", rotate, LogStore)
    for log in rotate.body or [] if rotate.ok else []:
        if log["path"] in _SIGN_IN_LOGS:
            days, why = _rotated(log, rotate)
            yield _store(host, "linux.log-file", log["path"], days, why, rotate, sealed=False)


def _store(  # noqa: PLR0913, PLR0917  # one store has so many sides
    host: Host, kind: str, part: str, days: int | None, why: Got, got: Got, *, sealed: bool
) -> LogStore:
    return LogStore(
        **host.fact(kind, part, got),
        retention_days=days,
        tamper_evident=sealed,
        immutable=False,
        unread=unread(retention_days=why) if days is None else (),
    )


def _journal_days(journal: Got) -> tuple[int | None, Got]:
    said: Mapping[str, str] = journal.body["settings"]
    storage = said.get("Storage", "auto").lower()
    if storage in {"volatile", "none"} or (storage == "auto" and not journal.body["kept"]):
        return 0, journal
    seconds = spanned(said.get("MaxRetentionSec", "0"))
    if seconds is None or seconds == FOREVER:
        return None, unclear(journal, "kept by size, not by age: no MaxRetentionSec")
    return seconds // 86400, journal


def _rotated(log: Mapping[str, str], rotate: Got) -> tuple[int | None, Got]:
    """`rotate 4` and `weekly` keep four weeks; where size turns a log over, no number of days is promised."""
    count, every = number(log.get("rotate", "0")), _EVERY.get(log.get("every", ""), 0)
    if "size" in log or "maxsize" in log or not every or count is None:
        return None, unclear(rotate, f"{log['path']} is turned over by size")
    if count == -1:
        return FOREVER, rotate
    if log.get("every") == "hourly":
        return count // 24, rotate
    limit = number(log["maxage"]) if "maxage" in log else None
    return (count * every if limit is None else min(count * every, limit)), rotate
