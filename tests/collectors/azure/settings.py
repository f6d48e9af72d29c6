"""Changes one setting of a resource at a time, and finds the fact that is to follow it."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

from scanner.facts import Fact, facet
from scanner.facts.base import COMMON
from tests.servers.arm.server import Arm

F = TypeVar("F", bound=Fact)
JSON: TypeAlias = Any
LEFT_OUT: Final = object()
Change: TypeAlias = tuple[str, str, JSON]
"""Which resource, the path in it (empty: all of it), and its new value."""
Setting: TypeAlias = tuple[str, type[Fact], str, str, str, JSON, list[Change]]
"""Row of the catalogue, class and facet of the fact, its resource, a field, the value, and what was changed."""


def put(it: Arm, good: Mapping[str, JSON], *changes: Change) -> None:
    """Have the double hold these resources, changed."""
    for name, resource in copy.deepcopy(dict(good)).items():
        said = resource
        for where, path, value in changes:
            if where == name:
                said = changed(said, path, value)
        if said is not LEFT_OUT:
            it.held.put(said)


def changed(resource: JSON, path: str, value: JSON) -> JSON:
    """A resource with another value at a path."""
    if not path:
        return value
    *above, last = path.split(".")
    part = resource
    for key in above:
        part = part.setdefault(key, {})
    if value is LEFT_OUT:
        part.pop(last, None)
    else:
        part[last] = value
    return resource


def one(found: Iterable[Fact], cls: type[F], which: str, at: str) -> F:
    """The fact of a class and a facet about a resource. What is not known has its reason, and nothing else has one."""
    hits = [f for f in found if isinstance(f, cls) and facet(f) == which and f.resource == at.lower()]
    assert len(hits) == 1, hits
    return explained(hits[0])


def explained(fact: F) -> F:
    """A fact whose unknown fields have a reason each, and nothing else has one."""
    own = fact.__struct_fields__[COMMON:]
    assert {why.field for why in fact.unread} == {name for name in own if getattr(fact, name) is None}
    return fact


def leaves(part: Mapping[str, JSON], at: str = "") -> Iterable[tuple[str, JSON]]:
    """Every single value in a resource, with its path; lists aside."""
    for key, value in part.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{at}{key}.")
        elif not isinstance(value, list):
            yield f"{at}{key}", value
