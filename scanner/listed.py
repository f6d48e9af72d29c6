"""What a file that lists hosts says of them: the words between `inventory:` entries and the readers of such files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scanner.written.document import Problem

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """A file, or a folder of files, that lists targets, and how it is to be read."""

    path: Path
    format: str = ""
    """`ansible`, `ssh`, `csv`, `nornir` or `router.db`; empty: the file itself tells."""
    ignored: tuple[str, ...] = ()
    """Variables, columns and files that somebody has said not to mind, by name or pattern."""

    def ignores(self, name: str) -> bool:
        """Tell whether somebody has said not to mind it."""
        return any(fnmatchcase(name, pattern) for pattern in self.ignored)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One of the targets that a file lists, as far as the file speaks of it."""

    name: str
    file: str
    line: int
    options: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    """In the words of the collector. What the file does not say is as the entry says it for all."""
    groups: tuple[str, ...] = ()
    """All that it is in, also by way of others."""
    labels: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    ephi: bool | None = None
    owner: str = ""
    wrong: tuple[Problem, ...] = ()
    """What stands in the way of asking it; counts only where it is one of those that are wanted."""
