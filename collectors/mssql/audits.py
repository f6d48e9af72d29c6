"""What is recorded: the audits of the server and of each database, and how long their files are kept. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from collectors.asking.listing import rows
from collectors.mssql.instance import Instance, flag
from collectors.mssql.statements import AUDITS, DATABASE_AUDITS, SETTINGS
from collectors.mssql.stig import rules
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, LogStore, LogTrail

TRAIL: Final = "mssql.audit-trail"
FILES: Final = "mssql.audit"
Event: TypeAlias = Literal["sign-in", "admin", "data-read", "data-write"]
_SIGN_IN: Final = frozenset({"SUCCESSFUL_LOGIN_GROUP", "FAILED_LOGIN_GROUP"})
_ADMIN: Final = frozenset(
    {
        *("SERVER_ROLE_MEMBER_CHANGE_GROUP", "SERVER_PERMISSION_CHANGE_GROUP"),
        *("SERVER_PRINCIPAL_CHANGE_GROUP", "AUDIT_CHANGE_GROUP"),
    }
)
"""Who gets which right, whom there is, and what is audited (learn.microsoft.com: "SQL Server Audit action groups")."""
_OFF: Final = "ALTER SERVER AUDIT NAME WITH (STATE = OFF)"
_ON: Final = "ALTER SERVER AUDIT NAME WITH (STATE = ON)"
"""One that is on cannot be changed (learn.microsoft.com: ALTER SERVER AUDIT)."""
_MAKE: Final = f"CREATE SERVER AUDIT NAME TO FILE (FILEPATH = 'FOLDER', MAX_ROLLOVER_FILES = UNLIMITED); {_ON}"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        TRAIL: Kind(
            title="audit trail of SQL Server",
            gives=((LogTrail, "scope"),),
            always=True,
            fix=MappingProxyType(
                {
                    "audit-logging.recording": _MAKE,
                    "audit-logging.events-complete": f"{_MAKE}; CREATE SERVER AUDIT SPECIFICATION SPEC FOR SERVER "
                    f"AUDIT NAME ADD ({'), ADD ('.join((*sorted(_SIGN_IN), *sorted(_ADMIN)))}) WITH (STATE = ON)",
                    "audit-logging.nobody-exempt": f"{_OFF}; ALTER SERVER AUDIT NAME REMOVE WHERE; {_ON}",
                }
            ),
            asked_by=partial(rules, "trail"),
        ),
        FILES: Kind(
            title="audit of SQL Server",
            gives=(LogStore,),
            fix=MappingProxyType(
                {
                    "log-retention.long-enough": f"{_OFF}; ALTER SERVER AUDIT NAME TO FILE (FILEPATH = 'FOLDER', "
                    f"MAX_ROLLOVER_FILES = UNLIMITED); {_ON}; and move old files to where they are kept, before the "
                    "disk is full",
                    "log-retention.tamper-evident": "send the audit to the security log of Windows, and that to a "
                    f"collector: {_OFF}; ALTER SERVER AUDIT NAME TO SECURITY_LOG; {_ON}",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)
_ACCESS: Final = "SCHEMA_OBJECT_ACCESS_GROUP"
"""Raised whenever a right on an object of a schema is used: each table read or written (the same page)."""
_BOTH: Final = 3
"""Login auditing of failed and successful logins (learn.microsoft.com: "Configure login auditing")."""
_WRITES: Final = frozenset({"INSERT", "UPDATE", "DELETE"})
_UNLIMITED: Final = 2147483647


def read(whole: Instance) -> Iterator[Fact]:
    """Give what the server records of itself, and how long what it writes is kept."""
    got = whole.answers.one(AUDITS)
    if got.good:
        yield _trail(whole, got)
        yield from _files(whole, got)
        return
    yield from gaps(whole.target, TRAIL, got, (LogTrail, "scope"))
    yield from gaps(whole.target, FILES, got, LogStore)


def _trail(whole: Instance, got: Got) -> LogTrail:
    settings = whole.answers.one(SETTINGS)
    level = next(iter(rows(settings)), {}).get("audit_level")
    groups = _groups(rows(got))
    records: list[Event] = []
    if groups >= _SIGN_IN or level == _BOTH:
        records.append("sign-in")
    if groups >= _ADMIN:
        records.append("admin")
    unsure = "sign-in" not in records and level is None  # which alone may record them
    bad = unclear(settings, "it does not say what login auditing records") if settings.good else settings
    on = bool(groups) or bool(level) or (None if unsure else False)
    picks = picked(rows(got))
    return LogTrail(
        **whole.thing(TRAIL, "/audit", whole.name, got, settings),
        of="scope",
        enabled=on,
        records=None if unsure else tuple(records),
        exempt=None if picks or on is None else (),
        unread=unread(
            **({"enabled": bad} if on is None else {}),
            **({"records": bad} if unsure else {}),
            **({"exempt": unclear(got, PICKS) if picks else bad} if picks or on is None else {}),
        ),
    )


PICKS: Final = "an expression picks what is audited"
"""Why it is not known who is left out."""


def running(some: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The audits that are on and started, by their ids."""
    return {
        str(row["guid"]): row
        for row in some
        if flag(row.get("is_state_enabled")) and str(row.get("status_desc")) == "STARTED"
    }


