"""The audit trail: which events it records, whom it leaves out; how long it and the unified log are kept."""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from collectors.host.host import Host, age
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Delivery, Fact, LogStore, LogTrail

_CONTROL = "in /etc/security/audit_control (macOS 14 and later: copy audit_control.example first)"
KINDS = {
    "macos.audit": Kind(
        "audit trail",
        ((LogTrail, "host"), Delivery),
        {
            "audit-logging.recording": "cp /etc/security/audit_control.example /etc/security/audit_control; launchctl"
            " enable system/com.apple.auditd; launchctl bootstrap system"
            " /System/Library/LaunchDaemons/com.apple.auditd.plist; restart.",
            "audit-logging.events-complete": f"flags:lo,ad,aa,ex,fm {_CONTROL}; audit -s.",
            "audit-logging.nobody-exempt": "Take the classes behind the last colon away in /etc/security/audit_user.",
        },
        always=True,
        may=(Delivery,),
    ),
    "macos.audit-log": Kind(
        "audit log", (LogStore,), {"log-retention.long-enough": f"expire-after:400d AND 10G {_CONTROL}; audit -s."}
    ),
    "macos.unified-log": Kind(
        "unified log",
        (LogStore,),
        {"log-retention.long-enough": "macOS keeps it by size, days or weeks: copy it away (log collect, an agent)."},
    ),
}
Event: TypeAlias = Literal["sign-in", "admin", "data-read", "data-write", "commands"]
_CLASSES: tuple[tuple[Event, tuple[str, ...]], ...] = (
    ("sign-in", ("lo",)),
    ("admin", ("ad",)),
    ("data-read", ("fr",)),
    ("data-write", ("fw",)),
    ("commands", ("ex", "pc")),
)
_SHORT = 90
"""Days. No authority asks for fewer, so a limit below is an answer by itself."""
_LONG = 365
_UNITS = {"s": 1, "h": 3600, "d": 86400, "y": 31536000}


def read_audit(host: Host) -> Iterator[Fact]:
    """What auditd records. macOS 14 and later deliver it switched off."""
    audit, extensions = host.ask("macos.audit"), host.ask("macos.extensions")
    enabled, why = _on(audit, extensions)
    on = enabled is True
    records = None if enabled is None else recorded(audit.body["flags"]) if on else ()
    odd = unclear(audit, "flags that are not understood")
    if on and "odd" in audit.body["flags"]:
        records = None
    thing = host.fact("macos.audit", "audit", audit, extensions)
    yield LogTrail(
        **thing,
        of="host",
        enabled=enabled,
        records=records,
        exempt=None if enabled is None else tuple(audit.body["never"]) if audit.ok else (),
        unread=(
            *(unread(enabled=why, exempt=why) if enabled is None else ()),
            *(unread(records=why if enabled is None else odd) if records is None else ()),
        ),
    )
    if enabled is not False:
        newest = audit.body["newest"] if on else None
        no_file = unclear(audit, "no file that auditd writes to")
        yield Delivery(
            **thing,
            silent_seconds=None if newest is None else age(audit.asked, newest),
            copies=None,
            unread=(
                *unread(copies=why if enabled is None else NOT_ASKED),
                *(unread(silent_seconds=why if enabled is None else no_file) if newest is None else ()),
            ),
        )


def _on(audit: Got, extensions: Got) -> tuple[bool | None, Got]:
    """Whether auditd records. Where it does not, a program that sees all events may: what it keeps is not asked."""
    if not audit.ok:
        return None, audit if not audit.good else unclear(audit, "no answer that can be read")
    body = audit.body
    if body["loaded"] and body["runs"] and body["control"] == "ok":
        return True, audit
    if body["runs"] != body["loaded"] or (body["loaded"] and body["control"] != "ok"):
        return None, unclear(audit, "auditd is loaded and does not run, or has no audit_control")
    if not extensions.ok:
        return None, extensions if not extensions.good else unclear(extensions, "no list of extensions")
    if extensions.body["security"]:
        names = ", ".join(extensions.body["security"])
        return None, unclear(extensions, f"auditd is off; {names} sees all events, and what it records is not asked")
    return False, audit


