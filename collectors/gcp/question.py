"""A question to Google's APIs: one row of a table of types. The engine knows rows, and no service."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from collectors.asking.keeping import keeping
from collectors.rest.ask import Rest
from scanner.facts import Promise

_MARKS: Final = frozenset({"kind", "id", "etag", "selfLink", "nextPageToken", "readTime", "header", "totalSize"})
"""What a page may hold that lists nothing: Google leaves empty lists out."""
_PARTS: Final = ("unreachable", "unreachables", "missingZones", "warnings")
"""What says that a part of the list did not come."""
_NOTHING_THERE: Final = "NO_RESULTS_ON_PAGE"


@dataclass(frozen=True, kw_only=True)
class Gcp(Rest):
    """A type of resources: all of a project, or those of a thing (`each`)."""

    fields: tuple[str, ...]
    """What is kept of one, in Google's words: `iamConfiguration.uniformBucketLevelAccess.enabled`."""
    keeps: str
    """The same as JMESPath over one."""
    asset: str = ""
    """The type by which Cloud Asset Inventory has all of them: `compute.googleapis.com/Disk`; empty: it has none. Where
    it has those of a zone and of a region apart, both, with a blank between."""
    policy: str = ""
    """Of a row that asks for the IAM policy of a thing: the thing's full name, as Cloud Asset Inventory calls it.
    Where it may be called by either of two, both, with a blank between."""
    leads: bool = False
    """Asked only for the sake of rows that wait for it: where these were answered otherwise, it is not."""

    def holds(self, body: Mapping[str, Any]) -> bool:
        """Whether an answer is a whole page of the list."""
        if not self.list:
            return True
        if any(body.get(part) for part in _PARTS):
            return False
        found = body.get(self.list)
        if found is None:
            return body.keys() <= _MARKS
        if isinstance(found, Mapping):  # by zone and region, each of which may be missing
            said = {(scope.get("warning") or {}).get("code", _NOTHING_THERE) for scope in found.values()}
            return said <= {_NOTHING_THERE}
        return isinstance(found, list)

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
