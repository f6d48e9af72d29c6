"""Reads CloudTrail's answers: what is recorded in each region, and how each trail's log is kept. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.aws.account import REGION
from collectors.aws.keys.custody import custody
from collectors.aws.read import Account, body
from collectors.aws.records.cloudtrail import TRAIL, TRAIL_FACTS
from collectors.aws.records.trails import Trail, exempt, management, trails
from collectors.aws.storage.s3_facts import LOG_DAYS, expires, lock_days, locked
from scanner.answers import Got, gaps, rests_on, unread
from scanner.facts import FOREVER, DataStore, Delivery, Fact, LogStore, LogTrail

_DAY: Final = 86400


def read(whole: Account) -> Iterator[Fact]:
    """Give what each region records, and what each trail's log is kept like."""
    told: set[str] = set()
    for listing in whole.every("cloudtrail.trails"):
        if not listing.good:
            yield from gaps(whole.target, REGION, listing, (LogTrail, "scope"), Delivery, site=listing.about)
            yield from gaps(whole.target, TRAIL, listing, *TRAIL_FACTS, site=listing.about)
            continue
        seen = list(trails(whole, listing))
        yield from _region(whole, listing, seen)
        for trail in seen:
            if trail.arn not in told:
                told.add(trail.arn)
                yield from _trail(whole, trail)


def _region(whole: Account, listing: Got, seen: list[Trail]) -> Iterator[Fact]:
    """What happens in a region is recorded when one trail that shows there is on."""
    on = [t for t in seen if t.on]
    unsure = next((t.status for t in seen if t.on is None), None) if not on else None
    blind = next((t.selectors for t in on if not t.selectors.good), None)
    bad = unsure or blind
    records = frozenset[str]().union(*(management(t) for t in on if t.selectors.good))
    # Left out is only what every trail leaves out.
    left = set.intersection(*(set(exempt(t)) for t in on)) if on and not blind else set()
    copies, why = _most(whole, on)
    told = [listing, *(g for t in seen for g in (t.status, t.selectors))]
    # A region is a part of its account.
    region = whole.region(listing.about)
    thing = whole.thing(REGION, region, name=listing.about, site=listing.about, within=(whole.arn,))
    yield LogTrail(
        **thing,
        answers=rests_on(*told),
        of="scope",
        enabled=None if unsure else bool(on),
        records=None if bad else tuple(sorted(records)),  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None if bad else tuple(sorted(left)),
        unread=unread(**({"enabled": unsure} if unsure else {}), **({"records": bad, "exempt": bad} if bad else {})),
    )
    if on or unsure:
        yield Delivery(
            **thing,
            answers=rests_on(*told, why),
            silent_seconds=None if unsure else min(map(_silence, on)),
            copies=None if unsure else copies,
            unread=unread(copies=unsure or why, **({"silent_seconds": unsure} if unsure else {})),
        )


def _silence(trail: Trail) -> int:
    """Since its last delivery; a trail whose deliveries fail is silent for ever, whatever it says to be."""
    status = body(trail.status)
    return FOREVER if status.get("LatestDeliveryError") else seconds(trail.status, status.get("LatestDeliveryTime"))


def _most(whole: Account, on: list[Trail]) -> tuple[int | None, Got]:
    """The copies that the best kept of these trails has, and what that rests on."""
    known = [_copies(whole, t) for t in on] or [(0, whole.one("s3.buckets"))]
    best = next((k for k in known if k[0]), None) or next((k for k in known if k[0] is None), None)
    return best or known[0]


def _copies(whole: Account, trail: Trail) -> tuple[int | None, Got]:
    """Places an administrator of this account does not rule: another account's trail or bucket, a lock.

    A log group of the same account is a second place and no other hand: it is not counted. With it the answer that
    tells; where that did not come, the count is None.
    """
    buckets = whole.one("s3.buckets")
    if trail.row.get("IsOrganizationTrail") and trail.arn.split(":")[4] != whole.id:
        return 1, trail.listing
    if not buckets.good or _foreign(whole, trail):
        return (1 if buckets.good else None), buckets
    lock = whole.one("s3.lock", str(trail.row.get("S3BucketName", "")))
    held = locked(lock, LOG_DAYS)
    return (None if held is None else int(held)), lock


def _foreign(whole: Account, trail: Trail) -> bool:
    """Its bucket is not in the whole list of ours."""
    buckets = whole.one("s3.buckets")
    ours = {b["Name"] for b in body(buckets).get("Buckets", [])}
    return buckets.good and trail.row.get("S3BucketName") not in ours


def _trail(whole: Account, trail: Trail) -> Iterator[Fact]:
    row, region = trail.row, str(trail.row.get("HomeRegion", ""))
    bucket = str(row.get("S3BucketName", ""))
    thing = whole.thing(
        TRAIL, trail.arn, name=row.get("Name", ""), site=region, rests_on=(f"arn:{whole.partition}:s3:::{bucket}",)
    )
    life, lock = whole.one("s3.lifecycle", bucket), whole.one("s3.lock", bucket)
    if _foreign(whole, trail):
        # Most organisations gather the logs of all accounts in one, where the bucket is looked at.
        life = lock = Got("not-asked", f"s3.GetObjectLockConfiguration of {bucket}, which is another account's")
    evident, told = _digests(trail)
    yield LogStore(
        **thing,
        answers=rests_on(trail.listing, told, life, lock),
        retention_days=max(expires(life, _prefix(row)), lock_days(lock)) if life.good else None,
        tamper_evident=evident,
        immutable=locked(lock, LOG_DAYS),
        unread=unread(retention_days=life, tamper_evident=told, immutable=lock),
    )
    customer, held = custody(whole, row.get("KmsKeyId"), region, trail.listing)
    yield DataStore(
        **thing,
        answers=rests_on(trail.listing, held),
        # S3 encrypts every object it is given, with its own key where no other is named.
        encrypted=True,
        customer_key=customer,
        cipher="aes-256-gcm",
        documented=True,
        unread=unread(customer_key=held),
    )


def _prefix(row: Mapping[str, Any]) -> str:
    """What the keys of the trail's objects begin with."""
    return "/".join(filter(None, (row.get("S3KeyPrefix"), "AWSLogs/")))


def _digests(trail: Trail) -> tuple[bool | None, Got]:
    """Digests are set up, and arrive."""
    if not trail.row.get("LogFileValidationEnabled"):
        return False, trail.listing
    if not trail.status.good:
        return None, trail.status
    status = body(trail.status)
    last = status.get("LatestDigestDeliveryTime")
    # One is written each hour while the trail is on; before the first there is none.
    late = trail.on and last and seconds(trail.status, last) > _DAY
    return not (status.get("LatestDigestDeliveryError") or late), trail.status
