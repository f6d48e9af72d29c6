"""Ask a PostgreSQL as a scan does; and answers by hand, as one would give them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from collectors.postgres import POSTGRES
from collectors.postgres.statements import (
    ACTIVITY,
    BASE_BACKUPS,
    PASSWORDS,
    QUESTIONS,
    ROLES,
    RULES,
    SERVER,
    SETTINGS,
)
from scanner.answers import Answer, Answers, Source
from scanner.collector import Inquiry
from scanner.facts import Fact
from scanner.targets import Target
from tests.judged import judged
from tests.servers.postgres import Postgres

F = TypeVar("F", bound=Fact)
NOW = "2026-11-25T12:00:00.000Z"
PASSWORD = "c4n4ry-0f-0ur-0wn"  # noqa: S105  # that is what it plays


def target(name: str, **options: Any) -> Target:
    return Target(id="postgres:db", scheme="postgres", name=name, options=options)


def now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}"


def asked(it: Postgres, **options: Any) -> list[Answer]:
    """All that it answers."""
    where = target(f"127.0.0.1:{it.port}", **{"ca": str(it.ca), "password": "env:PASSWORD", **options})
    questions = frozenset(question.id for question in QUESTIONS)
    return list(POSTGRES.collect(Inquiry(where, questions, now, lambda _: PASSWORD)))


def verdicts(answers: Iterable[Answer], **options: Any) -> dict[str, list[str]]:
    """By check what is said of what, with a mark: pass, fail, not applicable, not assessed (standing, or not)."""
    found: dict[str, list[str]] = {}
    for one in judged(answers, target("db", **options)).findings:
        mark = "standing" if one.standing else one.status.value.replace("_", " ")
        where = one.resource.removeprefix("postgres:db") or one.kind.removeprefix("postgres.")
        said = f"{mark}: {where}{f' {one.facet}' if one.facet else ''}"
        found.setdefault(one.check, []).append(said.removesuffix(" "))
    return found


GOOD: Mapping[str, list[dict[str, Any]]] = {
    SERVER: [
        {
            "version": 160004,
            "product": "PostgreSQL",
            "read_only": "on",
            "standby": False,
            "tls": True,
            "address": "10.0.4.7",
            "sees_settings": True,
            "sees_sessions": True,
        }
    ],
    SETTINGS: [
        {"name": name, "setting": setting, "source": "configuration file"}
        for name, setting in {
            "listen_addresses": "*",
            "port": "5432",
            "ssl": "on",
            "ssl_min_protocol_version": "TLSv1.2",
            "password_encryption": "scram-sha-256",
            "idle_session_timeout": "600000",
            "idle_in_transaction_session_timeout": "60000",
            "log_connections": "on",
            "log_statement": "ddl",
            "log_min_messages": "warning",
            "logging_collector": "on",
            "log_filename": "postgresql-%j.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1440",
            "shared_preload_libraries": "pgaudit, credcheck",
            "pgaudit.log": "all, -misc",
            "pgaudit.log_level": "log",
            "archive_mode": "on",
            "archive_command": "set",
            "archive_library": "",
            "credcheck.password_min_length": "14",
            "credcheck.password_reuse_history": "5",
            "credcheck.password_valid_max": "365",
            "credcheck.max_auth_failure": "5",
            "credcheck.whitelist": "",
        }.items()
    ],
    RULES: [
        {"line": 1, "type": "local", "databases": ["all"], "users": ["postgres"], "method": "peer", "wrong": False},
        {
            "line": 2,
            "type": "hostssl",
            "databases": ["all"],
            "users": ["all"],
            "address": "10.0.0.0",
            "netmask": "255.0.0.0",
            "method": "scram-sha-256",
            "options": ["clientcert=verify-full"],
            "wrong": False,
        },
    ],
    ROLES: [
        {"id": 10, "name": "postgres", "super": True, "makes_roles": True, "login": True, "connections": -1},
        {"id": 16400, "name": "ana", "super": False, "makes_roles": False, "login": True, "connections": -1},
    ],
    PASSWORDS: [{"name": "postgres", "stored": "none"}, {"name": "ana", "stored": "scram-sha-256"}],
    ACTIVITY: [{"archived": 7, "archived_seconds": 600, "failing": False, "replicas": 1, "plain": 0}],
    BASE_BACKUPS: [{"kept": 1, "newest_seconds": 40_000}],
}
"""A server that is well kept."""


def settings(**changed: str | None) -> list[dict[str, Any]]:
    """Those of the good one, some changed (a dot is written as `__`), or not there."""
    said = {row["name"]: row for row in GOOD[SETTINGS]}
    for name, value in changed.items():
        key = name.replace("__", ".")
        said[key] = {"name": key, "setting": value, "source": "configuration file"} if value is not None else {}
    return [row for row in said.values() if row]


def given(name: str, setting: str, **whose: str) -> dict[str, Any]:
    """A setting that some have of their own."""
    return {"name": name, "setting": setting, "source": "given", **whose}


def answers(*denied: str, **changed: list[dict[str, Any]]) -> list[Answer]:
    """Those of the good one; some denied; others changed, by the last part of the question's name."""
    found = []
    for question in QUESTIONS:
        rows = changed.get(question.id.rpartition(".")[2], GOOD[question.id])
        refused = question.id in denied
        found.append(
            Answer(
                target="postgres:db",
                question=question.id,
                operation=question.operation,
                needs=question.needs,
                outcome="denied" if refused else "ok" if rows else "empty",
                code="42501" if refused else "",
                body=None if refused else {"value": rows},
                asked=NOW,
                source=Source(endpoint="db:5432"),
                collector=POSTGRES.name,
            )
        )
    return found


def facts(some: Iterable[Answer], **options: Any) -> list[Fact]:
    """Of answers that were sealed and opened again."""
    opened = [msgspec.json.decode(msgspec.json.encode(answer), type=Answer) for answer in some]
    wanted = {question.id: question.operation for question in QUESTIONS}
    return list(POSTGRES.read(Answers("postgres:db", list(enumerate(opened)), wanted=wanted, options=options)))


def one(cls: type[F], some: Iterable[Answer], resource: str = "postgres:db", **fields: Any) -> F:
    """The only fact of a class about something."""
    found = [fact for fact in facts(some) if isinstance(fact, cls) and fact.resource == resource]
    (it,) = (fact for fact in found if all(getattr(fact, name) == value for name, value in fields.items()))
    return it


def why(fact: Fact, field: str) -> str:
    """Why a field is not known."""
    (said,) = (unread for unread in fact.unread if unread.field == field)
    return f"{said.outcome}: {said.ask}"
