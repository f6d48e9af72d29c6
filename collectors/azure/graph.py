"""Resource Graph: all resources of many types in a few calls, instead of a list for each type.

It leaves out in silence what one may not read: so it is asked only for types that we may read in the whole
subscription, by its own word (`subscription.may`). All others are asked of their services, which refuse by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from collectors.asking.keep import Kept
from collectors.asking.keeping import keeping
from collectors.asking.paths import search
from collectors.azure.question import Arm
from collectors.rest.ask import Rest
from scanner.answers import JSON

VERSION: Final = "2021-03-01"
PATH: Final = f"/providers/Microsoft.ResourceGraph/resources?api-version={VERSION}"
PAGE: Final = 1000
"""Rows that one page may have."""


def query(table: str, rows: Sequence[Arm]) -> Mapping[str, JSON]:
    """The body that asks for all resources of these rows' types; pages are in the order of ids, so none is missed."""
    types = ", ".join(f"'{row.type.lower()}'" for row in rows)
    columns = sorted({"type", *(field.split(".")[0].removesuffix("[]") for row in rows for field in row.fields)})
    return {"query": f"{table} | where type in~ ({types}) | project {', '.join(columns)} | order by id asc"}


def asked(table: str, rows: Sequence[Arm], subscription: str) -> Rest:
    """The call as a row."""
    return Rest(
        id=f"azure.graph.{table.lower()}",
        operation=f"POST Microsoft.ResourceGraph/resources ({table})",
        needs="",
        feeds=(),
        method="POST",
        path=PATH,
        post={
            "subscriptions": [subscription],
            **query(table, rows),
            "options": {"resultFormat": "objectArray", "$top": PAGE},
        },
        onward=following,
        keep="{data: data, totalRecords: totalRecords, resultTruncated: resultTruncated}",
        list="data",
    )


class Sorted(Kept):
    """Gives each resource of a page to the question that asks for its type."""

    def __init__(self, rows: Sequence[Arm], kept: Mapping[str, Kept]) -> None:
        """kept: by the id of a row."""
        super().__init__()
        self._by_type = {row.type.lower(): (kept[row.id], keeping(row.fields)) for row in rows}
        self._seen = 0
        self.whole = False
        """All that there is has come: Resource Graph says how many there are in all."""

    def add(self, page: Mapping[str, Any]) -> None:
        """Sort one page.

        Raises:
            LookupError, TypeError: it is none.
        """
        for row in page["data"]:
            kept, fields = self._by_type[row["type"].lower()]
            kept.add({"value": [search(fields, row)]})
        self._seen += len(page["data"])
        self.whole = page["totalRecords"] == self._seen and page["resultTruncated"] in {"false", False}


def following(body: Mapping[str, Any], post: Mapping[str, JSON]) -> Mapping[str, JSON] | None:
    """The body that asks for the next page; None after the last."""
    token = body.get("$skipToken")
    return {**post, "options": {**post["options"], "$skipToken": token}} if isinstance(token, str) and token else None


def tables(rows: Sequence[Arm]) -> Iterator[tuple[str, list[Arm]]]:
    """The rows by the table that has them."""
    for table in sorted({row.bulk for row in rows}):
        yield table, [row for row in rows if row.bulk == table]
