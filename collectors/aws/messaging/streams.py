"""Kinesis and Firehose: streams, and how what they hold rests."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store
from scanner.answers import Got, gaps, unclear
from scanner.collector import Kind
from scanner.facts import Asset, DataStore, Fact

STREAM: Final = "aws.kinesis.stream"
DELIVERY: Final = "aws.firehose.stream"
_GIVES: Final = ((Asset, "service"), DataStore)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        STREAM: Kind(
            title="Kinesis stream",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    check: "aws kinesis start-stream-encryption --stream-name STREAM --encryption-type KMS "
                    f"--key-id {key}"
                    for check, key in (
                        ("encryption-at-rest.encrypted", "alias/aws/kinesis"),
                        ("encryption-at-rest.customer-key", "KEY-ARN"),
                    )
                }
            ),
            own={"STREAM": "name"},
        ),
        DELIVERY: Kind(
            title="Firehose stream",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws firehose start-delivery-stream-encryption "
                    "--delivery-stream-name STREAM; of a stream that reads from Kinesis, encrypt the source",
                    "encryption-at-rest.customer-key": "aws firehose start-delivery-stream-encryption "
                    "--delivery-stream-name STREAM --delivery-stream-encryption-configuration-input "
                    "KeyType=CUSTOMER_MANAGED_CMK,KeyARN=KEY-ARN",
                }
            ),
            own={"STREAM": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="kinesis.streams",
        operation="kinesis.ListStreams",
        needs="kinesis:ListStreams",
        feeds=(Asset, DataStore),
        scope="region",
        keep="{StreamNames: StreamNames}",
    ),
    Ask(
        id="kinesis.stream",
        operation="kinesis.DescribeStreamSummary",
        needs="kinesis:DescribeStreamSummary",
        feeds=(DataStore,),
        each="kinesis.streams",
        of="StreamNames",
        given=MappingProxyType({"StreamName": "item"}),
        keep="{EncryptionType: StreamDescriptionSummary.EncryptionType, KeyId: StreamDescriptionSummary.KeyId, "
        "StreamName: StreamDescriptionSummary.StreamName}",
    ),
    Ask(
        id="firehose.streams",
        operation="firehose.ListDeliveryStreams",
        needs="firehose:ListDeliveryStreams",
        feeds=(Asset, DataStore),
        scope="region",
        # More than there can be: this list does not go on by itself, and says so in a word of its own.
        parameters=MappingProxyType({"Limit": 10000}),
        keep="{DeliveryStreamNames: DeliveryStreamNames, HasMoreDeliveryStreams: HasMoreDeliveryStreams}",
    ),
    Ask(
        id="firehose.stream",
        operation="firehose.DescribeDeliveryStream",
        needs="firehose:DescribeDeliveryStream",
        feeds=(DataStore,),
        each="firehose.streams",
        of="DeliveryStreamNames",
        given=MappingProxyType({"DeliveryStreamName": "item"}),
        keep="{DeliveryStreamType: DeliveryStreamDescription.DeliveryStreamType, "
        "Status: DeliveryStreamDescription.DeliveryStreamEncryptionConfiguration.Status, "
        "KeyType: DeliveryStreamDescription.DeliveryStreamEncryptionConfiguration.KeyType, "
        "KeyARN: DeliveryStreamDescription.DeliveryStreamEncryptionConfiguration.KeyARN, "
        "KinesisStreamARN: DeliveryStreamDescription.Source.KinesisStreamSourceDescription.KinesisStreamARN}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all streams."""
    for found in listed(whole, "kinesis.streams", "StreamNames", STREAM, *_GIVES):
        yield from (found,) if isinstance(found, Fact) else _stream(whole, *found)
    for found in listed(whole, "firehose.streams", "DeliveryStreamNames", DELIVERY, *_GIVES):
        yield from (found,) if isinstance(found, Fact) else _delivery(whole, *found)
    for got in whole.every("firehose.streams"):
        if body(got).get("HasMoreDeliveryStreams"):
            more = unclear(got, "there are more streams than it lists")
            yield from gaps(whole.target, DELIVERY, more, *_GIVES, site=got.about)


def _stream(whole: Account, listing: Got, name: str) -> Iterator[Fact]:
    got = whole.one("kinesis.stream", f"{listing.about}/{name}")
    it = Store(whole, STREAM, whole.name("kinesis", listing.about, f"stream/{name}"), name, body(got), listing)
    yield it.asset("service")
    yield it.data_store(it.row.get("KeyId"), encrypted=it.row.get("EncryptionType") == "KMS", told=got)


def _delivery(whole: Account, listing: Got, name: str) -> Iterator[Fact]:
    """What comes straight, Firehose keeps until it is delivered; what comes from a source is kept there."""
    got = whole.one("firehose.stream", f"{listing.about}/{name}")
    it = Store(
        whole, DELIVERY, whole.name("firehose", listing.about, f"deliverystream/{name}"), name, body(got), listing
    )
    yield it.asset("service")
    if source := it.row.get("KinesisStreamARN"):
        yield _as_its_source(it, source, got)
    elif got.good and it.row.get("DeliveryStreamType", "DirectPut") != "DirectPut":
        yield it.data_store(None, told=Got("not-asked", "how its source keeps what is not delivered", place=got.place))
    else:
        key = it.row.get("KeyARN") if it.row.get("KeyType") == "CUSTOMER_MANAGED_CMK" else None
        # Half converted is not encrypted.
        yield it.data_store(key, encrypted=it.row.get("Status") == "ENABLED", told=got)


def _as_its_source(it: Store, source: str, got: Got) -> DataStore:
    region, account, name = source.split(":")[3], source.split(":")[4], source.rpartition("/")[2]
    told = it.whole.one("kinesis.stream", f"{region}/{name}")
    if account != it.whole.id:
        told = Got("hidden", "the stream it reads from belongs to another account", place=got.place)
    return it.data_store(body(told).get("KeyId"), encrypted=body(told).get("EncryptionType") == "KMS", told=told)
