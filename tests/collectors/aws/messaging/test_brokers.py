"""MSK and Amazon MQ: who comes in, how one talks to brokers, what they write down."""

from typing import Any

import pytest

from scanner.facts import Channel, DataStore, Exposure, Gap, LogTrail, Release, SignIn
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.compute.test_functions import KEY, KEYS
from tests.collectors.aws.networks.test_network import rule
from tests.collectors.aws.possible import Odd

CLUSTER, SERVERLESS, BROKER = "aws.kafka.cluster", "aws.kafka.serverless-cluster", "aws.mq.broker"
BROKER_ARN = f"arn:aws:mq:{REGION}:{ACCOUNT}:broker:charts:b-1"
BROKERS = (
    "mq.brokers",
    REGION,
    {"BrokerSummaries": [{"BrokerArn": BROKER_ARN, "BrokerId": "b-1", "BrokerName": "charts"}]},
)


def cluster(**row: Any) -> tuple[str, str, Any]:
    arn = f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/charts/1"
    named = {"ClusterArn": arn, "ClusterName": "charts", "ClusterType": "PROVISIONED"}
    return ("kafka.clusters", REGION, {"ClusterInfoList": [{**named, **row}]})


def groups(*rules: Any) -> tuple[str, str, Any]:
    return ("ec2.groups", REGION, {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": list(rules)}]})


@pytest.mark.parametrize(
    ("said", "encryption"),
    [
        ({"ClientBroker": "TLS"}, "required"),
        ({}, None),
        ({"ClientBroker": "TLS_PLAINTEXT"}, "offered"),
        ({"ClientBroker": "PLAINTEXT"}, "none"),
        ({"ClientBroker": Odd("NEW")}, None),
    ],
)
def test_how_one_talks_to_brokers(said: dict[str, str], encryption: str | None) -> None:
    found = one(CLUSTER, Channel, cluster(**said), protocol="tls")
    assert found.encryption == encryption
    assert encryption or why(found, "encryption") == "unclear"


@pytest.mark.parametrize(
    ("said", "encryption"), [({}, None), ({"InCluster": True}, "required"), ({"InCluster": False}, "none")]
)
def test_how_brokers_talk_to_each_other(said: dict[str, bool], encryption: str | None) -> None:
    found = one(CLUSTER, Channel, cluster(**said), protocol="link")
    assert found.encryption == encryption
    assert encryption or why(found, "encryption") == "unclear"


@pytest.mark.parametrize(
    ("said", "factors", "individual"),
    [
        ({"Iam": True}, 1, True),
        ({"Iam": True, "Unauthenticated": False}, 1, True),
        ({"Iam": True, "Unauthenticated": True}, 0, False),
        ({"Scram": True}, 1, None),
        ({"Scram": True, "Iam": True}, 1, None),
        ({"Tls": True}, 1, None),
        ({"Iam": False, "Scram": False}, 0, False),
        ({}, 0, False),
    ],
)
def test_who_comes_to_a_cluster(*, said: dict[str, bool], factors: int, individual: bool | None) -> None:
    found = one(CLUSTER, SignIn, cluster(**said))
    assert (found.factors, found.individual) == (factors, individual)


PUBLIC = {"PublicAccess": "SERVICE_PROVIDED_EIPS", "SecurityGroups": ["sg-1"]}


@pytest.mark.parametrize(
    ("said", "answer", "audience"),
    [
        ({}, groups(rule("0.0.0.0/0", low=9198, high=9198)), "owner"),
        ({"PublicAccess": "DISABLED"}, groups(), "owner"),
        (PUBLIC, groups(rule("0.0.0.0/0", low=9198, high=9198)), "everyone"),
        (PUBLIC, groups(rule("8.8.8.0/24", low=9000, high=9999)), "listed"),
        (PUBLIC, groups(rule("0.0.0.0/0", low=22, high=22)), "owner"),
        (PUBLIC, ("ec2.groups", REGION, DENIED), None),
        ({**PUBLIC, "SecurityGroups": ["sg-2"]}, groups(), None),
        ({**PUBLIC, "SecurityGroups": []}, groups(), None),
    ],
)
def test_who_reaches_a_cluster(said: dict[str, Any], answer: Any, audience: str | None) -> None:
    assert one(CLUSTER, Exposure, cluster(**said), answer).audience == audience


@pytest.mark.parametrize(
    ("logs", "enabled"), [([True, False, True], None), ([False], False), ([], False), (None, False)]
)
def test_what_brokers_write_down(*, logs: list[bool] | None, enabled: bool | None) -> None:
    found = one(CLUSTER, LogTrail, cluster(**({"Logs": logs} if logs is not None else {})))
    assert found.enabled is enabled
    assert enabled is False or why(found, "enabled") == "hidden"


def test_a_cluster_without_servers_has_no_choice() -> None:
    given = cluster(ClusterType="SERVERLESS")
    assert one(SERVERLESS, Channel, given).encryption == "required"
    assert one(SERVERLESS, SignIn, given).individual is True
    assert one(SERVERLESS, Exposure, given).audience == "owner"
    assert not [f for f in facts(given) if f.kind == CLUSTER]


def test_whose_key_a_cluster_has() -> None:
    assert one(CLUSTER, DataStore, cluster(Key=KEY), *KEYS).customer_key is True
    assert one(CLUSTER, DataStore, cluster(), *KEYS).customer_key is False


def broker(said: Any, *more: Any) -> tuple[Any, ...]:
    body = {"EngineType": "ACTIVEMQ", "PubliclyAccessible": False, **said} if isinstance(said, dict) else said
    return (BROKERS, ("mq.broker", BROKER_ARN, body), *more)


OPEN = {"PubliclyAccessible": True, "SecurityGroups": ["sg-1"]}


@pytest.mark.parametrize(
    ("said", "answer", "audience"),
    [
        ({}, groups(), "owner"),
        (OPEN, groups(rule("0.0.0.0/0", low=8162, high=8162)), "everyone"),
        (OPEN, groups(rule("0.0.0.0/0", low=443, high=443)), "owner"),
        ({**OPEN, "EngineType": "RABBITMQ"}, groups(rule("0.0.0.0/0", low=443, high=443)), "everyone"),
        ({"PubliclyAccessible": True, "EngineType": "RABBITMQ"}, groups(), "everyone"),
        ({"PubliclyAccessible": True, "SecurityGroups": []}, groups(), "everyone"),
        ({"PubliclyAccessible": None}, groups(), "everyone"),
        (OPEN, ("ec2.groups", REGION, DENIED), None),
        (DENIED, groups(), None),
    ],
)
def test_who_reaches_a_broker(said: Any, answer: Any, audience: str | None) -> None:
    found = one(BROKER, Exposure, *broker(said, answer))
    assert found.audience == audience
    assert audience or why(found, "audience") == DENIED


@pytest.mark.parametrize(
    ("said", "enabled", "records"),
    [
        ({"Audit": True, "General": True}, True, ("admin", "errors")),
        ({"Audit": False, "General": True}, False, ("errors",)),
        ({"Audit": True, "General": False}, True, ("admin",)),
        ({}, False, ()),
        ({"EngineType": "RABBITMQ", "General": True}, True, ("sign-in", "errors")),
        ({"EngineType": "RABBITMQ", "General": False}, False, ()),
        (DENIED, None, None),
    ],
)
def test_what_a_broker_writes_down(*, said: Any, enabled: bool | None, records: Any) -> None:
    found = one(BROKER, LogTrail, *broker(said))
    assert (found.enabled, found.records) == (enabled, records)


@pytest.mark.parametrize(
    ("said", "customer"),
    [
        ({"UseAwsOwnedKey": True, "KmsKeyId": KEY}, False),
        ({"UseAwsOwnedKey": False, "KmsKeyId": KEY}, True),
        ({"UseAwsOwnedKey": False}, False),
        ({}, False),
        (DENIED, None),
    ],
)
def test_whose_key_a_broker_has(*, said: Any, customer: bool | None) -> None:
    assert one(BROKER, DataStore, *broker(said, *KEYS)).customer_key is customer


def test_releases_of_brokers() -> None:
    found = one(BROKER, Release, *broker({"EngineVersion": "5.18", "AutoMinorVersionUpgrade": True}))
    assert (found.version, found.auto_update) == ("ACTIVEMQ 5.18", True)
    refused = one(BROKER, Release, *broker(DENIED))
    assert {why(refused, "version"), why(refused, "auto_update")} == {DENIED}


def test_what_was_not_listed_is_missing() -> None:
    gaps = {(f.kind, f.missing) for f in facts(("kafka.clusters", REGION, DENIED)) if isinstance(f, Gap)}
    assert {(kind, "sign-in") for kind in (CLUSTER, SERVERLESS)} <= gaps
    assert {f.outcome for f in facts(("mq.brokers", REGION, DENIED)) if isinstance(f, Gap) and f.kind == BROKER} == {
        DENIED
    }
    for question, kinds in (("kafka.clusters", {CLUSTER, SERVERLESS}), ("mq.brokers", {BROKER})):
        assert not [f for f in facts((question, REGION, ABSENT)) if f.kind in kinds]
