"""A service that a region does not have is nothing to fail for, and nothing to pass by."""

import botocore.session
import msgspec
import pytest

from collectors.aws import QUESTIONS
from scanner.answers import Answer
from scanner.assess import Assessment
from scanner.finding import Status
from tests.collectors.aws.scanning import target
from tests.judged import judged

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
