"""Storage Gateway: file shares before buckets: what is encrypted on the way to them and in the bucket, and recorded."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.keys.custody import custody
from collectors.aws.question import Ask, together
from collectors.aws.read import Account, body
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Channel, DataStore, Fact, LogTrail, Promise

SMB: Final = "aws.storagegateway.smb-share"
NFS: Final = "aws.storagegateway.nfs-share"
_SMB_GIVES: Final = ((Asset, "service"), DataStore, (Channel, "smb"), (LogTrail, "store"))
_NFS_GIVES: Final = ((Asset, "service"), DataStore, (Channel, "nfs"), (LogTrail, "store"))
_GIVES: Final = together(*_SMB_GIVES, *_NFS_GIVES)
_SHARES: Final = "shares"
"""Shares are listed once in a region that has a gateway, and the answer is named so."""
_STRATEGIES: Final[Mapping[str, tuple[Literal["required", "offered"], str]]] = MappingProxyType(
    {
        "ClientSpecified": ("offered", "2.0"),
        "MandatorySigning": ("offered", "2.0"),
        "MandatoryEncryption": ("required", "3.0"),
        "MandatoryEncryptionNoAes128": ("required", "3.0"),
    }
)
"""What a gateway demands of SMB clients: of encryption, and of the version."""


def _fixes(kind: str) -> Mapping[str, str]:
    update = f"aws storagegateway update-{kind}-file-share --file-share-arn SHARE-ARN"
    return {
        "encryption-at-rest.customer-key": f"{update} --encryption-type SseKms --kms-key KEY-ARN",
        "audit-logging.recording": f"{update} --audit-destination-arn GROUP-ARN",
    }


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SMB: Kind(
            title="SMB share of a storage gateway",
            gives=_SMB_GIVES,
            fix=MappingProxyType(
                {
                    **_fixes("smb"),
                    **dict.fromkeys(
                        ("encryption-in-transit.plain-refused", "encryption-in-transit.protocol-version"),
                        "aws storagegateway update-smb-security-strategy --gateway-arn GATEWAY-ARN "
                        "--smb-security-strategy MandatoryEncryption",
                    ),
                }
            ),
            own={"SHARE-ARN": "resource"},
        ),
        NFS: Kind(
            title="NFS share of a storage gateway",
            gives=_NFS_GIVES,
            fix=MappingProxyType(
                {
                    **_fixes("nfs"),
                    "encryption-in-transit.plain-refused": "NFS of a gateway is always plain: aws storagegateway "
                    "create-smb-file-share --client-token TOKEN --gateway-arn GATEWAY-ARN --role ROLE-ARN "
                    "--location-arn BUCKET-ARN in its place, or keep gateway and clients in a network of their own",
                }
            ),
            own={"SHARE-ARN": "resource"},
        ),
    }
)


def _described(kind: str, feeds: tuple[Promise, ...]) -> Ask:
    """What ten shares of a kind are set to, asked at once."""
    return Ask(
        id=f"storagegateway.{kind.lower()}",
        operation=f"storagegateway.Describe{kind}FileShares",
        needs=f"storagegateway:Describe{kind}FileShares",
        feeds=feeds,
        each="storagegateway.shares",
        of=f"FileShareInfoList[?FileShareType=='{kind}']",
        about="FileShareARN",
        batch=10,
        given=MappingProxyType({"FileShareARNList": "item[].FileShareARN"}),
        keep=f"{{{kind}FileShareInfoList: {kind}FileShareInfoList[].{{FileShareARN: FileShareARN, "
        "GatewayARN: GatewayARN, EncryptionType: EncryptionType, KMSEncrypted: KMSEncrypted, KMSKey: KMSKey, "
        "AuditDestinationARN: AuditDestinationARN}}",
    )


QUESTIONS: Final = (
    Ask(
        id="storagegateway.gateways",
        operation="storagegateway.ListGateways",
        needs="storagegateway:ListGateways",
        feeds=_GIVES,
        scope="region",
        keep="{Gateways: Gateways[].{GatewayARN: GatewayARN}}",
    ),
    Ask(
        id="storagegateway.shares",
        operation="storagegateway.ListFileShares",
        needs="storagegateway:ListFileShares",
        feeds=_GIVES,
        each="storagegateway.gateways",
        of="Gateways[:1]",
        about=f"'{_SHARES}'",
        keep="{FileShareInfoList: FileShareInfoList[].{FileShareType: FileShareType, FileShareARN: FileShareARN, "
        "FileShareId: FileShareId, GatewayARN: GatewayARN}}",
    ),
    _described("SMB", _SMB_GIVES),
    _described("NFS", _NFS_GIVES),
    Ask(
        # Of the gateways that have an SMB share, and of no others.
        id="storagegateway.smb_settings",
        operation="storagegateway.DescribeSMBSettings",
        needs="storagegateway:DescribeSMBSettings",
        feeds=((Channel, "smb"),),
        each="storagegateway.shares",
        of="FileShareInfoList[?FileShareType=='SMB']",
        about="GatewayARN",
        given=MappingProxyType({"GatewayARN": "item.GatewayARN"}),
        keep="{GatewayARN: GatewayARN, SMBSecurityStrategy: SMBSecurityStrategy}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all file shares."""
    for gateways in whole.every("storagegateway.gateways"):
        if not gateways.good or body(gateways).get("Gateways"):
            shares = whole.one("storagegateway.shares", f"{gateways.about}/{_SHARES}")
            yield from _region(whole, shares if gateways.good else gateways, gateways.about)


