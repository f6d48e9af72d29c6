"""What a trail records, of whom, and where: basic and advanced event selectors reduced to the words of facts. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from collectors.asking.ages import seconds
from collectors.asking.row import Known
from collectors.aws.read import Account, body
from scanner.answers import Got

_DAY: Final = 86400
_OBJECTS: Final = "AWS::S3::Object"
_READ_WRITE: Final = {"All": ("data-read", "data-write"), "ReadOnly": ("data-read",), "WriteOnly": ("data-write",)}
Selector: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trail:
    """A trail as one region's list shows it, with what else was answered about it."""

    row: Mapping[str, Any]
    listing: Got
    status: Got
    selectors: Got

    @property
    def arn(self) -> str:
        """Its ARN, the same in every region that shows it."""
        return str(self.row["TrailARN"])

    @property
    def on(self) -> bool | None:
        """It writes at this moment. One whose bucket has taken nothing for a day, and says why, does not."""
        status = body(self.status)
        lost = status.get("LatestDeliveryError") and seconds(self.status, status.get("LatestDeliveryTime")) > _DAY
        return bool(status.get("IsLogging") and not lost) if self.status.good else None


class Events(NamedTuple):
    """Kinds of events recorded; None where that could not be found out, for the reason in `got`."""

    records: frozenset[str] | None
    got: Got


def trails(whole: Account, listing: Got) -> Iterator[Trail]:
    """The trails that one region's list shows, shadows too."""
    for row in body(listing).get("trailList", []):
        arn = row["TrailARN"]
        yield Trail(row, listing, whole.one("cloudtrail.status", arn), whole.one("cloudtrail.selectors", arn))


def management(trail: Trail) -> frozenset[str]:
    """`admin` where changes and reads are both recorded, `sign-in` where at least what changes something is.

    Sign-ins are events of global services: a trail that leaves these out does not see them.
    """
    kinds = {_basic_reach(s) for s in body(trail.selectors).get("EventSelectors", [])}
    kinds |= {_reach(s) for s in _advanced(trail) if _equals(s, "eventCategory") == ["Management"]}
    found = {"admin"} if "All" in kinds or {"ReadOnly", "WriteOnly"} <= kinds else set()
    if kinds & {"All", "WriteOnly"} and trail.row.get("IncludeGlobalServiceEvents", True):
        found.add("sign-in")
    return frozenset(found)


def exempt(trail: Trail) -> tuple[str, ...]:
    """Services whose events are left out."""
    basic = [s.get("ExcludeManagementEventSources", []) for s in body(trail.selectors).get("EventSelectors", [])]
    about_us = [s for s in _advanced(trail) if _equals(s, "eventCategory") == ["Management"]]
    advanced = [f.get("NotEquals", []) for s in about_us for f in _fields(s) if f.get("Field") == "eventSource"]
    return tuple(sorted({source for some in (*basic, *advanced) for source in some}))


def data_events(whole: Account, bucket: str, region: str) -> Events:
    """What trails that are on record of the objects in a bucket."""
    listing = whole.one("cloudtrail.trails", region)
    if "cloudtrail.trails" in whole.answers and not listing.place:
        listing = Got("unclear", f"cloudtrail.DescribeTrails: {region or 'its region'} is not among the regions asked")
    found: set[str] = set()
    bad: Got | None = None if listing.good else listing
    used = listing
    for trail in trails(whole, listing):
        if trail.on and trail.selectors.good:
            seen = set(_objects(body(trail.selectors), bucket))
            used = trail.selectors if seen - found else used
            found |= seen
        elif trail.on is not False:
            bad = bad or (trail.selectors if trail.on else trail.status)
    complete = found >= {"data-read", "data-write"}
    return Events(None, bad) if bad and not complete else Events(frozenset(found), used)


def recorded(known: Known, bucket: str, region: str) -> bool:
    """While asking: a trail that is on and delivers records all reads and writes of a bucket's objects."""
    found: set[str] = set()
    for row in (known.body("cloudtrail.trails", region) or {}).get("trailList", []):
        arn = row["TrailARN"]
        status, selectors = (known.body(q, arn) or {} for q in ("cloudtrail.status", "cloudtrail.selectors"))
        if status.get("IsLogging") and not status.get("LatestDeliveryError"):
            found.update(_objects(selectors, f"arn:{arn.split(':')[1]}:s3:::{bucket}"))
    return found >= {"data-read", "data-write"}


def _objects(selectors: Mapping[str, Any], bucket: str) -> Iterator[str]:
    for selector in selectors.get("EventSelectors", []):
        for resource in selector.get("DataResources", []):
            if resource.get("Type") == _OBJECTS and _holds(resource.get("Values", []), bucket):
                yield from _READ_WRITE.get(selector.get("ReadWriteType", "All"), ())
    for selector in selectors.get("AdvancedEventSelectors", []):
        if _equals(selector, "eventCategory") == ["Data"] and _equals(selector, "resources.type") == [_OBJECTS]:
            names = [f for f in _fields(selector) if f.get("Field") == "resources.ARN"]
            if all(_covers(f, f"{bucket}/") for f in names):
                yield from _READ_WRITE.get(_reach(selector), ())


def _holds(values: list[str], bucket: str) -> bool:
    """All of the bucket: a prefix below it is a part. `arn:aws:s3`, with or without colons, is every bucket."""
    every = bucket.partition(":::")[0]
    return any(v in {bucket, f"{bucket}/"} or v.rstrip(":") == every for v in values)


def _covers(field: Mapping[str, Any], objects: str) -> bool:
    """It lets all objects through, whose ARNs begin so. Equality and an end are of single ones, never of all."""
    if field.keys() & {"Equals", "EndsWith", "NotEndsWith"}:
        return False
    begin = field.get("StartsWith", [objects])
    left_out = [*field.get("NotStartsWith", []), *field.get("NotEquals", [])]
    return any(objects.startswith(v) for v in begin) and not any(
        v.startswith(objects) or objects.startswith(v) for v in left_out
    )


def _basic_reach(selector: Selector) -> str:
    return str(selector.get("ReadWriteType", "All")) if selector.get("IncludeManagementEvents", True) else ""


def _reach(selector: Selector) -> str:
    """Reads, writes or all; empty where another field narrows it in a way we do not follow."""
    fields = {f.get("Field") for f in _fields(selector)}
    some = any(f.keys() - {"Field", "NotEquals"} for f in _fields(selector) if f.get("Field") == "eventSource")
    if some or fields - {"eventCategory", "readOnly", "resources.type", "resources.ARN", "eventSource"}:
        return ""
    return {"true": "ReadOnly", "false": "WriteOnly"}.get(",".join(_equals(selector, "readOnly")), "All")


def _advanced(trail: Trail) -> list[Selector]:
    return list(body(trail.selectors).get("AdvancedEventSelectors", []))


def _fields(selector: Selector) -> list[Mapping[str, Any]]:
    return list(selector.get("FieldSelectors", []))


def _equals(selector: Selector, field: str) -> list[str]:
    return next((list(f.get("Equals", [])) for f in _fields(selector) if f.get("Field") == field), [])
