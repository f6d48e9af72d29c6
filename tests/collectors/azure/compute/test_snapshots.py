"""Snapshots of disks: whose key it is, and who may take them out."""

import pytest

from checks.exposure import blocked_in_scope, not_public
from collectors.azure.compute.snapshots import KINDS, SNAPSHOT
from scanner.check import Judged
from scanner.facts import DataStore, Exposure, Gap, Guard
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, one
from tests.servers.arm.server import ID, Arm

AT = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Compute/snapshots/pacs"
GOOD: dict[str, JSON] = {
    "snapshot": {
        "id": AT,
        "name": "pacs",
        "type": "Microsoft.Compute/snapshots",
        "location": "westeurope",
        "properties": {
            "encryption": {"type": "EncryptionAtRestWithCustomerKey"},
            "diskState": "Unattached",
            "networkAccessPolicy": "DenyAll",
            "publicNetworkAccess": "Enabled",
            "creationData": {"sourceResourceId": "hunter2"},
        },
    }
}


def says(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "snapshot", f"properties.{setting}", value


OPEN, LINK = says("networkAccessPolicy", "AllowAll"), says("diskState", "ActiveSAS")
ODD, SHUT = says("networkAccessPolicy", "AllowFriends"), says("publicNetworkAccess", "Disabled")
P, F, U = Judged.PASS, Judged.FAIL, Judged.UNKNOWN


@pytest.mark.parametrize(
    ("changes", "barred", "link"),
    [
        ([], P, P),
        ([LINK], P, P),
        ([says("networkAccessPolicy", "AllowPrivate"), LINK], P, P),
        ([OPEN], F, P),
        ([says("networkAccessPolicy")], F, P),
        ([OPEN, LINK], F, F),
        ([OPEN, says("diskState", "ActiveSASFrozen")], F, F),
        ([OPEN, says("diskState")], F, U),
        ([OPEN, LINK, SHUT], P, P),
        ([ODD], U, P),
        ([ODD, LINK], U, U),
        ([ODD, LINK, SHUT], P, P),
    ],
)
def test_who_may_take_it_out(near: Arm, changes: list[Change], barred: Judged, link: Judged) -> None:
    settings.put(near, GOOD, *changes)
    found = facts(near)
    assert [v.judged for v in blocked_in_scope(one(found, Guard, "public-copies", AT))] == [barred]
    assert [v.judged for v in not_public(one(found, Exposure, "permission/data", AT))] == [link]


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("EncryptionAtRestWithCustomerKey", True),
        ("EncryptionAtRestWithPlatformAndCustomerKeys", True),
        ("EncryptionAtRestWithPlatformKey", False),
        (LEFT_OUT, None),
    ],
)
def test_whose_key_it_is(near: Arm, kind: JSON, own: JSON) -> None:
    settings.put(near, GOOD, says("encryption.type", kind))
    found = one(facts(near), DataStore, "", AT)
    assert (found.encrypted, found.customer_key) == (True, own)


def test_what_may_not_be_listed_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Compute/snapshots")
    found = [f for f in facts(near) if f.kind == SNAPSHOT]
    assert {(type(f), f.outcome) for f in found if isinstance(f, Gap)} == {(Gap, "denied")}
    assert len(found) == len(KINDS[SNAPSHOT].gives)


def test_nothing_else_is_read(near: Arm) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, says("creationData"), says("diskSizeBytes", 4))
    assert facts(near) == before
