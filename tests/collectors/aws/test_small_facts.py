"""EC2's disks, KMS, log groups, the account: readers too small for a file of their own."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Alarm, Asset, Backup, DataStore, Exposure, Gap, Guard, Key, Leftover, LogStore
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
META = {
    "Arn": KEY,
    "KeyId": "k1",
    "KeyManager": "CUSTOMER",
    "KeyState": "Enabled",
    "KeySpec": "SYMMETRIC_DEFAULT",
    "Origin": "AWS_KMS",
}
KEYS = ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]})


def key(rotation: Any = None, **meta: Any) -> Key:
    given = [("kms.key", KEY, {"KeyMetadata": {**META, **meta}})]
    given += [("kms.rotation", KEY, rotation)] if rotation is not None else []
    return one("aws.kms.key", Key, KEYS, *given)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("it", "state", "rotation"),
    [
        (key({"KeyRotationEnabled": True, "RotationPeriodInDays": 180}), "enabled", 180),
        (key({"KeyRotationEnabled": True}), "enabled", 365),
        (key({"KeyRotationEnabled": False}), "enabled", FOREVER),
        (key(DENIED), "enabled", None),
        (key(KeySpec="RSA_2048"), "enabled", 0),
        (key(Origin="EXTERNAL"), "enabled", 0),
        (key(KeyState="Disabled"), "disabled", 0),
        (key(KeyState="PendingDeletion"), "dying", 0),
        (key(KeyState="PendingImport"), "disabled", 0),
    ],
)
def test_keys(it: Key, state: str, rotation: int | None) -> None:
    assert (it.state, it.rotation_days) == (state, rotation)


def test_imported_material_can_go_at_once() -> None:
    assert key().recoverable is True
    assert key(Origin="EXTERNAL").recoverable is False


def test_a_key_that_was_refused_is_open_and_one_of_aws_s_own_is_none_of_ours() -> None:
    refused = one("aws.kms.key", Key, KEYS, ("kms.key", KEY, DENIED))
    assert {why(refused, f) for f in ("state", "rotation_days", "days_left", "recoverable")} == {DENIED}
    assert why(one("aws.kms.key", Exposure, KEYS, ("kms.key", KEY, DENIED)), "audience") == DENIED
    missing = one("aws.kms.key", Key, KEYS, ("kms.aliases", REGION, {"Aliases": []}))
    assert why(missing, "state") == "error"
    named = ("kms.aliases", REGION, {"Aliases": [{"AliasName": "alias/aws/ebs", "TargetKeyId": "k1"}]})
    assert [f for f in facts(KEYS, named) if f.kind == "aws.kms.key"] == []
    theirs = ("kms.key", KEY, {"KeyMetadata": {**META, "KeyManager": "AWS"}})
    assert [f for f in facts(KEYS, theirs) if f.kind == "aws.kms.key"] == []
    assert one("aws.kms.key", Gap, ("kms.keys", REGION, DENIED), missing="key").outcome == DENIED


@pytest.mark.parametrize(
    ("principal", "audience"),
    [({"AWS": ACCOUNT}, "owner"), ({"AWS": "210987654321"}, "listed"), ("*", "any-account")],
)
def test_to_whom_a_key_opens(principal: Any, audience: str) -> None:
    policy = ("kms.policy", KEY, {"Policy": {"Statement": [{"Effect": "Allow", "Principal": principal}]}})
    assert one("aws.kms.key", Exposure, KEYS, ("kms.key", KEY, {"KeyMetadata": META}), policy).audience == audience


def volumes(**row: Any) -> tuple[str, str, Any]:
    return ("ec2.volumes", REGION, {"Volumes": [{"VolumeId": "vol-1", "Encrypted": True, "State": "in-use", **row}]})


def test_a_volume_is_named_so_that_a_host_finds_its_disk() -> None:
    asset = one("aws.ec2.volume", Asset, volumes())
    assert asset.resource == f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-1"
    assert asset.also == ("vol-1",)
    assert one("aws.ec2.volume", DataStore, volumes()).also == ("vol-1",)
    assert one("aws.ec2.volume", DataStore, volumes(Encrypted=False)).also == ("vol-1",)


@pytest.mark.parametrize(
    ("row", "encrypted", "customer", "unused"),
    [
        ({"KmsKeyId": KEY}, True, True, 0),
        ({"KmsKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/aws1"}, True, False, 0),
        ({"Encrypted": False}, False, False, 0),
        ({"State": "available", "CreateTime": "2026-10-26T12:00:00Z", "KmsKeyId": KEY}, True, True, 30),
    ],
)
def test_volumes(*, row: dict[str, Any], encrypted: bool, customer: bool, unused: int) -> None:
    aliases = ("kms.aliases", REGION, {"Aliases": [{"AliasName": "alias/aws/ebs", "TargetKeyId": "aws1"}]})
    given = (volumes(**row), aliases, KEYS, ("kms.key", KEY, {"KeyMetadata": META}))
    store = one("aws.ec2.volume", DataStore, *given)
    assert (store.encrypted, store.customer_key) == (encrypted, customer)
    assert one("aws.ec2.volume", Leftover, *given).unused_days == unused


def test_an_instance_rests_on_its_volumes() -> None:
    row = {"InstanceId": "i-1", "State": "running", "BlockDeviceMappings": [{"VolumeId": "vol-1"}, {}]}
    asset = one("aws.ec2.instance", Asset, ("ec2.instances", REGION, {"Instances": [row]}))
    assert (asset.also, asset.rests_on) == (("i-1",), (f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-1",))
    gone = ("ec2.instances", REGION, {"Instances": [{**row, "State": "terminated"}]})
    assert [f for f in facts(gone) if f.kind == "aws.ec2.instance"] == []


def test_a_volume_of_which_no_snapshot_was_ever_finished() -> None:
    rows = {"Snapshots": [{**SNAPSHOT, "State": "error"}]}
    copy = one("aws.ec2.volume-copy", Backup, volumes(), ("ec2.snapshots", REGION, rows))
    assert (copy.newest_seconds, copy.succeeded) == (FOREVER, False)


SNAPSHOT = {"SnapshotId": "snap-1", "VolumeId": "vol-1", "State": "completed", "StartTime": "2026-11-25T06:00:00Z"}


PUBLIC = {"Snapshots": [{"SnapshotId": "snap-1"}]}


@pytest.mark.parametrize(
    ("public", "block", "audience"),
    [
        ({}, {"State": "unblocked"}, "listed"),
        ({}, DENIED, "listed"),
        (PUBLIC, {"State": "unblocked"}, "any-account"),
        (PUBLIC, {"State": "block-new-sharing"}, "any-account"),
        # They still say of themselves that they are public.
        (PUBLIC, {"State": "block-all-sharing"}, "listed"),
        (PUBLIC, DENIED, None),
        (DENIED, {"State": "unblocked"}, None),
    ],
)
def test_public_snapshots(public: Any, block: Any, audience: str | None) -> None:
    given = (("ec2.snapshots", REGION, {"Snapshots": [SNAPSHOT]}), ("ec2.public_snapshots", REGION, public))
    beside: list[tuple[str, str, Any]] = [("ec2.images", REGION, {}), ("ec2.snapshot_block", REGION, block)]
    found = one("aws.ec2.snapshot", Exposure, *given, *beside)
    assert found.audience == audience
    assert audience or why(found, "audience") == DENIED


@pytest.mark.parametrize(
    ("row", "in_force"),
    [
        ({"HttpTokens": "required", "HttpEndpoint": "enabled"}, True),
        ({"HttpTokens": "optional", "HttpEndpoint": "disabled"}, True),
        ({"HttpTokens": "optional", "HttpEndpoint": "enabled"}, False),
        ({"HttpEndpoint": "enabled"}, False),
        ({}, None),
    ],
)
def test_how_an_instance_hands_out_its_credential(*, row: dict[str, str], in_force: bool | None) -> None:
    instances = {"Instances": [{"InstanceId": "i-1", "State": "stopped", **row}]}
    guard = one("aws.ec2.instance", Guard, ("ec2.instances", REGION, instances))
    assert (guard.prevents, guard.in_force) == ("credential-theft", in_force)
    assert in_force is not None or why(guard, "in_force") == "unclear"


@pytest.mark.parametrize(
    ("images", "snapshot", "image"),
    [
        ({"Public": True}, "any-account", "any-account"),
        ({"Public": False}, "listed", "listed"),
        ({"Public": True, "BlockDeviceMappings": [{"SnapshotId": "snap-2"}, {}]}, "listed", "any-account"),
    ],
)
@pytest.mark.parametrize("state", ["unblocked", "block-all-sharing"])
def test_an_image_opens_its_snapshots(images: dict[str, Any], snapshot: str, image: str, state: str) -> None:
    row = {"ImageId": "ami-1", "BlockDeviceMappings": [{"SnapshotId": "snap-1"}], **images}
    given: list[tuple[str, str, Any]] = [("ec2.snapshots", REGION, {"Snapshots": [SNAPSHOT]})]
    given += [("ec2.public_snapshots", REGION, {}), ("ec2.snapshot_block", REGION, {"State": state})]
    answers = (*given, ("ec2.images", REGION, {"Images": [row]}))
    assert one("aws.ec2.snapshot", Exposure, *answers).audience == snapshot
    assert one("aws.ec2.image", Exposure, *answers).audience == image


def test_images_that_were_not_listed_leave_snapshots_open() -> None:
    given: list[tuple[str, str, Any]] = [("ec2.snapshots", REGION, {"Snapshots": [SNAPSHOT]})]
    given.append(("ec2.public_snapshots", REGION, {}))
    found = one("aws.ec2.snapshot", Exposure, *given, ("ec2.images", REGION, DENIED))
    assert (found.audience, why(found, "audience")) == (None, DENIED)
    assert one("aws.ec2.image", Gap, ("ec2.images", REGION, DENIED)).missing == "exposure"


@pytest.mark.parametrize(
    ("newer", "newest", "succeeded"),
    [
        ({}, 10800, True),
        ({"State": "error"}, 21600, False),
        ({"State": "pending"}, 21600, None),
    ],
)
def test_the_newest_snapshot_of_a_volume(*, newer: dict[str, Any], newest: int | None, succeeded: bool | None) -> None:
    last = {**SNAPSHOT, "SnapshotId": "snap-2", "StartTime": "2026-11-25T09:00:00Z", **newer}
    others = {**SNAPSHOT, "SnapshotId": "snap-3", "VolumeId": "vol-ffffffff"}
    copy = one(
        "aws.ec2.volume-copy", Backup, volumes(), ("ec2.snapshots", REGION, {"Snapshots": [last, SNAPSHOT, others]})
    )
    assert (copy.newest_seconds, copy.succeeded) == (newest, succeeded)


def test_of_what_aws_backup_protects_it_tells_itself() -> None:
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/vol-1"
    protected = ("backup.protected", f"{REGION}/protected", {"Results": [{"ResourceArn": arn, "ResourceType": "EBS"}]})
    vault = ("backup.vaults", REGION, {"BackupVaultList": [{"BackupVaultArn": "arn:vault", "BackupVaultName": "main"}]})
    found = facts(volumes(), vault, ("ec2.snapshots", REGION, {"Snapshots": [SNAPSHOT]}), protected)
    assert [f.kind for f in found if isinstance(f, Backup) and f.resource == arn] == ["aws.backup.protected"]


@pytest.mark.parametrize(
    ("question", "body", "prevents", "on"),
    [
        ("ec2.ebs_default", {"EbsEncryptionByDefault": True}, "unencrypted-stores", True),
        ("ec2.ebs_default", {"EbsEncryptionByDefault": False}, "unencrypted-stores", False),
        ("ec2.ebs_default", DENIED, "unencrypted-stores", None),
        ("ec2.snapshot_block", {"State": "block-all-sharing"}, "public-copies", True),
        ("ec2.snapshot_block", {"State": "block-new-sharing"}, "public-copies", False),
        ("ec2.snapshot_block", {"State": "unblocked"}, "public-copies", False),
    ],
)
def test_a_region_s_switches(*, question: str, body: Any, prevents: str, on: bool | None) -> None:
    assert one("aws.region", Guard, (question, REGION, body), prevents=prevents).in_force is on


@pytest.mark.parametrize(
    ("row", "kept"), [({}, FOREVER), ({"retentionInDays": 30}, 30), ({"logGroupClass": "DELIVERY"}, 1)]
)
def test_log_groups(row: dict[str, Any], kept: int) -> None:
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/app"
    given = ("logs.groups", REGION, {"logGroups": [{"logGroupName": "/app", "arn": f"{arn}:*", **row}]})
    store = one("aws.logs.group", LogStore, given)
    assert (store.resource, store.retention_days) == (arn, kept)


@pytest.mark.parametrize(("row", "on"), [({}, False), ({"deletionProtectionEnabled": True}, True)])
def test_the_log_group_of_a_trail_is_guarded(*, row: dict[str, Any], on: bool) -> None:
    """Nobody asks it of a thousand others."""
    arns = [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}" for name in ("trail", "app")]
    groups = [{"logGroupName": arn, "arn": f"{arn}:*", **row} for arn in arns]
    trail = {"TrailARN": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/t", "CloudWatchLogsLogGroupArn": f"{arns[0]}:*"}
    given = ("logs.groups", REGION, {"logGroups": groups}), ("cloudtrail.trails", REGION, {"trailList": [trail]})
    found = [f for f in facts(*given) if isinstance(f, Guard) and f.kind.startswith("aws.logs")]
    assert [(f.resource, f.in_force) for f in found] == [(arns[0], on)]
    for refused in ("logs.groups", "cloudtrail.trails"):
        some = [g if g[0] != refused else (refused, REGION, DENIED) for g in given]
        assert ("guard", DENIED) in {(f.missing, f.outcome) for f in facts(*some) if isinstance(f, Gap)}


def test_who_hears_of_incidents() -> None:
    for body, told in (({"AlternateContactType": "SECURITY"}, True), (ABSENT, False), (DENIED, None)):
        found = one("aws.account", Alarm, ("account.security_contact", "", body), watches="provider-notices")
        assert found.notifies is told
