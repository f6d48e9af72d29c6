"""A question to a device: a command, and what of its output is kept."""

from collections.abc import Callable
from dataclasses import dataclass

from scanner.answers import JSON
from scanner.collector import Question


@dataclass(frozen=True, kw_only=True)
class DeviceQuestion(Question):
    """A row of the table. Its operation is the command, word for word."""

    keep: Callable[..., JSON]
    """Output to kept fields. Pure. All else is dropped.

    Raises:
        ValueError: it cannot be read.
    """
    tells: bool = False
    """The secrets in it are known to `keep`, which tells a second argument of each."""
    file: bool = False
    """A configuration that somebody keeps answers it too."""
    dropped: tuple[str, ...] = ()
    """What is taken out on purpose."""

    @property
    def command(self) -> str:
        """What is typed."""
        return self.operation
