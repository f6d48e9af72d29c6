"""Lists of addresses that rules of security groups name: whom they let in, and when they are asked for."""

from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.asking.paths import search
from collectors.aws import QUESTIONS
from collectors.aws.question import Place
from scanner.facts import Exposure
from tests.collectors.aws.answering import DENIED, REGION, answer, one, why
from tests.collectors.aws.networks.test_network import PUBLIC, group, rule

ROWS = {q.id: q for q in QUESTIONS}
NAMED = group(rule(PrefixListIds=[{"PrefixListId": "pl-1"}]))
INTERFACES = ("ec2.interfaces", REGION, {"NetworkInterfaces": [PUBLIC]})
OURS = {"PrefixLists": [{"PrefixListId": "pl-1", "Ours": True, "Plain": False}]}
PLAIN = {"PrefixLists": [{"PrefixListId": "pl-1", "Ours": False, "Plain": True}]}
OTHER = {"PrefixLists": [{"PrefixListId": "pl-1", "Ours": False, "Plain": False}]}


def blocks(*cidrs: str) -> dict[str, Any]:
    return {"Entries": [{"Cidr": c} for c in cidrs]}


@pytest.mark.parametrize(
    ("lists", "entries", "audience", "reason"),
    [
        (OURS, blocks("8.8.8.0/24"), "listed", ""),
        (OURS, blocks("10.0.0.0/8"), "owner", ""),
        (OURS, blocks(), "owner", ""),
        (OURS, blocks("0.0.0.0/1", "128.0.0.0/1"), "everyone", ""),
        (OURS, blocks("nonsense"), None, "unclear"),
        (OURS, DENIED, None, DENIED),
        (PLAIN, blocks("8.8.8.0/24"), "listed", ""),
        # Any customer of CloudFront comes from its addresses.
        (OTHER, blocks("8.8.8.0/24"), None, "unclear"),
        ({"PrefixLists": []}, blocks("8.8.8.0/24"), None, "unclear"),
        (DENIED, blocks("8.8.8.0/24"), None, DENIED),
    ],
)
def test_whom_a_list_lets_in(lists: Any, entries: Any, audience: str | None, reason: str) -> None:
    beside = (("ec2.prefix_lists", REGION, lists), ("ec2.prefix_list", f"{REGION}/pl-1", entries))
    found = one("aws.ec2.security-group", Exposure, NAMED, INTERFACES, *beside)
    assert found.audience == audience
    assert not reason or why(found, "audience") == reason


@pytest.mark.parametrize(
    ("name", "owner", "kept"),
    [
        ("clinic", "123456789012", {"Ours": True, "Plain": False}),
        ("clinic.ec2-instance-connect", "123456789012", {"Ours": True, "Plain": False}),
        ("com.amazonaws.us-east-1.ec2-instance-connect", "AWS", {"Ours": False, "Plain": True}),
        ("com.amazonaws.global.cloudfront.origin-facing", "AWS", {"Ours": False, "Plain": False}),
        (None, "AWS", {"Ours": False, "Plain": False}),
    ],
)
def test_of_a_list_s_name_only_a_word_is_kept(name: str | None, owner: str, kept: dict[str, bool]) -> None:
    row = {"PrefixListId": "pl-1", "PrefixListName": name, "OwnerId": owner}
    found = search(ROWS["ec2.prefix_lists"].keep, {"PrefixLists": [row]})
    assert found == {"PrefixLists": [{"PrefixListId": "pl-1", **kept}]}


@pytest.mark.parametrize(
    ("groups", "lists", "entries"),
    [(NAMED[2], True, True), (group(rule("0.0.0.0/0"))[2], False, False), (DENIED, False, False)],
)
def test_what_no_rule_names_is_not_asked_for(groups: Any, *, lists: bool, entries: bool) -> None:
    memory = Memory(QUESTIONS)
    memory.note(answer("ec2.groups", REGION, groups))
    assert ROWS["ec2.prefix_lists"].unless(memory, Place(REGION, REGION)) is not lists
    place = Place(REGION, f"{REGION}/pl-1", {"PrefixListId": "pl-1"})
    assert ROWS["ec2.prefix_list"].unless(memory, place) is not entries
    other = Place(REGION, f"{REGION}/pl-2", {"PrefixListId": "pl-2"})
    assert ROWS["ec2.prefix_list"].unless(memory, other) is True
