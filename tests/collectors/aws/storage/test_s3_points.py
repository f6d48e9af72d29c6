from typing import Any

import pytest

from collectors.asking.memory import Memory
from collectors.aws import AWS
from collectors.aws.question import Place
from scanner.facts import Exposure, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, ROWS, answer, facts, one, why

POINT = "aws.s3.access-point"
ARN = f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/door"
ROW = {"Name": "door", "AccessPointArn": ARN, "Bucket": "charts", "NetworkOrigin": "Internet"}
BUCKETS = ("s3.buckets", "", {"Buckets": [{"Name": "charts", "BucketRegion": REGION}]})
OPEN = {"PolicyStatus": {"IsPublic": True}}
UNBLOCKED = {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": False}}
BLOCKED = {"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": True}}
EVERYBODY = {"Policy": {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}]}}


def allow(principal: Any) -> dict[str, Any]:
    return {"Policy": {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject"}]}}


def exposure(**said: Any) -> Exposure:
    row = {**ROW, **said.get("row", {})}
    given = [BUCKETS, ("s3.points", REGION, {"AccessPointList": [row]})]
    given += [("s3.point_policy", ARN, said.get("policy", EVERYBODY)), ("s3.point", ARN, said.get("point", UNBLOCKED))]
    given += [("s3.point_status", ARN, said.get("status", OPEN)), ("s3.account_block", "", said.get("account", ABSENT))]
    given += [("s3.policy", "charts", said.get("bucket", EVERYBODY))]
    return one(POINT, Exposure, *given)  # type: ignore[no-any-return]


DELEGATED = {
    "Policy": {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Condition": {"StringEquals": {"s3:DataAccessPointAccount": [], "aws:PrincipalAccount": ACCOUNT}},
            }
        ]
    }
}


@pytest.mark.parametrize(
    ("said", "audience"),
    [
        ({}, "everyone"),
        ({"policy": ABSENT}, "owner"),
        ({"policy": allow({"AWS": f"arn:aws:iam::{ACCOUNT}:role/a"})}, "owner"),
        ({"policy": allow({"AWS": "210987654321"})}, "listed"),
        ({"policy": DENIED}, None),
        ({"status": {"PolicyStatus": {"IsPublic": False}}}, "listed"),
        ({"status": {"PolicyStatus": {}}}, None),
        ({"status": DENIED}, None),
        ({"row": {"NetworkOrigin": "VPC"}}, "listed"),
        ({"point": BLOCKED}, "listed"),
        ({"account": BLOCKED}, "listed"),
        ({"point": DENIED}, None),
        ({"account": DENIED}, None),
        ({"account": DENIED, "point": BLOCKED}, "listed"),
        ({"bucket": ABSENT}, "listed"),
        ({"bucket": allow({"AWS": ACCOUNT})}, "listed"),
        ({"bucket": DELEGATED}, "everyone"),
        ({"bucket": DENIED}, "everyone"),
        ({"row": {"Bucket": "somebody-elses"}}, "everyone"),
    ],
)
def test_whom_a_point_lets_in(said: dict[str, Any], audience: str | None) -> None:
    found = exposure(**said)
    assert (found.resource, found.site, found.audience) == (ARN, REGION, audience)
    silent = said == {"status": {"PolicyStatus": {}}}
    assert audience or why(found, "audience") == ("unclear" if silent else DENIED)


def test_where_no_bucket_lies_nothing_is_asked_and_nothing_is_missing() -> None:
    assert [f for f in facts(("s3.buckets", "", {"Buckets": []})) if f.kind == POINT] == []


@pytest.mark.parametrize("given", [[("s3.buckets", "", DENIED)], [BUCKETS, ("s3.points", REGION, DENIED)]])
def test_points_that_were_not_listed_are_a_gap(given: list[Any]) -> None:
    assert {f.outcome for f in facts(*given) if isinstance(f, Gap) and f.kind == POINT} >= {DENIED}


@pytest.mark.parametrize(
    ("policy", "status", "skipped"),
    [(ABSENT, None, True), (EVERYBODY, {"PolicyStatus": {"IsPublic": False}}, True), (EVERYBODY, OPEN, False)],
)
def test_a_point_that_is_not_public_is_not_asked_for_its_block(policy: Any, status: Any, *, skipped: bool) -> None:
    memory = Memory([ROWS["s3.point"], ROWS["s3.point_status"]])
    memory.note(answer("s3.point_policy", ARN, policy))
    if status:
        memory.note(answer("s3.point_status", ARN, status))
    assert ROWS["s3.point"].unless(memory, Place(REGION, ARN, ROW)) is skipped
    assert ROWS["s3.point_status"].unless(memory, Place(REGION, ARN, ROW)) is (policy == ABSENT)


def test_what_is_made_anew_does_not_bear_the_name_of_what_is_there() -> None:
    fix = AWS.kinds["aws.s3.access-point"].fix["public-exposure.not-public"]
    assert "create-access-point --account-id ACCOUNT --name NEW " in fix
