"""Reads S3's answers. What the account sets above a bucket is counted in. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from collectors.aws.custody import custody
from collectors.aws.policy import outsiders, tls_only, tls_version
from collectors.aws.read import Account, body, listed
from collectors.aws.s3 import BLOCKS, BUCKET, BUCKET_FACTS
from collectors.aws.trails import data_events
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unread
from scanner.facts import FOREVER, Asset, Backup, Channel, DataStore, Exposure, Fact, Guard, LogTrail

Audience = Literal["owner", "listed", "provider", "any-account", "everyone"]
_WIDER: Final[tuple[Audience, ...]] = ("owner", "listed", "provider", "any-account", "everyone")
_STRANGERS: Final[dict[str, Audience]] = {"AllUsers": "everyone", "AuthenticatedUsers": "any-account"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, and what was answered about it."""

    whole: Account
    name: str
    region: str
    listing: Got

    @property
    def arn(self) -> str:
        """Its ARN, which has no region and no account."""
        return f"arn:{self.whole.partition}:s3:::{self.name}"

    def got(self, question: str) -> Got:
        """The answer to a question about it."""
        return self.whole.one(question, self.name)

    def thing(self, *gots: Got, kind: str = BUCKET) -> dict[str, Any]:
        """What all facts about it share."""
        tags = self.got("s3.tags")
        return self.whole.thing(
            kind,
            self.arn,
            name=self.name,
            site=self.region,
            ephi=self.whole.ephi(body(tags).get("TagSet")),
            answers=rests_on(self.listing, *gots),
        )

    @property
    def versioned(self) -> bool | None:
        """Whether old versions are kept."""
        got = self.got("s3.versioning")
        return body(got).get("Status") == "Enabled" if got.good else None


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all buckets, and of the account's block."""
    yield _guard(whole)
    for found in listed(whole, "s3.buckets", "Buckets", BUCKET, *BUCKET_FACTS):
        if isinstance(found, Fact):
            yield found
        else:
            yield from _bucket(Bucket(whole, found[1]["Name"], _region(whole, found[1]), found[0]))


def _region(whole: Account, row: Mapping[str, Any]) -> str:
    """From the list; where an endpoint leaves it out, from the bucket, which says nothing of the first region."""
    location = whole.one("s3.location", row["Name"])
    return str(
        row.get("BucketRegion") or body(location).get("LocationConstraint") or ("us-east-1" if location.good else "")
    )


def _bucket(bucket: Bucket) -> Iterator[Fact]:
    yield Asset(**bucket.thing(bucket.got("s3.tags")), role="store")
    yield _store(bucket)
    yield _channel(bucket)
    yield _exposure(bucket)
    yield _trail(bucket)
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
        orphaned_days=None,
        unread=unread(encrypted=sse, customer_key=held, cipher=sse, orphaned_days=NOT_ASKED),
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
        min_version=tls_version(document, bucket.arn) or "1.2",
        algorithms=None,
        unread=unread(encryption=policy, algorithms=HIDDEN),
    )


def _exposure(bucket: Bucket) -> Exposure:
    parts = [_by_policy(bucket), _by_acl(bucket)]
    known = [audience for audience, _ in parts if audience]
    bad = next((got for audience, got in parts if audience is None), None)
    widest = max(known, key=_WIDER.index, default=None)
    # What is wide open stays so whatever the part says that we could not read.
    audience = widest if not bad or widest in _WIDER[2:] else None
    blocks = (bucket.whole.one("s3.account_block"), bucket.got("s3.block"))
    return Exposure(
        **bucket.thing(*(got for _, got in parts), *blocks),
        way="permission",
        offers="data",
        audience=audience,
        ports=(),
        unread=unread(audience=bad) if bad and audience is None else (),
    )


def _switch(bucket: Bucket, switch: str) -> tuple[bool | None, Got]:
    """Whether a switch is on, in the account or on the bucket; None with the answer that failed."""
    bad = None
    for got in (bucket.whole.one("s3.account_block"), bucket.got("s3.block")):
        if body(got).get("PublicAccessBlockConfiguration", {}).get(switch) is True:
            return True, got
        bad = bad or (None if got.good else got)
    return (None, bad) if bad else (False, bucket.got("s3.block"))


