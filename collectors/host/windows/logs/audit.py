"""The audit trail: what the audit policy records, whom it leaves out, and whether it goes elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from collectors.host.host import Host, age, unanswered
from collectors.host.windows.machine.host import AGENTS, services
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Delivery, Fact, LogTrail

KINDS = {
    "windows.audit": Kind(
        "audit policy",
        ((LogTrail, "host"), Delivery),
        {
            "audit-logging.recording": "auditpol /set /category:* /success:enable, or the advanced audit policy of a"
            " group policy.",
            "audit-logging.events-complete": "auditpol /set /subcategory:{0CCE9215-69AE-11D9-BED3-505054503030}"
            " /success:enable /failure:enable; with /success:enable also {0CCE9235-...}, {0CCE9237-...}, {0CCE922F-...}"
            " and {0CCE922B-...}; and Include command line in process creation events.",
            "audit-logging.copied-away": "Group policy: Event Forwarding, Configure target Subscription Manager; or an"
            " agent of your log collector.",
            "audit-logging.nobody-exempt": "auditpol /remove /allusers",
        },
        always=True,
        may=(Delivery,),
    ),
}
Event: TypeAlias = Literal["sign-in", "admin", "commands"]
_LOGON, _PROCESS = "0cce9215", "0cce922b"
_ADMIN = ("0cce9235", "0cce9237", "0cce922f")
"""Users, groups, and the audit policy itself."""
_SUCCESS, _BOTH = 1, 3


def read_audit(host: Host) -> Iterator[Fact]:
    """What goes into the Security log, and where that goes."""
    audit, logs, forwarding, runs = map(
        host.ask, ("windows.audit", "windows.event-logs", "windows.forwarding", "windows.services")
    )
    enabled, no_enabled = _enabled(audit, logs)
    silent, no_silent = _silent(logs)
    copies, no_copies = sent_away(host, forwarding)
    if enabled is None:  # of a log that may not be on it is no fault that nothing is heard of it
        silent, no_silent = None, no_enabled
        if copies == 0:
            copies, no_copies = None, no_enabled
    lost = None if audit.ok else unanswered(audit)
    yield LogTrail(
        **host.fact("windows.audit", "audit", audit, logs),
        of="host",
        enabled=enabled,
        records=None if lost else records(audit.body),
        exempt=None if lost else tuple(audit.body["exempt"]),
        unread=(
            *(unread(enabled=no_enabled) if enabled is None else ()),
            *(unread(records=lost, exempt=lost) if lost else ()),
        ),
    )
    if enabled is not False:
        yield Delivery(
            **host.fact("windows.audit", "audit", audit, logs, forwarding, runs),
            silent_seconds=silent,
            copies=copies,
            unread=(
                *(unread(silent_seconds=no_silent) if silent is None else ()),
                *(unread(copies=no_copies) if copies is None else ()),
            ),
        )


def _enabled(audit: Got, logs: Got) -> tuple[bool | None, Got]:
    if not audit.ok:
        return None, unanswered(audit)
    if not any(audit.body["subcategories"].values()):
        return False, audit
    security, why = _security(logs)
    return (None, why) if security is None else (security["enabled"], unclear(logs, "whether the log is on"))


def _security(logs: Got) -> tuple[Mapping[str, JSON] | None, Got]:
    if not logs.ok:
        return None, unanswered(logs)
    security: Mapping[str, JSON] = logs.body["Security"]
    if security["state"] == "denied":
        return None, Got("denied", f"{logs.ask}: Security", place=logs.place)
    return (security, logs) if security["state"] == "ok" else (None, unclear(logs, "the Security log cannot be read"))


def records(body: Mapping[str, JSON]) -> tuple[Event, ...]:
    """The classes of events that are recorded whole.

    A new process without its command line says which program, and not what it was told (STIG WN11-CC-000066).
    """
    said: Mapping[str, int] = body["subcategories"]
    found: dict[Event, bool] = {
        "sign-in": said.get(_LOGON, 0) & _BOTH == _BOTH,
        "admin": all(said.get(one, 0) & _SUCCESS for one in _ADMIN),
        "commands": bool(said.get(_PROCESS, 0) & _SUCCESS) and body["commandline"],
    }
    return tuple(event for event, recorded in found.items() if recorded)


def _silent(logs: Got) -> tuple[int | None, Got]:
    security, why = _security(logs)
    if security is None:
        return None, why
    return (FOREVER if security["newest"] is None else age(logs.asked, security["newest"])), logs


def sent_away(host: Host, forwarding: Got) -> tuple[int | None, Got]:
    """How many places events are sent to.

    Event forwarding is WinRM's work; what an agent sends, and whether it does, stands in its own settings.
    """
    runs = services(host)
    if not forwarding.good:
        return None, forwarding
    if not runs.got.ok:
        return None, unanswered(runs.got)
    if forwarding.ok and forwarding.body["collectors"] and runs.running("WinRM"):
        return int(forwarding.body["collectors"]), forwarding
    if agents := runs.named(AGENTS):
        return None, unclear(runs.got, f"{', '.join(agents)} runs; what it sends, and where to, is not asked")
    return 0, forwarding
