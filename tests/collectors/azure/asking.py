"""Asks a double of Azure Resource Manager as a run does, and reads what came."""

from collections.abc import Mapping
from typing import Any

from collectors.azure import AZURE
from scanner.answers import Answer, Answers
from scanner.collector import Inquiry, Together
from scanner.facts import CLASSES, Fact
from scanner.targets import Target
from tests.servers.arm.server import ID, Arm
from tests.servers.arm.tokens import APP, TENANT

NOW = "2026-11-25T12:00:00Z"


def target(it: Arm, name: str = ID, **options: Any) -> Target:
    """A subscription of a double, asked with a secret; options replace those."""
    said = {
        "tenant": TENANT,
        "client_id": APP,
        "client_secret": "env:SECRET",
        "endpoint": it.origin,
        "authority": it.origin,
        "attempts": 2,
        **options,
    }
    told = {key: value for key, value in said.items() if value is not None}
    return Target(id=f"azure:{name}", scheme="azure", name=name, options=told)


def asked(one: Target, secrets: Mapping[str, str] | None = None, *questions: str) -> list[Answer]:
    """All answers; the questions of all checks where none are named."""
    known = {"env:SECRET": "kept-out-of-sight-4711", **(secrets or {})}
    lists = AZURE.lists(one)
    wanted = frozenset(questions) or frozenset(AZURE.wanted(CLASSES, lists=lists))
    return list(AZURE.collect(Inquiry(one, wanted, lambda: NOW, known.__getitem__, together=Together())))


def read(one: Target, answers: list[Answer]) -> list[Fact]:
    """The facts that answers mean."""
    wanted = {q.id: f"{q.operation} ({q.needs})" for q in AZURE.wanted(CLASSES, lists=AZURE.lists(one)).values()}
    placed = enumerate(sorted(answers, key=lambda answer: answer.key))
    return list(AZURE.read(Answers(one.id, placed, wanted=wanted, options=one.options)))


def facts(it: Arm, **options: Any) -> list[Fact]:
    """What a double means."""
    one = target(it, **options)
    return read(one, asked(one))
