"""Stores of services that nobody reads here yet: where there are any, that is said. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from scanner.answers import Got, gaps, unclear
from scanner.collector import Kind
from scanner.facts import Asset, Backup, DataStore, Exposure, Fact, LogTrail, Promise

GIVES: Final[tuple[Promise, ...]] = (
    (Asset, "store"),
    DataStore,
    (Exposure, "permission/data"),
    (Exposure, "network/data"),
    (LogTrail, "store"),
    (Backup, "copy"),
)
"""What such services would tell."""


def kinds(name: str) -> Mapping[str, Kind]:
    """All of them, as one kind."""
    return MappingProxyType({name: Kind(title="store of a service that is not read yet", gives=GIVES)})


def missing(target: str, kind: str, got: Got, types: Iterable[object]) -> Iterator[Fact]:
    """Give gaps where there are some, of these types, or where nobody says whether there are: `got` is bad then."""
    if found := sorted({str(name) for name in types}):
        got = unclear(got, f"{', '.join(found)}: there are some, and nobody reads them here yet")
    if not got.good:
        yield from gaps(target, kind, got, *GIVES)
