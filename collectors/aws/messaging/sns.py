"""SNS: topics, and subscriptions that carry their messages away by HTTP. Endpoints are never kept."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store, once
from scanner.answers import HIDDEN, Got, gaps, unread
from scanner.collector import Kind
from scanner.facts import Asset, Channel, DataStore, Exposure, Fact

TOPIC: Final = "aws.sns.topic"
SUBSCRIPTION: Final = "aws.sns.subscription"
_GIVES: Final = ((Asset, "service"), DataStore, (Exposure, "permission/data"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        TOPIC: Kind(
            title="SNS topic",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws sns set-topic-attributes --topic-arn TOPIC-ARN "
                    "--attribute-name KmsMasterKeyId --attribute-value KEY",
                    "public-exposure.not-public": "aws sns set-topic-attributes --topic-arn TOPIC-ARN "
                    "--attribute-name Policy --attribute-value file://FILE, without a statement for everybody",
                }
            ),
            own={"TOPIC-ARN": "resource"},
        ),
        SUBSCRIPTION: Kind(
            title="SNS subscription by HTTP or HTTPS",
            gives=((Channel, "http"),),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws sns subscribe --topic-arn TOPIC-ARN --protocol https "
                    "--notification-endpoint URL, then aws sns unsubscribe --subscription-arn SUBSCRIPTION-ARN",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="sns.topics",
        operation="sns.ListTopics",
        needs="sns:ListTopics",
        feeds=(Asset, DataStore, (Exposure, "permission/data"), (Channel, "http")),
        scope="region",
        keep="{Topics: Topics[].{TopicArn: TopicArn}}",
    ),
    Ask(
        id="sns.topic",
        operation="sns.GetTopicAttributes",
        needs="sns:GetTopicAttributes",
        feeds=(DataStore, (Exposure, "permission/data")),
        each="sns.topics",
        of="Topics",
        about="TopicArn",
        given=MappingProxyType({"TopicArn": "item.TopicArn"}),
        keep="{TopicArn: Attributes.TopicArn, Policy: Attributes.Policy, KmsMasterKeyId: Attributes.KmsMasterKeyId}",
    ),
    Ask(
        # Those of all topics at once.
        id="sns.subscriptions",
        operation="sns.ListSubscriptions",
        needs="sns:ListSubscriptions",
        feeds=((Channel, "http"),),
        each="sns.topics",
        of=once("Topics"),
        keep="{Subscriptions: Subscriptions[?starts_with(Protocol, 'http')].{SubscriptionArn: SubscriptionArn, "
        "TopicArn: TopicArn, Protocol: Protocol}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of topics and of their subscriptions."""
    for found in listed(whole, "sns.topics", "Topics", TOPIC, *_GIVES):
        yield from (found,) if isinstance(found, Fact) else _topic(whole, found[0], found[1]["TopicArn"])
    for got in whole.every("sns.topics"):
        if not got.good:
            yield from gaps(whole.target, SUBSCRIPTION, got, (Channel, "http"), site=got.about)
        elif body(got).get("Topics"):
            yield from _subscriptions(whole, got)


def _topic(whole: Account, listing: Got, arn: str) -> Iterator[Fact]:
    got = whole.one("sns.topic", arn)
    it = Store(whole, TOPIC, arn, arn.rpartition(":")[2], body(got), listing)
    yield it.asset("service")
    # On encrypted disks always, for which no cipher is named; a key is one more cover.
    key = it.row.get("KmsMasterKeyId")
    yield it.data_store(key, cipher="aes-256-gcm" if key else None, told=got)
    yield it.opened(got, it.row.get("Policy"), widest="everyone")


def _subscriptions(whole: Account, topics: Got) -> Iterator[Fact]:
    got = whole.one("sns.subscriptions", f"{topics.about}/all")
    if not got.good:
        yield from gaps(whole.target, SUBSCRIPTION, got, (Channel, "http"), site=topics.about)
    for row in body(got).get("Subscriptions", []):
        # Nothing goes to one that nobody has confirmed, or that was deleted: these have a word for an ARN.
        if row.get("SubscriptionArn", "").startswith("arn:"):
            yield _channel(Store(whole, SUBSCRIPTION, row["SubscriptionArn"], _name(row["TopicArn"]), row, got))


def _name(topic: str) -> str:
    return f"of {topic.rpartition(':')[2]}"


def _channel(it: Store) -> Channel:
    plain = it.row.get("Protocol") != "https"
    return Channel(
        **it.thing(),
        protocol="http",
        enabled=True,
        encryption="none" if plain else "required",
        min_version="" if plain else None,
        algorithms=() if plain else None,
        unread=() if plain else unread(min_version=HIDDEN, algorithms=HIDDEN),
    )
