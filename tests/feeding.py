"""Holds what questions say that is read from them against what is."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from collectors.aws import AWS
from collectors.host.there import SSH
from collectors.tls import TLS
from scanner.answers import Answer
from scanner.facts import CLASSES, Fact, Gap, Promise, facet, facets, promised, spread, tag

_CLASSES = {tag(cls): cls for cls in CLASSES}
FEEDS = {
    question.id: frozenset(one for promise in question.feeds for one in spread(promise))
    for question in (*AWS.questions, *SSH.questions, *TLS.questions)
}
"""By question: what it says that is read from it, facet by facet."""


def about(fact: Fact) -> Promise:
    """What a fact is one of, and what a gap says that may be missing: a class alone is all its facets."""
    cls, which = (_CLASSES[fact.missing], fact.which) if isinstance(fact, Gap) else (type(fact), facet(fact))
    return (cls, which) if which in facets(cls) else cls


def called(promise: Promise) -> str:
    """As people read it."""
    return f"{tag(promised(promise))} {promise[1] if isinstance(promise, tuple) else ''}".strip()


def unfed(question: str, facts: Iterable[Fact]) -> set[str]:
    """Those of the facts, by what they are, that the question does not say that it feeds."""
    return {called(about(fact)) for fact in facts if not FEEDS[question].issuperset(spread(about(fact)))}


def uncited(facts: Iterable[Fact], answers: Iterable[Answer]) -> set[str]:
    """Facts that rest on answers to questions that do not feed them."""
    asked = {place: answer.question for place, answer in enumerate(answers)}
    found = {(asked[place], fact) for fact in facts for place in fact.answers}
    return {f"{question}: {lack}" for question, fact in found for lack in unfed(question, [fact])}


def changed(before: Iterable[Fact], after: Iterable[Fact]) -> Iterable[Fact]:
    """The facts that one reading has and the other has not, wherever their answers stand."""
    old, new = (Counter(msgspec.structs.replace(fact, answers=()) for fact in facts) for facts in (before, after))
    return (old - new) + (new - old)
