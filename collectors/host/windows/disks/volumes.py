"""Volumes: is what is mounted encrypted now. Suspended is not: its key lies beside the data, in plain."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.host.host import Host, unanswered
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import DataStore, Fact

KINDS = {
    "windows.volume": Kind(
        "volume",
        (DataStore,),
        {
            "encryption-at-rest.encrypted": "First a recovery password, kept in the directory:"
            " Add-BitLockerKeyProtector -MountPoint C: -RecoveryPasswordProtector; then Enable-BitLocker -MountPoint"
            " C: -EncryptionMethod XtsAes256 -TpmProtector; suspended: Resume-BitLocker -MountPoint C:.",
            "encryption-at-rest.approved-cipher": "Disable-BitLocker, wait until it is decrypted, then Enable-BitLocker"
            " -EncryptionMethod XtsAes256.",
        },
        always=True,
    ),
}
_MOUNTED = (2, 3)
"""Win32_Volume.DriveType: removable and fixed. Not the network, not a CD, not a RAM disk."""
_CIPHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "XtsAes128": "aes-128-xts",
        "XtsAes256": "aes-256-xts",
        "Aes128": "aes-128-cbc",
        "Aes256": "aes-256-cbc",
        "Aes128Diffuser": "aes-128-cbc",
        "Aes256Diffuser": "aes-256-cbc",
    }
)
_WHOLE = ("FullyEncrypted", "FullyEncryptedWipeInProgress", "FullyEncryptedWipePaused")


def read_volumes(host: Host) -> Iterator[Fact]:
    """One `DataStore` for each volume that has a place among the files."""
    volumes = host.ask("windows.volumes")
    if not volumes.ok:
        yield from host.gap("windows.volume", unanswered(volumes), DataStore)
        return
    for volume in volumes.body["volumes"]:
        # What has a letter or a folder; the partitions that start or repair Windows have neither.
        if volume["drive"] in _MOUNTED and volume["bytes"] and not volume["name"].startswith("\\"):
            yield _store(host, volume, volumes)


def _store(host: Host, volume: Mapping[str, JSON], volumes: Got) -> DataStore:
    names = {volume["name"], volume["device"]}
    guarded = next((one for one in volumes.body["bitlocker"] if one["mount"] in names), None)
    sealed, doubt = _encrypted(guarded, volumes)
    cipher = "" if sealed is False else _CIPHERS.get(guarded["method"]) if guarded else None
    why = doubt or unclear(volumes, "its own hardware encrypts it, and does not say how")
    beneath = (str(volume["on"]),) if volume["on"] else ()
    return DataStore(
        **host.fact("windows.volume", f"volume/{volume['name']}", volumes, name=volume["name"], beneath=beneath),
        encrypted=sealed,
        customer_key=sealed,
        cipher=cipher,
        unread=(
            *(unread(encrypted=doubt, customer_key=doubt) if doubt else ()),
            *(unread(cipher=why) if cipher is None else ()),
        ),
    )


def _encrypted(guarded: Mapping[str, JSON] | None, volumes: Got) -> tuple[bool | None, Got | None]:
    if guarded is None:
        # BitLocker tells of every volume that it could encrypt; without it nothing of Windows encrypts any.
        known = volumes.body["by"] == "none" or not volumes.body["bitlocker"]
        return (False, None) if known else (None, unclear(volumes, "BitLocker does not tell of this volume"))
    if guarded["lock"] == "Locked" or guarded["protection"] in {"Unknown", "other"} or guarded["status"] == "other":
        return None, unclear(volumes, "the volume is locked, or its state is none that we know")
    return guarded["status"] in _WHOLE and guarded["protection"] == "On", None
