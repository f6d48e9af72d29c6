"""The things of a list as readers go through them; that it failed is said in their place. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from scanner.answers import JSON, Answers, Got, gaps
from scanner.facts import Fact, Promise


class Whole(Protocol):
    """Who answered, and everything it answered: a subscription, a project, a directory, a domain."""

    @property
    def answers(self) -> Answers:
        """All of them."""

    @property
    def target(self) -> str:
        """As facts call it."""


def rows(got: Got) -> list[Mapping[str, Any]]:
    """What a list holds; nothing where it was not read."""
    return (got.body or {}).get("value") or [] if got.good else []


def listed(
    whole: Whole, question: str, kind: str, *promises: Promise, about: str = ""
) -> Iterator[tuple[Got, JSON] | Fact]:
    """The things of a list, each with its answer; a gap for each class where it was not read."""
    got = whole.answers.one(question, about)
    if got.good:
        yield from ((got, row) for row in rows(got))
    else:
        yield from gaps(whole.target, kind, got, *promises)
