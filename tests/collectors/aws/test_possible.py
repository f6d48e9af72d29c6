"""Answers typed by hand are held against botocore's models, and so is what each row keeps."""

from collections.abc import Iterator
from typing import Any

import pytest

from collectors.aws import QUESTIONS
from collectors.aws.question import Ask
from tests.collectors.aws.answering import REGION, answer
from tests.collectors.aws.possible import ImpossibleError, Odd, most

JOB = {"ResourceType": "EBS", "Status": "COMPLETED", "CreationDate": "2026-11-25T12:00:00Z"}


def _unsaid(value: Any, where: str) -> Iterator[str]:
    """What is kept of a field that no answer has."""
    if value is None:
        yield where
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in parts:
        yield from _unsaid(inner, f"{where}.{name}")


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_a_row_keeps_fields_that_there_are(row: Ask) -> None:
    assert list(_unsaid(most(row), row.id)) == []


@pytest.mark.parametrize(
    ("job", "wrong"),
    [
        ({"Creation": "2026-11-25T12:00:00Z"}, "Creation is not kept"),
        ({"CreationDate": 1764072000}, "1764072000 is no"),
        ({"CreationDate": "2026-11-25"}, "'2026-11-25' is no"),
        ({"Status": "DONE"}, "'DONE' is no"),
        ({"Status": ["COMPLETED"]}, "is no"),
        ({"ResourceType": True}, "True is no"),
    ],
)
def test_what_aws_cannot_say_is_no_answer(job: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ImpossibleError, match=wrong):
        answer("backup.restores", f"{REGION}/restores", {"RestoreJobs": [{**JOB, **job}]})


def test_what_aws_may_say_one_day_is_named_odd_and_what_it_leaves_out_is_left_out() -> None:
    rows = [{**JOB, "Status": Odd("DONE"), "ValidationStatus": None}]
    told = answer("backup.restores", f"{REGION}/restores", {"RestoreJobs": rows}).body
    assert told == {"RestoreJobs": [{**JOB, "Status": "DONE"}]}
