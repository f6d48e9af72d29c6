"""Has a double of Google hold resources with one setting changed, and finds the fact that is to follow it."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from msgspec import structs

from scanner.answers import Answer
from scanner.facts import Fact, Gap, facet
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting, changed
from tests.collectors.gcp.asking import facts, left_out, near_answers, read, target
from tests.servers.google.double import Google

JSON: TypeAlias = Any
Held: TypeAlias = Mapping[str, tuple[str, JSON]]
"""By a name of the test's own: a type of Asset Inventory or a path, and what is held there; or whose policy it is."""
POLICY: Final = "policy of "
"""Before the name of what has this policy; nothing after it: the project."""
WAYS: Final = (True, False)
"""By Cloud Asset Inventory, and each service by itself."""


def hold(it: Google, good: Held, *changes: Change) -> None:
    """Have the double hold these, changed."""
    places: dict[str, str] = {"": ""}
    for name, (where, body) in copy.deepcopy(dict(good)).items():
        said = body
        for of, path, value in changes:
            if of == name:
                said = changed(said, path, value)
        if said is LEFT_OUT or (where.removeprefix(POLICY) not in places and where.startswith(POLICY)):
            continue
        if where.startswith(POLICY):
            it.held.policy(places[where.removeprefix(POLICY)], said)
        else:
            places[name] = it.held.put(where, said)


def told(it: Google, *, bulk: bool) -> list[Fact]:
    """What it means, by one of the two ways. Nothing is said to be unknown that is known."""
    found = facts(it, asset_inventory=bulk)
    assert not [f for f in found for why in f.unread if getattr(f, why.field) is not None]
    return found


def one(found: Iterable[Fact], cls: type[Fact], which: str, at: str, kind: str = "") -> Fact:
    """The fact of a class and a facet about a resource."""
    hits = [f for f in found if type(f) is cls and facet(f) == which and f.resource == at and kind in {"", f.kind}]
    assert len(hits) == 1, hits
    return hits[0]


def named(setting: Setting) -> str:
    """What a row of a table is about."""
    row, cls, which, at, field, value, changes = setting
    return f"{row}-{cls.__name__}-{which}-{at.rpartition('/')[2]}-{field}-{value}-{len(changes)}"


def follows(it: Google, good: Held, setting: Setting, *, bulk: bool) -> None:
    """Have these held, changed as a row of a table says, and make sure that the fact follows."""
    row, cls, which, at, field, value, changes = setting
    hold(it, good, *changes)
    found = one(told(it, bulk=bulk), cls, which, at)
    assert getattr(found, field) == value, (row, found)


def missing(found: Iterable[Fact], kind: str) -> set[tuple[str, str, str]]:
    """Which facts of a kind may be missing, and why: class, facet, outcome."""
    return {(f.missing, f.which, f.outcome) for f in found if isinstance(f, Gap) and f.kind == kind}


def said(found: Iterable[Fact]) -> list[str]:
    """Facts without what differs by the way: places of answers, what was asked in vain, what one way leaves out."""
    return sorted(
        repr(structs.replace(f, answers=(), unread=tuple(structs.replace(why, ask="") for why in f.unread)))
        for f in found
        if not left_out(f)
    )


def idle(it: Google, *, bulk: bool, of: str) -> set[str]:
    """Kept values that no fact follows: without any of them all facts are the same. of: how the questions begin."""
    answers = near_answers(it, asset_inventory=bulk)
    one = target(it, asset_inventory=bulk)
    before, seen = said(read(one, answers)), dict[str, bool]()
    for n, answer in enumerate(answers):
        for path, without in _without(answer) if answer.question.startswith(of) else ():
            name = f"{answer.question}: {path}"
            seen[name] = seen.get(name) or said(read(one, [*answers[:n], without, *answers[n + 1 :]])) != before
    return {name for name, follows in seen.items() if not follows}


def _without(answer: Answer) -> Iterator[tuple[str, Answer]]:
    for steps in _leaves(answer.body, ()):
        body = copy.deepcopy(answer.body)
        part = body
        for step in steps[:-1]:
            part = part[step]
        del part[steps[-1]]
        yield ".".join(str(step) for step in steps if not isinstance(step, int)), structs.replace(answer, body=body)


def _leaves(part: JSON, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Where every single value stands."""
    pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in pairs:
        if isinstance(value, dict | list):
            yield from _leaves(value, (*at, key))
        else:
            yield (*at, key)
