"""What another account owns is not asked of here; where it is not known whose it is, it is."""

from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws.identity.owner import WHO, elsewhere, not_ours
from collectors.aws.question import Place
from tests.collectors.aws.answering import ACCOUNT, DENIED, ROWS, answer

OTHER = "210987654321"
OURS = {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"}


def remembering(identity: Any) -> Memory:
    memory = Memory([ROWS["sso.users"]])
    memory.note(answer(WHO, "", identity))
    return memory


@pytest.mark.parametrize(
    ("identity", "owner", "other"),
    [
        (OURS, ACCOUNT, False),
        (OURS, OTHER, True),
        (OURS, None, False),
        (OURS, "", False),
        (DENIED, OTHER, False),
        ({}, OTHER, False),
    ],
)
def test_whose_it_is(*, identity: Any, owner: str | None, other: bool) -> None:
    assert not_ours(remembering(identity), owner) is other


@pytest.mark.parametrize(
    ("arn", "other"),
    [
        (f"arn:aws:sns:us-east-1:{ACCOUNT}:t", False),
        (f"arn:aws:sns:us-east-1:{OTHER}:t", True),
        ("arn:aws:s3:::bucket", False),
        ("us-east-1/name", False),
    ],
)
def test_whose_an_arn_is(*, arn: str, other: bool) -> None:
    assert elsewhere(remembering(OURS), Place("us-east-1", arn)) is other


@pytest.mark.parametrize("question", ["logs.listeners", "events.listeners"])
def test_a_topic_of_another_account_is_not_asked_of(question: str) -> None:
    row, memory = ROWS[question], remembering(OURS)
    asked = [row.unless(memory, Place("us-east-1", f"arn:aws:sns:us-east-1:{who}:t")) for who in (ACCOUNT, OTHER)]
    assert asked == [False, True]


def test_an_instance_of_another_account_is_not_asked_of() -> None:
    row, memory = ROWS["sso.instance"], remembering(OURS)
    asked = [row.unless(memory, Place("us-east-1", "x", {"OwnerAccountId": who})) for who in (ACCOUNT, OTHER)]
    assert asked == [False, True]
