"""Volumes and swap: where one answer is another than on the well kept Mac."""

import pytest

from scanner.facts import DataStore
from scanner.finding import Status
from tests.collectors.host.macos.mac import answers, findings, read, said
from tests.collectors.host.macos.samples import SAMPLES, SYSTEM, plist, volume, volumes

DATA = "/System/Volumes/Data"
PLAIN = (
    "<dict><key>DeviceIdentifier</key><string>disk4</string><key>Partitions</key><array><dict>"
    "<key>DeviceIdentifier</key><string>disk4s2</string><key>Content</key><string>{}</string>"
    "<key>MountPoint</key><string>/Volumes/Stick</string></dict></array></dict>"
)


@pytest.mark.parametrize(
    ("filevault", "some", "status"),
    [
        ("FileVault is On.\n", {}, "pass"),
        # A support script's list of replies names these two.
        ("FileVault is On.\nEncryption in progress: Percent completed = 12.5\n", {}, "fail"),
        ("FileVault is On.\nEncryption in progress: Pending\n", {}, "fail"),
        ("Decryption in progress: Percent completed = 80\n", {}, "fail"),
        ("FileVault is Off.\nDeferred enablement appears to be active for user 'ana'.\n", {}, "not_assessed"),
        ("FileVault is Off.\n", {"filevault": False}, "fail"),
        ("FileVault is On.\n", {"migrating": True}, "fail"),
        ("!denied", {}, "not_assessed"),  # diskutil alone does not tell that it is at it still
        ("!denied", {"filevault": False}, "fail"),
    ],
)
def test_the_volume_booted_from(filevault: str, some: dict[str, bool], status: str) -> None:
    listed = volumes(volume("disk3s1", "HD", "System"), volume("disk3s5", "Data", "Data", **some))
    assert said("encryption-at-rest.encrypted", DATA, filevault=filevault, volumes=listed)[0] == status


@pytest.mark.parametrize(("filevault", "status"), [("FileVault is Off.\n", "fail"), ("FileVault is On.\n", None)])
def test_without_diskutil_only_that_it_is_off_is_known(filevault: str, status: str | None) -> None:
    found = findings(answers({"filevault": filevault, "volumes": "!timeout"}))
    volumes = {
        f.resource: f.status for f in found if f.kind == "macos.volume" and f.check == "encryption-at-rest.encrypted"
    }
    assert volumes.get("local:mac-1/System/Volumes/Data") == status
    assert volumes["local:mac-1"] is Status.NOT_ASSESSED


@pytest.mark.parametrize(
    ("more", "resource", "status"),
    [
        (PLAIN.format("Microsoft Basic Data"), "/Volumes/Stick", "fail"),
        (PLAIN.format("Apple_HFS"), "/Volumes/Stick", "fail"),
        (PLAIN.format("Linux Filesystem"), "/Volumes/Stick", "not_assessed"),
    ],
)
def test_other_partitions(more: str, resource: str, status: str) -> None:
    assert said("encryption-at-rest.encrypted", resource, volumes=volumes(more=more))[0] == status


def test_a_volume_that_is_not_mounted_is_told_by_its_name() -> None:
    listed = volumes(*SYSTEM, volume("disk5s1", "Archive", filevault=False))
    assert said("encryption-at-rest.encrypted", "/volume/Archive", volumes=listed)[0] == "fail"


def test_a_disk_image_is_left_out() -> None:
    images = plist(
        "<key>images</key><array><dict><key>system-entities</key><array><dict><key>dev-entry</key>"
        "<string>/dev/disk0s2</string></dict></array></dict></array>"
    )
    assert [f.name for f in read(volumes=volumes(images=images)) if isinstance(f, DataStore)] == ["swap"]


@pytest.mark.parametrize(
    ("swap", "status"),
    [
        (SAMPLES["macos.swap"], "pass"),
        ("vm.swapusage: total = 1.00M  used = 0.00M  free = 1.00M\n", "fail"),
    ],
)
def test_swap(swap: str, status: str) -> None:
    assert said("encryption-at-rest.encrypted", "swap", swap=swap)[0] == status
