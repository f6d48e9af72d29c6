"""What is a habit of a region is said once of all regions where it is the same; what lies in one, of each."""

import msgspec
import pytest

from collectors.aws import AWS
from scanner.answers import Answer, decode
from scanner.evidence import canonical
from scanner.judging.assess import Assessment
from tests.collectors.aws.answering import REGION
from tests.collectors.aws.scanning import target
from tests.judged import judged

MORE = ("ap-south-1", "eu-west-1")
HABITS = {
    "aws.backup.resource-type",
    "aws.config",
    "aws.config.history",
    "aws.ec2.images",
    "aws.ec2.networks",
    "aws.ec2.new-instances",
    "aws.emr.block",
    "aws.glue.catalog",
    "aws.guardduty",
    "aws.guardduty.machines",
    "aws.inspector",
    "aws.macie",
    "aws.region",
    "aws.securityhub",
    "aws.ssm.documents",
    "aws.ssm.sessions",
}
THINGS = {"aws.athena.workgroup", "aws.ec2.default-security-group", "aws.ec2.vpc", "aws.kms.key", "aws.sns.topic"}


@pytest.fixture(scope="module")
def three(whole: list[Answer]) -> Assessment:
    """The same account in three regions."""
    lines = [canonical.dumps(msgspec.to_builtins(answer)).decode() for answer in whole]
    elsewhere = [line.replace(REGION, region) for region in MORE for line in lines if REGION in line]
    answers = {a.key: a for a in (decode(line.encode()) for line in (*elsewhere, *lines))}
    return judged([answers[key] for key in sorted(answers)], target(None))


def test_habits_of_regions_are_one_finding(three: Assessment) -> None:
    said = [f for f in three.findings if f.kind in HABITS and not f.standing and (f.site or f.sites)]
    assert {f.kind for f in said} == HABITS
    assert {f.sites or () for f in said} == {(*MORE, REGION)}
    named = {f.name for f in said if f.kind in {"aws.macie", "aws.ssm.sessions"}}
    assert named == {f"{what} in ap-south-1, eu-west-1 and 1 more" for what in ("buckets", "Session Manager")}


def test_things_in_regions_are_findings_of_their_own(three: Assessment) -> None:
    said = [f for f in three.findings if f.kind in THINGS and f.site]
    assert {f.kind for f in said} == THINGS
    assert not any(f.sites for f in said)


def test_whatever_is_called_by_its_region_is_known_as_a_habit(three: Assessment) -> None:
    assert {f.kind for f in three.findings if f.sites} <= HABITS <= AWS.kinds.keys()
