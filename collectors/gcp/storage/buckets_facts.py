"""Reads what Google says of buckets. What an organisation sets above them is counted in. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from collectors.asking.ages import DAY
from collectors.asking.listing import listed
from collectors.gcp.read import Project
from collectors.gcp.rights.audit import Recorded, recorded
from collectors.gcp.rights.constraints import PUBLIC_STORAGE, enforced
from collectors.gcp.storage.buckets import BUCKET, KINDS
from scanner.answers import Got, unclear, unread
from scanner.facts import FOREVER, Asset, Backup, DataStore, Exposure, Fact, Guard, LogTrail

_COPY_DAYS: Final = 35  # backup.retention
"""A lock has to hold a copy as long as this before it counts."""
_STRANGERS: Final = {"allUsers", "allAuthenticatedUsers"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket, and what was answered about it."""

    whole: Project
    row: Mapping[str, Any]
    got: Got
    audit: Recorded
    """What is recorded of all buckets."""

    def thing(self, *gots: Got) -> dict[str, Any]:
        """The fields that its facts share."""
        name = str(self.row["name"])
        labels, site = self.row.get("labels"), str(self.row.get("location", "")).lower()
        full = f"//storage.googleapis.com/{name}"
        return self.whole.thing(BUCKET, full, name, self.got, *gots, site=site, labels=labels)

    @property
    def policy(self) -> Got:
        """Who may do what with it."""
        return self.whole.answers.one("storage.policy", str(self.row["name"]).lower())

    @property
    def barred(self) -> tuple[bool | None, Got]:
        """Nobody can open it to everyone; None with the answer that failed. `inherited` is what stands above it."""
        if (self.row.get("iamConfiguration") or {}).get("publicAccessPrevention") == "enforced":
            return True, self.got
        return enforced(self.whole, PUBLIC_STORAGE)


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all buckets."""
    audit = recorded(whole, "storage.googleapis.com")
    for found in listed(whole, "storage.buckets", BUCKET, *KINDS[BUCKET].gives):
        yield from (found,) if isinstance(found, Fact) else _bucket(Bucket(whole, found[1], found[0], audit))


def _bucket(bucket: Bucket) -> Iterator[Fact]:
    yield Asset(**bucket.thing(), role="store")
    yield _store(bucket)
    yield _exposure(bucket)
    barred, above = bucket.barred
    yield Guard(**bucket.thing(above), prevents="public-storage", in_force=barred, unread=unread(in_force=above))
    yield _versions(bucket)
    yield _deleted(bucket)
    yield _trail(bucket)


def _store(bucket: Bucket) -> DataStore:
    """Every bucket is encrypted (cloud.google.com/docs/security/encryption/default-encryption)."""
    key = (bucket.row.get("encryption") or {}).get("defaultKmsKeyName")
    return DataStore(**bucket.thing(), encrypted=True, customer_key=bool(key), cipher="aes-256", documented=True)


def _exposure(bucket: Bucket) -> Exposure:
    """Whom its policy lets in; where access is not uniform, each object may have a list of its own."""
    barred, above = bucket.barred
    policy = bucket.policy
    members = {m for b in (policy.body or {}).get("bindings") or [] for m in b.get("members") or []} & _STRANGERS
    uniform = ((bucket.row.get("iamConfiguration") or {}).get("uniformBucketLevelAccess") or {}).get("enabled") is True
    bad = None if barred or policy.good else policy
    if not barred and policy.good:
        lists = unclear(policy, "access is not uniform, and lists of single objects are not asked for")
        bad = (above if barred is None else None) if members else None if uniform else lists
    audience = "owner" if barred or not members else "everyone" if "allUsers" in members else "any-account"
    return Exposure(
        **bucket.thing(policy, above),
        way="permission",
        offers="data",
        audience=None if bad else audience,  # type: ignore[arg-type]  # words of the vocabulary
        ports=(),
        considered=() if bad else (_SEEN[audience, bool(barred)],),
        unread=unread(audience=bad) if bad else (),
    )


_SEEN: Final = {
    ("owner", True): "public access prevention is enforced",
    ("owner", False): "no binding lets strangers in, and access is uniform",
    ("everyone", False): "a binding lets allUsers in",
    ("any-account", False): "a binding lets allAuthenticatedUsers in",
}


def _versions(bucket: Bucket) -> Backup:
    on = (bucket.row.get("versioning") or {}).get("enabled") is True
    return _back(bucket, "versions", _old_versions(bucket.row) if on else 0)


def _old_versions(row: Mapping[str, Any]) -> int:
    """Days that an old version is kept at least. All conditions of a rule must be met before it deletes."""
    ends = []
    for rule in (row.get("lifecycle") or {}).get("rule") or []:
        condition = rule.get("condition") or {}
        if (rule.get("action") or {}).get("type") == "Delete" and condition.get("isLive") is not True:
            ends.append(int(condition.get("daysSinceNoncurrentTime") or 0))
    return min(ends, default=FOREVER)


def _deleted(bucket: Bucket) -> Backup:
    said = (bucket.row.get("softDeletePolicy") or {}).get("retentionDurationSeconds")
    return _back(bucket, "soft-delete", int(said) // DAY if said is not None else None)


def _back(bucket: Bucket, mechanism: Any, kept: int | None) -> Backup:
    lock = bucket.row.get("retentionPolicy") or {}
    locked = lock.get("isLocked") is True and int(lock.get("retentionPeriod") or 0) >= _COPY_DAYS * DAY
    why = unclear(bucket.got, "it does not say for how long what was deleted is kept")
    on = None if kept is None else kept > 0
    return Backup(
        **bucket.thing(),
        mechanism=mechanism,
        newest_seconds=None if on is None else 0 if on else FOREVER,
        succeeded=on,
        retention_days=kept,
        encrypted=None if on is None else True,
        offsite=False,
        immutable=on and locked,
        unread=unread(newest_seconds=why, succeeded=why, retention_days=why, encrypted=why, immutable=why)
        if on is None
        else (),
    )


def _trail(bucket: Bucket) -> LogTrail:
    """Audit logs of data. A bucket's own log of its use names nobody who was signed in, and may not be delivered."""
    audit = bucket.audit
    named = bool((bucket.row.get("logging") or {}).get("logBucket"))
    usage = unclear(bucket.got, "a usage log is named; whether it is delivered is not told") if named else None
    bad = None if len(audit.records) > 1 else audit.bad or usage
    return LogTrail(
        **{**bucket.thing(*audit.gots), "stands": audit.stands},
        of="store",
        enabled=True if audit.records else None if bad else False,
        records=None if bad else tuple(sorted(audit.records)),  # type: ignore[arg-type]  # words of the vocabulary
        exempt=None if audit.bad else tuple(sorted(audit.exempt)),
        unread=unread(
            **({"records": bad} if bad else {}),
            **({"enabled": bad} if bad and not audit.records else {}),
            **({"exempt": audit.bad} if audit.bad else {}),
        ),
    )
