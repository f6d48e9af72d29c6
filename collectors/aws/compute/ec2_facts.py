"""Reads EC2's answers about disks and hosts: volumes, their snapshots, instances, a region's defaults. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import days, seconds
from collectors.aws.account import REGION
from collectors.aws.compute.ec2 import IMAGE, INSTANCE, KINDS, SNAPSHOT, VOLUME, VOLUME_COPY
from collectors.aws.keys.custody import custody
from collectors.aws.read import Account, body, first_bad, listed
from collectors.aws.words import IMDSV1
from scanner.answers import NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Asset, Backup, DataStore, Exposure, Fact, Guard, Leftover

_BLOCKED: Final = "block-all-sharing"
_GONE: Final = frozenset({"terminated", "shutting-down"})


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of disks, hosts and regions."""
    for found in listed(whole, "ec2.volumes", "Volumes", VOLUME, *KINDS[VOLUME].gives):
        yield from (found,) if isinstance(found, Fact) else _volume(whole, *found)
    for found in listed(whole, "ec2.instances", "Instances", INSTANCE, *KINDS[INSTANCE].gives):
        yield from (found,) if isinstance(found, Fact) else _instance(whole, *found)
    public = {got.about: _public(*_sharing(whole, got)) for got in whole.every("ec2.snapshots")}
    for found in listed(whole, "ec2.snapshots", "Snapshots", SNAPSHOT, *KINDS[SNAPSHOT].gives):
        yield from (found,) if isinstance(found, Fact) else _snapshot(whole, public, *found)
    for found in listed(whole, "ec2.images", "Images", IMAGE, *KINDS[IMAGE].gives):
        yield found if isinstance(found, Fact) else _image(whole, *found)
    yield from _copies(whole)
    yield from _defaults(whole)


