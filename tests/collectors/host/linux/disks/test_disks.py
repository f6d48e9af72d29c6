import json
from typing import Any

import pytest

from scanner.facts import Channel, DataStore, Gap
from tests.collectors.host.machines import BY_ID, only, read, why

LUKS = b"luks-1 crypt aes-xts-plain64 64\n"


def node(
    name: str, kind: str, *children: dict[str, Any], mounts: list[str] | None = None, **more: Any
) -> dict[str, Any]:
    return {"name": name, "kname": name, "type": kind, "mountpoints": mounts or [None], "children": [*children], **more}


def disks(*tree: dict[str, Any], mounts: bytes = b"@swaps\n", **more: Any) -> list[Any]:
    return read({"lsblk": json.dumps({"blockdevices": tree}).encode(), "mounts": mounts, **more})


def store(found: list[Any], end: str) -> DataStore:
    return only(DataStore, found, resource=end)


def test_encrypted_beneath_a_volume_group() -> None:
    lv = node("vg-root", "lvm", mounts=["/"])
    crypt = node("luks-1", "crypt", lv, fstype="LVM2_member")
    found = disks(
        node(
            "sda",
            "disk",
            node("sda1", "part", mounts=["/boot/efi"], fstype="vfat"),
            node("sda2", "part", crypt, fstype="crypto_LUKS"),
        ),
        crypt=LUKS,
    )
    disk = store(found, "web1/")
    assert (disk.encrypted, disk.customer_key, disk.cipher) == (True, True, "aes-256-xts")
    assert [f for f in found if isinstance(f, DataStore)] == [disk], "/boot/efi is no store of data"


def test_a_volume_over_two_disks_is_as_weak_as_the_weaker() -> None:
    lv = node("vg-data", "lvm", mounts=["/srv"])
    found = disks(
        node("sda", "disk", node("luks-1", "crypt", lv), fstype="crypto_LUKS"), node("sdb", "disk", lv), crypt=LUKS
    )
    assert store(found, "/srv").encrypted is False


def test_btrfs_over_two_disks_is_as_weak_as_the_weaker() -> None:
    found = disks(
        node("sda", "disk", node("luks-1", "crypt", fstype="btrfs", uuid="u", mounts=["/srv"]), fstype="crypto_LUKS"),
        node("sdb", "disk", fstype="btrfs", uuid="u"),
        crypt=LUKS,
    )
    assert store(found, "/srv").encrypted is False


def test_a_closed_container_encrypts_nothing() -> None:
    found = disks(node("sda", "disk", fstype="crypto_LUKS", mounts=["/srv"]))
    assert store(found, "/srv").encrypted is False


@pytest.mark.parametrize(
    ("swaps", "end", "encrypted"),
    [
        (b"/swapfile file 1 0 -2\n", "swap/swapfile", True),
        (b"/srv/swapfile file 1 0 -2\n", "swap/srv/swapfile", False),
        (b"/dev/sdz9 partition 1 0 -2\n", "swap/sdz9", None),
    ],
)
def test_swap(swaps: bytes, end: str, encrypted: bool | None) -> None:  # noqa: FBT001  # a table
    tree = (
        node("sda", "disk", node("luks-1", "crypt", mounts=["/"]), fstype="crypto_LUKS"),
        node("sdb", "disk", mounts=["/srv"]),
    )
    found = disks(*tree, mounts=b"@swaps\nFilename Type Size Used Priority\n" + swaps, crypt=LUKS)
    assert store(found, end).encrypted is encrypted


def test_swap_in_memory_is_no_store() -> None:
    found = disks(node("zram0", "disk", mounts=["[SWAP]"]), mounts=b"@swaps\nhead\n/dev/zram0 partition 1 0 -2\n")
    assert not [f for f in found if isinstance(f, DataStore)]


@pytest.mark.parametrize(
    "line", [b"overlay / overlay rw 0 0\n", b"tank/data /tank zfs rw 0 0\n", b"/dev/vdb /srv ext4 rw 0 0\n"]
)
def test_what_no_device_explains_is_not_known(line: bytes) -> None:
    disk = only(DataStore, disks(node("sda", "disk"), mounts=line + b"@swaps\n"))
    assert why(disk, "encrypted") == "unclear"


def test_overlays_of_containers_and_sets_of_a_pool_are_told_once() -> None:
    lines = b"overlay /var/lib/docker/1/merged overlay rw 0 0\ntank/a /a zfs rw 0 0\ntank/b /b zfs rw 0 0\n"
    assert only(DataStore, disks(node("sda", "disk"), mounts=lines + b"@swaps\n")).resource == "local:web1/a"


def test_a_mount_that_lsblk_knows_and_does_not_show() -> None:
    """Inside a container, lsblk sees the disks of its host but not where they are mounted."""
    found = disks(node("vda", "disk"), mounts=b"/dev/vda /etc/hosts ext4 rw 0 0\n@swaps\n")
    assert store(found, "/etc/hosts").encrypted is False


def test_a_cloud_volume_is_named() -> None:
    found = disks(node("nvme0n1", "disk", node("nvme0n1p1", "part", mounts=["/"]), serial="vol0123456789abcdef0"))
    assert store(found, "web1/").rests_on == ("vol-0123456789abcdef0",)


def test_images_are_not_stores() -> None:
    assert not [
        f for f in disks(node("loop0", "loop", mounts=["/snap/core"], fstype="squashfs")) if isinstance(f, DataStore)
    ]


