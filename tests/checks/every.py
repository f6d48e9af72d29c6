"""Every built-in check, facts of any kind for them, and settings that wake those which sleep by default."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

import checks
from scanner.check import Check, Judged, Related, Verdict
from scanner.facts import FOREVER, Fact, Gap, Routine, Unread
from tests.make import make

STRICT: Mapping[str, Mapping[str, Any]] = {
    "audit-logging.clock-right": {"authenticated": True},
    "backup.off-site": {"required": True},
    "backup.unalterable": {"required": True},
    "encryption-at-rest.customer-key": {"required": "always"},
    "least-privilege.asked-for": {"want": "approval"},
    "log-retention.immutable": {"required": True},
    "mfa.every-person": {"weak_is_enough": True},
    "mfa.phishing-resistant-administrators": {"required": True},
    "mfa.phishing-resistant-doors": {"required": True},
    "password-policy.credential-ends": {"max_days": 180},
    "password-policy.history-and-age": {"min_history": 24, "max_days": 365},
    "patching.automatic": {"required": True},
    "threat-detection.on-and-heard": {"must_notify": False},
}


GAP = Gap(target="t", resource="t", kind="k", missing="backup", outcome="denied", ask="it:List")


def every_check() -> dict[str, Check[Any, Any]]:
    modules = [importlib.import_module(f"checks.{found.name}") for found in pkgutil.iter_modules(checks.__path__)]
    values = [value for module in modules for value in vars(module).values() if isinstance(value, Check)]
    return {check.id: check for check in sorted(values, key=lambda check: check.id)}


def only(verdicts: list[Verdict]) -> Judged | None:
    assert len(verdicts) <= 1
    return verdicts[0].judged if verdicts else None


def own_fields(cls: type[Fact]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field: hints[field] for field in cls.__struct_fields__ if field not in Fact.__struct_fields__}


def may_be_none(hint: Any) -> bool:
    return type(None) in get_args(hint)


# Values on both sides of every default limit, and those that limits are confused by.
NUMBERS = (
    -400,
    -1,
    0,
    1,
    2,
    5,
    6,
    7,
    8,
    14,
    30,
    31,
    45,
    60,
    90,
    92,
    365,
    366,
    900,
    901,
    90_000,
    90_001,
    10**9,
    FOREVER,
)
WORDS = ("", "1.2", "1.1", "3", "odd", "aes-256-gcm", "des-cbc")
NAMES = ((), ("aes256-gcm@openssh.com",), ("3des-cbc", "sha256"), ("x",))
PORTS = ((), ((0, 65535),), ((443, 443),), ((443, 443), (22, 22)), ((9, 1),))


def pool(hint: Any) -> tuple[Any, ...]:
    """Some values of a field's type: all of them where they are few."""
    if may_be_none(hint):
        return tuple(v for one in get_args(hint) if one is not type(None) for v in pool(one))
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if get_origin(inner) is Literal:
            words = get_args(inner)
            return ((), *((word,) for word in words), words[:2], words[2:4], words)
        return NAMES if inner is str else PORTS
    return {bool: (True, False), int: NUMBERS, str: WORDS}[hint]


def _values(hint: Any) -> st.SearchStrategy[Any]:
    some = st.sampled_from(pool(hint))
    wild = st.from_type(hint)  # any number, any text, any tuple of them, and None where it may be
    return some | st.sampled_from((0, FOREVER)) | wild if int in get_args(hint) else some | some | wild


@st.composite
def any_fact(draw: st.DrawFn, cls: type[Fact]) -> Fact:
    seen = {field: draw(_values(hint)) for field, hint in own_fields(cls).items()}
    why: Literal["denied", "hidden", "unclear"] = draw(st.sampled_from(["denied", "hidden", "unclear"]))
    return cls(
        target="t",
        kind="k",
        resource=draw(st.sampled_from(["r", "x", "y"])),
        also=draw(st.sampled_from([(), (), ("x",), ("x", "y")])),
        rests_on=draw(st.sampled_from([(), (), ("x",), ("x", "y")])),
        within=draw(st.sampled_from([(), (), ("x",), ("x", "y")])),
        ephi=draw(st.sampled_from([None, True, False])),
        name=draw(st.sampled_from(["", "n"])),
        unread=tuple(Unread(field=field, outcome=why, ask="it:Ask") for field in seen if seen[field] is None),
        **seen,
    )


@st.composite
def any_related(draw: st.DrawFn, cls: type[Fact]) -> Related[Fact]:
    seen = draw(st.lists(any_fact(cls), max_size=3))
    return Related(tuple(seen), (GAP,) if draw(st.booleans()) else ())


@st.composite
def any_case(draw: st.DrawFn, check: Check[Any, Any]) -> tuple[Fact, tuple[Related[Fact], ...], Mapping[str, Any]]:
    """A fact, what is beside it, and settings: the defaults or the strict ones."""
    beside = (draw(any_related(check.related)),) if check.related else ()
    return draw(any_fact(check.fact)), beside, draw(st.sampled_from([{}, STRICT.get(check.id, {})]))


def with_field(fact: Fact, field: str, value: object) -> Fact:
    """The same fact with another value; a None gets its reason."""
    seen = {name: getattr(fact, name) for name in fact.__struct_fields__}
    why = tuple(u for u in fact.unread if u.field != field)
    if value is None:
        why = (*why, Unread(field=field, outcome="denied", ask="it:Ask"))
    return type(fact)(**{**seen, field: value, "unread": why})


def blanks(cls: type[Fact]) -> Iterator[Fact]:
    """For each allowed value of what selects, a fact of which nothing else is known."""
    fixed = {field: hint for field, hint in own_fields(cls).items() if not may_be_none(hint)}
    for values in product(*(pool(hint) for hint in fixed.values())):
        yield make(cls, **dict(zip(fixed, values, strict=True)))


def routine(what: str, *, age: int | None, outcome: str | None = "good", took: int | None = 60) -> Routine:
    return make(Routine, what=what, age_days=age, outcome=outcome, took_seconds=took)
