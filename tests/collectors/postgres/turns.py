"""Counts how often a collector speaks and then waits: ways there and back."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest

from collectors.secured.line import Bounded

_BEFORE: Final = {"TLSv1.3": 3, "TLSv1.2": 4}
"""The connection itself, the word that asks for TLS, and a handshake of one way or two."""


@dataclass
class Counted:
    """Of one connection."""

    turns: int = 0
    _spoke: bool = False

    def speaks(self) -> None:
        """Something is sent."""
        self._spoke = True

    def waits(self, version: str | None) -> None:
        """Something is read: where something was sent before, that is a way there and back."""
        self.turns += self._spoke + (0 if self.turns else _BEFORE[version or ""])
        self._spoke = False


@contextlib.contextmanager
def turns() -> Iterator[Counted]:
    """Count, within, what happens on one secured connection."""
    it, send, read = Counted(), Bounded.send, Bounded.read

    def speaks(line: Bounded, *said: Any) -> Any:
        it.speaks()
        return send(line, *said)

    def waits(line: Bounded, *said: Any) -> Any:
        it.waits(line.version())
        return read(line, *said)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Bounded, "send", speaks)
        patch.setattr(Bounded, "read", waits)
        yield it
