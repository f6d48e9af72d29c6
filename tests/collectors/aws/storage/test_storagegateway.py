from typing import Any

import pytest

from scanner.facts import Asset, Channel, DataStore, Gap, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.possible import Odd

SMB, NFS = "aws.storagegateway.smb-share", "aws.storagegateway.nfs-share"
GATEWAY = f"arn:aws:storagegateway:{REGION}:{ACCOUNT}:gateway/sgw-1"
ARN = f"arn:aws:storagegateway:{REGION}:{ACCOUNT}:share/share-1"
GATEWAYS = ("storagegateway.gateways", REGION, {"Gateways": [{"GatewayARN": GATEWAY}]})
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: list[tuple[str, str, Any]] = [
    ("kms.aliases", REGION, {"Aliases": []}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
]


def given(kind: str, settings: Any = None, described: Any = None, **share: Any) -> list[tuple[str, str, Any]]:
    row = {"FileShareType": kind, "FileShareARN": ARN, "FileShareId": "share-1", "GatewayARN": GATEWAY}
    said = described or {f"{kind}FileShareInfoList": [{"FileShareARN": ARN, "GatewayARN": GATEWAY, **share}]}
    return [
        GATEWAYS,
        ("storagegateway.shares", f"{REGION}/shares", {"FileShareInfoList": [row]}),
        (f"storagegateway.{kind.lower()}", ARN, said),
        ("storagegateway.smb_settings", GATEWAY, settings or {"SMBSecurityStrategy": "MandatoryEncryption"}),
    ]


@pytest.mark.parametrize("kind", ["SMB", "NFS"])
def test_a_share_is_the_way_to_a_store(kind: str) -> None:
    asset = one(SMB if kind == "SMB" else NFS, Asset, *given(kind))
    assert (asset.resource, asset.name, asset.role) == (ARN, "share-1", "service")


@pytest.mark.parametrize(
    ("share", "customer"),
    [
        ({}, False),
        ({"KMSEncrypted": False, "KMSKey": KEY}, False),
        ({"KMSEncrypted": True, "KMSKey": KEY}, True),
        ({"EncryptionType": "SseS3"}, False),
        ({"EncryptionType": "SseKms", "KMSKey": KEY}, True),
        ({"EncryptionType": "DsseKms", "KMSKey": KEY}, True),
    ],
)
def test_whose_key_it_is(*, share: dict[str, Any], customer: bool) -> None:
    store = one(SMB, DataStore, *given("SMB", **share), *KEYS)
    assert (store.encrypted, store.customer_key) == (True, customer)


@pytest.mark.parametrize(
    ("strategy", "encryption", "version"),
    [
        ("ClientSpecified", "offered", "2.0"),
        ("MandatorySigning", "offered", "2.0"),
        ("MandatoryEncryption", "required", "3.0"),
        ("MandatoryEncryptionNoAes128", "required", "3.0"),
        (Odd("Another"), None, None),
        (None, None, None),
    ],
)
def test_what_a_gateway_demands(strategy: str | None, encryption: str | None, version: str | None) -> None:
    settings = {"GatewayARN": GATEWAY, **({"SMBSecurityStrategy": strategy} if strategy else {})}
    channel = one(SMB, Channel, *given("SMB", settings))
    assert (channel.protocol, channel.encryption, channel.min_version) == ("smb", encryption, version)
    assert encryption or why(channel, "encryption") == "unclear"


def test_settings_that_were_refused_are_not_known_and_nfs_is_plain() -> None:
    assert why(one(SMB, Channel, *given("SMB", DENIED)), "encryption") == DENIED
    assert one(NFS, Channel, *given("NFS")).encryption == "none"


@pytest.mark.parametrize(
    ("share", "enabled", "records"),
    [({}, False, ()), ({"AuditDestinationARN": "arn:aws:logs:x"}, True, ("data-read", "data-write"))],
)
def test_what_is_recorded(*, share: dict[str, Any], enabled: bool, records: tuple[str, ...]) -> None:
    trail = one(NFS, LogTrail, *given("NFS", **share))
    assert (trail.enabled, trail.records) == (enabled, records)


@pytest.mark.parametrize(("described", "outcome"), [(DENIED, DENIED), ({"SMBFileShareInfoList": []}, "unclear")])
def test_a_share_that_nobody_describes_is_not_known(described: Any, outcome: str) -> None:
    store, trail = (one(SMB, cls, *given("SMB", described=described)) for cls in (DataStore, LogTrail))
    assert {why(store, f) for f in ("encrypted", "customer_key", "cipher")} == {outcome}
    assert {why(trail, f) for f in ("enabled", "records")} == {outcome}


def test_listings_that_were_refused_are_gaps_and_a_region_without_gateways_has_none() -> None:
    for refused in (
        [("storagegateway.gateways", REGION, DENIED)],
        [GATEWAYS, ("storagegateway.shares", f"{REGION}/shares", DENIED)],
    ):
        found = {(f.kind, f.missing) for f in facts(*refused) if isinstance(f, Gap) and f.kind in {SMB, NFS}}
        assert found == {(k, m) for k in (SMB, NFS) for m in ("asset", "data-store", "channel", "log-trail")}
    empty = facts(("storagegateway.gateways", REGION, {"Gateways": []}))
    assert [f for f in empty if f.kind in {SMB, NFS}] == []
