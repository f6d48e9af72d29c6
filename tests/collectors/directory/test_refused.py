"""Every question to OpenLDAP refused, one at a time and all at once: nothing new is claimed, nothing vanishes."""

import msgspec
import pytest

from collectors.directory.openldap import OPENLDAP
from scanner.answers import Answer
from scanner.finding import Status
from tests.collectors.directory.asking import refused, said, target
from tests.collectors.directory.test_openldap import (
    BASE,
    GROUPS,
    MONITOR,
    PEOPLE,
    POLICY,
    PPOLICY,
    QUIET,
    ROOT,
    STRICT,
    US,
    config,
)
from tests.judged import judged, lost

NAMES = [question.id for question in OPENLDAP.questions]
TARGET = target(636, user=US, privileged=f"cn=admins,{BASE}")
SERVER = {"olcSecurity": "ssf=128", "olcIdleTimeout": 900, "olcRequires": "authc"}
WELL = (
    ROOT,
    *QUIET,
    MONITOR,
    config(SERVER, {"olcRootPW": "{ARGON2}"}, PPOLICY),
    said("openldap.policies", (POLICY, {"cn": "default", **STRICT})),
    PEOPLE,
    GROUPS,
)


def answers(*without: str) -> list[Answer]:
    """All of them, of which these were refused."""
    some = [refused(one.question) if one.question in without else one for one in WELL]
    return [msgspec.structs.replace(one, target=TARGET.id) for one in some]


def test_all_that_is_asked_is_answered_here() -> None:
    assert {answer.question for answer in WELL} == {"directory.root", *NAMES}


@pytest.mark.parametrize("question", NAMES)
def test_one_that_is_refused_makes_nothing_better_and_nothing_go_without_a_word(question: str) -> None:
    before = judged(answers(), TARGET)
    assert {finding.status for finding in before.findings} >= {Status.PASS, Status.FAIL}
    assert lost(before, judged(answers(question), TARGET)) == []


def test_where_all_is_refused_nothing_passes() -> None:
    after = judged(answers("directory.root", *NAMES), TARGET)
    assert {finding.status for finding in after.findings} == {Status.NOT_ASSESSED}


def test_where_all_but_the_root_is_refused_no_more_than_that_is_known() -> None:
    after = judged(answers(*NAMES), TARGET)
    assert {finding.status for finding in after.findings} == {Status.NOT_ASSESSED}
