"""SNS, SQS, Kinesis, Firehose: how messages rest and travel, and who may take them."""

from typing import Any

import pytest

from scanner.facts import Asset, Channel, DataStore, Exposure, Fact, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.compute.test_functions import KEY, KEYS

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:charts"
URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/charts"
TOPICS = ("sns.topics", REGION, {"Topics": [{"TopicArn": TOPIC}]})
QUEUES = ("sqs.queues", REGION, {"QueueUrls": [URL]})
STREAMS = ("kinesis.streams", REGION, {"StreamNames": ["charts"]})
DELIVERIES = ("firehose.streams", REGION, {"DeliveryStreamNames": ["charts"], "HasMoreDeliveryStreams": False})


def policy(principal: Any, **condition: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "*"}
    return {"Policy": {"Statement": [{**statement, **({"Condition": condition} if condition else {})}]}}


ATTRIBUTES = [
    ("aws.sns.topic", TOPICS, ("sns.topic", TOPIC)),
    ("aws.sqs.queue", QUEUES, ("sqs.queue", f"{REGION}/{URL}")),
]


@pytest.mark.parametrize(("kind", "listing", "asked"), ATTRIBUTES)
@pytest.mark.parametrize(
    ("said", "audience"),
    [
        ({}, "owner"),
        (policy({"AWS": ACCOUNT}), "owner"),
        (policy({"AWS": "210987654321"}), "listed"),
        (policy({"AWS": "*"}, StringEquals={"AWS:SourceOwner": ACCOUNT}), "owner"),
        (policy("*", ArnLike={"aws:SourceArn": f"arn:aws:sns:*:{ACCOUNT}:*"}), "owner"),
        (policy("*"), "everyone"),
        (policy({"AWS": "*"}), "everyone"),
        (DENIED, None),
    ],
)
def test_who_may_take_messages(
    kind: str, listing: Any, asked: tuple[str, str], said: Any, audience: str | None
) -> None:
    found = one(kind, Exposure, listing, (*asked, said))
    assert found.audience == audience
    assert audience or why(found, "audience") == DENIED


@pytest.mark.parametrize(
    ("said", "customer", "cipher"),
    [
        ({}, False, None),
        ({"KmsMasterKeyId": KEY}, True, "aes-256-gcm"),
        ({"KmsMasterKeyId": "alias/aws/sns"}, False, "aes-256-gcm"),
    ],
)
def test_topics_rest_encrypted(*, said: dict[str, str], customer: bool, cipher: str | None) -> None:
    store = one("aws.sns.topic", DataStore, TOPICS, ("sns.topic", TOPIC, {"TopicArn": TOPIC, **said}), *KEYS)
    assert (store.encrypted, store.customer_key, store.cipher) == (True, customer, cipher)


@pytest.mark.parametrize(
    ("said", "encrypted", "customer"),
    [
        ({"SqsManagedSseEnabled": "true"}, True, False),
        ({"SqsManagedSseEnabled": "false"}, False, False),
        ({}, False, False),
        ({"KmsMasterKeyId": KEY, "SqsManagedSseEnabled": "false"}, True, True),
        ({"KmsMasterKeyId": "alias/aws/sqs"}, True, False),
    ],
)
def test_queues_rest_encrypted(*, said: dict[str, str], encrypted: bool, customer: bool) -> None:
    detail = ("sqs.queue", f"{REGION}/{URL}", {"QueueArn": "arn", **said})
    store = one("aws.sqs.queue", DataStore, QUEUES, detail, *KEYS)
    assert (store.encrypted, store.customer_key) == (encrypted, customer)
    assert store.resource == f"arn:aws:sqs:{REGION}:{ACCOUNT}:charts"


def subscription(protocol: str, arn: str = f"{TOPIC}:1") -> tuple[str, str, Any]:
    row = {"SubscriptionArn": arn, "TopicArn": TOPIC, "Protocol": protocol}
    return ("sns.subscriptions", f"{REGION}/all", {"Subscriptions": [row]})


def test_subscriptions_by_http() -> None:
    for protocol, encryption in (("http", "none"), ("https", "required")):
        found = one("aws.sns.subscription", Channel, TOPICS, subscription(protocol))
        assert (found.encryption, found.resource, found.name) == (encryption, f"{TOPIC}:1", "of charts")
    for word in ("PendingConfirmation", "Deleted"):
        assert not [f for f in facts(TOPICS, subscription("http", word)) if f.kind == "aws.sns.subscription"]
    assert one("aws.sns.subscription", Gap, TOPICS, ("sns.subscriptions", f"{REGION}/all", DENIED)).outcome == DENIED
    assert one("aws.sns.subscription", Gap, ("sns.topics", REGION, DENIED)).outcome == DENIED
    assert not [f for f in facts(("sns.topics", REGION, ABSENT)) if "sns" in f.kind]