def _volume(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    thing = _thing(whole, VOLUME, got, f"volume/{row['VolumeId']}", row["VolumeId"])
    yield Asset(**thing, answers=rests_on(got), role="store")
    yield _store(whole, thing, got, row)  # by its short name a host's disk finds it
    # No answer says when a volume was let go: its whole age is the most that it can have lain unused.
    unused = 0 if row.get("State") == "in-use" else days(got, row.get("CreateTime"))
    yield Leftover(**thing, answers=rests_on(got), unused_days=unused)


def _instance(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    if row.get("State") in _GONE:
        return
    disks = [d["VolumeId"] for d in row.get("BlockDeviceMappings", []) if "VolumeId" in d]
    thing = _thing(whole, INSTANCE, got, f"instance/{row['InstanceId']}", row["InstanceId"])
    # What is copied of all its disks is copied of it.
    thing["rests_on"] = tuple(whole.name("ec2", got.about, f"volume/{disk}") for disk in disks)
    yield Asset(**thing, answers=rests_on(got), role="host")
    yield _metadata(thing, got, row)


def _metadata(thing: Mapping[str, Any], got: Got, row: Mapping[str, Any]) -> Guard:
    """A program that can be made to fetch a page gets no credential where a token must be fetched first."""
    tokens, endpoint = row.get("HttpTokens"), row.get("HttpEndpoint")
    known = got if tokens or endpoint else unclear(got, "it does not say how metadata are asked for")
    closed = tokens == "required" or endpoint == "disabled"
    return Guard(
        **thing,
        answers=rests_on(got),
        prevents="credential-theft",
        in_force=closed if known.good else None,
        considered=() if closed or not known.good else (IMDSV1,),
        unread=unread(in_force=known),
    )


def _sharing(whole: Account, got: Got) -> tuple[Got, Got, Got]:
    """The lists that tell which snapshots of a region everyone may take, and the block that undoes the first."""
    public, images = whole.one("ec2.public_snapshots", got.about), whole.one("ec2.images", got.about)
    return public, images, whole.one("ec2.snapshot_block", got.about)


def _snapshot(
    whole: Account, everyone: Mapping[str, Mapping[str, Got]], got: Got, row: Mapping[str, Any]
) -> Iterator[Fact]:
    shared, images, block = _sharing(whole, got)
    thing = _thing(whole, SNAPSHOT, got, f"snapshot/{row['SnapshotId']}")
    told = everyone[got.about].get(row["SnapshotId"], got)
    public = told is not got and told.good
    bad = None if public else first_bad(shared, images, told)
    yield _store(whole, thing, got, row)
    yield Exposure(
        **thing,
        answers=rests_on(got, shared, images, told),
        way="permission",
        offers="data",
        # Named accounts it is shared with take a question each, which is not asked: "listed" is the widest it can be.
        audience="any-account" if public else None if bad else "listed",
        ports=(),
        considered=() if bad else (_IN_IMAGE if told is images else _SHARED,) if public else _kept(block),
        unread=unread(audience=bad) if bad else (),
    )


def _image(whole: Account, got: Got, row: Mapping[str, Any]) -> Exposure:
    """Whom else it may be shared with is not asked, as of snapshots."""
    return Exposure(
        **_thing(whole, IMAGE, got, f"image/{row['ImageId']}"),
        answers=rests_on(got),
        way="permission",
        offers="data",
        audience="any-account" if row.get("Public") else "listed",
        ports=(),
        considered=("it is public",) if row.get("Public") else ("it is not public", _NAMED),
    )


def _public(shared: Got, images: Got, block: Got) -> dict[str, Got]:
    """The snapshots that are shared with everyone, by themselves or as part of an image, each with what says so.

    The region's block makes the first private again, whatever they say of themselves.
    """
    blocked = body(block).get("State") == _BLOCKED
    own = {} if blocked else {s["SnapshotId"]: block for s in body(shared).get("Snapshots", [])}
    disks = [d for i in body(images).get("Images", []) if i.get("Public") for d in i.get("BlockDeviceMappings", [])]
    return own | {d["SnapshotId"]: images for d in disks if "SnapshotId" in d}


_NAMED: Final = "which accounts it is shared with by name was not asked"
_SHARED: Final = "it is shared with everybody"
_IN_IMAGE: Final = "a public image holds it"


def _kept(block: Got) -> tuple[str, ...]:
    blocked = body(block).get("State") == _BLOCKED
    return (*(("its region blocks sharing with everybody",) if blocked else ()), _NAMED)


def _store(whole: Account, thing: Mapping[str, Any], got: Got, row: Mapping[str, Any]) -> DataStore:
    encrypted = bool(row.get("Encrypted"))
    customer, held = custody(whole, row.get("KmsKeyId"), got.about, got) if encrypted else (False, got)
    return DataStore(
        **thing,
        answers=rests_on(got, held),
        encrypted=encrypted,
        customer_key=customer,
        cipher="aes-256-xts" if encrypted else "",
        documented=True,
        unread=unread(customer_key=held),
    )


def _copies(whole: Account) -> Iterator[Fact]:
    """The newest snapshot of each volume that there is, as a way to bring it back.

    Of what AWS Backup protects it tells itself: beside that, a snapshot somebody made long ago means nothing.
    """
    protected = {r["ResourceArn"] for g in whole.every("backup.protected") for r in body(g).get("Results", [])}
    for got in whole.every("ec2.snapshots"):
        if bad := first_bad(got, whole.one("ec2.volumes", got.about)):
            yield from gaps(whole.target, VOLUME_COPY, bad, *KINDS[VOLUME_COPY].gives, site=got.about)
            continue
        there = {v["VolumeId"] for v in body(whole.one("ec2.volumes", got.about)).get("Volumes", [])}
        there -= {v for v in there if whole.name("ec2", got.about, f"volume/{v}") in protected}
        rows = sorted(body(got).get("Snapshots", []), key=lambda s: str(s.get("StartTime")))
        of: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            of.setdefault(str(row.get("VolumeId")), []).append(row)
        for volume in sorted(there & of.keys()):
            yield _copy(whole, got, volume, of[volume])


_ENDED: Final[Mapping[str, bool]] = {"completed": True, "error": False}


def _copy(whole: Account, got: Got, volume: str, rows: list[Mapping[str, Any]]) -> Backup:
    good = [s.get("StartTime") for s in rows if s.get("State") == "completed"]
    succeeded = _ENDED.get(rows[-1].get("State", ""))
    return Backup(
        **_thing(whole, VOLUME_COPY, got, f"volume/{volume}", volume),
        answers=rests_on(got),
        mechanism="copy",
        newest_seconds=seconds(got, good[-1]) if good else FOREVER,
        succeeded=succeeded,
        retention_days=None,
        encrypted=all(bool(s.get("Encrypted")) for s in rows),
        offsite=False,
        immutable=False,
        unread=unread(
            succeeded=unclear(got, "the newest is still being made") if succeeded is None else got,
            retention_days=NOT_ASKED,
        ),
    )


def _defaults(whole: Account) -> Iterator[Fact]:
    for question, prevents, wanted in (
        ("ec2.ebs_default", "unencrypted-stores", ("EbsEncryptionByDefault", True)),
        ("ec2.snapshot_block", "public-copies", ("State", _BLOCKED)),
    ):
        for got in whole.every(question):
            if not got.about:
                yield from gaps(whole.target, REGION, got, (Guard, prevents))
                continue
            yield Guard(
                **whole.thing(REGION, whole.region(got.about), name=got.about, site=got.about, answers=rests_on(got)),
                prevents=prevents,  # type: ignore[arg-type]  # words of the vocabulary
                in_force=body(got).get(wanted[0]) == wanted[1] if got.good else None,
                unread=unread(in_force=got),
            )


def _thing(whole: Account, kind: str, got: Got, resource: str, *also: str) -> dict[str, Any]:
    name = resource.partition("/")[2]
    return whole.thing(kind, whole.name("ec2", got.about, resource), name=name, site=got.about, also=also)
