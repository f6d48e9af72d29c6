"""What is said of one host, read value by value; what cannot be followed is told, and is not repeated."""

from collections.abc import Callable
from typing import Any

from collectors.inventory.ansible_yaml import Vaulted
from collectors.inventory.tree import Said, Variables
from collectors.inventory.words import LEAVE_OUT, WordError
from scanner.written.document import Problem


class Reading:
    """The reading of what is said of one host."""

    def __init__(self, variables: Variables) -> None:
        self._said = variables
        self.wrong: list[Problem] = []

    def of(self, names: tuple[str, ...], read: Callable[[Any], Any]) -> Any:
        """What the last of some variables says; None where none does, or where it cannot be followed."""
        name = next((name for name in reversed(names) if name in self._said), "")
        if not name or self._said[name].value is None:
            return None
        found = self._said[name]
        if problem := _unread(name, found):
            self.wrong.append(problem)
            return None
        try:
            return read(found.value)
        except WordError as err:
            self.wrong.append(found.problem(f"{name}: {err}", *err.more))
            return None


def secret(name: str, found: Said, instead: str) -> Problem:
    """Say that a secret stands there, which is not read, whatever it is, and where it could be had."""
    more = (instead, f"That it stands here is known, then: ignore: [{name}]")
    return found.problem(f"{name} is a secret, and is not read from here", *more)


def _unread(name: str, found: Said) -> Problem | None:
    """Say that a value is a template, or encrypted."""
    more = (f"Write it out, or {LEAVE_OUT[0].lower()}{LEAVE_OUT[1:]}", f"To do without it: ignore: [{name}]")
    if isinstance(found.value, Vaulted):
        return found.problem(f"{name} is encrypted by ansible-vault, and is not read", *more)
    parts = found.value if isinstance(found.value, list) else [found.value]
    if any(isinstance(part, str) and ("{{" in part or "{%" in part) for part in parts):
        return found.problem(f"{name} is a template, and templates are not worked out here", *more)
    return None
