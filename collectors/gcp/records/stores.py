"""How long logs are kept: in buckets of Cloud Logging, and in those of Cloud Storage that sinks write to.

_Required keeps what administrators changed for 400 days, and nobody can change that (cloud.google.com/logging/docs/
store-log-entries); a bucket that says no number keeps things for 30.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import DAY
from collectors.asking.listing import listed, rows
from collectors.gcp.question import gcp
from collectors.gcp.read import Project, last
from collectors.gcp.records.destinations import LIVES
from collectors.gcp.records.sinks import LOG_DAYS, REQUIRED, listings, locked, sinks
from collectors.gcp.rights.policies import bindings
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, LogStore

BUCKET: Final = "gcp.logging.bucket"
ARCHIVE: Final = "gcp.storage.log-bucket"
_BUCKETS: Final = "logging.buckets"
_REQUIRED_DAYS: Final = 400
_USUAL_DAYS: Final = 30
_WRITERS: Final = ("@gcp-sa-logging.iam.gserviceaccount.com", ":cloud-logs@system.gserviceaccount.com")
"""As whom sinks write (cloud.google.com/logging/docs/export/configure_export_v2: writer identity)."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        BUCKET: Kind(
            title="log bucket",
            gives=(LogStore,),
            fix=MappingProxyType(
                {
                    "log-retention.long-enough": "gcloud logging buckets update BUCKET --location LOCATION "
                    "--retention-days 365",
                    "log-retention.tamper-evident": (
                        _LOCK := "gcloud logging buckets update BUCKET --location LOCATION --retention-days 365; then "
                        "--locked, which nobody can take back"
                    ),
                    "log-retention.immutable": _LOCK,
                }
            ),
            own={"BUCKET": "name", "LOCATION": "site"},
        ),
        ARCHIVE: Kind(
            title="bucket that logs are written to",
            gives=(LogStore,),
            fix=MappingProxyType(
                {
                    "log-retention.long-enough": "gcloud storage buckets update gs://BUCKET --retention-period 365d",
                    "log-retention.tamper-evident": (
                        _HOLD := "gcloud storage buckets update gs://BUCKET --retention-period 365d; then "
                        "--lock-retention-period, which nobody can take back"
                    ),
                    "log-retention.immutable": _HOLD,
                }
            ),
            own={"BUCKET": "name"},
        ),
    }
)
QUESTIONS: Final = (
    gcp(
        _BUCKETS,
        "logging.projects.locations.buckets.list",
        "/v2/projects/{project}/locations/-/buckets?pageSize=1000",
        ("name", "retentionDays", "locked", "lifecycleState"),
        needs="logging.buckets.list",
        feeds=(LogStore,),
        list="buckets",
        asset="logging.googleapis.com/LogBucket",
    ),
)


def read(whole: Project) -> Iterator[Fact]:
    """Give the buckets of both kinds."""
    for found in listed(whole, _BUCKETS, BUCKET, *KINDS[BUCKET].gives):
        yield found if isinstance(found, Fact) else _bucket(whole, *found)
    yield from _archives(whole)


def _bucket(whole: Project, got: Got, row: Mapping[str, Any]) -> LogStore:
    name = str(row["name"]).replace(f"projects/{whole.number}/", f"projects/{whole.id}/", 1)
    site = name.partition("/locations/")[2].partition("/")[0]
    thing = whole.thing(BUCKET, f"//logging.googleapis.com/{name}", last(name), got, site=site)
    required = last(name) == REQUIRED
    days = int(row.get("retentionDays") or 0) or (_REQUIRED_DAYS if required else _USUAL_DAYS)
    state = row.get("lifecycleState", "ACTIVE")
    known = got if state in LIVES else unclear(got, "it is being deleted, or is in no state that we know")
    held = required or (row.get("locked") is True and days >= LOG_DAYS)
    return LogStore(
        **thing,
        retention_days=days if known.good else None,
        tamper_evident=None,
        immutable=held if known.good else None,
        unread=unread(retention_days=known, tamper_evident=HIDDEN, immutable=known),
    )


def _archives(whole: Project) -> Iterator[Fact]:
    """Those that sinks name, and those that let the writers of sinks in, which may be sinks of others."""
    buckets, named = whole.answers.one("storage.buckets"), {sink.destination for sink in sinks(whole)}
    if not buckets.good:
        yield from gaps(whole.target, ARCHIVE, buckets, LogStore)
        return
    unsure = next((got for got in listings(whole) if not got.good), None)
    for row in rows(buckets):
        policy = whole.answers.one("storage.policy", str(row["name"]).lower())
        if f"storage.googleapis.com/{row['name']}" in named or _written(policy):
            yield _archive(whole, row, buckets, policy)
        elif not policy.good:
            unsure = unsure or policy
    if unsure and rows(buckets):
        yield from gaps(whole.target, ARCHIVE, unsure, LogStore)


def _written(policy: Got) -> bool:
    members = (member for binding in bindings(policy) for member in binding.get("members") or ())
    return policy.good and any(member.endswith(_WRITERS) for member in members)


def _archive(whole: Project, row: Mapping[str, Any], got: Got, policy: Got) -> LogStore:
    name = str(row["name"])
    days = _ends(row)
    held = int((row.get("retentionPolicy") or {}).get("retentionPeriod") or 0) // DAY
    why = got if days is not None else unclear(got, "a rule deletes by something that we do not follow")
    site, labels = str(row.get("location", "")).lower(), row.get("labels")
    return LogStore(
        **whole.thing(ARCHIVE, f"//storage.googleapis.com/{name}", name, got, policy, site=site, labels=labels),
        retention_days=None if days is None else max(days, held),
        tamper_evident=None,
        immutable=locked(row),
        unread=unread(retention_days=why, tamper_evident=HIDDEN),
    )


_OLD: Final = ("daysSinceNoncurrentTime", "numNewerVersions")


def _ends(row: Mapping[str, Any]) -> int | None:
    """Days after which the first rule deletes something that is in force; None where a rule says no number of days.

    All conditions of a rule must be met, so another one beside the age lets it wait longer.
    """
    ends = [FOREVER]
    for rule in (row.get("lifecycle") or {}).get("rule") or []:
        condition = rule.get("condition") or {}
        old = condition.get("isLive") is False or any(condition.get(name) for name in _OLD)
        if (rule.get("action") or {}).get("type") == "Delete" and not old:
            if condition.get("age") is None:
                return None
            ends.append(int(condition["age"]))
    return min(ends)
