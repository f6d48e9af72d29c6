"""Things of Compute Engine that a double holds, one setting of them changed at a time."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from scanner.facts import Fact, facet
from tests.collectors.azure.settings import LEFT_OUT, changed
from tests.servers.google.double import Google

JSON: TypeAlias = Any
Change: TypeAlias = tuple[str, str, JSON]
"""Which thing, the path in it (empty: all of it), and its new value."""
Setting: TypeAlias = tuple[str, type[Fact], str, str, str, JSON, list[Change]]
"""Row of the catalogue, class and facet of the fact, its resource, a field, the value, and what was changed."""
Things: TypeAlias = Mapping[str, tuple[str, JSON, dict[str, str]]]
"""By a word of ours: the type or the place, what it is, and where it lies."""
BOTH: Final = ("true", "false")
"""Cloud Asset Inventory is asked, or each service."""
LINK: Final = "https://www.googleapis.com/compute/v1/projects/alder-prod"
FULL: Final = "//compute.googleapis.com/projects/alder-prod"
PLACE: Final = "compute.googleapis.com/compute/v1/projects/alder-prod"
ZONE, REGION = "europe-west1-b", "europe-west1"


def put(it: Google, things: Things, *changes: Change) -> None:
    """Have the double hold these things, changed."""
    assert {name for name, _, _ in changes} <= things.keys()
    for name, (where, body, at) in copy.deepcopy(dict(things)).items():
        said = body
        for which, path, value in changes:
            if which == name:
                said = changed(said, path, value)
        if said is not LEFT_OUT:
            it.held.put(where, said, **at)


def one(found: Iterable[Fact], cls: type[Fact], which: str, at: str) -> Fact:
    """The fact of a class and a facet about a resource; `*` is any facet."""
    hits = [f for f in found if type(f) is cls and which in {"*", facet(f)} and f.resource == at]
    assert len(hits) == 1, hits
    return hits[0]
