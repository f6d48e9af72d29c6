"""Cloud Asset Inventory: all resources of many types in a few calls, and all policies of those that have some.

Who may list a project's assets is given all of them, of services too whose API is off there. What it calls `data` is
what the service itself answers (cloud.google.com/asset-inventory/docs: Resource). It lags behind by minutes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from collectors.asking.keep import Kept
from collectors.asking.paths import search
from collectors.gcp.question import Gcp, gcp

API: Final = "cloudasset"
PAGE: Final = 1000
"""Assets that one page may have."""
POLICY: Final = "{bindings: bindings[].{role: role, members: members, condition: condition.{title: title}}}"
"""What is kept of a policy of IAM. A condition narrows a right; its expression is not judged, that it is there is."""


def asked(content: str, types: Sequence[str], scope: str = "projects/{project}") -> Gcp:
    """The call as a row. content: `RESOURCE` or `IAM_POLICY`."""
    words = [("contentType", content), ("pageSize", PAGE), *(("assetTypes", name) for name in sorted(set(types)))]
    part = "resource" if content == "RESOURCE" else "iamPolicy"
    return gcp(
        "gcp.assets",
        f"cloudasset.assets.list ({content})",
        f"/v1/{scope}/assets?{urlencode(words)}",
        ("name", "assetType", part, "assetExceptions"),
        needs="cloudasset.assets.listResource" if content == "RESOURCE" else "cloudasset.assets.listIamPolicy",
        feeds=(),
        list="assets",
        api=API,
    )


class Sorted(Kept):
    """Gives each resource of a page to the question that asks for its type."""

    def __init__(self, rows: Sequence[Gcp], kept: Mapping[str, Kept]) -> None:
        """kept: by the id of a row."""
        super().__init__()
        self._rows = [(row, kept[row.id]) for row in rows]
        self.broken: set[str] = set()
        """Types of which something was cut off."""

    def add(self, page: Mapping[str, Any]) -> None:
        """Sort one page.

        Raises:
            LookupError, TypeError: it is none.
        """
        for asset in page["value"]:
            kind = asset["assetType"]
            if asset.get("assetExceptions"):
                self.broken.add(kind)
            for row, kept in self._rows:
                if kind in row.assets:
                    kept.add({"value": [search(row.keeps, asset["resource"]["data"])]})


class Policies(Kept):
    """The policies of a page, by the full name of the thing that has one."""

    def __init__(self) -> None:
        super().__init__()
        self.by_name: dict[str, Any] = {}
        self.broken: set[str] = set()

    def add(self, page: Mapping[str, Any]) -> None:
        """Sort one page.

        Raises:
            LookupError, TypeError: it is none.
        """
        for asset in page["value"]:
            if asset.get("assetExceptions"):
                self.broken.add(asset["assetType"])
            kept = Kept()
            kept.add(search(POLICY, asset["iamPolicy"]) or {})
            self.by_name[asset["name"]] = kept.body
            self.weigh(asset["name"])


def types(rows: Sequence[Gcp]) -> Iterator[str]:
    """The types that rows ask for."""
    yield from sorted(frozenset[str]().union(*(row.assets for row in rows)))
