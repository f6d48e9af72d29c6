"""Why nothing came from a host: one word of ours each, never a text of the other side."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scanner.facts import Failure

POLL: Final = 0.5
"""Seconds after which a wait looks up: has the run been stopped, is the time over."""


class SSHError(Exception):
    """A host could not be asked."""

    def __init__(self, code: str, outcome: Failure = "error", *, at: str = "") -> None:
        super().__init__(code)
        self.code = code
        """A word that `causes` explains: `HostKeyUnknown`."""
        self.outcome = outcome
        self.at = at
        """The jump host where it happened; empty at the host itself."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a host has had its time, or the run is stopped."""

    at: float
    """Of the monotonic clock."""
    stopped: Callable[[], bool]

    @classmethod
    def after(cls, seconds: float, stopped: Callable[[], bool]) -> "Deadline":
        """So many seconds from now."""
        return cls(time.monotonic() + seconds, stopped)

    def over(self) -> bool:
        """No time is left, or the run was stopped."""
        return self.stopped() or time.monotonic() >= self.at

    def sooner(self, seconds: float) -> "Deadline":
        """The same, but at most so many seconds from now."""
        return Deadline(min(self.at, time.monotonic() + seconds), self.stopped)

    def left(self, code: str) -> float:
        """Seconds that are left.

        Raises:
            SSHError: none are, and `code` says what took so long; or the run was stopped.
        """
        if self.stopped():
            raise SSHError("Stopped")
        left = self.at - time.monotonic()
        if left <= 0:
            raise SSHError(code, "timeout")
        return left

    def wait(self, code: str) -> float:
        """Seconds to wait before one looks up again. Raises as `left` does."""
        return min(self.left(code), POLL)