def picked(some: Iterable[Mapping[str, Any]]) -> bool:
    """An audit that runs has a filter. DISA has them looked at (V-214021); what they say is not kept."""
    return any(row.get("picks") == 1 for row in running(some).values())


def _groups(some: list[Mapping[str, Any]]) -> set[str]:
    """What the specifications of the server record, of success and of failure, where their audit runs."""
    on = running(some)
    return {str(row["audit_action_name"]) for row in some if str(row["guid"]) in on and _records(row)}


def _records(row: Mapping[str, Any]) -> bool:
    return flag(row.get("specified")) is True and "SUCCESS" in str(row.get("audited_result"))


def recorded(whole: Instance, database: int) -> tuple[bool | None, tuple[Event, ...] | None, Got]:
    """Whether what happens in a database is recorded, what of it, and the answer that says so, or does not."""
    server, own = whole.answers.one(AUDITS), whole.answers.one(DATABASE_AUDITS)
    if not server.good:
        return None, None, server
    if _ACCESS in _groups(rows(server)):
        return True, ("data-read", "data-write"), server
    if not own.good:
        return None, None, own
    of_it = [row for row in rows(own) if row.get("database_id") == database]
    if not of_it:
        return None, None, unclear(own, "the account cannot enter it (CONNECT ANY DATABASE), or it is not open here")
    on = running(rows(server))
    told = [row for row in of_it if str(row.get("guid")) in on and _records(row)]
    wide = {str(row["audit_action_name"]) for row in told if row.get("class") == 0 and _everybody(row)}
    some = {str(row["audit_action_name"]) for row in told} - wide - {_ACCESS}
    return _told(own, wide, some)


def _everybody(row: Mapping[str, Any]) -> bool:
    """A group is of everybody; an action of the principal that it names: 0 is `public`."""
    return str(row["audit_action_name"]).endswith("_GROUP") or row.get("audited_principal_id") == 0


def _told(own: Got, wide: set[str], some: set[str]) -> tuple[bool | None, tuple[Event, ...] | None, Got]:
    """What actions on all of a database mean; where they are of some tables or people alone, nobody can tell."""
    if _ACCESS in wide:
        return True, ("data-read", "data-write"), own
    reads, writes = "SELECT" in wide, wide >= _WRITES
    if not (reads and writes) and some & {"SELECT", *_WRITES}:
        return True, None, unclear(own, "only some of its tables, or of its users, are audited")
    events: tuple[Event, ...] = (*(("data-read",) if reads else ()), *(("data-write",) if writes else ()))
    return bool(events), events, own


def _files(whole: Instance, got: Got) -> Iterator[LogStore]:
    """Files roll over by number and size: days are known only where there is no end. A log of Windows is its own."""
    for row in {str(row["guid"]): row for row in rows(got)}.values():
        file = str(row.get("type_desc")) == "FILE"
        endless = file and row.get("max_rollover_files") == _UNLIMITED and row.get("max_files") in (0, _UNLIMITED)
        why = unclear(got, "its files are kept by number and size, not by days") if file else _WINDOWS
        yield LogStore(
            **whole.thing(FILES, f"/audits/{row['name']}", str(row["name"]), got),
            retention_days=FOREVER if endless else None,
            tamper_evident=None,
            immutable=None,
            unread=unread(
                **({} if endless else {"retention_days": why}),
                tamper_evident=HIDDEN if file else _WINDOWS,
                immutable=HIDDEN if file else _WINDOWS,
            ),
        )


_WINDOWS: Final = Got("hidden", "how long the event log of Windows keeps it is told there")
