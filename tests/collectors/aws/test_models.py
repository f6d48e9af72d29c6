"""Models cut down to what is asked mean the same of it as the whole ones."""

from collections.abc import Callable
from typing import Any

import botocore.session
import pytest
from botocore.model import ServiceModel

from collectors.aws import AWS
from collectors.aws.asking.models import loader
from collectors.aws.question import Ask

CALLS = frozenset((row.service, row.call) for row in AWS.questions if isinstance(row, Ask))
LOADER = loader.__wrapped__(CALLS)
"""One of its own: botocore writes into the models that it makes clients of."""
WHOLE = botocore.session.get_session()


def described(shape: Any, seen: frozenset[str] = frozenset()) -> Any:
    """All that a parser or a serializer looks at."""
    if shape is None or shape.name in seen:
        return shape and shape.name
    inner: dict[str, Callable[[], Any]] = {
        "structure": lambda: {name: described(s, seen | {shape.name}) for name, s in shape.members.items()},
        "list": lambda: described(shape.member, seen | {shape.name}),
        "map": lambda: (described(shape.key, seen | {shape.name}), described(shape.value, seen | {shape.name})),
    }
    return shape.name, shape.type_name, dict(shape.serialization), inner.get(shape.type_name, lambda: None)()


@pytest.mark.parametrize("service", sorted({service for service, _ in CALLS}))
def test_a_model_means_the_same(service: str) -> None:
    lean: Any = ServiceModel(LOADER.load_service_model(service, "service-2"), service)
    whole = WHOLE.get_service_model(service)
    assert lean.metadata == whole.metadata
    for name in (call for s, call in CALLS if s == service):
        one, other = lean.operation_model(name), whole.operation_model(name)
        assert described(one.input_shape) == described(other.input_shape)
        assert described(one.output_shape) == described(other.output_shape)
        assert [described(e) for e in one.error_shapes] == [described(e) for e in other.error_shapes]
        assert one.http == other.http
    assert len(lean.operation_names) <= len({c for s, c in CALLS if s == service}) + 5


def test_what_the_sdk_asks_for_itself_is_kept() -> None:
    found = {s: {*LOADER.load_service_model(s, "service-2")["operations"]} for s in ("sts", "s3", "sso", "dynamodb")}
    assert found["sts"] >= {"AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "GetSessionToken"}
    assert "HeadBucket" in found["s3"]
    assert found["sso"] == {*WHOLE.get_service_model("sso").operation_names}
    assert "DescribeEndpoints" in found["dynamodb"]


def test_what_is_not_asked_cannot_be() -> None:
    session = botocore.session.Session()
    session.register_component("data_loader", LOADER)
    client = session.create_client("s3", region_name="us-east-1")
    assert hasattr(client, "list_buckets")
    assert not hasattr(client, "delete_bucket")
