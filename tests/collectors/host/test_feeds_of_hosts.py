"""What a question to a host says that is read from it is all that is read from it, and is read from it.

Else a profile that needs it would not ask, or would ask for nothing.
"""

from functools import cache

import pytest

from collectors.host.there import SSH
from collectors.ssh.causes import SESSION
from scanner.facts import Fact, spread
from scanner.scope import needs
from tests.collectors.host.over_ssh import SYSTEMS, WANTED, read, refused, whole, without
from tests.feeding import FEEDS, about, called, changed, uncited, unfed
from tests.judged import registry, rule

ASKED = [(name, question) for name, system in SYSTEMS.items() for question in system.questions[1:]]
each = pytest.mark.parametrize(("system", "question"), ASKED)


@cache
def facts(system: str) -> list[Fact]:
    return read(whole(system))


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_fact_rests_on_answers_that_feed_it(system: str) -> None:
    assert uncited(facts(system), whole(system)) == set()


@each
def test_only_what_a_question_feeds_changes_with_its_answer(system: str, question: str) -> None:
    for outcome in ("denied", "absent"):
        assert unfed(question, changed(facts(system), read(refused(whole(system), question, outcome)))) == set()
    unasked = read(without(whole(system), question), WANTED - {question})
    assert unfed(question, changed(facts(system), unasked)) == set()


@pytest.mark.parametrize(("system", "question"), [(s, q) for s, q in ASKED if s != "linux"])
def test_all_that_a_question_feeds_rests_on_it_or_lacks_without_it(system: str, question: str) -> None:
    """As far as the machines of samples show it; of Linux much depends on which programs there are."""
    place = next(n for n, a in enumerate(whole(system)) if a.question == question)
    resting = [fact for fact in facts(system) if place in fact.answers]
    without_it = changed(facts(system), read(refused(whole(system), question)))
    seen = {one for fact in (*resting, *without_it) for one in spread(about(fact))}
    assert {called(one) for one in FEEDS[question] - seen} == set()


def test_the_first_question_feeds_all() -> None:
    for system in SYSTEMS.values():
        assert FEEDS[system.first] == FEEDS[SESSION]


@pytest.mark.parametrize("check", sorted(registry().checks))
def test_a_profile_of_one_check_reads_what_that_asks_about_as_all_do(check: str) -> None:
    needed = needs({check: registry().checks[check]}, rule())
    asked = frozenset(SSH.wanted(needed.facts, heard=needed.heard))
    for system in SYSTEMS:
        mine = read(tuple(a for a in whole(system) if a.question in asked), asked)
        differing = {about(fact) for fact in changed(facts(system), mine)}
        assert [called(one) for one in differing if not needed.facts.isdisjoint(spread(one))] == [], system
