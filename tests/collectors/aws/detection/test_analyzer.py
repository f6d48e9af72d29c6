"""What Access Analyzer saw open; answers typed by hand."""

from typing import Any

import pytest

from scanner.facts import Exposure, Gap
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, why

Given = tuple[str, str, Any]
ARN, OTHER = (f"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/{name}" for name in ("a", "b"))
LAYER = f"arn:aws:lambda:{REGION}:{ACCOUNT}:layer:tools:1"


def analyzers(*states: str) -> Given:
    rows = [{"arn": arn, "type": "ACCOUNT", "status": s} for arn, s in zip((ARN, OTHER), states, strict=False)]
    return ("analyzer.analyzers", REGION, {"analyzers": rows})


def found(*given: Given) -> list[Exposure]:
    return [f for f in facts(*given) if isinstance(f, Exposure) and f.kind == "aws.accessanalyzer.open"]


def findings(*public: bool | None, arn: str = ARN) -> Given:
    rows = [{"resource": LAYER} if p is None else {"resource": LAYER, "isPublic": p} for p in public]
    return ("analyzer.findings", arn, {"findings": rows})


@pytest.mark.parametrize(
    ("public", "audience"),
    [
        ((True,), "any-account"),
        ((False,), "listed"),
        ((False, True), "any-account"),
        ((None, True), "any-account"),
        ((None,), None),
        ((False, None), None),
    ],
)
def test_how_far_it_is_open(public: tuple[bool | None, ...], audience: str | None) -> None:
    (exposure,) = found(analyzers("ACTIVE"), findings(*public))
    assert (exposure.resource, exposure.name, exposure.audience) == (LAYER, "layer:tools:1", audience)
    if audience is None:
        assert why(exposure, "audience") == "unclear"


def test_what_two_analyzers_saw_is_told_once() -> None:
    assert len(found(analyzers("ACTIVE", "ACTIVE"), findings(True), findings(True, arn=OTHER))) == 1


def test_of_what_is_not_open_nothing_is_said() -> None:
    assert found(analyzers("ACTIVE"), ("analyzer.findings", ARN, {})) == []
    assert found(analyzers("CREATING")) == []
    nowhere = facts(("analyzer.analyzers", REGION, ABSENT))
    assert [f for f in nowhere if f.kind == "aws.accessanalyzer.open"] == []


@pytest.mark.parametrize(
    "given",
    [(("analyzer.analyzers", REGION, DENIED),), (analyzers("ACTIVE"), ("analyzer.findings", ARN, DENIED))],
)
def test_what_was_refused_is_a_gap(given: tuple[Given, ...]) -> None:
    (gap,) = (f for f in facts(*given) if isinstance(f, Gap) and f.kind == "aws.accessanalyzer.open")
    assert (gap.missing, gap.which, gap.outcome) == ("exposure", "permission/data", DENIED)
