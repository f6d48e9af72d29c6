"""Volumes and BitLocker: what is asked and what is kept."""

import re
from typing import Final

from collectors.host.question import HostQuestion
from collectors.host.windows.kept import part, several, told, whole, word
from scanner.answers import JSON
from scanner.facts import DataStore

STATUSES: Final = (
    *("FullyDecrypted", "FullyEncrypted", "EncryptionInProgress", "DecryptionInProgress", "EncryptionPaused"),
    *("DecryptionPaused", "FullyEncryptedWipeInProgress", "FullyEncryptedWipePaused"),
)
METHODS: Final = ("None", "Aes128Diffuser", "Aes256Diffuser", "Aes128", "Aes256", "Hardware", "XtsAes128", "XtsAes256")
_PROTECTORS: Final = (
    *("Tpm", "TpmPin", "TpmStartupKey", "TpmPinStartupKey", "TpmNetworkKey", "ExternalKey", "RecoveryPassword"),
    *("Password", "PublicKey", "AdAccountOrGroup"),
)
_PLACE = re.compile(r"[A-Za-z]:(?:\\[\w .$-]{1,60}){0,4}\\?|\\\\\?\\Volume\{[0-9A-Fa-f-]{36}\}\\?")
_CLOUD = re.compile(r"vol-[0-9a-f]{8,17}")
_FILESYSTEMS = ("NTFS", "ReFS", "FAT", "FAT32", "exFAT", "CSVFS", "CSVFS_NTFS", "CSVFS_ReFS", "UDF", "RAW", "")


def keep_volumes(text: str) -> JSON:
    """What is mounted where; of BitLocker the named states, and of protectors their kind."""
    said = told(text)
    by = word(said.get("by"), ("Get-BitLockerVolume", "Win32_EncryptableVolume", "none"))
    return {
        "by": by,
        "volumes": [_volume(part(one)) for one in several(said.get("volumes"))],
        "bitlocker": [_guarded(part(one)) for one in several(said.get("bitlocker"))],
    }


def _place(value: JSON) -> str:
    if not isinstance(value, str) or not _PLACE.fullmatch(value):
        raise ValueError("no place of a volume")
    return value.rstrip("\\").upper() if value[1:2] == ":" else value.rstrip("\\")


def _volume(one: JSON) -> JSON:
    return {
        "name": _place(one.get("name")),
        "device": _place(one.get("device")),
        "drive": whole(one.get("drive")),
        "fs": word(one.get("fs"), _FILESYSTEMS),
        "bytes": whole(one.get("bytes")),
        "on": on if isinstance(on := one.get("on"), str) and _CLOUD.fullmatch(on) else "",
    }


def _guarded(one: JSON) -> JSON:
    return {
        "mount": _place(one.get("mount")),
        "status": word(one.get("status"), STATUSES),
        "protection": word(one.get("protection"), ("On", "Off", "Unknown")),
        "lock": word(one.get("lock"), ("Unlocked", "Locked", "")),
        "method": word(one.get("method"), METHODS),
        "percentage": whole(one.get("percentage")),
        "protectors": sorted({word(p, _PROTECTORS) for p in several(one.get("protectors"))}),
    }


QUESTIONS = (
    HostQuestion(
        id="windows.volumes",
        operation="Win32_Volume; MSFT_Disk, MSFT_Partition (volumes of EC2); Get-BitLockerVolume (states and kinds of"
        " protectors) or Win32_EncryptableVolume",
        needs="administrator",
        feeds=(DataStore,),
        sheet="windows/disks/disks.ps1",
        keep=keep_volumes,
        json=True,
        seconds=60,
        dropped=("key protectors (their kind is kept)", "serial numbers of disks"),
    ),
)
