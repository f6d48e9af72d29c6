"""FRR: the words of a line say what it belongs to, not how far in it stands; comments begin with `!` or `#`."""

from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.statement import Statement, lines, plain

_ALONE: Final = frozenset({"password", "enable", "log", "service", "line", "hostname", "frr", "agentx", "end"})
"""Belong to no block, even where one is still open."""
_WITHIN: Final = frozenset({"exec-timeout", "login", "access-class", "destination", "priority"})
"""Belong to the block before them, even where they stand as far out."""


def unindented(text: str) -> Iterator[Statement]:
    """Read a configuration as FRR itself does."""
    for number, line in enumerate(lines(text), 1):
        said = line.strip()
        if said and said[0] not in "!#":
            words = said.split(maxsplit=2)
            first = words[1] if words[0] == "no" and len(words) > 1 else words[0]
            indented = line[0].isspace() and first not in _ALONE
            yield Statement(number, int(indented or first in _WITHIN), plain(said))
