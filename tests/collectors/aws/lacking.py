"""What moto cannot answer, told by bodies that botocore's shapes allow: asked over HTTP, and judged by the rule."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from moto.core.utils import get_service_model

from collectors.aws import QUESTIONS
from collectors.aws.question import Ask
from scanner.answers import GOOD
from tests.collectors.aws.scanning import ask, target
from tests.judged import judged
from tests.servers.aws_proxy import Proxy, Reply, Request, error
from tests.servers.aws_shapes import Canned, answering
from tests.servers.moto import ACCOUNT
from tests.servers.quiet import nothing

ROWS: Mapping[str, Ask] = {row.id: row for row in QUESTIONS}
HERE = f"us-east-1:{ACCOUNT}"
NOTHING = ""
"""Said where there is nothing to judge."""
_WHO: Canned = {
    "sts.GetCallerIdentity": {"UserId": "AIDA", "Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"},
    "ec2.DescribeRegions": {"Regions": [{"RegionName": "us-east-1", "OptInStatus": "opt-in-not-required"}]},
}


class Case(NamedTuple):
    """An answer: a body, or the code of an error. And what is then said: the state of the finding, and its words."""

    told: Any
    said: str


class Lack(NamedTuple):
    """A question that moto cannot answer, a check whose verdict hangs on it, and what four answers come to.

    Denied is the same for all: not assessed, with the right that was refused.
    """

    question: str
    check: str
    kind: str
    passing: Case
    failing: Case
    absent: Case
    led: Canned = MappingProxyType({})
    """What else is answered: the lists that lead there."""
    beside: tuple[str, ...] = ()
    """Other questions that are judged together with it; where nothing else is said, their lists are empty."""
    facet: str = ""


def four(*lacks: Lack) -> list[Any]:
    """Each with each of its cases."""
    return [
        pytest.param(lack, name, id=f"{lack.question} {lack.check} {name}")
        for lack in lacks
        for name in ("passing", "failing", "absent", "denied")
    ]


def said(lack: Lack, name: str, proxy: Proxy) -> str:
    """What comes of it, asked and judged: states and words. Of what is denied the state alone, if all say why."""
    row, case = ROWS[lack.question], getattr(lack, name, None)
    if case is None:
        found = _found(proxy, lack, _refused)
        why = f"denied: {row.operation} ({row.needs})"
        return "; ".join(sorted({status if why in seen else f"{status}: {seen}" for status, seen in found}))
    code = case.told if isinstance(case.told, str) else ""
    assert not code or code in _codes(row) or not _codes(row), code
    found = _found(proxy, lack, (lambda request: error(request, code, 400)) if code else case.told)
    return "; ".join(sorted(f"{status}: {seen}" for status, seen in found))


def expected(lack: Lack, name: str) -> str:
    """What shall come of it."""
    case: Case | None = getattr(lack, name, None)
    return case.said if case else "not_assessed"


def _found(proxy: Proxy, lack: Lack, answer: Any) -> set[tuple[str, str]]:
    beside = (ROWS[question].operation for question in lack.beside)
    empty = {operation: nothing(operation) for operation in beside}
    proxy.fault = answering({**_WHO, **empty, **lack.led, ROWS[lack.question].operation: answer})
    it = target(proxy.url)
    answers = ask(it, {lack.question, *lack.beside})
    operation = ROWS[lack.question].operation
    stray = [(a.question, a.outcome, a.code) for a in answers if a.outcome not in GOOD and a.operation != operation]
    assert not stray, stray
    found = [f for f in judged(answers, it).findings if (f.check, f.kind) == (lack.check, lack.kind)]
    # Other questions of the same kind are not asked here, and so have no answer.
    told = [f for f in found if not f.seen.endswith(": no answer)")]
    return {(f.status.value, f.seen) for f in told if f.facet == lack.facet or not lack.facet}


def _refused(request: Request) -> Reply:
    code = "UnauthorizedOperation" if request.service == "ec2" else "AccessDenied"
    return error(request, "AccessDeniedException" if "x-amz-target" in request.headers else code)


def _codes(row: Ask) -> set[str]:
    """The errors that the operation's model knows; EC2's and S3's know none."""
    return {shape.name for shape in get_service_model(row.service).operation_model(row.call).error_shapes}
