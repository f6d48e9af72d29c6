"""Ask a TLS service as a scan does, and read what it says."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from checks import transit
from collectors.tls import TLS
from scanner.answers import Answer, Answers
from scanner.check import Check, Judged
from scanner.collector import Inquiry
from scanner.facts import Certificate, Channel, Fact
from scanner.targets import Target

QUESTIONS = frozenset(question.id for question in TLS.questions)


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}"


def target(name: str, **options: Any) -> Target:
    return Target(id=f"tls:{name}", scheme="tls", name=name, options=options)


def asked(name: str, questions: frozenset[str] = QUESTIONS, **options: Any) -> dict[str, Answer]:
    inquiry = Inquiry(target(name, **options), questions, _now, str)
    return {answer.question: answer for answer in TLS.collect(inquiry)}


def read(answers: dict[str, Answer], **options: Any) -> list[Fact]:
    """Of answers that were sealed and opened again."""
    opened = [msgspec.json.decode(msgspec.json.encode(answer), type=Answer) for answer in answers.values()]
    wanted = {question.id: question.operation for question in TLS.questions}
    return list(TLS.read(Answers("tls:it", list(enumerate(opened)), wanted=wanted, options=options)))


def facts(name: str, **options: Any) -> list[Fact]:
    return read(asked(name, **options), **options)


def channel(found: list[Fact]) -> Channel:
    (one,) = (fact for fact in found if isinstance(fact, Channel))
    return one


def its_own(found: list[Fact]) -> Certificate:
    (one,) = (fact for fact in found if isinstance(fact, Certificate))
    return one


def judged(fact: Fact) -> dict[str, Judged]:
    """What the checks of that class say, by the end of their ids."""
    checks = (check for check in vars(transit).values() if isinstance(check, Check) and check.fact is type(fact))
    return {check.id.rpartition(".")[2]: verdict.judged for check in checks for verdict in check.judge(fact)}


def why(fact: Fact, field: str) -> str:
    (one,) = (u for u in fact.unread if u.field == field)
    return f"{one.outcome}: {one.ask}"
