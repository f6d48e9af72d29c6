"""A MariaDB as a scan asks it, and what comes of that."""

from collections.abc import Iterable, Mapping
from typing import Any

from collectors.mysql import MARIADB, MYSQL
from scanner.answers import Answer, Answers
from scanner.collector import Inquiry
from scanner.facts import Fact
from scanner.finding import Finding
from scanner.targets import Target
from tests.judged import judged
from tests.servers.mariadb import PASSWORD, MariaDB

NOW = "2026-11-27T02:10:00.000Z"
EVERY = frozenset(q.id for q in MYSQL.questions)


def target(it: MariaDB, **options: Any) -> Target:
    name = f"127.0.0.1:{it.port}"
    said = {"ca": str(it.ca), "password": "env:DB", "timeout": 30, **options}
    return Target(id=f"mariadb:{name}", scheme="mariadb", name=name, options=said)


def asked(at: Target, password: str = PASSWORD, questions: Iterable[str] = EVERY) -> list[Answer]:
    return [*MARIADB.collect(Inquiry(at, frozenset(questions), lambda: NOW, lambda _: password))]


def facts(answers: Iterable[Answer], at: str) -> list[Fact]:
    wanted = {q.id: q.operation for q in MARIADB.questions}
    return [*MARIADB.read(Answers(at, enumerate(answers), wanted=wanted))]


def findings(answers: Iterable[Answer], at: Target) -> dict[tuple[str, str], Finding]:
    """By check and what it is about: the server itself has the name of its kind's last word."""
    found = {}
    for one in judged(answers, at).findings:
        part = one.resource.partition(at.name)[2].removeprefix("/accounts/") or "server"
        facet = f" {one.facet}" if one.facet in {"administrators", "everyone", "replica"} else ""
        found[one.check, f"{part}{facet}"] = one
    return found


def seen(some: Mapping[tuple[str, str], Finding]) -> dict[tuple[str, str], str]:
    return {key: one.status.value for key, one in some.items()}
