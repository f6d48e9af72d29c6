"""References to programs: what a target says is sealed, and people write secrets into arguments."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any


def without_arguments(value: Any, commands: dict[str, str]) -> Any:
    """Options in which each `cmd:PROGRAM ARGUMENTS` is `cmd:PROGRAM …`, and which of them is which in `commands`."""
    match value:
        case str() if has_arguments(value):
            return next(name for name in _names(value) if commands.setdefault(name, value) == value)
        case Mapping():
            return {key: without_arguments(below, commands) for key, below in value.items()}
        case list():
            return [without_arguments(below, commands) for below in value]
    return value


def has_arguments(reference: str) -> bool:
    """Tell whether it is a reference that starts a program with arguments."""
    scheme, _, line = reference.partition(":")
    return scheme == "cmd" and len(line.split()) > 1


def _names(command: str) -> Iterator[str]:
    """What it may be called: two commands of one program need two names."""
    name = f"cmd:{command.partition(':')[2].split()[0]} …"
    yield name
    yield from (f"{name} {number}" for number in count(2))
