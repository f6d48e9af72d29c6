"""DMS, from answers typed by hand."""

from typing import Any

import pytest

from scanner.facts import Channel, DataStore, Exposure, Gap, Release
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.networks.test_elbv2 import opened
from tests.collectors.aws.networks.test_network import OF_AWS, rule

Given = tuple[str, str, Any]


def endpoint(engine: str, **row: Any) -> Given:
    whole = {"EndpointArn": f"arn:aws:dms:{REGION}:{ACCOUNT}:endpoint:E", "EndpointIdentifier": "e", **row}
    return ("dms.endpoints", REGION, {"Endpoints": [{**whole, "EngineName": engine}]})


@pytest.mark.parametrize(
    ("engine", "row", "encryption"),
    [
        ("postgres", {"SslMode": "verify-full"}, "required"),
        ("postgres", {"SslMode": "require"}, "required"),
        ("postgres", {"SslMode": "none"}, "none"),
        ("postgres", {}, "none"),
        ("unheard-of", {}, "none"),
        ("s3", {"SslMode": "none"}, "required"),
        ("redshift", {"SslMode": "none"}, "required"),
        ("opensearch", {"SslMode": "none", "Plain": False}, "required"),
        ("opensearch", {"SslMode": "none", "Plain": True}, "none"),
        ("kafka", {"SslMode": "none", "Kafka": "plaintext"}, "none"),
        ("kafka", {"SslMode": "none", "Kafka": "sasl-ssl"}, "required"),
        ("kafka", {"SslMode": "none"}, None),
        ("redis", {"SslMode": "none", "Redis": "ssl-encryption"}, "required"),
        ("redis", {"SslMode": "none", "Redis": "plaintext"}, "none"),
    ],
)
def test_endpoints(engine: str, row: Any, encryption: str | None) -> None:
    it = one("aws.dms.endpoint", Channel, endpoint(engine, **row))
    assert (it.protocol, it.encryption, it.name) == ("database", encryption, f"e ({engine})")
    assert encryption or why(it, "encryption") == "unclear"


def instance(**row: Any) -> Given:
    whole = {
        "ReplicationInstanceArn": f"arn:aws:dms:{REGION}:{ACCOUNT}:rep:R",
        "ReplicationInstanceIdentifier": "r",
        "PubliclyAccessible": True,
        "Groups": ["sg-1"],
        **row,
    }
    return ("dms.instances", REGION, {"ReplicationInstances": [whole]})


@pytest.mark.parametrize(
    ("row", "groups", "audience", "ports"),
    [
        ({"PubliclyAccessible": False}, opened(rule("0.0.0.0/0")), "owner", ()),
        ({}, opened(rule("0.0.0.0/0")), "everyone", ((22, 22),)),
        ({"PubliclyAccessible": None}, opened(rule("0.0.0.0/0")), "everyone", ((22, 22),)),
        ({}, opened(rule("10.0.0.0/8")), "owner", ()),
        ({}, opened(rule("8.8.8.0/24")), "listed", ((22, 22),)),
        ({}, opened(rule(PrefixListIds=[{"PrefixListId": "pl-1"}])), None, None),
        ({}, opened(), "owner", ()),
        ({}, opened(id="sg-9"), None, None),
        ({"Groups": []}, opened(rule("0.0.0.0/0")), None, None),
        ({}, ("ec2.groups", REGION, DENIED), None, None),
    ],
)
def test_who_reaches_an_instance(row: Any, groups: Given, audience: str | None, ports: Any) -> None:
    it = one("aws.dms.replication-instance", Exposure, instance(**row), groups, OF_AWS)
    assert (it.offers, it.audience, it.ports) == ("data", audience, ports)
    assert audience or why(it, "audience") in {"unclear", DENIED}


def test_an_instance_is_encrypted_and_says_what_it_runs() -> None:
    store = one("aws.dms.replication-instance", DataStore, instance())
    assert (store.encrypted, store.customer_key) == (True, False)
    release = one("aws.dms.replication-instance", Release, instance(EngineVersion="3.5", AutoMinorVersionUpgrade=True))
    assert (release.version, release.auto_update) == ("3.5", True)
    assert why(one("aws.dms.replication-instance", Release, instance()), "version") == "unclear"


def test_what_was_not_listed() -> None:
    given = (("dms.endpoints", REGION, DENIED), ("dms.instances", REGION, DENIED))
    found = {(f.kind, f.missing) for f in facts(*given) if isinstance(f, Gap) and f.outcome == DENIED}
    assert found == {
        ("aws.dms.endpoint", "channel"),
        *(("aws.dms.replication-instance", c) for c in ("asset", "data-store", "exposure", "release")),
    }
