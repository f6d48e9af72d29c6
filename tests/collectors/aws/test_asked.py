"""What is not asked because a listing said that there is nothing to ask about."""

from collections.abc import Mapping

import pytest

from collectors.aws.networks.asked import nothing
from collectors.aws.question import Place
from scanner.answers import JSON


class Told:
    """How some listings ended."""

    def __init__(self, ended: Mapping[str, str]) -> None:
        self._ended = ended

    def body(self, question: str, about: str = "") -> JSON:
        """Not looked at."""
        raise AssertionError((question, about))

    def bodies(self, question: str) -> list[JSON]:
        """Not looked at."""
        raise AssertionError(question)

    def outcome(self, question: str, about: str = "") -> str:
        """As told, of one region."""
        return self._ended.get(question, "") if about == "eu-west-1" else ""


@pytest.mark.parametrize(
    ("ended", "left_out"),
    [
        ({"a": "empty", "b": "empty"}, True),
        ({"a": "absent", "b": "empty"}, True),
        ({"a": "empty", "b": "ok"}, False),
        ({"a": "empty", "b": "denied"}, False),
        ({"a": "empty"}, False),
        ({}, False),
    ],
)
def test_a_region_is_left_out_only_where_every_listing_held_nothing(*, ended: dict[str, str], left_out: bool) -> None:
    rule = nothing("a", "b")
    assert rule(Told(ended), Place("eu-west-1", "eu-west-1")) is left_out
    assert rule(Told(ended), Place("us-east-1", "us-east-1")) is False
