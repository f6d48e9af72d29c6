"""SQS: queues, how their messages rest, and who may take them."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store
from scanner.answers import Got
from scanner.collector import Kind
from scanner.facts import Asset, DataStore, Exposure, Fact

QUEUE: Final = "aws.sqs.queue"
_GIVES: Final = ((Asset, "service"), DataStore, (Exposure, "permission/data"))

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        QUEUE: Kind(
            title="SQS queue",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws sqs set-queue-attributes --queue-url URL "
                    "--attributes SqsManagedSseEnabled=true",
                    "encryption-at-rest.customer-key": "aws sqs set-queue-attributes --queue-url URL "
                    "--attributes KmsMasterKeyId=KEY",
                    "public-exposure.not-public": "aws sqs set-queue-attributes --queue-url URL "
                    "--attributes file://FILE, with a Policy without a statement for everybody",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="sqs.queues",
        operation="sqs.ListQueues",
        needs="sqs:ListQueues",
        feeds=(Asset, DataStore, (Exposure, "permission/data")),
        scope="region",
        # Without it the answer ends after the first thousand and does not say so.
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{QueueUrls: QueueUrls}",
        bare=True,
    ),
    Ask(
        id="sqs.queue",
        operation="sqs.GetQueueAttributes",
        needs="sqs:GetQueueAttributes",
        feeds=(DataStore, (Exposure, "permission/data")),
        each="sqs.queues",
        of="QueueUrls",
        parameters=MappingProxyType(
            {"AttributeNames": ["QueueArn", "Policy", "KmsMasterKeyId", "SqsManagedSseEnabled"]}
        ),
        given=MappingProxyType({"QueueUrl": "item"}),
        keep="{QueueArn: Attributes.QueueArn, Policy: Attributes.Policy, KmsMasterKeyId: Attributes.KmsMasterKeyId, "
        "SqsManagedSseEnabled: Attributes.SqsManagedSseEnabled}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all queues."""
    for found in listed(whole, "sqs.queues", "QueueUrls", QUEUE, *_GIVES):
        yield from (found,) if isinstance(found, Fact) else _queue(whole, *found)


def _queue(whole: Account, listing: Got, url: str) -> Iterator[Fact]:
    got = whole.one("sqs.queue", f"{listing.about}/{url}")
    name = url.rpartition("/")[2]
    it = Store(whole, QUEUE, whole.name("sqs", listing.about, name), name, body(got), listing)
    yield it.asset("service")
    key = it.row.get("KmsMasterKeyId")
    yield it.data_store(key, encrypted=bool(key) or it.row.get("SqsManagedSseEnabled") == "true", told=got)
    yield it.opened(got, it.row.get("Policy"), widest="everyone")
