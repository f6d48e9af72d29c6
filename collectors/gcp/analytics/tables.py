"""Single tables of BigQuery: those that let strangers in by a policy of their own, and those with a key of their own.

There may be very many, each with a policy to ask for: Cloud Asset Inventory alone tells of all of them at once.
"""

from collections.abc import Mapping
from typing import Any, Final

from collectors.asking.listing import rows
from collectors.gcp import assets
from collectors.gcp.options import bulk
from collectors.gcp.question import Gcp, gcp
from collectors.gcp.read import Project
from collectors.gcp.rights.opened import ANYBODY, EVERYONE
from scanner.answers import Got, unclear
from scanner.facts import DataStore, Exposure, Promise

_TYPE: Final = "bigquery.googleapis.com/Table"
_EXCEPTION: Final = "cut: assetExceptions && `true`"
_HERE: Final = "(value || [@])"
"""The datasets of an answer, whichever way it was asked."""


def _of_tables(id: str, content: str, needs: str, feeds: tuple[Promise, ...], **more: Any) -> Gcp:
    """A list of tables, asked once, and only where there is a dataset that it tells something of."""
    return gcp(
        f"bigquery.tables.{id}",
        f"cloudasset.assets.list ({content})",
        f"/v1/projects/{{project}}/assets?contentType={content}&pageSize={assets.PAGE}&assetTypes={_TYPE}",
        more.pop("fields"),
        needs=needs,
        api=assets.API,
        feeds=feeds,
        list="assets",
        each="bigquery.dataset",
        about="'all'",
        **more,
    )


QUESTIONS: Final = (
    _of_tables(
        "policies",
        "IAM_POLICY",
        "cloudasset.assets.listIamPolicy",
        ((Exposure, "permission/data"),),
        fields=("name",),
        also=f'opened: iamPolicy.bindings[].members[] | [?contains(`["{EVERYONE}", "{ANYBODY}"]`, @)], {_EXCEPTION}',
        of=f"{_HERE} | [:1]",
    ),
    _of_tables(
        # Where a dataset has no key of its own for what is new in it, no table can make up for that.
        "keys",
        "RESOURCE",
        "cloudasset.assets.listResource",
        (DataStore,),
        fields=("name", "resource.data.type", "resource.data.encryptionConfiguration.kmsKeyName"),
        also=_EXCEPTION,
        serves=("encryption-at-rest.customer-key",),
        of=f"{_HERE} | [?defaultEncryptionConfiguration.kmsKeyName] | [:1]",
    ),
)


class Tables:
    """The tables of all datasets, sorted by these once for each list of them."""

    def __init__(self, whole: Project) -> None:
        self._whole = whole
        self._by: dict[str, dict[str, list[Mapping[str, Any]]]] = {}

    def opened(self, dataset: str) -> tuple[set[str], Got]:
        """Strangers whom tables of a dataset let in by themselves, and the answer; a bad one if not all was told."""
        got, found = self._below("bigquery.tables.policies", dataset, "policies")
        return {str(name) for row in found for name in row.get("opened") or []}, got

    def keyed(self, dataset: str) -> tuple[bool | None, Got]:
        """Whether all tables of a dataset that hold something have a key of one's own; None: the answer is to blame."""
        got, found = self._below("bigquery.tables.keys", dataset, "keys")
        lacking = [data for data in map(_data, found) if data.get("type") not in _EMPTY and not _key(data)]
        return (False if lacking else True if got.good else None), got

    def _below(self, question: str, dataset: str, what: str) -> tuple[Got, list[Mapping[str, Any]]]:
        got = self._whole.answers.one(question, "all")
        if not got.place and not bulk(self._whole.answers.options):
            return unclear(got, f"Cloud Asset Inventory alone tells {what} of single tables, and may not be asked"), []
        if question not in self._by:
            self._by[question] = _sorted(got)
        found = self._by[question].get(dataset, [])
        if got.good and any(row.get("cut") for row in found):
            return unclear(got, f"{what} of a table came in part"), found
        return got, found


def _sorted(got: Got) -> dict[str, list[Mapping[str, Any]]]:
    """By the name of their dataset: `//bigquery.googleapis.com/projects/p/datasets/d/tables/t`."""
    by: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows(got):
        dataset = str(row.get("name")).partition("/datasets/")[2].partition("/tables/")[0]
        by.setdefault(dataset, []).append(row)
    return by


_EMPTY: Final = frozenset({"VIEW", "EXTERNAL"})
"""Types of tables that hold nothing (Table.type)."""


def _data(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return (row.get("resource") or {}).get("data") or {}


def _key(data: Mapping[str, Any]) -> bool:
    return bool((data.get("encryptionConfiguration") or {}).get("kmsKeyName"))
