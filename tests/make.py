"""Facts for tests: say what matters, the rest is unknown, and each None gets its reason."""

from typing import Any, TypeVar

from msgspec.structs import fields

from scanner.facts import Fact, Unread

F = TypeVar("F", bound=Fact)
ASK = "it:Ask"


def make(cls: type[F], *, because: str = "denied", **seen: Any) -> F:
    base = {"target": "t", "resource": "r", "kind": "k"}
    own = [f for f in cls.__struct_fields__ if f not in Fact.__struct_fields__]
    blank: dict[str, Any] = {f.name: None for f in fields(cls) if f.required and f.name in own and f.name not in seen}
    nones = [f for f in own if {**blank, **seen}.get(f, "") is None]
    why = tuple(Unread(field=f, outcome=because, ask=ASK) for f in nones)  # type: ignore[arg-type]  # tests say words
    return cls(**{**base, **blank, **seen, "unread": seen.get("unread", why)})
