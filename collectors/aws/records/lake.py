"""CloudTrail Lake: how event data stores keep what they hold."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.keys.custody import Custody, custody
from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import DataStore, Fact, Guard, LogStore

STORE: Final = "aws.cloudtrail.store"
_GIVES: Final = (LogStore, DataStore, (Guard, "deletion"))
_DOOMED_DAYS: Final = 7
"""So long a store stays after somebody has deleted it."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        STORE: Kind(
            title="CloudTrail event data store",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "log-retention.long-enough": "aws cloudtrail update-event-data-store --event-data-store ARN "
                    "--retention-period 2557",
                    "backup.deletion-guarded": "aws cloudtrail update-event-data-store --event-data-store ARN "
                    "--termination-protection-enabled",
                    "encryption-at-rest.customer-key": "aws cloudtrail update-event-data-store --event-data-store ARN "
                    "--kms-key-id KEY-ARN",
                }
            ),
            own={"ARN": "resource"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="cloudtrail.stores",
        operation="cloudtrail.ListEventDataStores",
        needs="cloudtrail:ListEventDataStores",
        feeds=_GIVES,
        scope="region",
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{EventDataStores: EventDataStores[].{EventDataStoreArn: EventDataStoreArn, Name: Name}}",
    ),
    Ask(
        id="cloudtrail.store",
        operation="cloudtrail.GetEventDataStore",
        needs="cloudtrail:GetEventDataStore",
        feeds=_GIVES,
        each="cloudtrail.stores",
        of="EventDataStores",
        about="EventDataStoreArn",
        given=MappingProxyType({"EventDataStore": "item.EventDataStoreArn"}),
        keep="{Status: Status, RetentionPeriod: RetentionPeriod, KmsKeyId: KmsKeyId, "
        "TerminationProtectionEnabled: TerminationProtectionEnabled}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all event data stores."""
    for listing in whole.every("cloudtrail.stores"):
        if not listing.good:
            yield from gaps(whole.target, STORE, listing, *_GIVES, site=listing.about)
        for row in body(listing).get("EventDataStores", []):
            yield from _store(whole, listing, row["EventDataStoreArn"], row.get("Name", ""))


def _store(whole: Account, listing: Got, arn: str, name: str) -> Iterator[Fact]:
    detail = whole.one("cloudtrail.store", arn)
    thing = whole.thing(STORE, arn, name=name, site=listing.about)
    doomed = body(detail).get("Status") == "PENDING_DELETION"
    odd = unclear(detail, "it names no retention")
    kept = _DOOMED_DAYS if doomed else body(detail).get("RetentionPeriod")
    yield LogStore(
        **thing,
        answers=rests_on(listing, detail),
        retention_days=kept,
        tamper_evident=None,
        # An administrator may switch its protection off, and shorten its retention.
        immutable=False,
        unread=unread(retention_days=detail if kept or not detail.good else odd, tamper_evident=HIDDEN),
    )
    key = body(detail).get("KmsKeyId")
    customer, held = custody(whole, key, listing.about, detail) if detail.good else Custody(None, detail)
    yield DataStore(
        **thing,
        answers=rests_on(listing, detail, held),
        # CloudTrail encrypts every store, with its own key where no other is named.
        encrypted=True,
        customer_key=customer,
        cipher="aes-256-gcm",
        documented=True,
        unread=unread(customer_key=held),
    )
    yield Guard(
        **thing,
        answers=rests_on(listing, detail),
        prevents="deletion",
        in_force=bool(body(detail).get("TerminationProtectionEnabled")) and not doomed if detail.good else None,
        unread=unread(in_force=detail),
    )
