"""BigQuery: datasets, whom they let in, whose key encrypts them, and how far back one can go in them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from collectors.asking.listing import rows
from collectors.gcp.analytics import access, tables
from collectors.gcp.question import gcp
from collectors.gcp.read import Project
from scanner.answers import HIDDEN, Got, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Asset, Backup, DataStore, Exposure, Fact, Promise

DATASET: Final = "gcp.bigquery.dataset"
_HELD: Final[tuple[Promise, ...]] = (DataStore, (Backup, "point-in-time"))
_GIVES: Final[tuple[Promise, ...]] = ((Asset, "store"), (Exposure, "permission/data"), *_HELD)
RIGHT: Final = "bigquery.datasets.get"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DATASET: Kind(
            title="BigQuery dataset",
            gives=_GIVES,
            may=(*_HELD, (Asset, "store")),
            fix=MappingProxyType(
                {
                    "public-exposure.not-public": "bq show --format=prettyjson DATASET > FILE; take allUsers, "
                    "allAuthenticatedUsers and gmail.com out of its access list; bq update --source FILE DATASET",
                    "encryption-at-rest.customer-key": "bq update --default_kms_key KEY DATASET; for each table that "
                    "is there already: bq cp --force --destination_kms_key KEY TABLE TABLE",
                    "backup.kept": "bq update --max_time_travel_hours 168 DATASET is the most that it keeps by itself; "
                    "for longer, as a scheduled query: bq cp --snapshot --no_clobber TABLE SNAPSHOT; such copies are "
                    "not looked for, and this stays open",
                }
            ),
            own={"DATASET": "name"},
        )
    }
)

QUESTIONS: Final = (
    gcp(
        # The list leaves out what the caller may not read, and does not say so (bigquery.datasets.list).
        "bigquery.right",
        "cloudresourcemanager.projects.testIamPermissions",
        "/v3/projects/{project}:testIamPermissions",
        ("permissions[]",),
        needs="",
        feeds=_GIVES,
        method="POST",
        post=MappingProxyType({"permissions": [RIGHT]}),
        also="asked: 'permissions'",
        leads=True,
    ),
    gcp(
        "bigquery.datasets",
        "bigquery.datasets.list",
        "/bigquery/v2/projects/{project}/datasets?maxResults=1000",
        ("datasetReference.datasetId",),
        needs=RIGHT,
        feeds=_GIVES,
        list="datasets",
        after=("bigquery.right",),
        leads=True,
    ),
    gcp(
        "bigquery.dataset",
        "bigquery.datasets.get",
        "/bigquery/v2/projects/{project}/datasets/{id}?accessPolicyVersion=3",
        (
            "datasetReference.datasetId",
            "location",
            "labels",
            "type",
            "maxTimeTravelHours",
            "defaultEncryptionConfiguration.kmsKeyName",
            "access[].specialGroup",
            "access[].iamMember",
            "access[].domain",
            "access[].view.projectId",
            "access[].routine.projectId",
            "access[].dataset.dataset.projectId",
        ),
        needs=RIGHT,
        feeds=_GIVES,
        each="bigquery.datasets",
        of="value[].datasetReference.{id: datasetId}",
        about="id",
        exact=True,
        asset="bigquery.googleapis.com/Dataset",
    ),
    *tables.QUESTIONS,
)

Row: TypeAlias = Mapping[str, Any]


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all datasets that people made: those with a line before their name hold results of queries."""
    below = tables.Tables(whole)
    for got, row in _datasets(whole):
        if not got.good:
            yield from gaps(whole.target, DATASET, got, *_GIVES)
        elif not _id(row).startswith("_"):
            yield from _dataset(whole, below, got, row)


def _datasets(whole: Project) -> Iterator[tuple[Got, Row]]:
    at_once = whole.answers.one("bigquery.dataset")
    if at_once.place:
        yield from ((at_once, row) for row in rows(at_once))
        return
    listing = _whole(whole)
    if not listing.good:
        yield listing, {}
    for row in (listing.body or {}).get("value") or []:  # of those that may be read, though not all may
        got = whole.answers.one("bigquery.dataset", _id(row))
        yield got, got.body or {}


def _whole(whole: Project) -> Got:
    """The list, where the caller may read all that there is; else a bad one, with those that may be read one by one."""
    listing, right = (whole.answers.one(f"bigquery.{name}") for name in ("datasets", "right"))
    if not listing.good or not right.good:
        return listing if not listing.good else right
    if RIGHT in ((right.body or {}).get("permissions") or []):
        return listing
    return replace(listing, outcome="denied", ask=f"{listing.ask} ({RIGHT})")


def _id(row: Row) -> str:
    return str(row["datasetReference"]["datasetId"])


_ELSEWHERE: Final = frozenset({"LINKED", "EXTERNAL"})
"""Types of datasets that hold nothing themselves."""


def _dataset(whole: Project, below: tables.Tables, got: Got, row: Row) -> Iterator[Fact]:
    name, site = _id(row), str(row.get("location", "")).lower()
    full = f"//bigquery.googleapis.com/projects/{whole.id}/datasets/{name}"
    thing = whole.thing(DATASET, full, name, got, site=site, labels=row.get("labels"))
    yield access.exposure(whole, below, thing, got, row)
    if row.get("type") in _ELSEWHERE:
        return
    yield Asset(**thing, role="store")
    yield _store(below, thing, got, row)
    yield _time_travel(thing, row)


def _store(below: tables.Tables, thing: Mapping[str, Any], got: Got, row: Row) -> DataStore:
    """Everything in it is encrypted (cloud.google.com/bigquery/docs/encryption-at-rest).

    Its key is that of new tables: those that were there before keep theirs (customer-managed-encryption).
    """
    default = (row.get("defaultEncryptionConfiguration") or {}).get("kmsKeyName")
    own, told = below.keyed(_id(row)) if default else (False, got)
    return DataStore(
        **{**thing, "answers": rests_on(got, told)},
        encrypted=True,
        customer_key=own,
        cipher="aes-256",
        documented=True,
        unread=unread(customer_key=told) if own is None else (),
    )


_HOURS: Final = 168
"""Where nobody said how many (Dataset.maxTimeTravelHours)."""


def _time_travel(thing: Mapping[str, Any], row: Row) -> Backup:
    """Any moment of the last days can be read, of deleted tables too. What lies behind it only Google can fetch."""
    hours = row.get("maxTimeTravelHours")
    return Backup(
        **thing,
        mechanism="point-in-time",
        newest_seconds=0,
        succeeded=None,
        retention_days=(int(hours) if hours is not None else _HOURS) // 24,
        encrypted=True,
        offsite=False,
        immutable=False,
        unread=unread(succeeded=HIDDEN),
    )