@pytest.mark.parametrize(
    ("said", "encrypted", "customer"),
    [
        ({"EncryptionType": "KMS", "KeyId": KEY}, True, True),
        ({"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"}, True, False),
        ({"EncryptionType": "NONE"}, False, False),
        ({}, False, False),
        (DENIED, None, None),
    ],
)
def test_streams_rest_encrypted(*, said: Any, encrypted: bool | None, customer: bool | None) -> None:
    detail = ("kinesis.stream", f"{REGION}/charts", said)
    store = one("aws.kinesis.stream", DataStore, STREAMS, detail, *KEYS)
    assert (store.encrypted, store.customer_key) == (encrypted, customer)
    assert store.resource == f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/charts"


FED = {"DeliveryStreamType": "KinesisStreamAsSource"}
SOURCE = {**FED, "KinesisStreamARN": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/charts"}
OWN = {"DeliveryStreamType": "DirectPut", "KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": KEY}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({**SOURCE, "KinesisStreamARN": f"arn:aws:kinesis:{REGION}:210987654321:stream/charts"}, "hidden"),
        ({"DeliveryStreamType": "MSKAsSource"}, "not-asked"),
        (DENIED, "denied"),
    ],
)
def test_what_its_source_keeps_stands(said: Any, reason: str) -> None:
    store = one("aws.firehose.stream", DataStore, DELIVERIES, ("firehose.stream", f"{REGION}/charts", said), *KEYS)
    assert {why(store, field) for field in ("encrypted", "customer_key", "cipher")} == {reason}


@pytest.mark.parametrize(
    ("said", "source", "encrypted", "customer"),
    [
        ({**OWN, "Status": "ENABLED"}, {}, True, True),
        ({**OWN, "Status": "ENABLED", "KeyType": "AWS_OWNED_CMK"}, {}, True, False),
        ({**OWN, "Status": "ENABLING"}, {}, False, False),
        ({**OWN, "Status": "DISABLING_FAILED"}, {}, False, False),
        ({"DeliveryStreamType": "DirectPut"}, {}, False, False),
        (SOURCE, {"EncryptionType": "KMS", "KeyId": KEY}, True, True),
        (SOURCE, {"EncryptionType": "NONE"}, False, False),
        (SOURCE, DENIED, None, None),
        ({**SOURCE, "KinesisStreamARN": f"arn:aws:kinesis:{REGION}:210987654321:stream/charts"}, {}, None, None),
        ({"DeliveryStreamType": "MSKAsSource"}, {}, None, None),
        (DENIED, {}, None, None),
    ],
)
def test_what_is_to_be_delivered_rests_encrypted(
    *, said: Any, source: Any, encrypted: bool | None, customer: bool | None
) -> None:
    given = (DELIVERIES, ("firehose.stream", f"{REGION}/charts", said), ("kinesis.stream", f"{REGION}/charts", source))
    store = one("aws.firehose.stream", DataStore, *given, *KEYS)
    assert (store.encrypted, store.customer_key) == (encrypted, customer)


def test_a_list_of_streams_that_does_not_end_leaves_a_gap() -> None:
    listing = ("firehose.streams", REGION, {"DeliveryStreamNames": ["charts"], "HasMoreDeliveryStreams": True})
    gaps = [f for f in facts(listing) if isinstance(f, Gap) and f.kind == "aws.firehose.stream"]
    assert {(f.missing, f.outcome) for f in gaps} == {("asset", "unclear"), ("data-store", "unclear")}


@pytest.mark.parametrize(
    ("question", "kind", "classes"),
    [
        ("sns.topics", "aws.sns.topic", (Asset, DataStore, Exposure)),
        ("sqs.queues", "aws.sqs.queue", (Asset, DataStore, Exposure)),
        ("kinesis.streams", "aws.kinesis.stream", (Asset, DataStore)),
        ("firehose.streams", "aws.firehose.stream", (Asset, DataStore)),
    ],
)
def test_what_was_not_listed_is_missing(question: str, kind: str, classes: tuple[type[Fact], ...]) -> None:
    gaps = [f for f in facts((question, REGION, DENIED)) if isinstance(f, Gap) and f.kind == kind]
    assert [f.outcome for f in gaps] == [DENIED] * len(classes)
    assert not [f for f in facts((question, REGION, ABSENT)) if f.kind == kind]
