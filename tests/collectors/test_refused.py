"""Every question of the clouds refused, one at a time and all at once: nothing new is claimed, nothing vanishes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from msgspec import structs

from collectors.asking.row import Row
from collectors.azure import AZURE
from collectors.entra import ENTRA
from collectors.gcp import GCP
from collectors.workspace import WORKSPACE
from scanner.answers import GOOD, Answer
from scanner.collector import Collector
from scanner.finding import Status
from scanner.judging.assess import Assessment
from scanner.targets import Target
from tests.collectors.azure import asking as azure
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
from tests.collectors.entra import asking as entra
from tests.collectors.entra import estate
from tests.collectors.gcp import asking as gcp
from tests.collectors.gcp import held, things
from tests.collectors.gcp.analytics import test_bigquery
from tests.collectors.gcp.backup import test_backupdr
from tests.collectors.gcp.compute import test_disks
from tests.collectors.gcp.compute import test_machines as test_instances
from tests.collectors.gcp.containers import test_gke
from tests.collectors.gcp.databases import test_sql as test_cloud_sql
from tests.collectors.gcp.keys import test_kms, test_secrets
from tests.collectors.gcp.networks import test_balancers, test_firewalls, test_plain, test_reach
from tests.collectors.gcp.storage import test_buckets, test_hmac
from tests.collectors.workspace import asking as workspace
from tests.judged import judged, lost
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


def _azure() -> Cloud:
    it = Arm(443, Path(), {ID: Subscription(ID)})
    for module in _AZURE:
        settings.put(it, module.GOOD)
    return Cloud(AZURE, azure.target(it), azure.evidence(it))


def _entra() -> Cloud:
    it = Graph(443, Path())
    estate.put(it)
    return Cloud(ENTRA, entra.target(it), entra.answers(it))


def _gcp() -> Cloud:
    it = Google(443, Path())
    test_hmac.put(it)
    test_buckets.put(it)
    for module in (test_disks, test_instances, test_plain, test_balancers, test_firewalls, test_reach):
        things.put(it, module.GOOD)
    for module in (test_cloud_sql, test_kms, test_secrets, test_bigquery, test_gke, test_backupdr):
        held.hold(it, module.GOOD)
    return Cloud(GCP, gcp.target(it), gcp.near_answers(it, asset_inventory=False))


def _workspace() -> Cloud:
    it = Google(443, Path())
    workspace.put(it)
    return Cloud(WORKSPACE, workspace.target(it), workspace.near_answers(it))


_MAKE: Final[Mapping[str, Callable[[], Cloud]]] = {
    "azure": _azure,
    "entra": _entra,
    "gcp": _gcp,
    "workspace": _workspace,
}


_ALL_THE_SAME: Final[Mapping[tuple[str, str], str]] = {
    ("azure", "backup.account_elsewhere"): r"another backup is kept .* is new",
    ("entra", "entra.roles"): r"(other: .* vanished|administer: .* is new)",
    ("gcp", "compute.forwarding"): r"targetSslProxies/front .* is new",
    ("gcp", "secretmanager.versions"): r"secrets/(Empty|Gone) .* is new",
    ("gcp", "sql.instances"): r"copy#2: .* vanished",
}
"""What is no new claim: that of a copy that there may be another is kept; a role that nobody describes counts as one
that administers; a proxy that may take no connections, and a secret that may hold nothing, as one that does; and the
second of two copies is the first where the other is not told."""


@cache
def cloud(scheme: str) -> Cloud:
    return _MAKE[scheme]()


@cache
def before(scheme: str) -> Assessment:
    return judged(cloud(scheme).answers, cloud(scheme).target)


def asked() -> Iterator[tuple[str, str]]:
    for scheme, collector in (("azure", AZURE), ("entra", ENTRA), ("gcp", GCP), ("workspace", WORKSPACE)):
        yield from ((scheme, q.id) for q in collector.questions if q.asked_of != "lists")


def refused(one: Cloud, questions: Iterable[str]) -> list[Answer]:
    """The same answers, but that these were refused, and so nothing was asked about what they would have named."""
    rows = {q.id: q for q in one.collector.questions if isinstance(q, Row)}
    shut, gone = {*questions}, set[str]()
    for row in rows.values():  # each comes after those that it waits for
        if row.each in shut | gone and row.id not in shut:
            gone.add(row.id)
    return [_denied(a) if a.question in shut else a for a in one.answers if a.question not in gone]


def _denied(answer: Answer) -> Answer:
    return structs.replace(answer, outcome="denied", code="Forbidden", body=None, items=0, complete=False, dropped=())


@pytest.mark.parametrize("scheme", _MAKE)
def test_a_well_kept_one_passes_much_and_knows_what_it_was_told(scheme: str) -> None:
    statuses = [finding.status for finding in before(scheme).findings]
    assert statuses.count(Status.PASS) > 15
    assert {a.outcome for a in cloud(scheme).answers if a.outcome not in GOOD} <= {"error"}


@pytest.mark.parametrize(("scheme", "question"), [*asked()])
def test_one_that_is_refused_makes_nothing_better_and_nothing_go_without_a_word(scheme: str, question: str) -> None:
    one = cloud(scheme)
    said = lost(before(scheme), judged(refused(one, [question]), one.target))
    fine = _ALL_THE_SAME.get((scheme, question), r"(?!)")
    assert [line for line in said if not re.search(fine, line)] == []


@pytest.mark.parametrize("scheme", _MAKE)
def test_where_all_is_refused_nothing_passes(scheme: str) -> None:
    one = cloud(scheme)
    all_ = [question for other, question in asked() if other == scheme]
    after = judged([a for a in refused(one, all_) if a.outcome == "denied"], one.target)
    assert {finding.status for finding in after.findings} == {Status.NOT_ASSESSED}
