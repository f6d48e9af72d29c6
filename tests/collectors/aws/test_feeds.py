"""What a question says that is read from it is all that is read from it: else a profile that needs it would not ask.

A whole account is read again without the answers to one question, and with those only that one check needs.
"""

from collections.abc import Callable

import msgspec
import pytest

from collectors.asking.order import wanted
from collectors.aws import AWS, QUESTIONS
from collectors.aws.asking.ask import ALWAYS
from scanner import plugins
from scanner.answers import Answer
from scanner.check import Judged, Related
from scanner.facts import Fact, spread
from scanner.profile.layers import load_profile
from scanner.scope import needs
from tests.collectors.aws.scanning import ALL, read, target
from tests.feeding import about, called, changed, uncited, unfed

REGISTRY = plugins.load()
RULE = load_profile("hipaa-security-rule", REGISTRY.checks)
HERE = target(None)
AT_ONCE = {"aws.identity": "without it nothing at all is read"}


def _refused(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, outcome="denied", code="AccessDenied", body=None, complete=False)


def _none(answer: Answer) -> Answer:
    return msgspec.structs.replace(answer, outcome="absent", code="", body=None)


@pytest.fixture(scope="session")
def facts(whole: list[Answer]) -> list[Fact]:
    return read(whole, HERE)


@pytest.mark.parametrize(
    ("question", "instead"),
    [
        *((question, _refused) for question in sorted(ALL - AT_ONCE.keys())),
        *((question.id, _none) for question in QUESTIONS if question.absent),
    ],
)
def test_only_what_a_question_feeds_changes_with_its_answers(
    question: str, instead: Callable[[Answer], Answer], whole: list[Answer], facts: list[Fact]
) -> None:
    answers = [instead(a) if a.question == question else a for a in whole]
    assert unfed(question, changed(facts, read(answers, HERE))) == set()


@pytest.mark.parametrize("question", sorted(ALL - AT_ONCE.keys()))
def test_only_what_a_question_feeds_is_lost_where_it_is_not_asked(
    question: str, whole: list[Answer], facts: list[Fact]
) -> None:
    answers = [a for a in whole if a.question != question]
    assert unfed(question, changed(facts, read(answers, HERE, ALL - {question}))) == set()


def test_a_fact_rests_on_answers_that_feed_it(whole: list[Answer], facts: list[Fact]) -> None:
    assert uncited(facts, whole) == set()


@pytest.mark.parametrize("check", sorted(REGISTRY.checks))
def test_a_profile_of_one_check_reads_what_that_asks_about_as_all_do(
    check: str, whole: list[Answer], facts: list[Fact]
) -> None:
    needed = needs({check: REGISTRY.checks[check]}, RULE)
    sealed = AWS.wanted(needed.facts, heard=needed.heard)
    asked = {row.id for row in wanted(QUESTIONS, sealed, ALWAYS)}
    unserved = {q.id for q in AWS.questions if q.serves and q.id not in sealed}  # of which it looks at no field
    alike = read([a for a in whole if a.question not in unserved], HERE, ALL - unserved)
    mine = read([a for a in whole if a.question in asked], HERE, sealed)
    differing = {about(fact) for fact in changed(alike, mine)}
    assert [called(p) for p in differing if not needed.facts.isdisjoint(spread(p))] == []


@pytest.mark.parametrize("check", sorted(REGISTRY.checks))
def test_a_check_has_nothing_to_say_of_facts_that_it_does_not_ask_about(check: str, facts: list[Fact]) -> None:
    """Else it would judge what nobody asked."""
    one = REGISTRY.checks[check]
    needed = needs({check: one}, RULE).facts
    for fact in facts:
        if type(fact) is one.fact and needed.isdisjoint(spread(about(fact))):
            beside = (Related(_beside(fact, one.related, facts), ()),) if one.related else ()
            said = {verdict.judged for verdict in one.judge(fact, *beside, **RULE.settings(one))}
            assert said <= {Judged.INAPPLICABLE}, fact


def _beside(fact: Fact, cls: type[Fact], facts: list[Fact]) -> tuple[Fact, ...]:
    return tuple(other for other in facts if type(other) is cls and other.resource == fact.resource)
