"""Azure Backup: what is a copy of whom, and of whom nobody knows."""

import pytest

from collectors.azure.backup.items import retention
from scanner.facts import Backup
from scanner.finding import Status
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, target
from tests.collectors.azure.backup.held import (
    ACCOUNT,
    AKS,
    AT,
    DISK,
    GOOD,
    GROUP,
    HOUR,
    ITEM,
    SHARE,
    VM,
    copies,
    instance,
    item,
    lies,
    missing,
    term,
    thing,
    vault,
)
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change
from tests.judged import judged
from tests.servers.arm.server import Arm


def test_whoever_no_vault_has_has_none_and_it_is_known(near: Arm) -> None:
    settings.put(near, GOOD, ("item", "", LEFT_OUT), ("instance", "", LEFT_OUT))
    assert copies(near) == {}
    assert missing(near) == set()


@pytest.mark.parametrize(
    "change",
    [
        item("isScheduledForDeferredDelete", True),
        item("sourceResourceId", f"{GROUP}/Microsoft.Compute/virtualMachines/gone"),
        item("sourceResourceId"),
    ],
)
def test_what_is_on_its_way_out_or_of_a_machine_that_is_gone_is_no_copy_of_this_one(near: Arm, change: Change) -> None:
    settings.put(near, GOOD, change)
    assert not {"pacs", "data", "gone"} & {
        k for k, f in copies(near).items() if "backupprotecteditems" not in f.resource
    }


@pytest.mark.parametrize(
    "change",
    [
        instance("currentProtectionState", "SoftDeleted"),
        instance("dataSourceInfo.resourceID", f"{GROUP}/Microsoft.Compute/disks/gone"),
    ],
)
def test_an_instance_that_was_deleted_or_whose_disk_is_gone_is_no_copy(near: Arm, change: Change) -> None:
    settings.put(near, GOOD, change)
    assert set(copies(near)) == {"pacs", "data"}


def test_a_database_in_a_machine_is_no_copy_of_the_machine(near: Arm) -> None:
    settings.put(near, GOOD, item("backupManagementType", "AzureWorkload"))
    found = copies(near)
    assert found["pacs"].resource == ITEM.lower()
    assert found["pacs"].within == (VM.lower(),)


SHARED = [
    item("backupManagementType", "AzureStorage"),
    item("sourceResourceId", ACCOUNT),
    item("friendlyName", "scans"),
]


def test_a_share_is_no_copy_of_its_account_of_which_nobody_knows(near: Arm) -> None:
    settings.put(near, GOOD, *SHARED)
    found = copies(near)
    assert (found["scans"].resource, found["scans"].newest_seconds) == (SHARE.lower(), 12 * HOUR)
    assert found["alder"].newest_seconds is None
    # Its copies are snapshots in the account itself, whatever the vault is.
    assert (found["scans"].offsite, found["scans"].immutable, found["scans"].retention_days) == (False, False, 40)


VAULTED: Change = (
    "policy",
    "properties",
    {"vaultRetentionPolicy": {"snapshotRetentionInDays": 5, "vaultRetention": {"dailySchedule": term(60)}}},
)


def test_the_policy_of_a_share_says_where_its_copies_lie(near: Arm) -> None:
    settings.put(near, GOOD, *SHARED, VAULTED)
    found = copies(near)["scans"]
    assert (found.offsite, found.immutable, found.retention_days) == (True, True, 60)
    settings.put(near, GOOD, *SHARED, VAULTED, vault("securitySettings.immutabilitySettings.state", "Unlocked"))
    assert copies(near)["scans"].immutable is False
    settings.put(near, GOOD, *SHARED, item("policyId", f"{GROUP}/x"))
    found = copies(near)["scans"]
    assert (found.offsite, found.immutable, found.retention_days) == (None, None, None)
    near.held.denied.add("Microsoft.RecoveryServices/vaults/backupPolicies")
    assert {u.outcome for u in copies(near)["scans"].unread} == {"denied"}


def test_one_share_that_is_copied_makes_no_account_fresh(near: Arm) -> None:
    settings.put(near, GOOD, *SHARED)
    found = judged(evidence(near), target(near)).findings
    said = {(f.check, f.resource): f.status for f in found if f.check in {"backup.fresh", "backup.kept"}}
    for check in ("backup.fresh", "backup.kept"):
        assert said[check, SHARE.lower()] is Status.PASS
        assert said[check, ACCOUNT.lower()] is Status.NOT_ASSESSED


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ({"isVersioningEnabled": True}, True),
        ({"deleteRetentionPolicy": {"enabled": True, "days": 14}}, True),
        ({"isVersioningEnabled": False, "deleteRetentionPolicy": {"enabled": False, "days": 14}}, False),
        ({"containerDeleteRetentionPolicy": {"enabled": True, "days": 14}}, False),
        (None, False),
    ],
)
def test_an_account_that_keeps_its_own_blobs_is_not_asked_for_beside_its_share(
    near: Arm, said: JSON, *, alone: bool
) -> None:
    blob = {"id": f"{ACCOUNT}/blobServices/default", "name": "default", "properties": said}
    life = thing(f"{ACCOUNT}/managementPolicies/default", policy={"rules": []})
    settings.put(near, GOOD | ({} if said is None else {"blob": blob, "life": life}), *SHARED)
    assert set(copies(near)) - {"loose"} == {"scans"} | (set() if alone else {"alder"})
    of = {f.check: f.status for f in judged(evidence(near), target(near)).findings if f.resource == ACCOUNT.lower()}
    assert ("backup.fresh" in of) is not alone
    assert of["backup.exists"] is (Status.PASS if alone else Status.NOT_ASSESSED)


