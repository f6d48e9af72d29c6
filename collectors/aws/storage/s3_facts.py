"""Reads S3's answers. What the account sets above a bucket is counted in. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import days_until
from collectors.aws.keys.custody import custody
from collectors.aws.policy import tls_only, tls_version
from collectors.aws.read import Account, body, listed
from collectors.aws.records.trails import data_events
from collectors.aws.storage.s3 import BLOCKS, BUCKET, KINDS
from collectors.aws.storage.s3_bucket import Bucket
from collectors.aws.storage.s3_exposure import exposure
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unread
from scanner.facts import FOREVER, Asset, Backup, Channel, DataStore, Delivery, Fact, Guard, LogTrail

LOG_DAYS: Final = 365  # logs.retention
"""A lock has to hold a log as long as this before it counts."""
_OLD_NAMES: Final = {"EU": "eu-west-1"}
_COPY_DAYS: Final = 35  # backup.retention


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all buckets, and of the account's block."""
    yield _guard(whole)
    for found in listed(whole, "s3.buckets", "Buckets", BUCKET, *KINDS[BUCKET].gives):
        if isinstance(found, Fact):
            yield found
        else:
            yield from _bucket(Bucket(whole, found[1]["Name"], _region(whole, found[1]), found[0]))


def _region(whole: Account, row: Mapping[str, Any]) -> str:
    """From the list; where an endpoint leaves it out, from the bucket, which says nothing of the first region."""
    location = whole.one("s3.location", row["Name"])
    said = body(location).get("LocationConstraint") or ("us-east-1" if location.good else "")
    return str(row.get("BucketRegion") or _OLD_NAMES.get(said, said))


def _bucket(bucket: Bucket) -> Iterator[Fact]:
    yield Asset(**bucket.thing(), role="store")
    yield _store(bucket)
    yield _channel(bucket)
    yield exposure(bucket)
    yield from _trail(bucket)
    yield _versions(bucket)
    yield from _replicas(bucket)


def _store(bucket: Bucket) -> DataStore:
    sse = bucket.got("s3.encryption")
    default: Mapping[str, Any] = next(
        (r.get("ApplyServerSideEncryptionByDefault", {}) for r in body(sse).get("Rules", [])), {}
    )
    algorithm = str(default.get("SSEAlgorithm", ""))
    key = default.get("KMSMasterKeyID") if algorithm.startswith("aws:kms") else None
    customer, held = custody(bucket.whole, key, bucket.region, sse) if sse.good else (None, sse)
    return DataStore(
        **bucket.thing(sse, held),
        encrypted=bool(algorithm) if sse.good else None,
        customer_key=customer,
        cipher=("aes-256-gcm" if algorithm else "") if sse.good else None,
        documented=True,
        unread=unread(encrypted=sse, customer_key=held, cipher=sse),
    )


def _channel(bucket: Bucket) -> Channel:
    """S3 answers plain HTTP unless a policy refuses it, and TLS of 1.2 at least."""
    policy = bucket.got("s3.policy")
    document = body(policy).get("Policy")
    return Channel(
        **bucket.thing(policy),
        protocol="tls",
        enabled=True,
        encryption=("required" if tls_only(document, bucket.arn) else "offered") if policy.good else None,
        min_version=max("1.2", tls_version(document, bucket.arn) or ""),
        algorithms=None,
        unread=unread(encryption=policy, algorithms=HIDDEN),
    )


def _trail(bucket: Bucket) -> Iterator[Fact]:
    """The bucket's own access log, and what trails record of its objects."""
    log, events = bucket.got("s3.logging"), data_events(bucket.whole, bucket.arn, bucket.region)
    kept_in = body(log).get("LoggingEnabled", {}).get("TargetBucket")
    seen = set(events.records or ()) | ({"data-read", "data-write"} if kept_in else set())
    bad = None if len(seen) > 1 or (log.good and events.records is not None) else log if not log.good else events.got
    known = bad or events.got
    on = None if bad and not seen else bool(seen)
    yield LogTrail(
        **bucket.thing(log, events.got),
        of="store",
        enabled=on,
        records=None if bad else tuple(sorted(seen)),  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None,
        unread=unread(
            enabled=events.got if len(seen) == 1 else known,
            records=known,
            exempt=NOT_ASKED,
        ),
    )
    if on is not False:
        # Written to itself, an access log is as far as the objects are.
        away = bool(events.records) or kept_in not in {None, bucket.name}
        yield Delivery(
            **bucket.thing(log, events.got),
            silent_seconds=None,
            copies=None if bad else int(away),
            unread=unread(silent_seconds=NOT_ASKED, copies=known),
        )


