"""File shares: who may read them on the wire."""

from collections.abc import Iterator, Mapping
from typing import Literal

from collectors.host.host import Host, unanswered
from collectors.host.windows.machine.host import services
from scanner.answers import JSON, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact

KINDS = {
    "windows.smb": Kind(
        "file server",
        ((Channel, "smb"),),
        {
            "encryption-in-transit.plain-refused": "Set-SmbServerConfiguration -EncryptData $true"
            " -RejectUnencryptedAccess $true; clients and scanners that know no SMB 3 stay out. Where nothing is"
            " shared: switch LanmanServer off.",
            "encryption-in-transit.protocol-version": "Set-SmbServerConfiguration -EnableSMB1Protocol $false (first"
            " -AuditSmb1Access $true shows who still comes with it);"
            " with encryption demanded SMB 2 is refused as well.",
        },
        always=True,
    ),
}
_LEAST = {"SMB202": "2.0.2", "SMB210": "2.1", "SMB300": "3.0", "SMB302": "3.0.2", "SMB311": "3.1.1"}
_AS_DELIVERED = ("aes-128-ccm", "aes-128-gcm")
"""Before Windows 11 and Server 2022 there is nothing to choose."""


def read_smb(host: Host) -> Iterator[Fact]:
    """The file server; Windows starts it on every machine."""
    smb, runs = host.ask("windows.smb"), services(host)
    if not smb.ok:
        yield from host.gap("windows.smb", unanswered(smb), (Channel, "smb"))
        return
    enabled = runs.running("LanmanServer")
    why = unclear(runs.got, "whether the file server runs is not known") if runs.got.good else runs.got
    version = _version(smb.body)
    ciphers = tuple(c.replace("_", "-").lower() for c in smb.body["ciphers"]) or _AS_DELIVERED
    yield Channel(
        **host.fact("windows.smb", "smb", smb, runs.got, name="SMB"),
        protocol="smb",
        enabled=enabled,
        encryption=_encryption(smb.body),
        min_version=version,
        algorithms=ciphers,
        unread=(
            *(unread(enabled=why) if enabled is None else ()),
            *(() if version else unread(min_version=unclear(smb, "its lowest dialect is none that we know"))),
        ),
    )


def _encryption(body: Mapping[str, JSON]) -> Literal["required", "offered", "none"]:
    if not body["EnableSMB2Protocol"]:
        return "none"  # SMB 1 has no encryption
    demanded = body["EncryptData"] and body.get("RejectUnencryptedAccess") is True
    return "required" if demanded else "offered"


def _version(body: Mapping[str, JSON]) -> str | None:
    if _encryption(body) == "required":
        return "3.0" if body["least"] in {"", "None", "SMB202", "SMB210"} else _LEAST.get(body["least"])
    if body.get("EnableSMB1Protocol") is not False:
        return "1.0" if "EnableSMB1Protocol" in body else None
    return "2.0.2" if body["least"] in {"", "None"} else _LEAST.get(body["least"])
