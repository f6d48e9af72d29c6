"""Reads what was answered, and says so where an answer makes no sense. Pure."""

from collections.abc import Callable, Iterator, Mapping

from scanner.answers import Answers, Got, gaps, unclear
from scanner.collector import Kind
from scanner.facts import Fact


def careful(target: str, kinds: Mapping[str, Kind], whose: str, read: Callable[[], Iterator[Fact]]) -> Iterator[Fact]:
    """Give a reader's facts. An answer that it cannot make sense of costs what is left of these kinds, and is said.

    whose: the module of the reader.
    """
    try:
        yield from read()
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as err:
        # Not the error's text, which may quote an answer.
        stumbled = Got("error", f"{whose} could not read an answer ({type(err).__name__})")
        for name, kind in kinds.items():
            yield from gaps(target, name, stumbled, *kind.gives)


def unnamed(answers: Answers, kinds: Mapping[str, Kind], question: str, lacks: str) -> Iterator[Fact]:
    """Gaps for everything: nobody knows who answered. question: what should have told; lacks: what it says then."""
    got = answers.one(question)
    why = unclear(got, lacks) if got.good else got
    for name, kind in kinds.items():
        yield from gaps(answers.target, name, why, *kind.gives)
