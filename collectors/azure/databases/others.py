"""Stores of services that nobody reads here yet: where a subscription has any, that is said. Pure but for its row."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.keeping import keeping
from collectors.azure.question import everything
from collectors.azure.read import Subscription
from collectors.azure.subscription import PERMISSIONS, may
from collectors.rest.ask import Rest
from scanner.answers import Got, gaps, rests_on, unclear
from scanner.collector import Kind
from scanner.facts import Asset, Backup, DataStore, Exposure, Fact, LogTrail, Promise

UNREAD: Final = "azure.unread.store"
TYPES: Final = (
    "Microsoft.Cache/redis",
    "Microsoft.Cache/redisEnterprise",
    "Microsoft.DBforPostgreSQL/serverGroupsv2",
    "Microsoft.Databricks/workspaces",
    "Microsoft.DocumentDB/cassandraClusters",
    "Microsoft.DocumentDB/mongoClusters",
    "Microsoft.ElasticSan/elasticSans",
    "Microsoft.HDInsight/clusters",
    "Microsoft.HealthcareApis/services",
    "Microsoft.HealthcareApis/workspaces",
    "Microsoft.Kusto/clusters",
    "Microsoft.NetApp/netAppAccounts",
    "Microsoft.Search/searchServices",
    "Microsoft.Sql/managedInstances",
    "Microsoft.StorageCache/amlFilesystems",
    "Microsoft.Synapse/workspaces",
    "Oracle.Database/autonomousDatabases",
    "Oracle.Database/cloudExadataInfrastructures",
)
"""Of what may keep records of patients, what no other table asks for. Streams, which keep them for days, are none."""
_GIVES: Final[tuple[Promise, ...]] = (
    (Asset, "store"),
    DataStore,
    (Exposure, "permission/data"),
    (Exposure, "network/data"),
    (LogTrail, "store"),
    (Backup, "copy"),
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {UNREAD: Kind(title="store of a service that is not read yet", gives=_GIVES)}
)
QUESTIONS: Final = (
    Rest(
        id="stores.unread",
        operation="GET Microsoft.Resources/resources",
        needs=" ".join(f"{name}/read" for name in TYPES),
        feeds=_GIVES,
        path=everything(TYPES),
        keep=f"{{value: value[].{keeping(('type',))}}}",
        list="value",
    ),
)


def read(whole: Subscription) -> Iterator[Fact]:
    """Give gaps for what such services would tell, if there are any, or nobody says whether there are."""
    got = whole.answers.one("stores.unread")
    if got.good:
        got = _there(whole, got)
    if not got.good:
        yield from gaps(whole.target, UNREAD, got, *_GIVES)


def _there(whole: Subscription, got: Got) -> Got:
    """What is wrong with the list: there are some, or some may be hidden from us."""
    rights = whole.answers.one(PERMISSIONS)
    if found := sorted({str(row.get("type")) for row in (got.body or {}).get("value", [])}):
        return unclear(got, f"{', '.join(found)}: there are some, and nobody reads them here yet")
    if not rights.good:
        return rights
    hidden = [f"{name}/read" for name in TYPES if not may(rights.body, f"{name}/read")]
    return (
        Got("denied", f"GET Microsoft.Resources/resources ({' '.join(hidden)})", place=rests_on(got, rights))
        if hidden
        else got
    )
