"""What the server writes down of what is done in it, and how that is kept. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from collectors.asking.ages import DAY
from collectors.mysql.server import Server
from collectors.mysql.statements import OURS
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.facts import Fact, LogStore, LogTrail

_DATA: Final = frozenset({"data-read", "data-write"})
_STATEMENTS: Final = frozenset({"admin", *_DATA})
_ALL: Final = frozenset({"sign-in", *_STATEMENTS})
_EVENTS: Final[Mapping[str, frozenset[str]]] = {
    "connect": frozenset({"sign-in"}),
    "query": _STATEMENTS,
    "table": _DATA,
    "query_ddl": frozenset({"admin"}),
    "query_dcl": frozenset({"admin"}),
    "query_dml": _DATA,
    "query_dml_no_select": frozenset({"data-write"}),
}
"""Words of server_audit_events (mariadb.com/kb/en/mariadb-audit-plugin-log-settings); none means all of them."""
_POLICIES: Final[Mapping[str, frozenset[str]]] = {
    "all": _ALL,
    "logins": frozenset({"sign-in"}),
    "queries": _STATEMENTS,
    "none": frozenset(),
}
"""Words of audit_log_policy (dev.mysql.com/doc/refman/8.4/en/audit-log-legacy-filtering.html, legacy mode)."""


class _Held(NamedTuple):
    records: frozenset[str]
    exempt: tuple[str, ...] | None
    by: str


def read(it: Server) -> Iterator[Fact]:
    """Give the record, and how it is kept where there is any."""
    held, why = _held(it)
    records = None if held is None else tuple(sorted(held.records))
    yield LogTrail(
        **{**it.thing(it.tables.got, it.ask(OURS)), "stands": _stands(held)},
        of="store",
        enabled=None if records is None else bool(records),
        records=records,  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None if held is None else held.exempt,
        unread=unread(enabled=why, records=why, exempt=why)
        if held is None
        else unread(exempt=unclear(it.settings.got, "it lists whom to record, and nobody else is")),
    )
    if held is None or held.records:
        yield _store(it)


def _stands(held: _Held | None) -> tuple[str, ...]:
    if not held or not held.by:
        return ()
    return (f"recorded by {held.by}" if held.records else held.by,)


def _held(it: Server) -> tuple[_Held | None, Got]:
    """The general log and an audit plugin, added up; who is left out of both is left out."""
    said = it.settings
    # MariaDB's plugin is for MySQL too; where it is loaded its settings are there.
    audit, why = _server_audit(it) if it.mariadb or "server_audit_logging" in said else _audit_log(it)
    words = set(said.words("log_output"))
    if said.on("general_log") and words and "none" not in words:
        return _Held(_ALL, (), "the general log"), said.got
    return audit, why


def _server_audit(it: Server) -> tuple[_Held | None, Got]:
    """MariaDB's own plugin; the settings are there where it is loaded."""
    said = it.settings
    if not said.on("server_audit_logging"):
        return _Held(frozenset(), (), ""), said.got
    runs = it.ask(OURS)
    if not runs.good:
        return None, runs
    if it.status.get("server_audit_active", "").lower() == "off":  # it is switched on, and cannot write
        return _Held(frozenset(), (), "server_audit, which cannot write: Server_audit_active is OFF"), said.got
    events = said.words("server_audit_events")
    records = frozenset[str]().union(*(_EVENTS.get(word, frozenset()) for word in events)) if events else _ALL
    # What the query cache answers is no event of a table (mariadb.com/kb/en/mariadb-audit-plugin-log-settings).
    caching = said.text("query_cache_type").lower() not in {"", "off", "0"} and said.number("query_cache_size")
    if caching and not {"query", "query_dml"} & set(events) and events:
        records -= {"data-read"}
    exempt = said.words("server_audit_excl_users")
    listed = said.words("server_audit_incl_users")  # which counts before the other
    return _Held(records, None if listed else exempt, "server_audit"), said.got


def _audit_log(it: Server) -> tuple[_Held | None, Got]:
    """MySQL Enterprise Audit, and Percona's. Where tables of rules are, these count, and its policies mean nothing."""
    said, filters = it.settings, it.tables.count("filters")
    if not said.text("audit_log_policy"):
        if filters:  # as of Percona's component, which has no policy; or of a plugin that was taken away
            return None, unclear(it.tables.got, "it has rules of an audit log, and does not say whether they hold")
        return _Held(frozenset(), (), ""), said.got
    if filters is None:
        tables = it.tables.got
        return None, unclear(tables, "it may have shown fewer tables than there are") if tables.good else tables
    if filters:
        return None, Got("not-asked", "mysql.audit_log_filter: which rules of the audit log there are, and for whom")
    policy = _POLICIES.get(said.text("audit_log_policy").lower())
    parts = [said.text(f"audit_log_{part}_policy").lower() for part in ("connection", "statement")]
    if policy is None or not {"", "all"}.issuperset(parts):
        return None, unclear(said.got, "its policies of connections and statements leave things out")
    listed = bool(said.words("audit_log_include_accounts"))
    return _Held(policy, None if listed else said.words("audit_log_exclude_accounts"), "the audit log"), said.got


def _store(it: Server) -> LogStore:
    """Files on its machine, which whoever rules that can change; how long they are kept it tells of one kind alone."""
    seconds = it.settings.number("audit_log_prune_seconds")
    days = seconds // DAY if seconds and not it.settings.on("general_log") else None
    away = it.settings.text("server_audit_output_type").lower() == "syslog" and it.settings.on("server_audit_logging")
    immutable = None if away else False
    return LogStore(
        **it.thing(),
        retention_days=days,
        tamper_evident=None,
        immutable=immutable,
        unread=unread(
            **({} if days else {"retention_days": HIDDEN}),
            tamper_evident=HIDDEN,
            **({"immutable": HIDDEN} if immutable is None else {}),
        ),
    )
