"""Asks a directory as a run does, and reads what came."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from collectors.directory import LDAP, LDAPS, QUESTIONS
from scanner.answers import Answer, Answers
from scanner.collector import Inquiry
from scanner.facts import Fact, facet, tag
from scanner.targets import Target

NOW: Final = "2026-11-25T12:00:00Z"


def target(port: int, scheme: str = "ldaps", **options: Any) -> Target:
    """One on loopback."""
    return Target(id=f"{scheme}:127.0.0.1:{port}", scheme=scheme, name=f"127.0.0.1:{port}", options=options)


def asked(of: Target, secret: str = "", *questions: str, now: str = NOW) -> list[Answer]:
    """All answers; `secret`: what each reference leads to; `questions`: all of them, where none is named."""
    collector = LDAP if of.scheme == "ldap" else LDAPS
    wanted = frozenset(questions or (q.id for q in QUESTIONS))
    return [*collector.collect(Inquiry(of, wanted, lambda: now, lambda _: secret))]


def facts(answers: Iterable[Answer], of: Target) -> list[Fact]:
    """What they mean."""
    wanted = {q.id: f"{q.operation} ({q.needs})" if q.needs else q.operation for q in QUESTIONS}
    return [*LDAPS.read(Answers(of.id, [*enumerate(answers)], wanted=wanted, options=of.options))]


def said(question: str, *entries: tuple[str, Mapping[str, Any]], **more: Any) -> Answer:
    """An answer, as if it had come: names of attributes as people write them, one value or several."""
    row = next(q for q in QUESTIONS if q.id == question)
    rows = [[dn, {name.lower(): _values(value) for name, value in values.items()}] for dn, values in entries]
    known: dict[str, Any] = {
        "target": "ldaps:dc1",
        "question": question,
        "about": "part 00001" if row.paged else "",
        "operation": row.operation,
        "needs": row.needs,
        "outcome": "ok" if rows else "empty",
        "body": {"entries": rows, "last": True},
        "items": len(rows),
        "asked": NOW,
        "source": {"endpoint": "dc1:636"},
        "collector": "ldaps 1",
    }
    return _convert({**known, **more})


def refused(question: str, outcome: str = "denied", code: str = "insufficientAccess (50)") -> Answer:
    """An answer that did not come."""
    return said(question, outcome=outcome, code=code, body=None)


def _values(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _convert(known: dict[str, Any]) -> Answer:
    import msgspec

    return msgspec.convert(known, Answer)


def by_class(some: Iterable[Fact]) -> dict[tuple[str, str, str], Fact]:
    """By class, facet, and what stands behind the server's own name."""
    return {(tag(type(one)), facet(one), one.resource.partition("/")[2]): one for one in some}
