"""The policies that `safeguard permissions aws` prints are enough, and no more than enough: moto enforces them."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from collectors.aws import AWS
from collectors.aws.grant import grant
from scanner.answers import Answer
from tests.collectors.aws.scanning import ALL, ask, target
from tests.servers.counted import counted_moto
from tests.servers.estate import fill
from tests.servers.moto import ACCOUNT, Moto

pytestmark = pytest.mark.sampled("scans of aws")

SIZE = 3
OTHERWISE = {f"s3.{name}" for name in ("account_block", "block", "encryption", "lock", "ownership", "replication")}
OTHERWISE |= {"tags.resources", "tags.global", "tags.buckets", "tags.located"}
"""moto calls their rights by the names of operations and services, IAM by its own."""
QUEUE = next(q.id for q in AWS.questions if q.needs == "sqs:GetQueueAttributes")


def _policies() -> list[str]:
    """As they are printed, one after another."""
    decoder, text, found = json.JSONDecoder(), grant(q.needs for q in AWS.questions).strip(), []
    while text:
        policy, end = decoder.raw_decode(text)
        found.append(json.dumps(policy))
        text = text[end:].strip()
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[Moto]:
    with counted_moto() as it:
        yield it


def _enforce(server: Moto, after: int) -> None:
    """Let so many more calls through without a look at rights."""
    url = f"{server.url}/moto-api/reset-auth"
    headers = {"content-type": "text/plain"}  # moto reads no form here
    request = urllib.request.Request(url, str(after).encode(), headers, method="POST")  # noqa: S310  # our own server
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310
        pass


def _scan(server: Moto, policies: list[str]) -> list[Answer]:
    """All answers, asked as a user with these policies and no other right."""
    _enforce(server, 1_000_000)
    fill(server, SIZE, 7)
    iam = server.client("iam")
    iam.create_user(UserName="safeguard")
    for number, policy in enumerate(policies):
        made = iam.create_policy(PolicyName=f"safeguard-{number}", PolicyDocument=policy)["Policy"]["Arn"]
        iam.attach_user_policy(UserName="safeguard", PolicyArn=made)
    key = iam.create_access_key(UserName="safeguard")["AccessKey"]
    _enforce(server, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        return ask(target(server.url), ALL, now=lambda: f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")


def test_each_policy_fits_into_one() -> None:
    policies = _policies()
    assert len(policies) > 1
    assert all(len(json.dumps(json.loads(policy), separators=(",", ":"))) <= 6144 for policy in policies)


def _denied(answers: list[Answer]) -> set[str]:
    return {a.question for a in answers if a.outcome == "denied"}


@pytest.fixture(scope="module")
def never(server: Moto) -> set[str]:
    """What moto, once it looks at rights, refuses even to who may do everything: it takes the signatures for wrong."""
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return _denied(_scan(server, [json.dumps({"Version": "2012-10-17", "Statement": [everything]})]))


def test_the_scan_works_under_exactly_these(server: Moto, never: set[str]) -> None:
    answers = _scan(server, _policies())
    assert _denied(answers) - OTHERWISE == never
    assert len({a.question for a in answers} - never) > 120
    assert {a.source.caller for a in answers} == {f"arn:aws:iam::{ACCOUNT}:user/safeguard"}


def test_moto_does_look(server: Moto, never: set[str]) -> None:
    without = [json.loads(policy) for policy in _policies()]
    for policy in without:
        (statement,) = policy["Statement"]
        statement["Action"] = [a for a in statement["Action"] if a not in {"kms:DescribeKey", "sqs:GetQueueAttributes"}]
    denied = {a.question: a for a in _scan(server, [*map(json.dumps, without)]) if a.outcome == "denied"}
    assert set(denied) - OTHERWISE - never == {"kms.key", QUEUE}
    assert denied["kms.key"].needs == "kms:DescribeKey"
