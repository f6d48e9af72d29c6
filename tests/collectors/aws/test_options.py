from typing import Any

import jsonschema
import pytest

from collectors.aws.options import SCHEMA, options
from scanner.collector import CollectError
from scanner.targets import parse

TABLE = {"type": "object", "additionalProperties": False, "properties": dict(SCHEMA)}


def test_a_uri_says_all_that_is_needed() -> None:
    it = parse("aws://prod?regions=us-east-1, eu-west-1&endpoint_url=http://127.0.0.1:5000&timeout=5&tags=a,b")
    said = options(it)
    assert (said.profile, said.regions, said.timeout, said.attempts) == ("prod", ("us-east-1", "eu-west-1"), 5, 4)
    assert said.tags == {"a", "b"}
    jsonschema.validate(dict(it.options), TABLE)


def test_tags_that_mean_ephi_may_enter() -> None:
    it = parse("aws:")
    said = options(
        type(it)(id=it.id, scheme="aws", name="", options={"ephi_tags": {"DataClass": ["PHI"]}, "tags": "x"})
    )
    assert said.tags == {"DataClass", "x"}
    assert said.profile is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"timeout": "0"}, "timeout: a whole number from 1 to 300 is wanted"),
        ({"timeout": "soon"}, "timeout: a whole number"),
        ({"attempts": 11}, "attempts: a whole number from 1 to 10"),
        ({"threads": -1}, "threads: a whole number from 1 to 32"),
        ({"access_key": "env:A"}, "access_key and secret_key are set together or not at all"),
        ({"session_token": "env:A"}, "access_key and secret_key are set together"),
        ({"endpoint_url": "ftp://x"}, "endpoint_url: http:// or https://"),
        ({"endpoint_url": "https://user:c4n4ry@host"}, "endpoint_url: http:// or https://"),
        ({"endpoint_url": "https://host/path"}, "endpoint_url: http:// or https://"),
    ],
)
def test_what_makes_no_sense_is_named_and_not_repeated(given: dict[str, Any], sentence: str) -> None:
    it = parse("aws:")
    with pytest.raises(CollectError, match=sentence) as caught:
        options(type(it)(id=it.id, scheme="aws", name="", options=given))
    assert "c4n4ry" not in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"secret_key": "AKIAliteral"},
        {"endpoint_url": "https://user:pass@host"},
        {"unknown": 1},
        {"regions": []},
        {"timeout": 0},
        {"ephi_tags": ["x"]},
    ],
)
def test_the_schema_refuses(given: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(given, TABLE)