def _by_policy(bucket: Bucket) -> tuple[Audience | None, Got]:
    policy, status = bucket.got("s3.policy"), bucket.got("s3.policy_status")
    if policy.outcome == "absent":
        return "owner", policy
    restricted, block = _switch(bucket, "RestrictPublicBuckets")
    public = body(status).get("PolicyStatus", {}).get("IsPublic") if status.ok else None
    if not restricted and public is not False:
        if public and restricted is False:
            return "everyone", status
        # A public policy that a block may or may not tame, or a policy of which nobody said whether it is public.
        return None, (block if restricted is None and public else status)
    if not policy.good:
        return None, policy
    strangers = outsiders(body(policy).get("Policy"), bucket.whole.id)
    return ("listed" if set(strangers) - {"*"} else "owner"), (block if restricted else status)


def _by_acl(bucket: Bucket) -> tuple[Audience | None, Got]:
    """A block makes AWS ignore public grants; those to named accounts it leaves, and we do not ask for them then."""
    ignored, block = _switch(bucket, "IgnorePublicAcls")
    acl = bucket.got("s3.acl")
    if ignored:
        return "owner", block
    if not acl.good:
        return None, acl
    found: list[Audience] = ["owner"]
    for grant in body(acl).get("Grants", []):
        who = grant.get("Grantee", {})
        if "URI" in who:
            found.append(_STRANGERS.get(who["URI"].rpartition("/")[2], "owner"))
        elif who.get("ID") != body(acl).get("Owner", {}).get("ID"):
            found.append("listed")
    widest = max(found, key=_WIDER.index)
    # A public grant counts only where no block is on; of an unreadable block we do not know.
    return (None, block) if ignored is None and widest in _WIDER[2:] else (widest, acl)


def _trail(bucket: Bucket) -> LogTrail:
    """The bucket's own access log. CloudTrail's data events are told by the trails' reader."""
    log, trails = bucket.got("s3.logging"), data_events(bucket.whole, bucket.arn, bucket.region)
    own = bool(body(log).get("LoggingEnabled")) if log.good else None
    seen = set(trails.records or ()) | ({"data-read", "data-write"} if own else set())
    on = True if seen else None if own is None or trails.records is None else False
    bad = log if own is None else trails.got
    whole_bucket = own is not None and trails.records is not None
    return LogTrail(
        **bucket.thing(log, trails.got),
        enabled=on,
        records=tuple(sorted(seen)) if whole_bucket or len(seen) > 1 else None,  # type: ignore[arg-type]  # two words
        exempt=() if own else None,
        silent_seconds=None,
        copies=None,
        unread=unread(enabled=bad, records=bad, exempt=NOT_ASKED, silent_seconds=NOT_ASKED, copies=NOT_ASKED),
    )


def _versions(bucket: Bucket) -> Backup:
    """Old versions are a way back. Where they are off there is none, and what needs them was not asked."""
    versioning, lock, life = (bucket.got(q) for q in ("s3.versioning", "s3.lock", "s3.lifecycle"))
    sse, on = bucket.got("s3.encryption"), bucket.versioned
    kept = shortest(life, "NoncurrentVersionExpiration", "NoncurrentDays") if on and life.good else None
    return Backup(
        **bucket.thing(versioning, sse, *((lock, life) if on else ())),
        mechanism="versions",
        newest_seconds=None if on is None else 0 if on else FOREVER,
        succeeded=on,
        retention_days=0 if on is False else kept,
        encrypted=bool(body(sse).get("Rules")) if sse.good else None,
        offsite=False,
        immutable=None if on is None else locked(lock) if on else False,
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


def shortest(life: Got, part: str, field: str) -> int:
    """The shortest life that a rule gives, of whatever it covers; FOREVER where none ends."""
    rules = [r.get(part, {}) for r in body(life).get("Rules", []) if r.get("Status") == "Enabled"]
    return min((int(r[field]) for r in rules if field in r), default=FOREVER)


def locked(lock: Got) -> bool | None:
    """New objects cannot be deleted by anybody for a time. GOVERNANCE can be lifted by an administrator: it is none."""
    if not lock.good:
        return None
    return bool(body(lock).get("DefaultRetention", {}).get("Mode") == "COMPLIANCE")


def _guard(whole: Account) -> Guard:
    block = whole.one("s3.account_block")
    on = body(block).get("PublicAccessBlockConfiguration", {})
    return Guard(
        **whole.thing("aws.account", whole.arn, name=whole.id, answers=rests_on(block)),
        prevents="public-storage",
        in_force=all(on.get(b) is True for b in BLOCKS) if block.good else None,
        unread=unread(in_force=block),
    )
