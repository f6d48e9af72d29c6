"""Stores of services that nobody reads here yet: where a subscription has any, that is said. Pure but for its row."""

from collections.abc import Iterator
from typing import Final

from collectors.asking import stores
from collectors.asking.keeping import keeping
from collectors.asking.listing import rows
from collectors.azure.question import everything
from collectors.azure.read import Subscription
from collectors.azure.subscription import PERMISSIONS, may
from collectors.rest.ask import Rest
from scanner.answers import Got, rests_on
from scanner.facts import Fact

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
KINDS: Final = stores.kinds(UNREAD)
QUESTIONS: Final = (
    Rest(
        id="stores.unread",
        operation="GET Microsoft.Resources/resources",
        needs=" ".join(f"{name}/read" for name in TYPES),
        feeds=stores.GIVES,
        path=everything(TYPES),
        keep=f"{{value: value[].{keeping(('type',))}}}",
        list="value",
    ),
)


def read(whole: Subscription) -> Iterator[Fact]:
    """Give gaps for what such services would tell, if there are any, or nobody says whether there are."""
    got = whole.answers.one("stores.unread")
    yield from stores.missing(whole.target, UNREAD, _seen(whole, got), (row.get("type") for row in rows(got)))


def _seen(whole: Subscription, got: Got) -> Got:
    """The list, where none of these may be hidden from us; else a bad answer."""
    rights = whole.answers.one(PERMISSIONS)
    if not got.good or not rights.good:
        return rights if got.good else got
    if hidden := [right for name in TYPES if not may(rights.body, right := f"{name}/read")]:
        return Got("denied", f"GET Microsoft.Resources/resources ({' '.join(hidden)})", place=rests_on(got, rights))
    return got