@pytest.mark.parametrize(
    ("crypt", "encrypted", "cipher"),
    [
        (LUKS, True, "aes-256-xts"),
        (b"luks-1 verity\n", False, ""),
        (b"luks-1 integrity\nluks-9 crypt aes-xts-plain64 64\n", False, ""),
        (b"luks-1 crypt cipher_null-ecb 0\n", False, ""),
        (LUKS + b"luks-1 linear\n", False, ""),
        (b"luks-1 crypt aes-xts-plain64 64\nluks-1 crypt aes-cbc-essiv:sha256 32\n", True, None),
        (b"No devices found\n", False, ""),
    ],
)
def test_what_a_mapping_does(crypt: bytes, encrypted: bool, cipher: str | None) -> None:  # noqa: FBT001  # a table
    disk = store(disks(node("sda", "disk", node("luks-1", "crypt", mounts=["/"])), crypt=crypt), "web1/")
    assert (disk.encrypted, disk.cipher, disk.customer_key) == (encrypted, cipher, encrypted)


def test_integrity_on_top_of_encryption_stays_encrypted() -> None:
    tree = node("sda", "disk", node("luks-1", "crypt", node("checked", "crypt", mounts=["/"])))
    assert store(disks(tree, crypt=LUKS + b"checked integrity\n"), "web1/").encrypted is True


@pytest.mark.parametrize(
    ("made", "encrypted"),
    [("CRYPT-LUKS2", True), ("CRYPT-PLAIN", True), ("CRYPT-VERITY", False), ("CRYPT-INTEGRITY", False), ("", None)],
)
@pytest.mark.parametrize(("crypt", "reason"), [("denied", "denied"), ("error", "error"), ("absent", "unclear")])
def test_what_made_a_mapping_where_its_table_is_not_read(
    made: str,
    encrypted: bool | None,  # noqa: FBT001  # a table
    crypt: str,
    reason: str,
) -> None:
    tree = json.dumps({"blockdevices": [node("sda", "disk", node("dm-0", "crypt", mounts=["/"]))]})
    found = read({"lsblk": f"{tree}\n@dm\ndm-0 {made}\n".encode(), "mounts": b"@swaps\n", "crypt": crypt})
    disk = store(found, "web1/")
    assert disk.encrypted is encrypted
    assert encrypted is False or why(disk, "cipher") == reason
    assert encrypted is not None or why(disk, "encrypted") == reason


def test_without_lsblk_there_is_a_gap() -> None:
    found = read({"lsblk": "error", "mounts": b"@swaps\n"})
    assert {f.kind for f in found if isinstance(f, Gap) and f.missing == "data-store"} == {"linux.disk", "linux.swap"}


@pytest.mark.parametrize(
    ("line", "encryption", "version"),
    [
        (b"nas:/x /x nfs4 rw,sec=sys,vers=4.2 0 0\n", "none", "4.2"),
        (b"nas:/x /x nfs4 rw,sec=krb5i,vers=4.2 0 0\n", "none", "4.2"),
        (b"nas:/x /x nfs4 rw,sec=krb5p,vers=4.2 0 0\n", "required", "4.2"),
        (b"//nas/x /x cifs rw,vers=3.1.1,username=ana,password=hunter2,seal 0 0\n", "required", "3.1.1"),
        (b"//nas/x /x cifs rw,username=ana,password=hunter2 0 0\n", "none", None),
    ],
)
def test_network_mounts(line: bytes, encryption: str, version: str | None) -> None:
    channel = only(Channel, disks(mounts=line + b"@swaps\n"))
    assert (channel.encryption, channel.min_version) == (encryption, version)


@pytest.mark.parametrize(
    ("line", "protocol"),
    [
        (b"10.0.0.1:6789:/ /x ceph rw,name=admin 0 0\n", "link"),
        (b"gl1:/vol /x fuse.glusterfs rw 0 0\n", "link"),
        (b"mds@tcp:/l /x lustre rw 0 0\n", "link"),
        (b"//srv/x /x afs rw 0 0\n", "link"),
        (b"s3fs /x fuse.s3fs rw 0 0\n", "http"),
        (b"ana@nas:/ /x fuse.sshfs rw 0 0\n", "ssh"),
    ],
)
def test_network_mounts_that_do_not_tell_how_they_travel(line: bytes, protocol: str) -> None:
    channel = only(Channel, disks(mounts=line + b"@swaps\n"))
    assert channel.protocol == protocol
    assert why(channel, "encryption") == "unclear"


@pytest.mark.parametrize("kind", ["9p", "virtiofs", "fuse", "fuse.gocryptfs", "vboxsf", "newfs"])
def test_a_file_system_that_nobody_knows_is_a_store_that_nobody_knows(kind: str) -> None:
    disk = only(DataStore, disks(mounts=f"share /data {kind} rw 0 0\n@swaps\n".encode()))
    assert (disk.name, why(disk, "encrypted")) == ("/data", "unclear")


@pytest.mark.parametrize("kind", ["proc", "tmpfs", "cgroup2", "squashfs", "fuse.lxcfs", "hugetlbfs", "efivarfs"])
def test_views_of_the_kernel_memory_and_images_are_no_stores(kind: str) -> None:
    assert not [f for f in disks(mounts=f"x /x {kind} rw 0 0\n@swaps\n".encode()) if isinstance(f, DataStore)]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("https://ana:hunter2@dav.example.org/x", "dav.example.org/x"),
        ("https://blob.example.org/x?sig=hunter2&se=1", "https://blob.example.org/x"),
        ("nas:/what?", "nas:/what?"),
    ],
)
def test_of_a_source_nothing_secret_stays(source: str, kept: str) -> None:
    body = BY_ID["linux.mounts"].keep(f"{source} /x davfs rw 0 0\n@swaps\n")
    assert body["mounts"][0]["source"] == kept
    assert "hunter2" not in repr(body)
