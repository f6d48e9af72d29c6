"""Defender for Cloud: each setting as it should be, as it should not be, left out, and not to be read."""

import pytest

from collectors.azure.defence.defender import CONTACT, MALWARE, PLAN
from scanner.facts import Alarm, Detector, Fact, Gap
from tests.collectors.azure import settings
from tests.collectors.azure.asking import asked, facts, target
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, one
from tests.servers.arm.server import ID, Arm

HERE = f"/subscriptions/{ID}"
GROUP = f"{HERE}/resourceGroups/Ward-3/providers"
PLANS = f"{HERE}/providers/Microsoft.Security/pricings"
CONTACTS = f"{HERE}/providers/Microsoft.Security/securityContacts/default"


def thing(id: str, **properties: JSON) -> JSON:  # as Azure calls it
    return {"id": id, "name": id.rpartition("/")[2], "properties": properties}


def extension(name: str, on: str = "True", **more: JSON) -> JSON:
    return [{"name": name, "isEnabled": on, "additionalExtensionProperties": {"x": "hunter2"}} | more]


def ended(code: str, name: str = "AgentlessVmScanning", on: str = "True") -> JSON:
    return extension(name, on, operationStatus={"code": code, "message": "hunter2"})


def but(name: str, **more: JSON) -> JSON:
    """One that is on, with words of its own."""
    return extension(name, additionalExtensionProperties=more)


GOOD: dict[str, JSON] = {
    "vm": thing(f"{GROUP}/Microsoft.Compute/virtualMachines/pacs"),
    "account": thing(f"{GROUP}/Microsoft.Storage/storageAccounts/alder"),
    "vms": thing(
        f"{PLANS}/VirtualMachines",
        pricingTier="Standard",
        subPlan="P2",
        resourcesCoverageStatus="FullyCovered",
        extensions=extension("AgentlessVmScanning"),
    ),
    "storage": thing(
        f"{PLANS}/StorageAccounts", pricingTier="Standard", extensions=extension("OnUploadMalwareScanning")
    ),
    "vaults": thing(f"{PLANS}/KeyVaults", pricingTier="Free"),
    "arm": thing(f"{PLANS}/Arm", pricingTier="Standard"),
    "contact": thing(
        CONTACTS,
        emails="hunter2@clinic.example",
        phone="hunter2-555",
        alertNotifications={"state": "On", "minimalSeverity": "High"},
        notificationsByRole={"state": "On", "roles": ["Owner"]},
    ),
}


