"""The first promise, whole: a question that was refused leaves findings open; none of them passes and none vanishes."""

from typing import Any

import msgspec
import pytest

from collectors.host.linux.questions import QUESTIONS
from scanner.answers import Answer
from scanner.finding import Status
from scanner.targets import Target
from tests.collectors.host.test_denied import whole
from tests.judged import judged, lost

HERE = Target(id="local:web1", scheme="local", name="web1")


@pytest.fixture(scope="module")
def before() -> Any:
    return judged(whole(), HERE)


def test_a_machine_of_samples_has_much_to_lose(before: Any) -> None:
    assert before.coverage.totals["pass"] > 50
    assert before.coverage.totals["not_assessed"] - before.coverage.standing < 5


@pytest.mark.parametrize("outcome", ["denied", "throttled", "unreachable", "unlicensed", "timeout", "error"])
@pytest.mark.parametrize("question", [q.id for q in QUESTIONS])
def test_one_question_to_linux(before: Any, question: str, outcome: str) -> None:
    after = judged(whole(**{question: outcome}), HERE)
    assert lost(before, after) == []
    opened = any(f.status is Status.NOT_ASSESSED and not f.standing for f in after.findings)
    assert opened is (question not in SPARED)


SPARED = {
    "linux.shell",  # logind's limit, which was seen, holds whatever the shell would say
    "linux.logind",  # and the shell's whatever logind would say
    "linux.auto-updates",  # the profile does not ask for fixes that install themselves
}


@pytest.mark.parametrize("question", [q.id for q in QUESTIONS])
def test_one_question_that_nobody_answered_at_all(before: Any, question: str) -> None:
    answers = [a for a in whole() if a.question != question]
    assert lost(before, judged(answers, HERE)) == []


def test_nothing_answered(before: Any) -> None:
    refused = [msgspec.structs.replace(a, outcome="denied", body=None) for a in whole()]
    after = judged(refused, HERE)
    assert lost(before, after) == []
    assert {f.status for f in after.findings} == {Status.NOT_ASSESSED}


@pytest.mark.parametrize("question", [q.id for q in QUESTIONS])
def test_half_an_answer_is_none(before: Any, question: str) -> None:
    answers: list[Answer] = [
        msgspec.structs.replace(a, complete=False) if a.question == question else a for a in whole()
    ]
    assert lost(before, judged(answers, HERE)) == []
