"""A service that a region does not have is nothing to fail for or to pass by, nor is a region that is not enabled."""

import botocore.session
import msgspec
import pytest

from collectors.aws import QUESTIONS
from scanner.answers import Answer
from scanner.finding import Status
from scanner.judging.assess import Assessment
from tests.collectors.aws.scanning import ask, target
from tests.judged import judged, lost
from tests.servers.aws_canned import completed
from tests.servers.aws_proxy import Proxy, Reply

IT = target(None)
_SESSION = botocore.session.get_session()
REGIONS = frozenset(_SESSION.get_available_regions("ec2"))


def _everywhere(service: str) -> bool:
    return frozenset(_SESSION.get_available_regions(service)) >= REGIONS


ROWS = {q.id: q for q in QUESTIONS if q.scope == "region" and not _everywhere(q.service)}
"""Gates of services that some region lacks, as far as botocore knows."""


@pytest.fixture(scope="module")
def before(whole: list[Answer]) -> Assessment:
    return judged(whole, IT)


def _without(whole: list[Answer], service: str) -> list[Answer]:
    """The service's name has no address: its gates say so, and nothing else of it is asked."""
    gates = {q.id for q in QUESTIONS if q.service == service and q.scope == "region"}
    gone = {q.id for q in QUESTIONS if q.service == service} - gates
    while more := {q.id for q in QUESTIONS if q.each in gates | gone} - gone:
        gone |= more
    said = {"outcome": "absent", "code": "NotOffered", "body": {"NotOffered": True}, "items": 0}
    return [msgspec.structs.replace(a, **said) if a.question in gates else a for a in whole if a.question not in gone]


@pytest.mark.parametrize("service", sorted({row.service for row in ROWS.values()}))
def test_what_is_not_offered_neither_fails_nor_passes(before: Assessment, whole: list[Answer], service: str) -> None:
    was = {f.fingerprint: f.status for f in before.findings}
    answers = sorted(_without(whole, service), key=lambda a: a.key)
    not_there = {place for place, a in enumerate(answers) if a.code == "NotOffered"}
    after = judged(answers, IT)
    claimed = [f for f in after.findings if f.status in (Status.FAIL, Status.PASS)]
    new = [f for f in claimed if was.get(f.fingerprint) != f.status or {r.leaf for r in f.answers} & not_there]
    assert not_there
    assert [f"{f.check} {f.resource}: {f.status} ({f.seen})" for f in new] == []


# --- regions that are not enabled for the account ---

OFF = "me-south-1"


@pytest.fixture
def shut(proxy: Proxy) -> Proxy:
    """In its list of regions one is not enabled."""
    rows = "".join(
        f"<item><regionName>{name}</regionName><optInStatus>{status}</optInStatus></item>"
        for name, status in (("us-east-1", "opt-in-not-required"), (OFF, "not-opted-in"))
    )
    listed, others = Reply(200, f"<R><regionInfo>{rows}</regionInfo></R>".encode()), completed()
    proxy.fault = lambda request: listed if request.operation == "DescribeRegions" else others(request)
    return proxy


def test_a_region_that_is_not_enabled_leaves_nothing_open(before: Assessment, whole: list[Answer], shut: Proxy) -> None:
    asked = ask(target(shut.url, regions=f"us-east-1,{OFF}"), {"ec2.volumes", "cloudtrail.trails"})
    said = [a for a in asked if OFF in a.about]
    assert [(a.question, a.about, a.outcome) for a in said] == [("aws.regions", OFF, "absent")]
    after = judged([*whole, *said], target(None, regions=f"us-east-1,{OFF}"))
    assert [(f.fingerprint, f.status) for f in after.findings] == [(f.fingerprint, f.status) for f in before.findings]
    assert after.coverage.unseen == before.coverage.unseen
    (name,) = (t.name for t in after.coverage.targets)
    assert after.coverage.not_enabled == {OFF: (name,)}
    assert after.coverage.not_offered == before.coverage.not_offered


def test_where_none_is_enabled_nothing_of_regions_passes(before: Assessment, shut: Proxy) -> None:
    """What is declared was not seen, anywhere: that is no account with nothing in it."""
    it = target(shut.url, regions=OFF)
    answers = ask(it)
    regional = {q.id for q in QUESTIONS if q.scope == "region"}
    apart = [a for a in answers if a.question in regional]
    assert {(a.about, a.outcome, a.code, a.source.endpoint) for a in apart} == {
        ("", "denied", "RegionNotEnabled", "not asked")
    }
    after = judged(answers, it)
    assert lost(before, after) == []
    causes = {u.cause.said: u.findings for u in after.coverage.unseen if u.cause}
    assert causes["none of the regions that the target names is enabled for the account"] > 100
