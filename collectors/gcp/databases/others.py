"""Stores of services that nobody reads here yet: where a project has any, that is said. Pure but for its row."""

from collections.abc import Iterator
from typing import Final

from collectors.asking import stores
from collectors.asking.listing import rows
from collectors.gcp import assets
from collectors.gcp.options import bulk
from collectors.gcp.question import gcp
from collectors.gcp.read import Project
from scanner.answers import unclear
from scanner.facts import Fact

UNREAD: Final = "gcp.unread.store"
_TYPES: Final = (
    "alloydb.googleapis.com/Cluster",
    "bigtableadmin.googleapis.com/Instance",
    "file.googleapis.com/Instance",
    "firestore.googleapis.com/Database",
    "healthcare.googleapis.com/Dataset",
    "memcache.googleapis.com/Instance",
    "netapp.googleapis.com/Volume",
    "redis.googleapis.com/Cluster",
    "redis.googleapis.com/Instance",
    "spanner.googleapis.com/Instance",
)
"""As Cloud Asset Inventory calls them (cloud.google.com/asset-inventory/docs/asset-types)."""
KINDS: Final = stores.kinds(UNREAD)
QUESTIONS: Final = (
    gcp(
        "stores.unread",
        "cloudasset.assets.list (RESOURCE)",
        f"/v1/projects/{{project}}/assets?contentType=RESOURCE&pageSize={assets.PAGE}"
        + "".join(f"&assetTypes={name}" for name in _TYPES),
        ("assetType",),
        needs="cloudasset.assets.listResource",
        api=assets.API,
        feeds=stores.GIVES,
        list="assets",
    ),
)


def read(whole: Project) -> Iterator[Fact]:
    """Give gaps for what such services would tell, if there are any, or nobody says whether there are."""
    got = whole.answers.one("stores.unread")
    if not got.place and not bulk(whole.answers.options):
        got = unclear(got, "Cloud Asset Inventory alone tells which other stores there are, and is not to be asked")
    yield from stores.missing(whole.target, UNREAD, got, (row.get("assetType") for row in rows(got)))
