"""A question to a host: a piece of shell, and what of its output is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from scanner.answers import JSON
from scanner.collector import Question

_HEAD = "#: "
QUICK: Final = 20
"""Seconds that a question takes at most, but for a few."""


@dataclass(frozen=True, kw_only=True)
class HostQuestion(Question):
    """A row of the table: where its shell text lies, and the allow-list of what it may leave behind."""

    sheet: str
    """The file of shell texts, `linux/disks/disks.sh`; the text stands there below `#: ID`."""
    keep: Callable[[str], JSON]
    """Output to kept fields, in the platform's own words. Pure. All else is dropped.

    Raises:
        ValueError: it cannot be read.
    """
    most: int = 262_144
    """Bytes of output; more is no answer: half of a list must not look like a whole one."""
    json: bool = False
    """Its output is JSON, and may all stand in one line."""
    seconds: int = QUICK
    """After so long it has hung. One that may take longer than most has a shell to itself."""
    dropped: tuple[str, ...] = ()
    """What is taken out on purpose."""

    @property
    def language(self) -> str:
        """`sh`, or `ps1` for PowerShell."""
        return self.sheet.rpartition(".")[2]

    @property
    def text(self) -> str:
        """The shell text."""
        return sections(self.sheet)[self.id]


@lru_cache(maxsize=32)
def sections(sheet: str) -> dict[str, str]:
    """The shell texts of a file, by the question they ask. What stands below `#: *` stands before each of them."""
    _, *parts = f"\n{files(__package__).joinpath(sheet).read_text('utf-8')}".split(f"\n{_HEAD}")
    texts = {head.strip(): text for head, _, text in (part.partition("\n") for part in parts)}
    common = texts.pop("*", "")
    return {name: common + text for name, text in texts.items()}
