"""Answers typed by hand, as the collector would keep them."""

from typing import Any

from collectors.aws import AWS, QUESTIONS
from scanner.answers import Answer, Answers, Source
from scanner.facts import Fact, Gap
from tests.collectors.aws.possible import possible
from tests.feeding import uncited

ACCOUNT, REGION, NOW = "123456789012", "us-east-1", "2026-11-25T12:00:00Z"
ROWS = {q.id: q for q in QUESTIONS}
DENIED = "denied"
ABSENT = "absent"


def answer(question: str, about: str, body: Any) -> Answer:
    """`body`: an object that the row could keep, of which None is left out, or the word for an outcome without one."""
    row = ROWS[question]
    outcome = body if isinstance(body, str) else "ok" if body else "empty"
    if not isinstance(body, str):
        body = possible(row, body)
    return Answer(
        target="aws:",
        question=question,
        about=about,
        operation=row.operation,
        needs=row.needs,
        outcome=outcome,  # type: ignore[arg-type]  # tests say words
        body=None if isinstance(body, str) else body,
        asked=NOW,
        source=Source(endpoint="test"),
        collector="aws 1",
    )


def facts(*given: tuple[str, str, Any], options: dict[str, Any] | None = None) -> list[Fact]:
    """What these answers mean; gaps, of which what was not asked leaves many, only where asked for."""
    identity = ("aws.identity", "", {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"})
    answers = [answer(*g) for g in (identity, *given)]
    wanted = {q.id: q.operation for q in QUESTIONS}
    found = list(AWS.read(Answers("aws:", enumerate(answers), wanted=wanted, options=options)))
    assert [f.ask for f in found if isinstance(f, Gap) and "could not read an answer" in f.ask] == []
    assert uncited(found, answers) == set()
    return found


def one(kind: str, cls: type[Fact], *given: tuple[str, str, Any], **where: Any) -> Any:
    """The only fact of a class about a kind, or the one whose fields have these values."""
    found = [
        f
        for f in facts(*given)
        if isinstance(f, cls)
        and not (isinstance(f, Gap) and cls is not Gap)
        and f.kind == kind
        and all(getattr(f, k) == v for k, v in where.items())
    ]
    (fact,) = found
    return fact


def why(fact: Fact, field: str) -> str:
    """Outcome of the answer behind a None."""
    return next(u.outcome for u in fact.unread if u.field == field)
