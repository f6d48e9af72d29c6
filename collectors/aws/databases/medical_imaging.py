"""HealthImaging: stores of DICOM images. It makes no copies of them: who wants one exports it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.keys.custody import custody
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import Got, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Asset, DataStore, Fact

IMAGES: Final = "aws.medical-imaging.datastore"
_GIVES: Final = ((Asset, "store"), DataStore)
_GONE: Final = frozenset({"DELETED", "CREATE_FAILED"})

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        IMAGES: Kind(
            title="HealthImaging data store",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "a data store keeps its key: aws medical-imaging "
                    "create-datastore --datastore-name NEW --kms-key-arn KEY-ARN, then import the images there",
                    "backup.exists": "keep the images that were imported in a bucket of your own, with versions, as "
                    "long as the data store holds them",
                }
            ),
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="medical_imaging.datastores",
        operation="medical-imaging.ListDatastores",
        needs="medical-imaging:ListDatastores",
        feeds=_GIVES,
        scope="region",
        keep="{datastoreSummaries: datastoreSummaries[].{datastoreId: datastoreId, datastoreStatus: datastoreStatus}}",
    ),
    Ask(
        id="medical_imaging.datastore",
        operation="medical-imaging.GetDatastore",
        needs="medical-imaging:GetDatastore",
        feeds=(DataStore,),
        each="medical_imaging.datastores",
        of="datastoreSummaries[?datastoreStatus!='DELETED' && datastoreStatus!='CREATE_FAILED']",
        about="datastoreId",
        given=MappingProxyType({"datastoreId": "item.datastoreId"}),
        keep="{datastoreProperties: datastoreProperties.{datastoreId: datastoreId, kmsKeyArn: kmsKeyArn}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all data stores."""
    for found in listed(whole, "medical_imaging.datastores", "datastoreSummaries", IMAGES, *_GIVES):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("datastoreStatus") not in _GONE:
            yield from _images(whole, *found)


def _images(whole: Account, listing: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    """Every data store is encrypted: where no key is named, with one that AWS owns."""
    name, region = row["datastoreId"], listing.about
    arn = whole.name("medical-imaging", region, f"datastore/{name}")
    detail = whole.one("medical_imaging.datastore", f"{region}/{name}")
    key = body(detail).get("datastoreProperties", {}).get("kmsKeyArn")
    customer, held = custody(whole, key, region, detail) if detail.good else (None, detail)
    thing = whole.thing(IMAGES, arn, name=name, site=region)
    yield Asset(**thing, answers=rests_on(listing), role="store")
    yield DataStore(
        **thing,
        answers=rests_on(listing, detail, held),
        encrypted=True if detail.good else None,
        customer_key=customer,
        cipher="aes-256" if detail.good else None,
        documented=True,
        unread=unread(encrypted=detail, cipher=detail, customer_key=held),
    )