def recorded(flags: Iterable[str]) -> tuple[Event, ...]:
    """The classes of events that the flags of audit_control take, successes as well as failures."""
    flags = tuple(flags)
    return tuple(event for event, names in _CLASSES if any(_taken(flags, name) == _BOTH for name in names))


def _taken(flags: Iterable[str], name: str) -> frozenset[str]:
    """Which outcomes of a class are taken: a flag adds to those before it, `^` takes away again."""
    taken: frozenset[str] = frozenset()
    for flag in flags:
        rest = flag.removeprefix("^")
        signs = _BOTH & {rest[:1]} or _BOTH
        if rest.lstrip("+-") in {name, "all"}:
            taken = taken - signs if flag.startswith("^") else taken | signs
    return taken


_BOTH = frozenset("+-")


def read_stores(host: Host) -> Iterator[Fact]:
    """How long the audit trail and the unified log are kept on the Mac itself."""
    audit, unified, extensions = map(host.ask, ("macos.audit", "macos.unified-log", "macos.extensions"))
    if not audit.good:
        yield from host.gap("macos.audit-log", audit, LogStore)
    elif audit.ok and audit.body["control"] == "ok":
        yield _store(host, "macos.audit-log", "audit-log", _audit_days(audit), audit, extensions)
    if not unified.ok:
        why = unified if not unified.good else unclear(unified, "no answer that can be read")
        yield from host.gap("macos.unified-log", why, LogStore)
    else:
        yield _store(host, "macos.unified-log", "unified-log", _unified_days(unified), unified, extensions)


def _audit_days(audit: Got) -> int | Got:
    """`60d` keeps sixty days, `60d AND 5G` at least that, `60d OR 5G` at most; a size alone promises none."""
    expires = audit.body["expires"]
    limits = [(int(one[:-1]), one[-1]) for one in expires["limits"] if one != "odd"]
    if len(limits) < len(expires["limits"]):
        return unclear(audit, "expire-after is not understood")
    days = [count * _UNITS[unit] // 86400 for count, unit in limits if unit in _UNITS]
    if not limits:
        return FOREVER
    if days and (len(limits) == len(days) or expires["all"] or min(days) < _SHORT):
        return max(days) if expires["all"] else min(days)
    oldest = audit.body["oldest"]
    seen = 0 if oldest is None else age(audit.asked, oldest) // 86400
    return seen if seen >= _LONG else unclear(audit, f"files are taken away by size; the oldest is {seen} days old")


def _unified_days(unified: Got) -> int | Got:
    """It goes back so far and no further, where the Mac itself is older than that."""
    oldest, begun = unified.body["oldest"], unified.body["begun"]
    if oldest is None:
        return unclear(unified, "none of its files was seen")
    seen = age(unified.asked, oldest) // 86400
    if seen >= _LONG or (begun is not None and age(unified.asked, begun) // 86400 > seen + 1):
        return seen
    return unclear(unified, f"it goes back {seen} days, and whether it has lost any is not known")


def _store(host: Host, kind: str, part: str, days: int | Got, *gots: Got) -> LogStore:
    """An agent that sees all events may copy them away, where a change here would show: that is not asked."""
    away = _away(gots[-1])
    return LogStore(
        **host.fact(kind, part, *gots),
        retention_days=None if isinstance(days, Got) else days,
        tamper_evident=None if away else False,
        immutable=False,
        unread=(
            *(unread(retention_days=days) if isinstance(days, Got) else ()),
            *(unread(tamper_evident=away) if away else ()),
        ),
    )


def _away(extensions: Got) -> Got | None:
    if not extensions.ok:
        return extensions if not extensions.good else unclear(extensions, "no list of extensions")
    names = ", ".join(extensions.body["security"])
    return unclear(extensions, f"{names} sees all events; where it sends them is not asked") if names else None