def _region(whole: Account, listing: Got, region: str) -> Iterator[Fact]:
    if not listing.good:
        for kind, row in KINDS.items():
            yield from gaps(whole.target, kind, listing, *row.gives, site=region)
    for row in body(listing).get("FileShareInfoList", []):
        kind = row["FileShareType"]
        got, share = _set(whole, kind, row["FileShareARN"], listing)
        thing = whole.thing(SMB if kind == "SMB" else NFS, row["FileShareARN"], name=row["FileShareId"], site=region)
        # What is kept is the bucket's to keep: the share is the way there.
        yield Asset(**thing, answers=rests_on(listing), role="service")
        yield _store(whole, thing, got, share)
        yield _smb(whole, thing, got, row["GatewayARN"]) if kind == "SMB" else _nfs(thing, got)
        yield _trail(thing, got, share)


def _set(whole: Account, kind: str, arn: str, listing: Got) -> tuple[Got, Mapping[str, Any]]:
    """What a share is set to, and the answer it stands in; one that no answer holds is not known."""
    asked = whole.every(f"storagegateway.{kind.lower()}")
    for got in asked:
        for share in body(got).get(f"{kind}FileShareInfoList", []):
            if share.get("FileShareARN") == arn:
                return got, share
    bad = next((got for got in asked if not got.good), unclear(listing, "nobody describes the share"))
    return bad, {}


def _store(whole: Account, thing: Mapping[str, Any], got: Got, share: Mapping[str, Any]) -> DataStore:
    """The objects that it makes of files. S3 encrypts them in any case; without a key of its own, with one of AWS's."""
    keyed = share.get("KMSEncrypted") or share.get("EncryptionType") in {"SseKms", "DsseKms"}
    key = share.get("KMSKey") if keyed else None
    customer, held = custody(whole, key, got.about.partition("/")[0], got) if got.good else (None, got)
    return DataStore(
        **thing,
        answers=rests_on(got, held),
        encrypted=True if got.good else None,
        customer_key=customer,
        cipher="aes-256-gcm" if got.good else None,
        documented=True,
        unread=unread(encrypted=got, cipher=got, customer_key=held),
    )


def _smb(whole: Account, thing: Mapping[str, Any], got: Got, gateway: str) -> Channel:
    settings = whole.one("storagegateway.smb_settings", gateway)
    strategy = body(settings).get("SMBSecurityStrategy", "")
    encryption, version = _STRATEGIES.get(strategy, (None, None))
    why = settings if encryption or not settings.good else unclear(settings, "it names no strategy that we know")
    return Channel(
        **thing,
        answers=rests_on(got, settings),
        protocol="smb",
        enabled=True,
        encryption=encryption,
        min_version=version,
        algorithms=None,
        unread=unread(encryption=why, min_version=why, algorithms=HIDDEN),
    )


def _nfs(thing: Mapping[str, Any], got: Got) -> Channel:
    return Channel(
        **thing,
        answers=rests_on(got),
        protocol="nfs",
        enabled=True,
        encryption="none",
        min_version="",
        algorithms=(),
    )


def _trail(thing: Mapping[str, Any], got: Got, share: Mapping[str, Any]) -> LogTrail:
    on = bool(share.get("AuditDestinationARN"))
    return LogTrail(
        **thing,
        answers=rests_on(got),
        of="store",
        enabled=on if got.good else None,
        records=(("data-read", "data-write") if on else ()) if got.good else None,
        exempt=() if got.good else None,
        unread=unread(enabled=got, records=got, exempt=got),
    )
