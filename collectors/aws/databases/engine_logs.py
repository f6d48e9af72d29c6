"""What the logs that a database exports hold, by the parameters that produce them. Pure.

An exported log is a pipe: what comes through it is set elsewhere.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from collectors.aws.databases.engines import DOCUMENTS, GRAPHS, MYSQL, ON, POSTGRES, Engine
from scanner.answers import Got, unclear

_ALL: Final = frozenset({"sign-in", "admin", "data-read", "data-write"})
_DATA: Final = frozenset({"data-read", "data-write"})
_ERRORS: Final = frozenset({"error", "slowquery", "iam-db-auth-error", "upgrade", "instance", "agent", "profiler"})
"""Logs of what went wrong or was slow: no record of what was done."""
_PGAUDIT: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "read": frozenset({"data-read"}),
        "write": frozenset({"data-write"}),
        "ddl": frozenset({"admin"}),
        "role": frozenset({"admin"}),
    }
)
_STATEMENTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "ddl": frozenset({"admin"}),
        "mod": frozenset({"admin", "data-write"}),
        "all": frozenset({"admin", *_DATA}),
    }
)
"""By the value of PostgreSQL's `log_statement`."""
_SIGN_INS: Final = ON | {"all", "authentication", "authorization"}
"""Words of PostgreSQL's `log_connections`: from version 18 on it lists what of a connection is logged."""
_AUDITED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "connect": frozenset({"sign-in"}),
        "query": frozenset({"admin", *_DATA}),
        "query_ddl": frozenset({"admin"}),
        "query_dcl": frozenset({"admin"}),
        "query_dml": _DATA,
        "query_dml_no_select": frozenset({"data-write"}),
        "table": _DATA,
    }
)
"""By the words of `server_audit_events` of Aurora MySQL."""
_DOCUMENTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("enabled", "ddl"), frozenset({"sign-in", "admin"})),
        "dml_read": frozenset({"data-read"}),
        "dml_write": frozenset({"data-write"}),
        "all": _ALL,
    }
)
"""By the words of DocumentDB's `audit_logs`. Connections count among its definitions of data."""


class Held(NamedTuple):
    """Kinds of events; None where they cannot be told, for the reason in `got`."""

    records: frozenset[str] | None
    got: Got


def held(engine: Engine, exported: list[str], *, streamed: bool = False) -> Held:
    """Say what the exported logs hold. Aurora's stream of activity holds all; what others' hold is set inside."""
    if streamed:
        all_ = engine.name.startswith("aurora")
        return Held(_ALL, engine.got) if all_ else Held(None, Got("not-asked", f"the audit policy of {engine.name}"))
    telling = [name for name in exported if name not in _ERRORS]
    found = frozenset({"errors"} if len(telling) < len(exported) else ())
    for name in telling:
        if not engine.known.good:
            return Held(None, engine.known)
        log = _log(engine, name)
        if log.records is None:
            return log
        found |= log.records
    return Held(found, engine.known if telling else engine.got)


def _log(engine: Engine, name: str) -> Held:
    if engine.name in POSTGRES and name == "postgresql":
        return Held(_postgresql(engine.said), engine.got)
    if engine.name in MYSQL and name == "general":
        return _general(engine)
    if engine.name.startswith("aurora") and name == "audit":
        return _audit(engine)
    if engine.name == DOCUMENTS and name == "audit":
        words = _words(engine.said.get("audit_logs", ""))
        return Held(frozenset[str]().union(*(_DOCUMENTS.get(word, frozenset()) for word in words)), engine.got)
    if engine.name == GRAPHS and name == "audit":
        # Of each query, whatever it does; of nothing else.
        return Held(_DATA if engine.said.get("neptune_enable_audit_log") in ON else frozenset(), engine.got)
    if engine.name in MYSQL and name == "audit":
        return Held(None, Got("not-asked", "rds.DescribeOptionGroups"))
    return Held(None, Got("not-asked", f"what the log {name} of {engine.name} holds"))


def _postgresql(said: Mapping[str, str]) -> frozenset[str]:
    found = {"errors"} | _STATEMENTS.get(said.get("log_statement", "").lower(), frozenset())
    if not _SIGN_INS.isdisjoint(_words(said.get("log_connections", ""))):
        found |= {"sign-in"}
    if "pgaudit" in _words(said.get("shared_preload_libraries", "")):
        found |= _pgaudit(_words(said.get("pgaudit.log", "")))
    return frozenset(found)


def _pgaudit(words: list[str]) -> set[str]:
    """Classes are added and, with a minus, taken away, from left to right."""
    classes: set[str] = set()
    for word in words:
        some = set(_PGAUDIT) if word.lstrip("-") == "all" else {word.lstrip("-")}
        classes = classes - some if word.startswith("-") else classes | some
    return {kind for c in classes for kind in _PGAUDIT.get(c, ())}


def _general(engine: Engine) -> Held:
    """Only what goes into a file is exported; by default, in many versions, it goes into a table."""
    if engine.said.get("general_log") not in ON:
        return Held(frozenset(), engine.got)
    output = engine.said.get("log_output")
    if not output:
        return Held(None, unclear(engine.got, "log_output is not set: whether the log goes into a file is not known"))
    return Held(_ALL if "file" in _words(output) else frozenset(), engine.got)


def _audit(engine: Engine) -> Held:
    """Aurora MySQL's own. A list of the users to watch leaves out all others, and one who is left out is unseen."""
    if engine.said.get("server_audit_logging") not in ON:
        return Held(frozenset(), engine.got)
    if engine.said.get("server_audit_incl_users") or engine.said.get("server_audit_excl_users"):
        return Held(None, unclear(engine.got, "the audit log leaves out some users"))
    events = _words(engine.said.get("server_audit_events", ""))
    if not events:
        return Held(None, unclear(engine.got, "server_audit_events is not set"))
    return Held(frozenset[str]().union(*(_AUDITED.get(event, frozenset()) for event in events)), engine.got)


def _words(value: str) -> list[str]:
    return [word.strip().lower() for word in value.split(",") if word.strip()]
