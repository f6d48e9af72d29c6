"""Machines for tests: answers as they would be sealed, re-typed and as small as can be."""

from collections.abc import Mapping
from typing import Any, TypeVar

from collectors.host.here import LOCAL
from collectors.host.linux.questions import QUESTIONS
from scanner.answers import Answer, Answers, Source
from scanner.facts import Fact
from tests.feeding import uncited

F = TypeVar("F", bound=Fact)

NOW = "2026-11-25T12:00:00Z"
BY_ID = {q.id: q for q in QUESTIONS}

MACHINE: dict[str, Any] = {
    "system": "Linux",
    "hostname": "WEB1",
    "kernel": "6.1.0",
    "arch": "x86_64",
    "user": "root",
    "clock": NOW,
    "virtual": "none",
    "os": "debian",
    "version": "12",
    "title": "Debian GNU/Linux 12 (bookworm)",
    "like": "",
    "support_end": "",
    "root": True,
    "container": False,
    "systemd": 252,
    "machine": "SHA256:00",
    "instance": "",
}


def answer(question: str, body: Any = None, outcome: str = "ok", code: str = "") -> Answer:
    """One answer of the target `local:`."""
    return Answer(
        target="local:web1",
        question=question,
        operation=BY_ID[question].operation,
        needs=BY_ID[question].needs,
        outcome=outcome,  # type: ignore[arg-type]  # tests say words
        code=code,
        body=body,
        asked=NOW,
        source=Source(endpoint="this machine"),
        collector=LOCAL.name,
    )


def read(bodies: Mapping[str, Any], **machine: Any) -> list[Fact]:
    """What is read from these bodies: a string in place of a body is an outcome, a question without one is absent."""
    given = {"linux.machine": {**MACHINE, **machine}, **{f"linux.{name}": body for name, body in bodies.items()}}
    answers = [
        answer(q, outcome=given.get(q, "absent"))
        if isinstance(given.get(q, "absent"), str)
        else answer(q, kept(q, given[q]))
        for q in BY_ID
    ]
    return facts(answers)


def kept(question: str, body: Any) -> Any:
    """Raw output, given as bytes, goes the way it goes in a scan."""
    return BY_ID[question].keep(body.decode()) if isinstance(body, bytes) else body


def facts(answers: list[Answer]) -> list[Fact]:
    wanted = {q: BY_ID[q].operation for q in BY_ID}
    found = list(LOCAL.read(Answers("local:web1", enumerate(answers), wanted=wanted)))
    assert uncited(found, answers) == set()
    return found


def only(cls: type[F], found: list[Fact], kind: str = "", resource: str = "") -> F:
    """The one fact of a class (and a kind, and an end of its resource)."""
    some = [f for f in found if isinstance(f, cls) and kind in {"", f.kind} and f.resource.endswith(resource)]
    assert len(some) == 1, [(type(f).__name__, f.kind, f.resource) for f in some or found]
    return some[0]


def why(fact: Fact, field: str) -> str:
    """The outcome that explains a None."""
    assert getattr(fact, field) is None, getattr(fact, field)
    return next(u.outcome for u in fact.unread if u.field == field)
