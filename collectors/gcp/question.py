"""A question to Google's APIs: one row of a table of types. The engine knows rows, and no service."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from collectors.asking.keeping import keeping
from collectors.google.question import Google
from scanner.facts import Promise


@dataclass(frozen=True, kw_only=True)
class Gcp(Google):
    """A type of resources: all of a project, or those of a thing (`each`)."""

    asset: str = ""
    """The type by which Cloud Asset Inventory has all of them: `compute.googleapis.com/Disk`; empty: it has none. Where
    it has those of a zone and of a region apart, both, with a blank between."""
    policy: str = ""
    """Of a row that asks for the IAM policy of a thing: the thing's full name, as Cloud Asset Inventory calls it.
    Where it may be called by either of two, both, with a blank between."""
    leads: bool = False
    """Asked only for the sake of rows that wait for it: where these were answered otherwise, it is not."""

    @property
    def assets(self) -> frozenset[str]:
        """The types by themselves."""
        return frozenset(self.asset.split())


def gcp(  # noqa: PLR0913  # a row has so many columns
    id: str,
    operation: str,
    path: str,
    fields: Iterable[str],
    *,
    needs: str,
    feeds: tuple[Promise, ...],
    list: str = "",
    items: str = "",
    also: str = "",
    api: str = "",
    **more: Any,
) -> Gcp:
    """A row.

    operation: of Google's discovery documents; path: after the host. list: key of the answer; none: it is one thing.
    items: where in an answer the things stand, where that is not the list itself. also: more to keep, as JMESPath.
    """
    kept = tuple(fields)
    keeps = keeping(kept)
    if also:
        keeps = f"{keeps[:-1]}{', ' if kept else ''}{also}}}"
    return Gcp(
        id=id,
        operation=operation,
        needs=needs,
        feeds=feeds,
        path=path,
        keep=f"{{value: not_null({items or f'{list}[]'}, `[]`)[].{keeps}}}" if list else keeps,
        list=list,
        of=more.pop("of", "value[]"),
        api=api or operation.partition(".")[0],
        fields=kept,
        keeps=keeps,
        **more,
    )
