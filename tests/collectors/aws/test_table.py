"""The table itself: what each row promises can be looked up in botocore's models."""

import json
import re
from pathlib import Path
from typing import Any

import botocore.session
import jmespath
import pytest

from collectors.asking.order import levels, wanted
from collectors.aws import AWS, KINDS, QUESTIONS
from collectors.aws.asking.ask import ALWAYS
from collectors.aws.grant import enters, grant
from collectors.aws.question import Ask
from scanner.facts import Asset, Backup, spread
from scanner.plugins import load
from scanner.targets import Target
from tests.feeding import FEEDS, called

ROWS = {q.id: q for q in QUESTIONS}
SESSION = botocore.session.get_session()


def _model(row: Ask) -> Any:
    return SESSION.get_service_model(row.service).operation_model(row.call)


def test_a_row_fits_its_operation() -> None:
    for row in QUESTIONS:
        fits_its_operation(row)


def fits_its_operation(row: Ask) -> None:
    shape = _model(row).input_shape
    said = set(row.parameters) | set(row.given)
    assert said <= set(shape.members if shape else ()), row.id
    assert set(shape.required_members if shape else ()) <= said, row.id
    assert re.fullmatch(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+", row.needs) or row.id == "aws.identity", row.id


def test_no_row_is_answered_by_a_stream_or_sends_one() -> None:
    """Answers are read whole, and names of their headers come in small letters: see `asking.reply`."""
    for row in QUESTIONS:
        model = _model(row)
        assert not any(
            getattr(model, f"has_{it}_{way}") for it in ("streaming", "event_stream") for way in ("output", "input")
        ), row.id
        assert "headers" not in {s.serialization.get("location") for s in model.output_shape.members.values()}, row.id


def test_a_row_keeps_only_what_the_answer_has() -> None:
    """Every first name in the allow-list is a member of the output: a slip of the pen would read as "there is none"."""
    for row in QUESTIONS:
        if not row.opened:
            keeps_only_what_the_answer_has(row)


def keeps_only_what_the_answer_has(row: Ask) -> None:
    output = _model(row).output_shape.members
    parsed = jmespath.compile(row.keep).parsed
    assert parsed["type"] == "multi_select_dict", row.id
    for pair in parsed["children"]:
        node = pair["children"][0]
        while node["type"] != "field":
            node = node["children"][0]
        assert node["value"] in output, f"{row.id}: {pair['value']}"


def test_what_a_row_waits_for_is_asked_wherever_it_is() -> None:
    """Else it is asked all the same, and neither its right is printed nor is it among the sealed questions."""
    for row in QUESTIONS:
        for other in (ROWS[name] for name in (row.each, *row.after) if name):
            lost = sorted(map(called, FEEDS[row.id] - FEEDS[other.id]))
            assert lost == [], f"{row.id}, {other.id}"
            assert not other.serves or (row.serves and set(row.serves) <= set(other.serves)), f"{row.id}, {other.id}"
        assert (row.scope == "item") == bool(row.each), row.id


def test_ids_are_unique_and_levels_come_after_each_other() -> None:
    assert len(ROWS) == len(QUESTIONS)
    done: set[str] = set()
    for group in levels(QUESTIONS):
        for row in group:
            assert {i for i in (row.each, *row.after) if i} <= done
        done |= {row.id for row in group}
    assert done == set(ROWS)


def test_nothing_is_asked_that_nobody_wants() -> None:
    assert [q.id for q in wanted(QUESTIONS, (), ALWAYS)] == ["aws.identity", "aws.regions"]
    assert [q.id for q in wanted(QUESTIONS, ("kms.rotation", "unknown"), ALWAYS)] == [
        "aws.identity",
        "aws.regions",
        "kms.aliases",
        "kms.keys",
        "kms.key",
        "kms.rotation",
    ]


def test_all_that_a_kind_gives_is_fed_by_a_question() -> None:
    given = {one for kind in KINDS.values() for promise in kind.gives for one in spread(promise)}
    assert given <= frozenset().union(*(FEEDS[q.id] for q in QUESTIONS))
    assert AWS.wanted(given | {(Backup, "replica")}).keys() == ROWS.keys()  # which few buckets have, and none must


def test_fixes_name_checks_that_exist() -> None:
    known = set(load().checks)
    assert {name for kind in KINDS.values() for name in kind.fix} - known == set()


def test_words_for_the_thing_itself_stand_in_its_fixes() -> None:
    """In capitals, as the page looks for them; and never beside the same word as a value: `--resource-type VPC`."""
    for name, kind in LOADED.items():
        text = " ".join(kind.fix.values())
        for word in kind.own:
            assert re.fullmatch("[A-Z]+(-[A-Z]+)*", word), (name, word)
            assert re.search(rf"(?<![\w-]){word}(?![\w-])", text), (name, word)
            assert not re.search(rf"--[a-z-]*(type|description|tags) {word}(?![\w-])", text), (name, word)


LOADED = {name: kind for collector in load().collectors.values() for name, kind in collector.kinds.items()}


def _policies(text: str) -> list[Any]:
    """One after the other, as they are printed."""
    return [json.loads(policy) for policy in text.split("\n\n")]


def test_grant_writes_the_rights_as_policies_that_aws_takes() -> None:
    policies = _policies(grant(q.needs for q in QUESTIONS))
    statements = [statement for policy in policies for statement in policy["Statement"]]
    assert {s["Resource"] for s in statements} == {"*"}
    actions = [action for statement in statements for action in statement["Action"]]
    assert sorted(actions) == sorted({q.needs for q in QUESTIONS} - {""})
    # API Gateway's actions are verbs of HTTP.
    assert not [a for a in actions if not re.match(r"\w[\w-]*:(Get|GET$|List|Describe|Generate|BatchGet)", a)]


def test_grant_splits_what_is_too_long() -> None:
    actions = [f"service{n}:Describe{'x' * 40}" for n in range(400)]
    policies = _policies(grant(actions))
    assert len(policies) == 5
    assert sorted(a for p in policies for a in p["Statement"][0]["Action"]) == sorted(actions)
    assert all(len(json.dumps(p, separators=(",", ":"))) <= 6144 for p in policies)


PROFILES = """
[default]
region = us-east-2
[profile cn-audit]
region = cn-north-1
[profile gov-audit]
region = us-gov-west-1
[profile plain]
"""


@pytest.mark.parametrize(
    ("profile", "regions", "environment", "partition"),
    [
        ("", "", "", "aws"),
        ("plain", "", "", "aws"),
        ("nobody", "", "", "aws"),
        ("cn-audit", "", "", "aws-cn"),
        ("gov-audit", "", "", "aws-us-gov"),
        ("", "", "cn-north-1", "aws-cn"),
        ("cn-audit", "us-gov-east-1", "", "aws-us-gov"),
    ],
)
def test_what_enters_accounts_is_of_the_partition_that_the_profile_is_for(  # noqa: PLR0913  # a table
    *, profile: str, regions: str, environment: str, partition: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(PROFILES)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.delenv("AWS_REGION", raising=False)
    for name, value in (("AWS_DEFAULT_REGION", environment), ("AWS_PROFILE", "")):
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    more = {"regions": regions} if regions else {}
    it = Target(id="aws:", scheme="aws", name=profile, options={"accounts": "123456789012", "role": "r", **more})
    (policy,) = _policies(enters(it))
    assert policy["Statement"][0]["Resource"] == [f"arn:{partition}:iam::123456789012:role/r"]


def test_what_enters_many_accounts_is_split_too() -> None:
    accounts = [f"{n:012}" for n in range(500)]
    policies = _policies(enters(Target(id="aws:", scheme="aws", name="", options={"accounts": accounts, "role": "r"})))
    assert len(policies) > 1
    roles = [role for p in policies for role in p["Statement"][0]["Resource"]]
    assert roles == [f"arn:aws:iam::{account}:role/r" for account in accounts]
    assert all(len(json.dumps(p, separators=(",", ":"))) <= 6144 for p in policies)


def test_what_a_kind_of_thing_is_stands_in_its_promise() -> None:
    """One that promises any `Asset` opens the questions of accounts and hosts too, on the night its list is refused."""
    assert [name for name, kind in AWS.kinds.items() if Asset in kind.gives] == []
