"""For every question asked of AWS: deny it, and no finding that needs it is a pass, and none vanishes."""

import re

import msgspec
import pytest
from msgspec import UNSET

from collectors.aws import AWS, QUESTIONS
from collectors.aws.tags import OPTIONS
from scanner.answers import JSON, Answer
from scanner.catalogue import describe
from scanner.finding import Status
from scanner.judging.assess import Assessment
from scanner.scope import declare
from tests.collectors.aws.scanning import target
from tests.collectors.aws.test_deny import EVIDENCE_ONLY
from tests.judged import judged, lost, registry, rule

IT = target(None)
NO_CHECK_NEEDS = {*EVIDENCE_ONLY, "rds.automated"}
"""Read into a field that no check judges unless a profile wants it: whether a copy lies elsewhere."""


@pytest.fixture(scope="module")
def before(whole: list[Answer]) -> Assessment:
    return judged(whole, IT)


def _hanging_on(question: str) -> set[str]:
    """A question, and all that are asked only about what it lists."""
    found = {question}
    while more := {q.id for q in QUESTIONS if q.each in found} - found:
        found |= more
    return found


def _refused(whole: list[Answer], question: str, outcome: str) -> list[Answer]:
    """As it comes when one question is refused: nothing of what hangs on it is asked."""
    below = _hanging_on(question) - {question}
    return [
        msgspec.structs.replace(a, outcome=outcome, body=None, complete=False) if a.question == question else a
        for a in whole
        if a.question not in below
    ]


@pytest.mark.parametrize("question", [q.id for q in AWS.questions])
def test_a_refused_question(before: Assessment, whole: list[Answer], question: str) -> None:
    _loses_no_word(before, whole, question, "denied")


# One way through the code, and other words: a sample of them is enough.
@pytest.mark.sampled
@pytest.mark.parametrize("outcome", ["throttled", "timeout"])
@pytest.mark.parametrize("question", [q.id for q in AWS.questions])
def test_a_question_that_failed(before: Assessment, whole: list[Answer], question: str, outcome: str) -> None:
    _loses_no_word(before, whole, question, outcome)


def _loses_no_word(before: Assessment, whole: list[Answer], question: str, outcome: str) -> None:
    after = judged(_refused(whole, question, outcome), IT)
    assert lost(before, after) == []
    if question not in NO_CHECK_NEEDS and any(a.question == question for a in whole):
        reasons = {f.reason for f in after.findings if f.status is Status.NOT_ASSESSED}
        assert outcome in reasons


def test_an_account_of_samples_has_much_to_lose(before: Assessment) -> None:
    assert before.coverage.totals["pass"] > 80
    assert before.coverage.totals["fail"] > 40


def test_fixes_name_what_they_are_about(before: Assessment) -> None:
    """Of every kind that the account has, a thing's own name stands in each fix that has a place for it."""
    known = registry()
    catalogue = describe(declare([IT], known, rule()), rule(), known)
    left: dict[tuple[str, ...], str] = {}
    for finding in before.findings:
        own = catalogue.kinds[finding.kind].own if finding.kind in catalogue.kinds else UNSET
        if own and not finding.standing and finding.name and not finding.sites:
            fix = catalogue.fix_of(finding)
            left |= {
                (finding.kind, word, finding.name): fix for word in own if re.search(rf"(?<![\w-]){word}(?![\w-])", fix)
            }
    assert left == {}


def test_nothing_answered(before: Assessment, whole: list[Answer]) -> None:
    after = judged([msgspec.structs.replace(a, outcome="denied", body=None, complete=False) for a in whole], IT)
    assert lost(before, after) == []
    assert {f.status for f in after.findings} == {Status.NOT_ASSESSED}


@pytest.mark.parametrize("question", ["tags.located", "s3.location"])
def test_nor_do_those_of_buckets_that_lie_elsewhere(whole: list[Answer], question: str) -> None:
    """Where a bucket lies must be known, too: else its tags were asked for nowhere."""
    found = judged(_refused(whole, question, "denied"), msgspec.structs.replace(IT, ephi=False))
    assert [f.check for f in found.findings if "free of ePHI" in f.seen] == []


@pytest.mark.parametrize(
    ("options", "matters"),
    [
        ({}, False),
        ({"ephi_tags": {}}, False),
        ({"ephi_tags": {"DataClass": ["phi"]}}, True),
        ({"owner_tags": "Owner"}, True),
    ],
)
def test_where_a_bucket_lies_matters_where_its_tags_are_to_be_read(
    whole: list[Answer], options: dict[str, JSON], *, matters: bool
) -> None:
    bare = {name: said for name, said in IT.options.items() if name not in OPTIONS}
    it = msgspec.structs.replace(IT, ephi=False, options={**bare, **options})
    found = judged(_refused(whole, "s3.location", "denied"), it)
    assert any("free of ePHI" in f.seen for f in found.findings) is not matters


def test_tags_that_were_not_read_set_nothing_free_of_ephi(whole: list[Answer]) -> None:
    free = msgspec.structs.replace(IT, ephi=False)
    quiet, after = judged(whole, free), judged(_refused(whole, "tags.resources", "denied"), free)
    assert any("free of ePHI" in f.seen for f in quiet.findings)
    assert [f.check for f in after.findings if "free of ePHI" in f.seen] == []
    assert "tag:GetResources" in {u.needs for u in after.coverage.unseen}
