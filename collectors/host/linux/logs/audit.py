"""The audit trail: what its rules record, whom they leave out, and whether anything arrives."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from collectors.host.host import Host, age
from collectors.host.linux.doors.ssh_doors import root_comes_in
from collectors.host.linux.logs.copies import FORWARD, sent_away
from collectors.host.linux.machine.host import Units
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Delivery, Fact, LogTrail

KINDS = {
    "linux.audit": Kind(
        "audit trail",
        ((LogTrail, "host"), Delivery),
        {
            "audit-logging.recording": "apt-get install auditd (RHEL: dnf install audit), systemctl enable --now"
            " auditd.",
            "audit-logging.events-complete": "In /etc/audit/rules.d: `-w /etc/passwd -p wa`, the same for shadow,"
            " group and"
            " sudoers; `-a always,exit -F arch=b64 -S execve -F auid!=unset`; then augenrules --load.",
            "audit-logging.nobody-exempt": "Remove the `-a never` and `exclude` rules from /etc/audit/rules.d;"
            " augenrules --load. Root: no `auid>=1000` in them (`auid!=unset` keeps the daemons out); or let nobody"
            " sign in as root: passwd -l root, PermitRootLogin no, once sudo has worked under a name of one's own.",
            "audit-logging.copied-away": FORWARD,
        },
        always=True,
        may=(Delivery,),
    ),
}
Event: TypeAlias = Literal["sign-in", "admin", "data-read", "data-write", "commands"]
Rules: TypeAlias = Iterable[Mapping[str, JSON]]
_WIDE = re.compile(r"64|s390x")
"""Machines on which a rule for the 32-bit calls sees next to nothing."""
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
_PARTS = ("CWD", "EOE", "PROCTITLE")
"""Records that only add to others: without them nothing is left out."""


def read_audit(host: Host) -> Iterator[Fact]:
    """What the audit system records; a container has none of its own."""
    audit = _asked(host)
    copies, lost, gots = sent_away(host, host.ask("linux.audit"))
    if not audit.good and (audit.outcome != "unclear" or copies == 0):
        copies, lost = None, audit  # of a trail that may not be there nothing is sent
    if audit.good:
        yield _trail(host, audit)
    else:
        nothing = unread(enabled=audit, records=audit, exempt=audit)
        thing = host.fact("linux.audit", "audit", audit)
        yield LogTrail(**thing, of="host", enabled=None, records=None, exempt=None, unread=nothing)
    if not audit.good or _on(audit):
        silent, not_seen = _silent(audit)
        yield Delivery(
            **host.fact("linux.audit", "audit", audit, *gots),
            silent_seconds=silent,
            copies=copies,
            unread=(
                *(unread(silent_seconds=not_seen) if silent is None else ()),
                *(unread(copies=lost) if copies is None and lost else ()),
            ),
        )


def _silent(audit: Got) -> tuple[int | None, Got]:
    """Since its newest entry."""
    if not audit.good:
        return None, audit
    if (newest := audit.body["newest"]) is None:
        return None, unclear(audit, "no file that auditd writes to")
    return age(audit.asked, newest), audit


def _asked(host: Host) -> Got:
    """What auditd says; unclear where somebody else records, or may."""
    audit, units = host.ask("linux.audit"), Units(host.ask("linux.units"))
    if audit.outcome == "absent" and host.about["container"]:
        return unclear(audit, "a container: its host keeps the audit trail")
    if audit.good and not _on(audit) and units.running(*_OTHERS):
        return unclear(units.got, "auditbeat or the Elastic agent runs; what it records is not asked")
    return audit


def _trail(host: Host, audit: Got) -> LogTrail:
    enabled, rules = _on(audit), (audit.body or {"rules": []})["rules"]
    doors = tuple(map(host.ask, ("linux.shadow", "linux.sshd"))) if any(rule["people"] for rule in rules) else ()
    left_out, untold = _left_out(host, rules)
    return LogTrail(
        **host.fact("linux.audit", "audit", audit, *doors),
        of="host",
        enabled=enabled,
        records=records(rules, wide=_WIDE.search(host.about["arch"]) is not None) if enabled else (),
        exempt=left_out,
        unread=unread(exempt=untold) if untold else (),
    )


_OTHERS = ("auditbeat.service", "elastic-agent.service")
"""They take the kernel's records themselves, in the place of auditd."""


def _on(audit: Got) -> bool:
    """The kernel records, and auditd takes it up."""
    if not audit.ok:
        return False
    state, conf = audit.body["state"], audit.body["conf"]
    return bool(state["enabled"] >= 1 and state.get("pid", 1) != 0 and conf.get("local_events", "yes") != "no")


def _left_out(host: Host, rules: Rules) -> tuple[tuple[str, ...] | None, Got | None]:
    """Whom the rules leave out; or why that is not known: `auid>=1000` leaves out whoever signs in as root."""
    rules = list(rules)
    said = tuple(sorted(exempt(rules)))
    everyone = records([r for r in rules if not r["people"]])
    if set(records(rules)) <= set(everyone):
        return said, None
    root, why = root_comes_in(host)
    return (None, why) if root is None and not said else ((*said, _ROOT) if root else said, None)


_ROOT = "root where it signs in itself (auid>=1000)"


def records(rules: Rules, *, wide: bool = True) -> tuple[Event, ...]:
    """The classes of events that audit rules record. Sign-ins come from PAM and sshd themselves, without a rule.

    A rule that looks at some users, results or programs only records no class of events.
    """
    found = {"sign-in"}
    rules = list(rules)
    if any(r["action"] in {"never,task", "task,never"} for r in rules):
        return ("sign-in",)  # the one rule that switches all others off: no process is looked at
    for rule in rules:
        whole = {*rule["action"].split(",")} == {"always", "exit"} and not rule["narrow"]
        if whole and not (wide and rule["arch"] == "b32"):
            found |= _recorded(rule)
    order: tuple[Event, ...] = ("sign-in", "admin", "data-read", "data-write", "commands")
    return tuple(event for event in order if event in found)


def _recorded(rule: Mapping[str, JSON]) -> set[Event]:
    path, calls = rule["path"], {*rule["syscalls"]} - {"all"}
    perm = rule["perm"] or ("" if calls else "rwxa")
    if not path:
        return {"commands"} if {"execve", "execveat"} & calls else set()
    if path.rstrip("/") in _SECRETS:
        return {"admin"} if {"w", "a"} & {*perm} else set()
    letters: Mapping[str, Event] = {"r": "data-read", "w": "data-write"}
    return set() if path.startswith(_SYSTEM) else {event for letter, event in letters.items() if letter in perm}


def exempt(rules: Rules) -> Iterator[str]:
    """What rules leave out: `never,exit`, or a type of records that is thrown away, `exclude USER_LOGIN`."""
    for rule in rules:
        if "exclude" in rule["action"]:
            if rule["type"] not in _PARTS:
                yield f"exclude {rule['type']}".rstrip()
        elif "never" in rule["action"]:
            yield rule["action"]
