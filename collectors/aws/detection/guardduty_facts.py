"""Reads GuardDuty's answers: whether threats are noticed and heard of, and where malware is looked for. Pure."""

from collections.abc import Iterator
from typing import Any

from collectors.asking.ages import days
from collectors.aws.detection.findings import by_administrator, threats_heard
from collectors.aws.detection.guardduty import BUCKET, MACHINES, THREATS, no_bucket
from collectors.aws.read import Account, body, first_bad
from collectors.aws.records.hearers import Heard
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.facts import Alarm, Alerts, Detector, Fact, Promise

_THREATS: tuple[Promise, ...] = ((Alarm, "threats"), Alerts)
_MALWARE = (Detector, "malware")


def read(whole: Account) -> Iterator[Fact]:
    """Give what watches for threats in each region, and for malware where there is something it could be on."""
    for listing in whole.every("guardduty.detectors"):
        if listing.outcome == "absent":
            continue  # there is no GuardDuty in that region
        if listing.good:
            yield from _threats(whole, listing)
            yield from _machines(whole, listing)
        else:
            yield from gaps(whole.target, THREATS, listing, *_THREATS, site=listing.about)
            yield from gaps(whole.target, MACHINES, listing, _MALWARE, site=listing.about)
        yield from _plans(whole, listing.about)


def _plans(whole: Account, region: str) -> Iterator[Fact]:
    plans, buckets = whole.one("guardduty.plans", region), whole.one("s3.buckets")
    if not plans.place and buckets.good and no_bucket(body(buckets), region):
        return
    if not plans.good:
        yield from gaps(whole.target, BUCKET, plans, _MALWARE, site=region)
    for row in body(plans).get("MalwareProtectionPlans", []):
        yield from _bucket(whole, plans, row["MalwareProtectionPlanId"])


def _detector(whole: Account, question: str, listing: Got) -> Got:
    """What a region's detector, of which there is one at most, was asked; the listing where there is none."""
    ids = body(listing).get("DetectorIds", [])
    return whole.one(question, f"{listing.about}/{ids[0]}") if ids else listing


def _region(whole: Account, kind: str, region: str) -> dict[str, Any]:
    return whole.thing(kind, whole.region(region), name=region, site=region, within=(whole.arn,))


def _threats(whole: Account, listing: Got) -> Iterator[Fact]:
    """Give the region's alarm; where it may be on, what it has found too."""
    detector = _detector(whole, "guardduty.detector", listing)
    open_ = _detector(whole, "guardduty.open", listing)
    heard = Heard(False, listing)
    if detector is not listing:
        administrator = _detector(whole, "guardduty.administrator", listing)
        heard = by_administrator(threats_heard(whole, listing.about), "GuardDuty", administrator)
    on = _enabled(detector) if detector.good else None
    thing = _region(whole, THREATS, listing.about)
    yield Alarm(
        **thing,
        answers=rests_on(listing, detector, heard.why),
        watches="threats",
        enabled=on,
        notifies=heard.told,
        unread=unread(enabled=detector, notifies=heard.why),
    )
    if on is not False:
        findings = _findings(whole, listing.about)
        oldest, why = _oldest(open_, findings)
        yield Alerts(
            **thing,
            answers=rests_on(listing, detector, open_, *findings),
            oldest_open_days=oldest,
            unread=unread(oldest_open_days=why),
        )


def _findings(whole: Account, region: str) -> list[Got]:
    """What was told of a region's open findings, many at a time."""
    return [got for got in whole.answers.every("guardduty.finding") if got.about.partition("/")[0] == region]


def _oldest(open_: Got, findings: list[Got]) -> tuple[int | None, Got]:
    """Days since the oldest open finding, one at least, 0 where none is; with the answer that says so, or why not."""
    wanted = set(body(open_).get("FindingIds", []))
    if not open_.good or not wanted:
        return (0 if open_.good else None), open_
    ages = {f["Id"]: days(got, f.get("CreatedAt")) or 1 for got in findings for f in body(got).get("Findings", [])}
    if missed := wanted - ages.keys():
        untold = unclear(open_, f"{len(missed)} serious findings are open, since when was not told")
        return None, first_bad(*findings) or untold
    return max(ages.values()), findings[0]


def _machines(whole: Account, listing: Got) -> Iterator[Detector]:
    """Give whether machines of a region are looked through; nothing where it surely has none."""
    instances = whole.one("ec2.instances", listing.about)
    rows = body(instances).get("Instances", [])
    if instances.good and all(row.get("State") == "terminated" for row in rows):
        return
    detector = _detector(whole, "guardduty.detector", listing)
    on = {f.get("Name") for f in body(detector).get("Features", []) if f.get("Status") == "ENABLED"}
    yield Detector(
        **_region(whole, MACHINES, listing.about),
        answers=rests_on(listing, detector, instances),
        watches="malware",
        enabled=_enabled(detector) and "EBS_MALWARE_PROTECTION" in on if detector.good else None,
        unread=unread(enabled=detector),
    )


def _enabled(detector: Got) -> bool:
    return body(detector).get("Status") == "ENABLED"


def _bucket(whole: Account, plans: Got, plan_id: str) -> Iterator[Fact]:
    """A plan may cover some prefixes of a bucket only: then those are the thing that is safeguarded."""
    plan = whole.one("guardduty.plan", f"{plans.about}/{plan_id}")
    protected = body(plan).get("ProtectedResource", {})
    if "BucketName" not in protected:
        odd = unclear(plan, "it names no bucket") if plan.good else plan
        yield from gaps(whole.target, BUCKET, odd, _MALWARE, site=plans.about)
        return
    status, bucket = body(plan).get("Status"), protected["BucketName"]
    odd = unclear(plan, "the plan works with a warning")
    for prefix in protected.get("ObjectPrefixes") or [""]:
        part = f"/{prefix}*" if prefix else ""
        arn = f"arn:{whole.partition}:s3:::{bucket}{part}"
        yield Detector(
            **whole.thing(BUCKET, arn, name=f"{bucket}{part}", site=plans.about),
            answers=rests_on(plans, plan),
            watches="malware",
            enabled=None if status == "WARNING" else status == "ACTIVE",
            unread=unread(**({"enabled": odd} if status == "WARNING" else {})),
        )
