"""Scan an account as a run does: ask, seal in order, read."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from collectors.aws import AWS, QUESTIONS
from scanner.answers import Answer, Answers, decode
from scanner.collector import Inquiry
from scanner.evidence import canonical
from scanner.facts import Fact
from scanner.targets import Target

NOW = "2026-11-25T12:00:00Z"
OPTIONS = {
    "regions": "us-east-1",
    "attempts": 1,
    "threads": 4,
    "ephi_tags": {"DataClass": ["PHI"]},
    "break_glass": "glass",
}
ALL = frozenset(q.id for q in QUESTIONS)


def target(url: str | None, **options: Any) -> Target:
    """A target at a loopback endpoint."""
    endpoint = {"endpoint_url": url} if url else {}
    return Target(id="aws:", scheme="aws", name="", options={**OPTIONS, **endpoint, **options})


def ask(
    it: Target,
    questions: Iterable[str] = ALL,
    *,
    now: Callable[[], str] = lambda: NOW,
    secret: Callable[[str], str] = str,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Answer]:
    """All answers, sealed and opened again."""
    inquiry = Inquiry(target=it, questions=frozenset(questions), now=now, secret=secret, stopped=stopped)
    lines = {a.key: canonical.dumps(msgspec.to_builtins(a)) for a in AWS.collect(inquiry)}
    return [decode(lines[key]) for key in sorted(lines)]


def read(answers: list[Answer], it: Target, questions: Iterable[str] = ALL) -> list[Fact]:
    """The facts of answers."""
    asked = set(questions)
    wanted = {q.id: q.operation for q in AWS.questions if q.id in asked}
    return list(AWS.read(Answers(it.id, enumerate(answers), wanted=wanted, options=it.options)))
