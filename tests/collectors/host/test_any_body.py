"""Whatever a body holds: what is read of it ends in facts and gaps, and nothing passes for want of a field."""

import copy
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.host.there import SSH
from scanner.answers import Answer, Answers
from scanner.facts import Fact, Gap
from scanner.finding import Status
from tests.collectors.host.over_ssh import HERE, SYSTEMS, but, refused, whole
from tests.judged import judged

OTHERS = [(system, question) for system in ("macos", "windows") for question in SYSTEMS[system].questions]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(1 - 2**53, 2**53 - 1)
    | st.text(max_size=5)
    | st.sampled_from(["On", "ok", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
NOTHING_SET = {"macos.preferences", "windows.services"}
"""Lists by name of what there is: an empty one says that there is nothing, which is an answer."""


def body(system: str, question: str) -> Any:
    return copy.deepcopy(next(a.body for a in whole(system) if a.question == question))


def passing(answers: tuple[Answer, ...]) -> set[str]:
    return {f.fingerprint for f in judged(answers, HERE).findings if f.status is Status.PASS}


@cache
def before(system: str) -> set[str]:
    return passing(whole(system))


@cache
def unanswered(system: str, question: str) -> set[str]:
    return passing(refused(whole(system), question))


def held(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all fields in a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*at, key)
        yield from held(one, (*at, key))


def holder(value: Any, at: tuple[Any, ...]) -> Any:
    for key in at[:-1]:
        value = value[key]
    return value


@pytest.mark.parametrize("system", ["macos", "windows"])
@hypothesis.settings(deadline=None, max_examples=120)
@given(data=st.data())
def test_anything_in_the_place_of_anything_is_judged(system: str, data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(SYSTEMS[system].questions))
    other = body(system, question)
    if places := list(held(other)):
        at = data.draw(st.sampled_from(places))
        holder(other, at)[at[-1]] = data.draw(ANYTHING)
    assert judged(but(whole(system), question, body=other), HERE).findings


@pytest.mark.parametrize("system", ["macos", "windows"])
@hypothesis.settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_of_a_body_without_any_known_field_passes_what_passes_without_it(system: str, data: st.DataObject) -> None:
    question, noise = data.draw(st.sampled_from(SYSTEMS[system].questions)), data.draw(ANYTHING)
    known = before(system) if question in NOTHING_SET else unanswered(system, question)
    assert passing(but(whole(system), question, body=noise)) <= known


@cache
def facts(system: str) -> frozenset[Fact]:
    return frozenset(until_it_breaks(whole(system)))


def until_it_breaks(answers: tuple[Answer, ...]) -> list[Fact]:
    """What is read, up to where the reader gives up: after that all is open, as `judged` shows."""
    found: list[Fact] = []
    with suppress(LookupError, TypeError, ValueError, AttributeError):
        found.extend(SSH.read(Answers(HERE.id, enumerate(answers), wanted={})))
    return found


@pytest.mark.parametrize(("system", "question"), OTHERS)
def test_nothing_passes_for_want_of_a_field(system: str, question: str) -> None:
    given = body(system, question)
    for at in held(given):
        if isinstance(at[-1], str):
            other = copy.deepcopy(given)
            del holder(other, at)[at[-1]]
            answers = but(whole(system), question, body=other)
            if any(not isinstance(fact, Gap) and fact not in facts(system) for fact in until_it_breaks(answers)):
                assert passing(answers) <= before(system), at
