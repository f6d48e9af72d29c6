from contextlib import nullcontext
from typing import Any

import jsonschema
import pytest

from collectors.aws.options import SCHEMA, lists, options
from scanner.collector import CollectError
from scanner.targets import Target, parse
from scanner.written.yamlschema import complaints

TABLE = {"type": "object", "additionalProperties": False, "properties": dict(SCHEMA)}


def test_a_uri_says_all_that_is_needed() -> None:
    it = parse("aws://prod?regions=us-east-1, eu-west-1&endpoint_url=http://127.0.0.1:5000&timeout=5&tags=a,b")
    said = options(it)
    assert (said.profile, said.regions, said.timeout, said.attempts) == ("prod", ("us-east-1", "eu-west-1"), 5, 4)
    assert said.tags == {"a", "b"}
    jsonschema.validate(dict(it.options), TABLE)


@pytest.mark.parametrize(
    ("said", "listing"),
    [
        ({}, False),
        ({"organization": False}, False),
        ({"organization": True}, True),
        ({"accounts": "123456789012,210987654321"}, True),
        ({"accounts": ["123456789012"]}, True),
        ({"account": "123456789012"}, False),
        ({"organization": True, "account": "123456789012"}, False),
    ],
)
def test_which_targets_stand_for_many(*, said: dict[str, Any], listing: bool) -> None:
    assert lists(said) is listing


def test_accounts_of_one_organisation_share_what_they_are_entered_from() -> None:
    one, other, elsewhere = (
        options(Target(id="aws:x", scheme="aws", name="prod", options=said))
        for said in (
            {"organization": True, "role": "a", "tags": "x"},
            {"account": "123456789012", "role": "a"},
            {"account": "123456789012", "role": "a", "role_arn": "arn:aws:iam::123456789012:role/first"},
        )
    )
    assert one.source == other.source != elsewhere.source


@pytest.mark.parametrize("many", [{"organization": True}, {"accounts": ["123456789012"]}])
@pytest.mark.parametrize(("id", "fits"), [("aws:123456789012", False), ("aws:audit", True), ("aws:12345", True)])
def test_a_list_is_not_called_as_one_of_its_own(*, many: dict[str, Any], id: str, fits: bool) -> None:
    """The account of that number would be taken for declared, and never be asked."""
    it = Target(id=id, scheme="aws", name="", options={**many, "role": "a"})
    with nullcontext() if fits else pytest.raises(CollectError, match="needs a name"):
        options(it)


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
        ({"timeout": "0"}, "timeout: must be a whole number from 1 to 300"),
        ({"timeout": "soon"}, "timeout: must be a whole number"),
        ({"attempts": 11}, "attempts: must be a whole number from 1 to 10"),
        ({"threads": -1}, "threads: must be a whole number from 1 to 32"),
        ({"access_key": "env:A"}, "access_key and secret_key are set together or not at all"),
        ({"session_token": "env:A"}, "access_key and secret_key are set together"),
        ({"mfa_serial": "arn"}, "mfa_serial and mfa_code are set together or not at all"),
        ({"mfa_code": "env:A"}, "mfa_serial and mfa_code are set together"),
        ({"organization": True}, "organization: needs the option role"),
        ({"accounts": "123456789012"}, "accounts: needs the option role"),
        ({"organization": True, "accounts": "123456789012", "role": "a"}, "organization and accounts: only one"),
        ({"organization": True, "account": "123456789012", "role": "a"}, "organization and account: only one"),
        ({"role": "a"}, "role: say in which accounts"),
        ({"organization": True, "role": "arn:aws:iam::1:role/c4n4ry"}, "role: must be the name of a role"),
        ({"deadline": 86401}, "deadline: must be a whole number from 1 to 86400"),
        ({"endpoint_url": "ftp://x"}, "endpoint_url: must be http:// or https://"),
        ({"endpoint_url": "https://user:c4n4ry@host"}, "endpoint_url: must be http:// or https://"),
        ({"endpoint_url": "http://["}, "endpoint_url: must be http:// or https://"),
        ({"endpoint_url": "http://host:99999"}, "endpoint_url: must be http:// or https://"),
        ({"endpoint_url": "https://host/path"}, "endpoint_url: must be http:// or https://"),
        ({"endpoint_url": "https://host?x=c4n4ry"}, "endpoint_url: must be http:// or https://"),
        ({"endpoint_url": "https://host/#c4n4ry"}, "endpoint_url: must be http:// or https://"),
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
        {"endpoint_url": "https://host?x=pass"},
        {"endpoint_url": "https://host#pass"},
        {"unknown": 1},
        {"regions": []},
        {"timeout": 0},
        {"ephi_tags": ["x"]},
        {"accounts": [123456789012]},
        {"accounts": "12345"},
        {"organization": "yes"},
        {"mfa_code": "123456"},
    ],
)
def test_the_schema_refuses(given: dict[str, Any]) -> None:
    assert complaints(TABLE)(given)
