from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from collectors.asking.paths import search
from collectors.aws.asking.keep import CONDITIONS_DROPPED, TAGS_DROPPED, Kept
from tests.collectors.aws.answering import ROWS


def kept(page: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    it = Kept(tags)
    it.add(page)
    return it.body


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1, 1),
        (True, True),
        (1.0, 1),
        (1.5, "1.5"),
        (float("inf"), "inf"),
        ("x", "x"),
        ([1, None, 2], [1, 2]),
        ({"a": None, "b": {"c": 1.0}}, {"b": {"c": 1}}),
        (datetime(2026, 11, 25, 13, 0, 0, 999999, tzinfo=timezone(timedelta(hours=1))), "2026-11-25T12:00:00Z"),
        (datetime(2026, 11, 25, tzinfo=UTC).date(), "2026-11-25"),
    ],
)
def test_values_become_what_evidence_can_hold(value: object, said: object) -> None:
    assert kept({"v": value}) == {"v": said}


def test_what_evidence_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes is nothing that evidence can hold"):
        kept({"v": b"secret"})


def test_pages_are_joined_by_key() -> None:
    it = Kept(())
    it.add({"Rows": [1], "State": "A"})
    it.add({"Rows": [2, 3], "State": "B"})
    assert (it.body, it.items) == ({"Rows": [1, 2, 3], "State": "B"}, 3)


@pytest.mark.parametrize("key", ["Tags", "TagSet", "TagList"])
def test_tags_enter_by_an_allow_list(key: str) -> None:
    it = Kept(("DataClass",))
    it.add({"Rows": [{key: [{"Key": "DataClass", "Value": "PHI"}, {"Key": "note", "Value": "secret"}]}]})
    assert it.body == {"Rows": [{key: [{"Key": "DataClass", "Value": "PHI"}]}]}
    assert it.dropped == {TAGS_DROPPED}


def test_nothing_is_said_to_be_dropped_where_nothing_was() -> None:
    it = Kept(("DataClass",))
    it.add({"Tags": [{"Key": "DataClass", "Value": "PHI"}]})
    assert it.dropped == set()


def test_a_policy_loses_its_texts_and_keeps_what_it_allows() -> None:
    it = Kept(())
    it.add(
        {
            "Policy": '{"Version":"2012-10-17","Id":"secret","Statement":{"Sid":"secret","Effect":"Allow",'
            '"Principal":"*","Action":"s3:*","Resource":["a","b"],"Condition":{"StringEquals":'
            '{"aws:Referer":"secret","aws:SourceVpc":"vpc-1"},"Bool":{"aws:SecureTransport":"false"}}}}'
        }
    )
    assert it.body["Policy"] == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": ["a", "b"],
                "Condition": {
                    "StringEquals": {"aws:Referer": [], "aws:SourceVpc": "vpc-1"},
                    "Bool": {"aws:SecureTransport": "false"},
                },
            }
        ],
    }
    assert it.dropped == {CONDITIONS_DROPPED}


@pytest.mark.parametrize("policy", ["", "{", "[]", "3", '{"Version":"2012-10-17"}', '{"Statement":["x"]}'])
def test_a_policy_that_is_none_is_refused(policy: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting|policy"):
        kept({"Policy": policy})


@pytest.mark.parametrize(
    ("question", "page", "body"),
    [
        (
            "rds.parameters",
            {
                "Parameters": [
                    {"ParameterName": "rds.force_ssl", "ParameterValue": "1", "Description": "x"},
                    {"ParameterName": "init_connect", "ParameterValue": "SET @p='c4n4ry-Tr0ub4dor'"},
                ]
            },
            {"Parameters": [{"ParameterName": "rds.force_ssl", "ParameterValue": "1"}]},
        ),
        (
            "s3.lifecycle",
            {
                "Rules": [
                    {"Status": "Enabled", "Filter": {"And": {"Prefix": "p/", "Tags": [{"Key": "c4n4ry"}]}}},
                    {"Status": "Enabled", "Filter": {"Tag": {"Key": "c4n4ry"}}},
                    {"Status": "Enabled", "Filter": {}},
                ]
            },
            {
                "Rules": [
                    {"Status": "Enabled", "Prefix": "p/", "Tagged": True},
                    {"Status": "Enabled", "Tagged": True},
                    {"Status": "Enabled"},
                ]
            },
        ),
    ],
)
def test_what_a_row_keeps(question: str, page: Any, body: Any) -> None:
    answer = Kept(())
    answer.add(search(ROWS[question].keep, page))
    assert answer.body == body
