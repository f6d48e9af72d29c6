"""Facts of vaults, apps, clusters, plans and roles through the real checks: whole, and with a right missing."""

import pytest

from collectors.azure import AZURE, QUESTIONS, asking
from collectors.azure.question import Arm as Row
from collectors.microsoft.options import options as read_options
from scanner.answers import Answer
from scanner.collector import Inquiry
from scanner.facts import CLASSES
from scanner.finding import Status
from scanner.judging.assess import Assessment
from tests.collectors.azure import settings
from tests.collectors.azure.asking import NOW, Near, target
from tests.collectors.azure.backup import test_backup as backup
from tests.collectors.azure.containers import test_clusters as clusters
from tests.collectors.azure.databases import test_cosmos as cosmos
from tests.collectors.azure.defence import test_defender as defender
from tests.collectors.azure.rights import test_roles as roles
from tests.collectors.azure.settings import LEFT_OUT, Change
from tests.collectors.azure.web import test_sites as sites
from tests.judged import judged, lost
from tests.servers.arm.server import Arm

ALL = {
    f"{module.__name__} {name}": resource
    for module in (defender, backup, clusters, cosmos, roles, sites)
    for name, resource in module.GOOD.items()
}
ITEM = f"{backup.__name__} item"
CONFIG = f"{sites.__name__} config"
CLUSTER = f"{clusters.__name__} cluster"
INSTANCE = f"{backup.__name__} instance"
OURS = ("backup.", "web.", "aks.", "cosmos.", "defender.", "rbac.", "compute.", "storage.accounts")
TYPES = sorted({q.type for q in QUESTIONS if isinstance(q, Row) and q.id.startswith(OURS)})


def answers(it: Arm) -> list[Answer]:
    one = target(it)
    inquiry = Inquiry(one, frozenset(AZURE.wanted(CLASSES)), lambda: NOW, str)
    caller = asking.calling(inquiry, read_options(one), Near(it), AZURE.name, lambda: "near")
    return list(asking.ask(inquiry, QUESTIONS, caller, threads=1))


def held(it: Arm, *changes: Change) -> Assessment:
    settings.put(it, ALL, *changes)
    return judged(answers(it), target(it))


@pytest.mark.parametrize("denied", TYPES)
def test_a_right_that_is_missing_makes_nothing_better_and_nothing_go_without_a_word(near: Arm, denied: str) -> None:
    before = held(near)
    near.held.denied.add(denied)
    assert lost(before, judged(answers(near), target(near))) == []


def said(whole: Assessment, check: str) -> dict[str, Status]:
    """By the last part of the resource."""
    return {f.resource.rpartition("/")[2]: f.status for f in whole.findings if f.check == check}


def test_who_has_a_copy_and_who_has_none(near: Arm) -> None:
    found = said(held(near), "backup.exists")
    assert {found[name] for name in ("pacs", "data", "loose")} == {Status.PASS}
    near.held.resources.clear()
    found = said(held(near, (ITEM, "", LEFT_OUT), (INSTANCE, "", LEFT_OUT)), "backup.exists")
    assert {found[name] for name in ("pacs", "data", "loose")} == {Status.FAIL}


def test_where_vaults_are_not_told_nobody_is_said_to_have_none(near: Arm) -> None:
    near.held.denied.add("Microsoft.RecoveryServices/vaults")
    found = said(held(near, (ITEM, "", LEFT_OUT), (INSTANCE, "", LEFT_OUT)), "backup.exists")
    assert {found[name] for name in ("pacs", "data", "loose")} == {Status.NOT_ASSESSED}


@pytest.mark.parametrize(
    ("check", "change", "at"),
    [
        ("backup.fresh", (ITEM, "properties.lastRecoveryPoint", "2026-11-01T00:00:00Z"), "pacs"),
        ("backup.last-run-good", (ITEM, "properties.lastBackupStatus", "Failed"), "pacs"),
        (
            "backup.deletion-guarded",
            (
                f"{backup.__name__} vault",
                "properties.securitySettings.softDeleteSettings.softDeleteState",
                "Disabled",
            ),
            "safe",
        ),
        (
            "encryption-in-transit.plain-refused",
            (f"{sites.__name__} config", "properties.ftpsState", "AllAllowed"),
            "portal",
        ),
        (
            "encryption-in-transit.protocol-version",
            (f"{sites.__name__} config", "properties.minTlsVersion", "1.0"),
            "portal",
        ),
        (
            "mfa.no-way-round",
            (f"{clusters.__name__} cluster", "properties.disableLocalAccounts", LEFT_OUT),
            "managedclusters/alder",
        ),
        (
            "threat-detection.on-and-heard",
            (f"{defender.__name__} vms", "properties.pricingTier", "Free"),
            "virtualmachines",
        ),
        ("malware-protection.on", (f"{defender.__name__} vms", "properties.subPlan", "P1"), "malware"),
        ("incident-response.contact", (f"{defender.__name__} contact", "", LEFT_OUT), "default"),
    ],
)
def test_a_bad_setting_fails_its_check(near: Arm, check: str, change: Change, at: str) -> None:
    def there(whole: Assessment) -> set[Status]:
        return {f.status for f in whole.findings if f.check == check and f.resource.endswith(f"/{at}")}

    before = there(held(near))
    assert Status.PASS in before
    near.held.resources.clear()
    assert Status.FAIL in there(held(near, change)) - before


def test_who_may_do_everything_is_named(near: Arm) -> None:
    found = said(held(near), "least-privilege.no-everything")
    assert (found[roles.OWNER], found[roles.OWN]) == (Status.FAIL, Status.FAIL)