def vms(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "vms", f"properties.{setting}", value


def contact(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "contact", f"properties.{setting}", value


def storage(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "storage", f"properties.{setting}", value


AGENTLESS, ON_UPLOAD = "AgentlessVmScanning", "OnUploadMalwareScanning"
NO_MORE = extension(AGENTLESS, additionalExtensionProperties=None)
TAGS = '[{"key":"hunter2","value":"hunter2"}]'
NO_ROLE = contact("notificationsByRole.state", "Off")
NO_CONTACT: Change = ("contact", "", LEFT_OUT)
THREATS = (Alarm, "threats", f"{PLANS}/VirtualMachines")
NOTICES = (Alarm, "provider-notices", CONTACTS)
MACHINES = (Detector, "malware", f"{PLANS}/VirtualMachines/malware")
BLOBS = (Detector, "malware", f"{PLANS}/StorageAccounts/malware")
TABLE: list[Setting] = [
    ("plans", *THREATS, "enabled", True, []),
    ("plans", *THREATS, "enabled", False, [vms("pricingTier", "Free")]),
    ("plans", *THREATS, "enabled", None, [vms("pricingTier")]),
    ("plans", *THREATS, "enabled", None, [vms("pricingTier", "Deluxe")]),
    ("plans", *THREATS, "enabled", None, [vms("resourcesCoverageStatus", "PartiallyCovered")]),
    ("plans", *THREATS, "enabled", True, [vms("resourcesCoverageStatus")]),
    ("plans", *THREATS, "enabled", None, [("vms", "", LEFT_OUT)]),
    ("plans", Alarm, "threats", f"{PLANS}/Arm", "enabled", True, []),
    ("plans", Alarm, "threats", f"{PLANS}/Arm", "enabled", False, [("arm", "properties.pricingTier", "Free")]),
    ("plans", *MACHINES, "enabled", True, []),
    ("plans", *MACHINES, "enabled", False, [vms("pricingTier", "Free")]),
    ("plans", *MACHINES, "enabled", False, [vms("subPlan", "P1")]),
    ("plans", *MACHINES, "enabled", False, [vms("extensions", extension("AgentlessVmScanning", "False"))]),
    ("plans", *MACHINES, "enabled", False, [vms("extensions")]),
    ("plans", *MACHINES, "enabled", None, [vms("extensions", extension("MdeDesignatedSubscription"))]),
    ("plans", *MACHINES, "enabled", True, [vms("extensions", ended("Succeeded"))]),
    ("plans", *MACHINES, "enabled", None, [vms("extensions", ended("Failed"))]),
    ("plans", *MACHINES, "enabled", None, [vms("extensions", ended("SomeNewWord"))]),
    ("plans", *MACHINES, "enabled", False, [vms("extensions", ended("Failed", on="False"))]),
    ("plans", *MACHINES, "enabled", None, [vms("subPlan", "P1"), vms("extensions", ended("Failed"))]),
    ("plans", *BLOBS, "enabled", None, [storage("extensions", ended("Failed", "OnUploadMalwareScanning"))]),
    ("plans", *MACHINES, "enabled", None, [vms("extensions", but(AGENTLESS, ExclusionTags=TAGS))]),
    ("plans", *MACHINES, "enabled", None, [vms("extensions", but(AGENTLESS, ExclusionTags=[{"key": "hunter2"}]))]),
    ("plans", *MACHINES, "enabled", True, [vms("extensions", but(AGENTLESS, ExclusionTags="[]"))]),
    ("plans", *MACHINES, "enabled", True, [vms("extensions", but(AGENTLESS, ExclusionTags=""))]),
    ("plans", *MACHINES, "enabled", True, [vms("extensions", but(AGENTLESS, ExclusionTags=None))]),
    (
        "plans",
        *MACHINES,
        "enabled",
        True,
        [vms("extensions", NO_MORE)],
    ),
    ("plans", *BLOBS, "enabled", None, [storage("extensions", but(ON_UPLOAD, CapGBPerMonthPerStorageAccount="1"))]),
    ("plans", *BLOBS, "enabled", None, [storage("extensions", but(ON_UPLOAD, CapGBPerMonthPerStorageAccount="x"))]),
    ("plans", *BLOBS, "enabled", None, [storage("extensions", but(ON_UPLOAD, CapGBPerMonthPerStorageAccount=4999))]),
    ("plans", *BLOBS, "enabled", True, [storage("extensions", but(ON_UPLOAD, CapGBPerMonthPerStorageAccount="5000"))]),
    ("plans", *BLOBS, "enabled", True, [storage("extensions", but(ON_UPLOAD, CapGBPerMonthPerStorageAccount="-1"))]),
    ("plans", *BLOBS, "enabled", True, []),
    ("plans", *BLOBS, "enabled", False, [storage("extensions")]),
    ("plans", *BLOBS, "enabled", None, [storage("pricingTier")]),
    ("contacts", *NOTICES, "notifies", True, []),
    ("contacts", *NOTICES, "notifies", True, [contact("emails", "")]),
    ("contacts", *NOTICES, "notifies", True, [NO_ROLE]),
    ("contacts", *NOTICES, "notifies", False, [contact("emails", ""), NO_ROLE]),
    ("contacts", *NOTICES, "notifies", False, [contact("emails"), NO_ROLE]),
    ("contacts", *NOTICES, "notifies", False, [contact("emails"), contact("notificationsByRole.roles", [])]),
    ("contacts", *NOTICES, "notifies", False, [NO_CONTACT]),
    ("contacts", *THREATS, "notifies", True, []),
    ("contacts", *THREATS, "notifies", False, [contact("alertNotifications.state", "Off")]),
    ("contacts", *THREATS, "notifies", None, [contact("alertNotifications")]),
    ("contacts", *THREATS, "notifies", False, [contact("emails"), NO_ROLE]),
    ("contacts", *THREATS, "notifies", None, [NO_CONTACT]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


def test_a_plan_for_what_is_not_there_is_nobodys_fault(near: Arm) -> None:
    settings.put(near, GOOD)
    assert {f.name for f in facts(near) if f.kind == PLAN} == {"VirtualMachines", "StorageAccounts", "Arm"}


def test_where_nobody_knows_whether_it_is_there_a_plan_that_is_off_is_not_known(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.KeyVault/vaults")
    off = one(facts(near), Alarm, "threats", f"{PLANS}/KeyVaults")
    assert (off.enabled, {u.field: u.outcome for u in off.unread}) == (None, {"enabled": "denied"})
    near.held.denied.add("Microsoft.Compute/virtualMachines")
    assert one(facts(near), *THREATS).enabled is True


def test_nor_is_one_that_looks_for_no_malware(near: Arm) -> None:
    settings.put(near, GOOD, storage("extensions"))
    near.held.denied.add("Microsoft.Storage/storageAccounts")
    assert one(facts(near), *BLOBS).enabled is None


def test_addresses_and_tags_are_not_kept_only_that_there_are_some(it: Arm) -> None:
    settings.put(it, GOOD, vms("extensions", but(AGENTLESS, ExclusionTags=TAGS)))
    assert "hunter2" not in repr(asked(target(it)))


def test_what_may_not_be_read_is_missing_or_not_known(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Security/pricings")
    found = facts(near)
    assert {f.kind: f.outcome for f in found if isinstance(f, Gap)} == {PLAN: "denied", MALWARE: "denied"}
    near.held.denied = {"Microsoft.Security/securityContacts"}
    found = facts(near)
    assert (one(found, *NOTICES).notifies, one(found, *THREATS).notifies) == (None, None)
    assert {u.outcome for f in found if f.kind in {CONTACT, PLAN} for u in f.unread} == {"denied"}


@pytest.mark.parametrize(
    "change",
    [
        vms("freeTrialRemainingTime", "P1D"),
        vms("enforce", "True"),
        contact("phone", "x"),
        contact("emails", "other@clinic.example"),
        contact("alertNotifications.minimalSeverity", "Low"),
    ],
)
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, change)
    assert facts(near) == before


@pytest.mark.parametrize(
    ("cap", "said"), [("1000", "beyond 1000 GB of a month is not"), (2, "beyond 2 GB"), ("x", "how much of what comes")]
)
def test_how_much_of_a_month_is_looked_at_is_said(near: Arm, cap: JSON, said: str) -> None:
    settings.put(near, GOOD, storage("extensions", but(ON_UPLOAD, CapGBPerMonthPerStorageAccount=cap)))
    found = one(facts(near), *BLOBS)
    assert [said in why.ask for why in found.unread] == [True]
