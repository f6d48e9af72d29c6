"""Models cut down to what is asked mean the same of it as the whole ones."""

from collections.abc import Callable
from typing import Any

import botocore.session
import pytest
from botocore.model import ServiceModel

from collectors.asking.paths import search
from collectors.aws import AWS
from collectors.aws.asking.ask import called
from collectors.aws.asking.call import PAGING
from collectors.aws.asking.fields import Read
from collectors.aws.asking.models import loader
from collectors.aws.question import Ask

ROWS = [row for row in AWS.questions if isinstance(row, Ask)]
CALLS = frozenset(called(row) for row in ROWS)
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


@pytest.mark.parametrize("service", sorted({call.service for call in CALLS}))
def test_a_model_means_the_same(service: str) -> None:
    lean: Any = ServiceModel(LOADER.load_service_model(service, "service-2"), service)
    whole = WHOLE.get_service_model(service)
    assert lean.metadata == whole.metadata
    for name in (call.operation for call in CALLS if call.service == service):
        one, other = lean.operation_model(name), whole.operation_model(name)
        assert described(one.input_shape) == described(other.input_shape)
        assert [described(e) for e in one.error_shapes] == [described(e) for e in other.error_shapes]
        assert one.http == other.http
    assert len(lean.operation_names) <= len({c.operation for c in CALLS if c.service == service}) + 5


def said(shape: Any, seen: tuple[str, ...] = ()) -> Any:
    """An answer in which everything is that a shape may hold."""
    if seen.count(shape.name) > 1:
        return None
    within = (*seen, shape.name)
    values: dict[str, Callable[[], Any]] = {
        "structure": lambda: {name: said(s, within) for name, s in shape.members.items()},
        "list": lambda: [said(shape.member, within), said(shape.member, within)],
        "map": lambda: {key: said(shape.value, within) for key in ("kms", "Policy")},
        "string": lambda: shape.enum[-1] if shape.enum else f"a {shape.name}",
    }
    return values.get(shape.type_name, lambda: 1)()


@pytest.mark.parametrize("row", [row for row in ROWS if not row.opened], ids=lambda row: row.id)
def test_all_that_a_row_keeps_is_read(row: Ask) -> None:
    lean: Any = ServiceModel(LOADER.load_service_model(row.service, "service-2"), row.service)
    whole = WHOLE.get_service_model(row.service)
    answer = said(whole.operation_model(row.call).output_shape)
    assert said(lean.operation_model(row.call).output_shape).keys() <= answer.keys()
    for path in (row.keep, *filter(None, (row.until,)), *PAGING):
        assert search(path, said(lean.operation_model(row.call).output_shape)) == search(path, answer)


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("{Name: Name}", {"Name": ""}),
        ("{Tags: Tags}", {"Tags": [{"Key": "", "Value": ""}]}),
        ("{Tags: Tags[].{Key: Key}}", {"Tags": [{"Key": ""}]}),
        ("{Tags: Tags[?Key == 'a'].Value}", {"Tags": [{"Key": "", "Value": ""}]}),
        ("{First: Tags[0].Key, Rest: Tags[1:].Value}", {"Tags": [{"Key": "", "Value": ""}]}),
        ("{Some: length(Tags)}", {"Tags": [{"Key": "", "Value": ""}]}),
        ("{Name: Name || Inner.Inner.Name}", {"Name": "", "Inner": {"Name": "", "Inner": {"Name": ""}}}),
        ("{By: By.a.Key}", {"By": {"k": {"Key": ""}}}),
        ("{By: values(By)[].Key}", {"By": {"k": {"Key": "", "Value": ""}}}),
        ("{Choice: Choice.A}", {"Choice": {"A": "", "B": ""}}),
        ("{Nothing: Nothing.At.All}", {}),
        ("@", {"Name": "", "Tags": [{"Key": "", "Value": ""}], "Choice": {"A": "", "B": ""}}),
    ],
)
def test_what_an_expression_reads(path: str, read: dict[str, Any]) -> None:
    members = {"Name": "S", "Tags": "Tags", "Inner": "All", "By": "By", "Choice": "Choice"}
    shapes = {
        "All": {
            "type": "structure",
            "members": {name: {"shape": shape} for name, shape in members.items()},
        },
        "Tags": {"type": "list", "member": {"shape": "Tag"}},
        "Tag": {"type": "structure", "members": {"Key": {"shape": "S"}, "Value": {"shape": "S"}}},
        "By": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "Tag"}},
        "Choice": {"type": "structure", "union": True, "members": {"A": {"shape": "S"}, "B": {"shape": "S"}}},
        "S": {"type": "string"},
    }
    found = Read(shapes)
    found.note(path, "All")
    assert flat(read, "All", shapes) <= {(s, f) for s, fields in found.fields.items() for f in fields}
    assert path == "@" or len(found.fields["All"]) == len(read)


def flat(value: Any, name: str, shapes: dict[str, Any]) -> set[tuple[str, str]]:
    """The structures and members that a value is made of."""
    shape = shapes[name]
    if shape["type"] == "structure":
        own = {(name, field) for field in value}
        return own.union(*(flat(v, shape["members"][f]["shape"], shapes) for f, v in value.items()))
    part = {"list": "member", "map": "value"}.get(shape["type"])
    of = value.values() if isinstance(value, dict) else value
    return set().union(*(flat(v, shape[part]["shape"], shapes) for v in of)) if part else set()


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