def _versions(bucket: Bucket) -> Backup:
    """Old versions are a way back. Where they are off there is none, and what needs them was not asked."""
    versioning, lock, life = (bucket.got(q) for q in ("s3.versioning", "s3.lock", "s3.lifecycle"))
    sse, on = bucket.got("s3.encryption"), bucket.versioned
    kept = _versions_kept(life) if on and life.good else None
    return Backup(
        **bucket.thing(versioning, sse, *((lock, life) if on else ())),
        mechanism="versions",
        newest_seconds=None if on is None else 0 if on else FOREVER,
        succeeded=on,
        retention_days=0 if on is False else kept,
        encrypted=bool(body(sse).get("Rules")) if sse.good else None,
        offsite=False,
        immutable=None if on is None else locked(lock, _COPY_DAYS) if on else False,
        unread=unread(
            newest_seconds=versioning,
            succeeded=versioning,
            retention_days=life if on else versioning,
            encrypted=sse,
            immutable=lock if on else versioning,
        ),
    )


def _replicas(bucket: Bucket) -> Iterator[Fact]:
    replication = bucket.got("s3.replication")
    if replication.outcome == "not-asked":
        return  # no check of this run minds
    if bucket.versioned is None or (bucket.versioned and not replication.good):
        yield from gaps(bucket.whole.target, BUCKET, _failed(bucket, replication), (Backup, "replica"))
    on = [r["Destination"] for r in body(replication).get("Rules", []) if r.get("Status") == "Enabled"]
    if on:
        away = any(_elsewhere(bucket, d) for d in on)
        yield Backup(
            **bucket.thing(replication),
            mechanism="replica",
            newest_seconds=None,
            succeeded=None,
            retention_days=None,
            encrypted=None,
            offsite=away,
            immutable=None,
            unread=unread(
                newest_seconds=NOT_ASKED,
                succeeded=NOT_ASKED,
                retention_days=NOT_ASKED,
                encrypted=NOT_ASKED,
                immutable=NOT_ASKED,
            ),
        )


def _failed(bucket: Bucket, replication: Got) -> Got:
    return bucket.got("s3.versioning") if bucket.versioned is None else replication


def _elsewhere(bucket: Bucket, destination: dict[str, str]) -> bool:
    """In another region or account. A bucket that our whole list does not hold is another account's."""
    if destination.get("Account", bucket.whole.id) != bucket.whole.id:
        return True
    name = destination.get("Bucket", "").rpartition(":")[2]
    regions = {b["Name"]: b.get("BucketRegion", "") for b in body(bucket.listing).get("Buckets", [])}
    return bool(regions.get(name, "elsewhere") != bucket.region)


def expires(life: Got, prefix: str) -> int:
    """Days after which objects whose keys begin so, or some of them, are gone; FOREVER where none go.

    After its date a rule goes on to delete what it covers. Logs carry no tags: rules for tagged objects leave them.
    """
    rules = [r for r in _rules(life) if not r.get("Tagged") and _touches(str(r.get("Prefix", "")), prefix)]
    ends = [r.get("Expiration", {}) for r in rules]
    dates = [max(0, days_until(life, e["Date"])) for e in ends if "Date" in e]
    return min([*(int(e["Days"]) for e in ends if "Days" in e), *dates], default=FOREVER)


def _rules(life: Got) -> list[Mapping[str, Any]]:
    return [r for r in body(life).get("Rules", []) if r.get("Status") == "Enabled"]


def _touches(covered: str, prefix: str) -> bool:
    return covered.startswith(prefix) or prefix.startswith(covered)


def _versions_kept(life: Got) -> int:
    """The shortest life of an old version, of whatever the rule covers; FOREVER where none ends."""
    ends = [r.get("NoncurrentVersionExpiration", {}) for r in _rules(life)]
    return min((int(e["NoncurrentDays"]) for e in ends if "NoncurrentDays" in e), default=FOREVER)


def lock_days(lock: Got) -> int:
    """Days for which nobody can delete a new object. GOVERNANCE can be lifted by an administrator: it is no lock."""
    held = body(lock).get("DefaultRetention", {})
    return int(held.get("Days", 0)) + 365 * int(held.get("Years", 0)) if held.get("Mode") == "COMPLIANCE" else 0


def locked(lock: Got, least: int) -> bool | None:
    """Nobody can delete a new object for as many days at least. A shorter lock is waited out."""
    return lock_days(lock) >= least if lock.good else None


def _guard(whole: Account) -> Guard:
    block = whole.one("s3.account_block")
    on = body(block).get("PublicAccessBlockConfiguration", {})
    return Guard(
        **whole.thing("aws.account", whole.arn, name=whole.id, answers=rests_on(block)),
        prevents="public-storage",
        in_force=all(on.get(b) is True for b in BLOCKS) if block.good else None,
        unread=unread(in_force=block),
    )
