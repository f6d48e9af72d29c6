"""What somebody has read in a configuration, held against the facts that the reader makes of it, row by row."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scanner.facts import FOREVER, Backup, Channel, Clock, Credential, Fact, Identity, Lockout, Release, Session, SignIn

ABSENT = "absent"
UNCLEAR = "unclear"


def differences(label: Mapping[str, Any], found: list[Fact]) -> Iterator[str]:
    """Say of each row that does not agree what was read, and what the facts say."""
    for row, judge in _ROWS.items():
        if row in label:
            yield from (f"{row}: {said}" for said in judge(label[row], found, label))


def _by_part(found: list[Fact], cls: type[Any]) -> dict[str, Any]:
    return {fact.resource.partition("/")[2]: fact for fact in found if isinstance(fact, cls)}


def _silent(fact: Fact | None, field: str) -> bool:
    """No line says it: it is known from elsewhere, or not known."""
    if fact is None or getattr(fact, field) is None:
        return not fact or not any("not understood" in u.ask for u in fact.unread)
    return any(one.startswith("no line") for one in fact.stands)


def _sessions(rows: Any, found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    every = _by_part(found, Session)
    if not isinstance(rows, Mapping):  # nobody was shown
        yield from (f"{way} is {rows}, and {one.idle_seconds}" for way, one in every.items() if one.idle_seconds)
        return
    for way, wanted in _each_way(rows, every):
        fact = every.get(way) or (every.get("web") if way in ("http", "https") else None)
        if wanted == ABSENT:
            if not _silent(fact, "idle_seconds"):
                yield f"{way} is absent, and {fact and fact.idle_seconds} {fact and fact.stands}"
        elif fact is None:
            if _open(way, label):
                yield f"{way} is {wanted}, and there is no session"
        elif fact.idle_seconds != {"never": FOREVER, UNCLEAR: None}.get(wanted, wanted):
            yield f"{way} is {wanted}, and {fact.idle_seconds} {fact.unread}"


def _each_way(rows: Mapping[str, Any], every: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """`global` is every way in for which no row is there."""
    for way, wanted in rows.items():
        if way == "global":
            yield from ((other, wanted) for other in every if other not in rows)
        else:
            yield way, wanted


def _services(rows: Mapping[str, Any], found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    every = _by_part(found, Channel)
    every |= {"snmpv1": every.get("snmpv2c") or every.get("snmpv1")}
    for name, wanted in rows.items():
        fact = every.get(name) or (every.get("snmp") if name.startswith("snmp") else None)
        value = fact and fact.enabled
        if wanted == ABSENT:
            if not _silent(fact, "enabled"):
                yield f"{name} is absent, and {value} {fact and fact.stands}"
        elif wanted in ("on", "off") and value is not (wanted == "on") and not (wanted == "off" and fact is None):
            yield f"{name} is {wanted}, and {value} {fact and (fact.stands, fact.unread)}"


def _open(way: str, label: Mapping[str, Any]) -> bool:
    """Somebody can come in by it: pages that are off, and a line that takes nothing, have no session."""
    off = way in ("http", "https") and all(
        label["services"].get(name) in ("off", ABSENT, None) for name in ("http", "https")
    )
    return not off and label.get("transport", {}).get(way) != ["none"] and way not in label.get("shut", ())


def _sign_in(rows: Mapping[str, Any], found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    every = _by_part(found, SignIn)
    for way, wanted in rows.items():
        fact = every.get(way) or (every.get("web") if way in ("http", "https") else None)
        methods = wanted if isinstance(wanted, list) else [wanted]
        if way == "default":
            continue
        if methods == ["refused"]:
            if fact is not None:
                yield f"{way} lets nobody in, and {fact}"
        elif methods == [ABSENT]:
            if not _silent(fact, "factors"):
                yield f"{way} is absent, and {fact and fact.factors} {fact and fact.stands}"
        elif fact is None:
            if _open(way, label):
                yield f"{way} is {wanted}, and there is no sign-in"
        elif methods != [UNCLEAR]:
            yield from (f"{way} is {wanted}: {said}" for said in _methods(methods, fact))


def _methods(methods: list[str], fact: SignIn) -> Iterator[str]:
    first = str(methods[0])
    group = any(str(one).startswith("group") for one in methods)
    if "none" in methods and fact.factors != 0:
        yield f"{fact.factors} factors"
    if not group and first == "local" and "none" not in methods and (fact.factors, fact.directories) != (1, 0):
        yield f"{fact.factors} factors, {fact.directories} servers"
    if first in ("line-password", "enable", "line") and fact.individual is not False:
        yield "it is for each by name"
    if group and fact.directories is None:
        yield f"no servers are known: {fact.unread}"


def _accounts(rows: Any, found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(rows, Mapping):
        return
    who, kept = (
        _by_part(found, Identity),
        {k: f for k, f in _by_part(found, Credential).items() if k.startswith("user/")},
    )
    if more := set(who) - {f"user/{name}" for name in rows}:
        yield f"nobody read of {', '.join(sorted(more))}"
    for name, wanted in rows.items():
        fact = kept.get(f"user/{name}")
        if f"user/{name}" not in who:
            yield f"{name} is not there"
        elif (wanted == "none") != (fact is None) and not (fact and _silent(fact, "stored")):
            yield f"{name} is {wanted}, and {fact and fact.stored}"
        elif fact is not None and wanted != "none" and fact.stored != (None if wanted == UNCLEAR else wanted):
            yield f"{name} is {wanted}, and {fact.stored} {fact.unread}"


def _enable(wanted: Any, found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    kept = [f.stored for part, f in _by_part(found, Credential).items() if part.startswith("enable")]
    if (wanted == ABSENT) != (not kept) or (kept and wanted not in (*kept, UNCLEAR)):
        yield f"is {wanted}, and {kept}"


def _communities(wanted: int, found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    kept = [f for f in found if isinstance(f, Credential) and f.form == "community"]
    if len(kept) != wanted:
        yield f"{wanted}, and {len(kept)}"


def _syslog(wanted: int, found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    kept = [f for f in found if isinstance(f, Channel) and f.protocol == "syslog"]
    if len(kept) != wanted:
        yield f"{wanted}, and {len(kept)}"


def _clock(field: str) -> Callable[[Any, list[Fact], Mapping[str, Any]], Iterator[str]]:
    def judge(wanted: Any, found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
        for one in found:
            if isinstance(one, Clock) and getattr(one, field) != wanted and (wanted or not _silent(one, field)):
                yield f"{wanted}, and {getattr(one, field)} {one.unread}"

    return judge


def _lockout(wanted: Any, found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    (fact,) = (one for one in found if isinstance(one, Lockout))
    if wanted == ABSENT:
        if not _silent(fact, "attempts"):
            yield f"is absent, and {fact.attempts} {fact.stands}"
    elif wanted == UNCLEAR and fact.attempts is not None:
        yield f"is unclear, and {fact.attempts} {fact.stands}"
    elif isinstance(wanted, Mapping):
        for field in ("attempts", "seconds"):
            value = FOREVER if wanted.get(field) == "never" else wanted.get(field)
            if value not in (None, ABSENT) and getattr(fact, field) != value:
                yield f"{field} {value}, and {getattr(fact, field)} {fact.unread}"


def _backup(wanted: Any, found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    kept = [one for one in found if isinstance(one, Backup)]
    if (wanted in (ABSENT, "flash")) != (not kept):
        yield f"is {wanted}, and {kept}"


def _version(wanted: Any, found: list[Fact], label: Mapping[str, Any]) -> Iterator[str]:
    (fact,) = (one for one in found if isinstance(one, Release))
    if fact.version != (None if wanted == ABSENT else str(wanted)):
        yield f"is {wanted}, and {fact.version}"


_ROWS: Mapping[str, Callable[[Any, list[Fact], Mapping[str, Any]], Iterator[str]]] = {
    "version": _version,
    "sessions": _sessions,
    "services": _services,
    "sign_in": _sign_in,
    "accounts": _accounts,
    "enable": _enable,
    "communities": _communities,
    "syslog": _syslog,
    "ntp": _clock("sources"),
    "ntp_authenticated": _clock("authenticated"),
    "lockout": _lockout,
    "backup": _backup,
}
