"""What Cloud SQL records of what is done in a database, by its flags: of each engine in its own way. Pure."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from collectors.gcp.records.sinks import Sent
from collectors.gcp.rights.audit import Recorded
from scanner.answers import Got

_ON: Final = frozenset({"on", "1", "true"})
_DATA: Final = frozenset({"data-read", "data-write"})
_ALL: Final = frozenset({"sign-in", "admin", *_DATA})
_PGAUDIT: Final[Mapping[str, frozenset[str]]] = {
    "read": frozenset({"data-read"}),
    "write": frozenset({"data-write"}),
    "ddl": frozenset({"admin"}),
    "role": frozenset({"admin"}),
}
_STATEMENTS: Final[Mapping[str, frozenset[str]]] = {
    "ddl": frozenset({"admin"}),
    "mod": frozenset({"admin", "data-write"}),
    "all": frozenset({"admin", *_DATA}),
}
"""By the value of PostgreSQL's `log_statement`."""
_CONNECTIONS: Final = _ON | {"all", "authentication", "authorization"}
"""Words of `log_connections`: from PostgreSQL 18 on it lists what of a connection is logged."""


class Held(NamedTuple):
    """What is recorded; None where it cannot be told, for the reason in `got`."""

    records: frozenset[str] | None
    got: Got
    exempt: tuple[str, ...] = ()
    """Who is left out of it, as far as that is known."""
    unsure: Got | None = None
    """A policy that was not read: it may leave out more."""
    plain: Sent | None = None
    """Whether some sink keeps the log that its engine writes itself; None where it writes none."""


def postgres(flags: Mapping[str, str], got: Got, audit: Recorded, plain: Sent) -> Held:
    """Sign-ins where both ends of a connection are logged, and statements by the log's level and by pgAudit.

    All flags are off by default.
    """
    found = set(_STATEMENTS.get(flags.get("log_statement", ""), ()))
    if _CONNECTIONS & set(_words(flags.get("log_connections", ""))) and flags.get("log_disconnections") in _ON:
        found.add("sign-in")
    if not found:
        return _audited(flags, got, audit, found)
    if plain.it_does is None:
        return Held(None, plain.why)
    return _audited(flags, got, audit, found if plain.it_does else set())._replace(plain=plain)


def _audited(flags: Mapping[str, str], got: Got, audit: Recorded, found: set[str]) -> Held:
    """With what pgAudit adds, which goes to Data Access audit logs.

    These "you must explicitly enable" (cloud.google.com/sql/docs/postgres/audit-logging).
    """
    classes = _classes(flags.get("pgaudit.log", "")) if flags.get("cloudsql.enable_pgaudit") in _ON else set()
    more = {kind for one in classes for kind in _PGAUDIT.get(one, ())}
    if not more - found:
        return Held(frozenset(found), got)
    exempt = tuple(sorted(audit.exempt))
    if audit.records >= _DATA:
        return Held(frozenset(found | more), got, exempt, audit.bad)
    return Held(None, audit.bad) if audit.bad else Held(frozenset(found | (more & audit.records)), got, exempt)


def _classes(said: str) -> set[str]:
    """Classes are added and, with a minus, taken away, from left to right."""
    classes: set[str] = set()
    for word in _words(said):
        some = set(_PGAUDIT) if word.lstrip("-") == "all" else {word.lstrip("-")}
        classes = classes - some if word.startswith("-") else classes | some
    return classes


def mysql(flags: Mapping[str, str], got: Got, audit: Recorded, plain: Sent) -> Held:
    """All, by the general log, or what the plugin for audits records."""
    if flags.get("general_log") not in _ON or "table" in _words(flags.get("log_output", "file")):
        return _plugged(flags, got, audit)
    if plain.it_does is None:
        return Held(None, plain.why)
    return (Held(_ALL, got) if plain.it_does else _plugged(flags, got, audit))._replace(plain=plain)


def _plugged(flags: Mapping[str, str], got: Got, audit: Recorded) -> Held:
    """What the plugin records is said by rules that lie in the database.

    Its log goes to Data Access audit logs (cloud.google.com/sql/docs/mysql/db-audit).
    """
    if flags.get("cloudsql_mysql_audit", "off") in {"off", "0", "false"}:
        return Held(frozenset(), got)
    if audit.records:
        return Held(None, Got("hidden", "the rules of its audit plugin, which lie in the database"))
    return Held(None, audit.bad) if audit.bad else Held(frozenset(), got)


def sqlserver(bucket: str | None, got: Got) -> Held:
    """What its audits record is said in the database; where no bucket is named for their files, they go nowhere."""
    if not bucket:
        return Held(frozenset(), got)
    return Held(None, Got("hidden", "the audits of SQL Server, which are made in the database"))


def _words(said: str) -> list[str]:
    return [word.strip() for word in said.split(",") if word.strip()]