BLOBS = {"resourceID": ACCOUNT, "datasourceType": "Microsoft.Storage/storageAccounts/blobServices"}


def blobs(near: Arm, there: tuple[str, ...], *named: str) -> Backup:
    """The copy of an account with these containers, of which these are copied to the vault."""
    held = {name: thing(f"{ACCOUNT}/blobServices/default/containers/{name}") for name in there}
    parameters = {"backupDatasourceParametersList": [{"containersList": [*named]}]} if named else {}
    said = instance("policyInfo.policyParameters", parameters)
    settings.put(near, GOOD | held, instance("dataSourceInfo", BLOBS), said, lies("VaultStore"))
    return copies(near)["alder"]


def test_blobs_that_stay_where_they_are_are_copied_without_end(near: Arm) -> None:
    found = blobs(near, ("scans",))
    assert (found.newest_seconds, {u.outcome for u in found.unread}) == (None, {"hidden"})


def test_containers_that_are_named_are_copied_to_the_vault_where_they_are_all_of_them(near: Arm) -> None:
    found = blobs(near, ("scans", "letters", "$logs"), "scans", "letters", "gone")
    assert (found.newest_seconds, found.retention_days, found.offsite, found.immutable) == (24 * HOUR, 7, False, False)
    found = blobs(near, ("scans", "letters"), "scans")
    assert (found.newest_seconds, {u.outcome for u in found.unread}) == (None, {"unclear"})
    assert found.unread[0].ask.endswith("containers of it are not copied: letters")
    near.held.denied.add("Microsoft.Storage/storageAccounts/blobServices/containers")
    found = blobs(near, ("scans",), "scans")
    assert (found.newest_seconds, {u.outcome for u in found.unread}) == (None, {"denied"})


def test_containers_that_azure_writes_are_no_data_that_is_left_out(near: Arm) -> None:
    own = ("$web", "$blobchangefeed", "insights-logs-auditevent", "insights-metrics-pt1m", "azure-webjobs-hosts")
    assert blobs(near, ("scans", *own), "scans").newest_seconds == 24 * HOUR
    found = blobs(near, ("scans", "insights", *"edcba"), "scans")
    assert found.unread[0].ask.endswith("containers of it are not copied: a, b, c and 3 more")


def test_of_two_tiers_the_days_in_the_vault_count(near: Arm) -> None:
    lives = [("OperationalStore", "P7D"), ("VaultStore", "P84D")]
    said = [{"deleteAfter": {"duration": d}, "sourceDataStore": {"dataStoreType": s}} for s, d in lives]
    settings.put(near, GOOD, AKS, ("rules", "properties.policyRules", [{"isDefault": True, "lifecycles": said}]))
    assert copies(near)["loose"].retention_days == 84


@pytest.mark.parametrize(
    ("left", "along"),
    [
        ({"diskLunList": [3], "isInclusionList": False}, set()),
        ({"diskLunList": [3], "isInclusionList": True}, {"data"}),
        ({"diskLunList": [], "isInclusionList": True}, set()),
        ({"diskLunList": [4], "isInclusionList": False}, {"data"}),
    ],
)
def test_a_disk_that_is_left_out_is_not_copied_with_its_machine(near: Arm, left: JSON, along: set[str]) -> None:
    settings.put(near, GOOD, item("extendedProperties", {"diskExclusionProperties": left}))
    assert set(copies(near)) == {"pacs", "loose", *along}


@pytest.mark.parametrize(("when", "age"), [(AT, 12 * HOUR), ("2026-11-01T12:00:00Z", 24 * HOUR)])
def test_of_two_copies_the_younger_is_told(near: Arm, when: str, age: int) -> None:
    settings.put(near, GOOD, instance("dataSourceInfo.resourceID", DISK), item("lastRecoveryPoint", when))
    assert copies(near)["data"].newest_seconds == age


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({"subProtectionPolicy": [{"policyType": "Log", "retentionPolicy": term(15)}]}, None),
        (
            {
                "subProtectionPolicy": [
                    {"policyType": "Log", "retentionPolicy": term(15)},
                    {"policyType": "Full", "retentionPolicy": {"weeklySchedule": term(12, "Weeks")}},
                ]
            },
            84,
        ),
        ({"vaultRetentionPolicy": {"vaultRetention": {"dailySchedule": term(1, "Months")}}}, 30),
        ({}, None),
    ],
)
def test_policies(said: JSON, days: int | None) -> None:
    assert retention(said) == days
