"""Which facts there may be: their classes, and of a class its facets."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias, get_args, get_type_hints

from scanner.facts.access import Exposure, Grant, Guard, Identity, Lockout, PasswordPolicy, Session, SignIn
from scanner.facts.base import COMMON, Fact, Failure, Gap, Unread
from scanner.facts.records import (
    Alarm,
    Alerts,
    Backup,
    Channel,
    Definitions,
    Delivery,
    Detector,
    LogStore,
    LogTrail,
    Routine,
)
from scanner.facts.things import Asset, Certificate, Clock, Credential, DataStore, Fixes, Key, Leftover, Release, Reuse

AnyFact: TypeAlias = (
    Gap
    | Asset
    | DataStore
    | Leftover
    | Release
    | Fixes
    | Clock
    | Key
    | Credential
    | Reuse
    | Certificate
    | Identity
    | PasswordPolicy
    | Lockout
    | SignIn
    | Session
    | Grant
    | Exposure
    | Guard
    | Channel
    | LogTrail
    | Delivery
    | LogStore
    | Detector
    | Definitions
    | Alarm
    | Alerts
    | Backup
    | Routine
)

CLASSES: Final[tuple[type[Fact], ...]] = tuple(c for c in AnyFact.__args__ if c is not Gap)
"""The judged classes."""

SELECTORS: Final[Mapping[type[Fact], tuple[str, ...]]] = MappingProxyType(
    {
        Gap: ("missing",),
        Asset: ("role",),
        Credential: ("form",),
        SignIn: ("audience",),
        Session: ("surface",),
        Grant: ("right",),
        Exposure: ("way", "offers"),
        Guard: ("prevents",),
        Channel: ("protocol",),
        LogTrail: ("of",),
        Detector: ("watches",),
        Alarm: ("watches",),
        Backup: ("mechanism",),
        Routine: ("what",),
    }
)


Promise: TypeAlias = type[Fact] | tuple[type[Fact], str]
"""A class of facts, or those of it with one facet: `DataStore`, `(Guard, "deletion")`, `(Exposure, "network/data")`."""


def promised(promise: Promise) -> type[Fact]:
    """The class of a promise."""
    return promise[0] if isinstance(promise, tuple) else promise


def facet(fact: Fact) -> str:
    """Which of several facts of its class about one resource: `shell`, `tls`, `network/data`; often empty."""
    return "/".join(getattr(fact, field) for field in SELECTORS.get(type(fact), ()))


@cache
def facets(cls: type[Fact]) -> tuple[str, ...]:
    """All that there may be of a class: of a channel each protocol; of a class without any the empty one."""
    hints = get_type_hints(cls)
    return tuple(map("/".join, product(*(get_args(hints[field]) for field in SELECTORS.get(cls, ())))))


def spread(promise: Promise) -> Iterator[tuple[type[Fact], str]]:
    """A promise facet by facet: of a class alone all that there may be."""
    if isinstance(promise, tuple):
        yield promise
    else:
        yield from ((promise, which) for which in facets(promise))


_ADDS: Final = frozenset({"considered", "documented"})
"""Own fields that decide nothing: they may be empty, and never None."""


def blank(cls: type[Fact], which: str, *, outcome: Failure | Literal["unclear"]) -> Fact | None:
    """A fact of that facet of which nothing is known; None where the facet does not say which it would be."""
    if which not in facets(cls):
        return None
    selectors, values = SELECTORS.get(cls, ()), which.split("/") if which else []
    own = [f for f in cls.__struct_fields__[COMMON:] if f not in selectors and f not in _ADDS]
    seen: dict[str, Any] = {**dict(zip(selectors, values, strict=True)), **dict.fromkeys(own)}
    why = tuple(Unread(field=f, outcome=outcome, ask="") for f in own)
    return cls(target="", resource="", kind="", unread=why, **seen)
