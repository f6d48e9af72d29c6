"""What an account is called."""

import pytest

from collectors.aws.account import called
from scanner.answers import JSON, Answer, Answers, Outcome, Source
from tests.collectors.aws.scanning import NOW

WHO = {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/ana"}


def _answer(question: str, outcome: Outcome, body: JSON) -> Answer:
    return Answer(
        target="aws:",
        question=question,
        operation=question,
        outcome=outcome,
        body=body,
        asked=NOW,
        source=Source(endpoint="here"),
        collector="aws 1",
    )


@pytest.mark.parametrize(
    ("outcome", "body", "name"),
    [
        ("ok", {"AccountAliases": ["alder-prod"]}, "alder-prod 123456789012"),
        ("empty", {"AccountAliases": []}, "account 123456789012"),
        ("denied", None, "account 123456789012"),
    ],
)
def test_an_account_is_called_by_alias_and_number(outcome: Outcome, body: JSON, name: str) -> None:
    both = [_answer("aws.identity", "ok", WHO), _answer("iam.aliases", outcome, body)]
    assert called(Answers("aws:", enumerate(both), wanted={})) == name
    assert called(Answers("aws:", enumerate(both[:1]), wanted={})) == "", "an old run did not ask for it"
    assert called(Answers("aws:", enumerate(both[1:]), wanted={})) == ""
