"""ECR: whether images can be exchanged, are looked through, and who may pull them."""

from typing import Any

import pytest

from scanner.facts import DataStore, Detector, Exposure, Gap, Guard
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.compute.test_functions import KEY, KEYS

ARN = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/charts"
REPOSITORY = "aws.ecr.repository"


def listed(**row: Any) -> tuple[str, str, Any]:
    named = {"repositoryArn": ARN, "repositoryName": "charts", **row}
    return ("ecr.repositories", REGION, {"repositories": [named]})


@pytest.mark.parametrize(
    ("mutability", "locked"),
    [
        ("IMMUTABLE", True),
        ("IMMUTABLE_WITH_EXCLUSION", False),
        ("MUTABLE_WITH_EXCLUSION", False),
        ("MUTABLE", False),
        (None, False),
    ],
)
def test_images_that_cannot_be_exchanged(*, mutability: str | None, locked: bool) -> None:
    assert one(REPOSITORY, Guard, listed(imageTagMutability=mutability)).in_force is locked


@pytest.mark.parametrize(
    ("body", "on", "reason"),
    [
        ([{"repositoryArn": ARN, "scanFrequency": "CONTINUOUS_SCAN"}], True, ""),
        ([{"repositoryArn": ARN, "scanFrequency": "SCAN_ON_PUSH"}], True, ""),
        ([{"repositoryArn": ARN, "scanFrequency": "MANUAL"}], False, ""),
        ([{"repositoryArn": ARN}], None, "unclear"),
        ([{"repositoryArn": f"{ARN}-2", "scanFrequency": "CONTINUOUS_SCAN"}], None, "unclear"),
        (DENIED, None, DENIED),
    ],
)
def test_images_that_are_looked_through(*, body: Any, on: bool | None, reason: str) -> None:
    said = body if isinstance(body, str) else {"scanningConfigurations": body}
    found = one(REPOSITORY, Detector, listed(), ("ecr.scanning", ARN, said))
    assert found.enabled is on
    if reason:
        assert why(found, "enabled") == reason


@pytest.mark.parametrize(
    ("policy", "audience"),
    [(ABSENT, "owner"), ({"AWS": ACCOUNT}, "owner"), ({"AWS": "210987654321"}, "listed"), ("*", "any-account")],
)
def test_who_may_pull(policy: Any, audience: str) -> None:
    said = policy if policy == ABSENT else {"Policy": {"Statement": [{"Effect": "Allow", "Principal": policy}]}}
    assert one(REPOSITORY, Exposure, listed(), ("ecr.policy", ARN, said)).audience == audience


def test_what_was_refused_is_open() -> None:
    found = one(REPOSITORY, Exposure, listed(), ("ecr.policy", ARN, DENIED))
    assert (found.audience, why(found, "audience")) == (None, DENIED)
    gaps = [f for f in facts(("ecr.repositories", REGION, DENIED)) if isinstance(f, Gap) and f.kind == REPOSITORY]
    assert {f.missing for f in gaps} == {"asset", "data-store", "guard", "detector", "exposure"}


@pytest.mark.parametrize(("key", "customer"), [({}, False), ({"kmsKey": KEY}, True)])
def test_whose_key_it_is(*, key: dict[str, str], customer: bool) -> None:
    store = one(REPOSITORY, DataStore, listed(**key), *KEYS)
    assert (store.encrypted, store.customer_key) == (True, customer)
