from typing import get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import facts
from scanner.facts import CLASSES, AnyFact, Channel, Clock, Exposure, Fact, Gap, Guard, Unread, blank, facet, tag
from scanner.facts.classes import SELECTORS
from tests.make import make


def first_word(cls: type[Fact], field: str) -> str:
    return str(get_args(get_type_hints(cls)[field])[0])


def selected(cls: type[Fact]) -> str:
    return "/".join(first_word(cls, f) for f in SELECTORS.get(cls, ()))


@pytest.mark.parametrize("cls", CLASSES)
def test_every_class_can_be_unknown_in_all_its_fields_and_survives_the_wire(cls: type[Fact]) -> None:
    fact = blank(cls, selected(cls), outcome="denied")
    assert fact is not None
    assert facet(fact) == selected(cls)
    assert msgspec.json.decode(msgspec.json.encode(fact), type=AnyFact) == fact


def test_a_facet_that_does_not_say_which_fact_gives_none() -> None:
    assert blank(Guard, "", outcome="denied") is None
    assert blank(Exposure, "network", outcome="denied") is None
    assert blank(Clock, "", outcome="denied") is not None


@given(
    st.builds(
        Clock,
        target=st.text(),
        resource=st.text(),
        kind=st.text(),
        synchronised=st.booleans(),
        sources=st.integers(0, 9),
        authenticated=st.booleans(),
        off_seconds=st.integers(0, 9),
        stamps=st.booleans(),
        unread=st.just(()),
    )
)
def test_round_trip(clock: Clock) -> None:
    assert msgspec.json.decode(msgspec.json.encode(clock), type=AnyFact) == clock


def test_a_none_without_its_reason_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="Clock: sources is None and unread does not say why"):
        make(Clock, synchronised=True, sources=None, authenticated=False, off_seconds=0, unread=())


def test_nor_decoded() -> None:
    fact = make(Clock, synchronised=True)
    bare = msgspec.json.encode({**msgspec.to_builtins(fact), "unread": []})
    with pytest.raises(msgspec.ValidationError, match="unread does not say why"):
        msgspec.json.decode(bare, type=AnyFact)


@pytest.mark.parametrize(
    "wrong",
    [
        {"synchronised": 1},
        {"sources": "2"},
        {"sources": 1.5},
        {"unknown": True},
        {"fact": "watch"},
    ],
)
def test_what_is_not_exactly_a_fact_is_refused(wrong: dict[str, object]) -> None:
    good = msgspec.to_builtins(
        make(Clock, synchronised=True, sources=1, authenticated=False, off_seconds=0, stamps=True)
    )
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode({**good, **wrong}), type=AnyFact)


def test_every_class_is_in_the_union_under_its_own_tag() -> None:
    defined = {c for c in vars(facts).values() if isinstance(c, type) and issubclass(c, Fact) and c is not Fact}
    assert defined == {*CLASSES, Gap}
    assert len({tag(c) for c in defined}) == len(defined)


def test_a_known_reason_is_kept() -> None:
    why = (Unread(field="algorithms", outcome="hidden", ask="the platform does not tell"),)
    channel = make(
        Channel, protocol="tls", enabled=True, encryption="required", min_version="1.2", algorithms=None, unread=why
    )
    assert channel.unread == why
