"""Azure Backup: vaults of other subscriptions, and vaults that may not be read."""

import pytest

from scanner.facts import Backup
from tests.collectors.azure import settings
from tests.collectors.azure.asking import asked, facts, target
from tests.collectors.azure.backup.held import ACCOUNT, GOOD, LOOSE, VAULT, VM, copies, item, missing, thing
from tests.collectors.azure.settings import LEFT_OUT, one
from tests.servers.arm.server import Arm


class TestElsewhere:
    def test_a_vault_of_another_subscription_may_hold_a_machine_with_its_disks(self, near: Arm) -> None:
        settings.put(near, GOOD, ("item", "", LEFT_OUT))
        near.held.protected[VM.lower()] = {"protectionStatus": "Protected", "vaultId": "/subscriptions/other/x"}
        found = copies(near)
        assert [(found[k].newest_seconds, found[k].unread[0].outcome) for k in ("pacs", "data")] == [
            (None, "not-asked")
        ] * 2

    def test_one_of_ours_that_holds_it_no_more_does_not(self, near: Arm) -> None:
        settings.put(near, GOOD, item("isScheduledForDeferredDelete", True))
        near.held.protected[VM.lower()] = {
            "protectionStatus": "Protected",
            "vaultId": VAULT.upper().replace("SUBSCRIPTIONS", "Subscriptions"),
        }
        assert "pacs" not in copies(near)

    def test_a_word_that_nobody_knows_is_no_no(self, near: Arm) -> None:
        settings.put(near, GOOD, ("item", "", LEFT_OUT))
        near.held.protected[VM.lower()] = {"protectionStatus": "Invalid"}
        assert copies(near)["pacs"].newest_seconds is None

    @pytest.mark.parametrize("part", ["disks", "storageAccounts"])
    def test_a_disk_or_an_account(self, near: Arm, part: str) -> None:
        of = LOOSE if part == "disks" else ACCOUNT
        settings.put(near, GOOD, ("instance", "", LEFT_OUT))
        other = thing(
            f"{of}/providers/Microsoft.DataProtection/backupInstances/b", currentProtectionState="SoftDeleted"
        )
        near.held.put(other)
        assert of.rpartition("/")[2] not in copies(near)
        near.held.put({**other, "properties": {"currentProtectionState": "ProtectionConfigured"}})
        assert copies(near)[of.rpartition("/")[2]].newest_seconds is None

    def test_what_our_own_vaults_hold_is_not_looked_for(self, it: Arm) -> None:
        settings.put(it, GOOD)
        about = {
            (a.question, a.about) for a in asked(target(it)) if "elsewhere" in a.question or "status" in a.question
        }
        assert about == {("backup.account_elsewhere", ACCOUNT.lower())}

    @pytest.mark.parametrize(
        ("denied", "whom"),
        [
            ("Microsoft.RecoveryServices/locations/backupStatus", {"pacs", "data"}),
            ("Microsoft.DataProtection/backupInstances", {"loose", "alder", "data"}),
        ],
    )
    def test_where_it_may_not_be_asked_nobody_knows(self, near: Arm, denied: str, whom: set[str]) -> None:
        settings.put(near, GOOD, ("item", "", LEFT_OUT), ("instance", "", LEFT_OUT))
        near.held.denied.add(denied)
        found = copies(near)
        assert set(found) == whom
        assert {u.outcome for f in found.values() for u in f.unread} == {"denied"}


@pytest.mark.parametrize(
    ("denied", "also"),
    [
        ("Microsoft.RecoveryServices/vaults", {"azure.backup.vault"}),
        ("Microsoft.DataProtection/backupVaults", {"azure.backup.backup-vault"}),
        ("Microsoft.RecoveryServices/vaults/backupProtectedItems", set()),
        ("Microsoft.DataProtection/backupVaults/backupInstances", set()),
    ],
)
def test_where_vaults_may_not_be_read_nobody_may_say_that_there_is_no_copy(
    near: Arm, denied: str, also: set[str]
) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(denied)
    told = missing(near)
    assert ("azure.backup.protected", "backup", "denied") in told
    assert {kind for kind, _, _ in told} == {"azure.backup.protected", *also}


def test_where_machines_may_not_be_read_nobody_knows_which_disks_come_along(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Compute/virtualMachines")
    assert ("azure.backup.protected", "backup", "denied") in missing(near)


@pytest.mark.parametrize(
    ("denied", "at", "field"),
    [
        ("Microsoft.RecoveryServices/vaults/backupPolicies", VM, "retention_days"),
        ("Microsoft.DataProtection/backupVaults/backupPolicies", LOOSE, "retention_days"),
        ("Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints", LOOSE, "newest_seconds"),
    ],
)
def test_a_detail_that_may_not_be_read_is_not_known(near: Arm, denied: str, at: str, field: str) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(denied)
    found = one(facts(near), Backup, "copy", at)
    assert getattr(found, field) is None
    assert {u.field: u.outcome for u in found.unread}[field] == "denied"
