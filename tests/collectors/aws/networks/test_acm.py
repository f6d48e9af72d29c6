"""ACM's certificates, from answers typed by hand."""

from typing import Any

import pytest

from scanner.facts import Certificate, Gap
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

ARN = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/1"
ROW = {
    "CertificateArn": ARN,
    "DomainName": "alder.example",
    "InUse": True,
    "NotBefore": "2026-11-05T12:00:00Z",
    "NotAfter": "2026-12-25T12:00:00Z",
}


def listing(**row: Any) -> tuple[str, str, Any]:
    return ("acm.certificates", REGION, {"CertificateSummaryList": [{**ROW, **row}]})


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ({}, 30),
        ({"NotAfter": "2026-12-25T11:59:59Z"}, 29),
        ({"NotAfter": "2026-11-24T12:00:00Z"}, -1),
        ({"NotAfter": None}, None),
        ({"InUse": None}, 30),
        ({"InUse": False, "Exported": True}, 30),
    ],
)
def test_certificates(row: Any, left: int | None) -> None:
    it = one("aws.acm.certificate", Certificate, listing(**row))
    assert (it.resource, it.days_left) == (ARN, left)
    assert left is not None or why(it, "days_left") == "unclear"


def test_what_nobody_shows_does_not_matter() -> None:
    assert [f for f in facts(listing(InUse=False, Exported=False)) if isinstance(f, Certificate)] == []


def test_certificates_that_were_not_listed() -> None:
    gap = one("aws.acm.certificate", Gap, ("acm.certificates", REGION, DENIED))
    assert (gap.missing, gap.which) == ("certificate", "")
