"""Reads Inspector's answers: whether known flaws are looked for, and how long those that were found stay open. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.asking.ages import days
from collectors.aws.detection.inspector import SCANNED, SCANNER
from collectors.aws.read import Account, body
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.facts import Detector, Fact, Fixes

Row = Mapping[str, Any]


class _Sort(NamedTuple):
    """A sort of things that Inspector is switched on for."""

    field: str
    service: str
    resources: str
    name: str
    question: str
    """The list of them, and the key in it: where there are none, none need be scanned."""
    key: str


_SORTS: Final = (
    _Sort("ec2", "ec2", "instance/*", "EC2 instances", "ec2.instances", "Instances"),
    _Sort("lambda", "lambda", "function:*", "Lambda functions", "lambda.functions", "Functions"),
)
"""Of images each repository says itself whether they are scanned, by whom ever."""
_TYPES: Final = frozenset({"AWS_EC2_INSTANCE", "AWS_LAMBDA_FUNCTION", "AWS_ECR_REPOSITORY", "AWS_ECR_CONTAINER_IMAGE"})

_NOTHING: Final = frozenset({"RESOURCE_TERMINATED", "NO_RESOURCES_FOUND"})
"""It is gone, or a repository holds no image."""
_STILL: Final = frozenset({"AWS_LAMBDA_FUNCTION", "AWS_ECR_CONTAINER_IMAGE"})


def read(whole: Account) -> Iterator[Fact]:
    """Give what is scanned in each region, and what was found."""
    for status in whole.every("inspector.status"):
        if not status.good:
            yield from gaps(whole.target, SCANNER, status, (Detector, "vulnerabilities"), site=status.about)
            yield from gaps(whole.target, SCANNED, status, Fixes, site=status.about)
        elif status.outcome != "absent":
            yield from _detectors(whole, status)
            yield from _releases(whole, status)


def _detectors(whole: Account, status: Got) -> Iterator[Detector]:
    own = next((a for a in body(status).get("accounts", []) if a.get("accountId") == whole.id), None)
    why = status if own else unclear(status, "it says nothing of this account")
    for sort in _SORTS:
        things = whole.one(sort.question, status.about)
        if things.good and not body(things).get(sort.key):
            continue
        yield Detector(
            **whole.thing(
                SCANNER,
                whole.name(sort.service, status.about, sort.resources),
                name=f"{sort.name} in {status.about}",
                site=status.about,
                within=(whole.arn,),
            ),
            answers=rests_on(status, things),
            watches="vulnerabilities",
            enabled=own.get(sort.field) == "ENABLED" if own else None,
            unread=unread(enabled=why),
        )


def _releases(whole: Account, status: Got) -> Iterator[Fact]:
    for own in body(status).get("accounts", []):
        if own.get("state") != "ENABLED":
            continue
        about = f"{status.about}/{own['accountId']}"
        coverage, findings = whole.one("inspector.coverage", about), whole.one("inspector.findings", about)
        if not coverage.good:
            yield from gaps(whole.target, SCANNED, coverage, Fixes, site=status.about)
        open_ = _by_thing(whole, status.about, findings)
        for arn, rows in _covered(whole, status.about, coverage).items():
            yield _fixes(whole, arn, rows, open_.get(arn, []), coverage=coverage, findings=findings)


def _covered(whole: Account, region: str, coverage: Got) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in body(coverage).get("coveredResources", []):
        if row.get("resourceType") in _TYPES and row.get("reason") not in _NOTHING:
            found[_thing(whole, region, row["resourceId"])].append(row)
    return found


def _by_thing(whole: Account, region: str, findings: Got) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in body(findings).get("findings", []):
        for resource in row.get("resources", []):
            found[_thing(whole, region, resource)].append(row)
    return found


def _thing(whole: Account, region: str, resource: str) -> str:
    """The ARN of a machine; of a function without its version; of an image the repository it lies in."""
    if not resource.startswith("arn:"):
        return whole.name("ec2", region, f"instance/{resource}")
    if ":function:" in resource:
        return ":".join(resource.split(":")[:7])
    return resource.partition("/sha256:")[0]


def _fixes(  # noqa: PLR0913  # all that is known of one thing
    whole: Account, arn: str, rows: list[Row], open_: list[Row], *, coverage: Got, findings: Got
) -> Fixes:
    # Old images that nobody uses are scanned no more: they say nothing of those that are.
    active = [r for r in rows if r.get("statusCode") == "ACTIVE"]
    scanned = bool(active) and all(r.get("lastScannedAt") for r in active if r["resourceType"] != "AWS_ECR_REPOSITORY")
    reason = next((str(r.get("reason")) for r in rows if r.get("reason") != "SUCCESSFUL"), "")
    blind = findings if scanned else _unseen(coverage, reason)
    ages = {rank: _oldest(findings, open_, rank) for rank in ("CRITICAL", "HIGH")}
    known = {rank: age if age or (scanned and findings.good) else None for rank, age in ages.items()}
    name = arn.rpartition(":")[2].partition("/")[2] or arn.rpartition(":")[2]
    return Fixes(
        **whole.thing(SCANNED, arn, name=name, site=arn.split(":")[3], also=(name,) if ":instance/" in arn else ()),
        answers=rests_on(coverage, findings),
        oldest_critical_days=known["CRITICAL"],
        oldest_high_days=known["HIGH"],
        checked_days=max(_checked(coverage, r) for r in _telling(active or rows)),
        unread=unread(
            **{f"oldest_{rank.lower()}_days": blind for rank, age in known.items() if age is None},
        ),
    )


def _unseen(coverage: Got, reason: str) -> Got:
    if reason == "EC2_INSTANCE_STOPPED":
        return Got("hidden", "the machine stands still", place=coverage.place)
    return unclear(coverage, f"it is not looked at ({reason})")


def _checked(coverage: Got, row: Row) -> int:
    """Days since it was looked at; 0 for what stands still and is looked at anew by itself when a flaw comes up in it.

    A machine's packages change without a word: of it the day counts on which they were last read.
    """
    continual = row.get("statusCode") == "ACTIVE" and row.get("reason") == "SUCCESSFUL" and row.get("lastScannedAt")
    return 0 if continual and row.get("resourceType") in _STILL else days(coverage, row.get("lastScannedAt"))


def _telling(rows: list[Row]) -> list[Row]:
    """A repository is as well known as its images, where it has any."""
    return [r for r in rows if r.get("resourceType") != "AWS_ECR_REPOSITORY"] or rows


def _oldest(findings: Got, open_: list[Row], rank: str) -> int:
    """Days since the oldest fix that is not installed; 0 none.

    When a fix came out is not told. Since one day the flaw is in its vendor's list, on another it was seen here: the
    earlier counts, for a machine made yesterday of an old image has old flaws.
    """
    dates = [str(r[d]) for r in open_ if r.get("severity") == rank for d in _DATES if r.get(d)]
    return max((max(days(findings, d), 1) for d in dates), default=0)


_DATES: Final = ("vendorCreatedAt", "firstObservedAt")
