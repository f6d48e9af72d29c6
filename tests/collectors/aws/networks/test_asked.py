"""What is not asked because a listing said that there is nothing to ask about."""

from collections.abc import Mapping
from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws.networks.asked import nothing
from collectors.aws.question import Place
from scanner.answers import JSON
from scanner.facts import Gap
from tests.collectors.aws.answering import DENIED, REGION, facts


class Told(Memory):
    """How some listings ended."""

    def __init__(self, ended: Mapping[str, str]) -> None:
        super().__init__(())
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


@pytest.mark.parametrize(
    ("interfaces", "open_"), [({}, 0), ({"NetworkInterfaces": [{"VpcId": "vpc-1"}]}, 3), (DENIED, 3)]
)
def test_what_was_not_asked_for_good_reason_is_not_missing(interfaces: Any, open_: int) -> None:
    kinds = {"aws.ec2.client-vpn", "aws.ec2.vpc", "aws.route53resolver.vpc"}
    found = facts(("ec2.interfaces", REGION, interfaces))
    assert len({f.kind for f in found if isinstance(f, Gap)} & kinds) == open_
