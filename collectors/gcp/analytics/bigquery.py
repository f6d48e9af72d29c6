"""BigQuery: datasets, whom they let in, whose key encrypts them, and how far back one can go in them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from collectors.asking.listing import rows
from collectors.gcp.analytics import tables
from collectors.gcp.question import gcp
from collectors.gcp.read import Project
from collectors.gcp.rights.opened import ANYBODY, EVERYONE
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
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
                    "public-exposure.not-public": "bq show --format=prettyjson DATASET > FILE; take allUsers and "
                    "allAuthenticatedUsers out of its access list; bq update --source FILE DATASET",
                    "encryption-at-rest.customer-key": "bq update --default_kms_key KEY DATASET; for each table that "
                    "is there already: bq cp --force --destination_kms_key KEY TABLE TABLE",
                    "backup.kept": "bq update --max_time_travel_hours 168 DATASET is all that it can do itself; for "
                    "longer: bq cp --snapshot --no_clobber TABLE SNAPSHOT each day, as a scheduled query",
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
    for got, row in _datasets(whole):
        if not got.good:
            yield from gaps(whole.target, DATASET, got, *_GIVES)
        elif not _id(row).startswith("_"):
            yield from _dataset(whole, got, row)


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


def _dataset(whole: Project, got: Got, row: Row) -> Iterator[Fact]:
    name, site = _id(row), str(row.get("location", "")).lower()
    full = f"//bigquery.googleapis.com/projects/{whole.id}/datasets/{name}"
    thing = whole.thing(DATASET, full, name, got, site=site, labels=row.get("labels"))
    yield _exposure(whole, thing, got, row)
    if row.get("type") in _ELSEWHERE:
        return
    yield Asset(**thing, role="store")
    yield _store(whole, thing, got, row)
    yield _time_travel(thing, row)


def _store(whole: Project, thing: Mapping[str, Any], got: Got, row: Row) -> DataStore:
    """Everything in it is encrypted (cloud.google.com/bigquery/docs/encryption-at-rest).

    Its key is that of new tables: those that were there before keep theirs (customer-managed-encryption).
    """
    default = (row.get("defaultEncryptionConfiguration") or {}).get("kmsKeyName")
    own, told = tables.keyed(whole, _id(row)) if default else (False, got)
    return DataStore(
        **{**thing, "answers": rests_on(got, told)},
        encrypted=True,
        customer_key=own,
        cipher="aes-256",
        documented=True,
        unread=unread(customer_key=told) if own is None else (),
    )


def _exposure(whole: Project, thing: Mapping[str, Any], got: Got, row: Row) -> Exposure:
    """Whom its access list lets in to all that is in it, and single tables to themselves: the widest of them.

    Every dataset has some entries from the first (Dataset.access): where none are told, they were kept from us.
    """
    access = row.get("access") or []
    named = {str(entry.get(key)) for entry in access for key in ("specialGroup", "iamMember") if entry.get(key)}
    lent = {_project(entry) for entry in access} - {"", whole.id, whole.number}
    alone, told = tables.opened(whole, _id(row))
    of, audience = next(
        ((of, word) for word, who in _STRANGERS.items() for of, some in (("its", named), ("a", alone)) if who in some),
        ("its", "listed" if lent else "owner"),
    )
    why = told if access else unclear(got, "it tells no access list")
    known = audience in _STRANGERS or why.good
    return Exposure(
        **{**thing, "answers": rests_on(got, told)},
        way="permission",
        offers="data",
        audience=audience if known else None,  # type: ignore[arg-type]  # words of the vocabulary
        ports=(),
        considered=(_SEEN[of, audience],) if known else (),
        unread=() if known else unread(audience=why),
    )


def _project(entry: Row) -> str:
    """Of the view, the routine or the dataset that an entry lets read here."""
    lent = entry.get("view") or entry.get("routine") or (entry.get("dataset") or {}).get("dataset") or {}
    return str(lent.get("projectId", ""))


_STRANGERS: Final = {"everyone": EVERYONE, "any-account": ANYBODY}
"""The widest first."""
_ALONE: Final = "nor does, as Cloud Asset Inventory has it, a policy of a single table let strangers in"
_SEEN: Final = {
    ("its", "owner"): f"no entry of its access list lets strangers in, {_ALONE}",
    ("its", "listed"): f"its access list lets views, routines or datasets of other projects in, {_ALONE}",
    ("its", "any-account"): f"its access list lets {ANYBODY} in",
    ("its", "everyone"): f"its access list lets {EVERYONE} in",
    ("a", "any-account"): f"the policy of a table in it lets {ANYBODY} in",
    ("a", "everyone"): f"the policy of a table in it lets {EVERYONE} in",
}
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
