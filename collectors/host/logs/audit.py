"""The audit trail: what its rules record, whom they leave out, and whether anything arrives."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from collectors.host.clock import age
from collectors.host.copies import FORWARD, sent_away
from collectors.host.machine import Host
from scanner.answers import JSON, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, LogTrail

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
            "audit-logging.nobody-exempt": "Remove the `-a never` and `exclude` rules from /etc/audit/rules.d;"
            " augenrules --load.",
            "audit-logging.copied-away": FORWARD,
        },
        always=True,
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
    audit = host.ask("linux.audit")
    copies, lost, gots = sent_away(host, audit)
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
    silent = FOREVER if not enabled else None if newest is None else age(audit.asked, newest)
    yield LogTrail(
        **common,
        enabled=enabled,
        records=records(body["rules"], wide=_WIDE.search(host.about["arch"]) is not None) if enabled else (),
        exempt=tuple(sorted(exempt(body["rules"]))),
        silent_seconds=silent,
        copies=copies,
        unread=(
            *why,
            *(unread(silent_seconds=unclear(audit, "no /var/log/audit/audit.log")) if silent is None else ()),
        ),
    )


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
