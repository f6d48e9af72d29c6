"""The clouds, each well kept, as their doubles have them: what they answer, asked from near by."""

from pathlib import Path
from typing import Any, Final, NamedTuple

from collectors.azure import AZURE
from collectors.entra import ENTRA
from collectors.gcp import GCP
from collectors.workspace import WORKSPACE
from scanner.answers import Answer
from scanner.collector import Collector
from scanner.targets import Target
from tests.collectors.azure import asking as of_azure
from tests.collectors.azure import settings
from tests.collectors.azure.backup import test_backup
from tests.collectors.azure.compute import test_machines, test_snapshots
from tests.collectors.azure.containers import test_clusters
from tests.collectors.azure.databases import test_cosmos, test_flexible, test_sql
from tests.collectors.azure.defence import test_defender, test_unseen
from tests.collectors.azure.keys import test_vaults
from tests.collectors.azure.monitoring import test_activity, test_alerts, test_archives, test_workspaces
from tests.collectors.azure.monitoring import test_vaults as test_vault_logs
from tests.collectors.azure.networks import test_bare, test_flows, test_gateways, test_lines, ward
from tests.collectors.azure.networks import test_firewalls as test_azure_firewalls
from tests.collectors.azure.rights import test_delegations, test_roles
from tests.collectors.azure.storage import test_accounts
from tests.collectors.azure.web import test_sites
from tests.collectors.entra import asking as of_entra
from tests.collectors.entra import estate
from tests.collectors.gcp import asking as of_gcp
from tests.collectors.gcp import held, things
from tests.collectors.gcp.analytics import test_bigquery
from tests.collectors.gcp.backup import test_backupdr
from tests.collectors.gcp.compute import test_disks
from tests.collectors.gcp.compute import test_machines as test_instances
from tests.collectors.gcp.containers import test_gke
from tests.collectors.gcp.databases import sql as cloud_sql
from tests.collectors.gcp.keys import test_kms, test_secrets
from tests.collectors.gcp.networks import test_balancers, test_firewalls, test_plain, test_reach
from tests.collectors.gcp.storage import test_buckets, test_hmac
from tests.collectors.workspace import asking as of_workspace
from tests.servers.arm.resources import Subscription
from tests.servers.arm.server import ID, Arm
from tests.servers.google.double import Google
from tests.servers.graph.server import Graph

_AZURE: Final[tuple[Any, ...]] = (
    *(test_accounts, test_vaults, test_machines, test_sql, test_flexible, test_cosmos, test_backup, test_clusters),
    *(test_sites, test_defender, test_roles, test_activity, test_alerts, test_archives, test_vault_logs),
    *(test_workspaces, ward, test_flows, test_gateways, test_lines, test_bare, test_azure_firewalls),
    *(test_unseen, test_delegations, test_snapshots),
)


class Cloud(NamedTuple):
    """One that is well kept, and what it answered."""

    collector: Collector
    target: Target
    answers: list[Answer]


def azure() -> Cloud:
    it = Arm(443, Path(), {ID: Subscription(ID)})
    for module in _AZURE:
        settings.put(it, module.GOOD)
    return Cloud(AZURE, of_azure.target(it), of_azure.evidence(it))


def entra() -> Cloud:
    it = Graph(443, Path())
    estate.put(it)
    return Cloud(ENTRA, of_entra.target(it), of_entra.answers(it))


def gcp(**options: Any) -> Cloud:
    it = Google(443, Path())
    test_hmac.put(it)
    test_buckets.put(it)
    for module in (test_disks, test_instances, test_plain, test_balancers, test_firewalls, test_reach):
        things.put(it, module.GOOD)
    for module in (cloud_sql, test_kms, test_secrets, test_bigquery, test_gke, test_backupdr):
        held.hold(it, module.GOOD)
    return Cloud(GCP, of_gcp.target(it, **options), of_gcp.near_answers(it, **options))


def workspace() -> Cloud:
    it = Google(443, Path())
    of_workspace.put(it)
    return Cloud(WORKSPACE, of_workspace.target(it), of_workspace.near_answers(it))
