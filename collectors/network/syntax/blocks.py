"""FortiOS: `config` and `edit` open blocks, `next` and `end` close them, `set` says something."""

from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.statement import LONGEST, Statement, lines, plain

_CLOSE: Final = frozenset({"end", "next"})


def blocks(text: str) -> Iterator[Statement]:
    """Read a configuration. A quoted value may run over lines (a certificate): only its first line counts."""
    depth = 0
    inside = False
    for number, line in enumerate(lines(text), 1):
        odd = line[:LONGEST].replace("\\\\", "").replace('\\"', "").count('"') % 2
        if inside:
            inside = not odd
            continue
        said = plain(line)
        verb = said.partition(" ")[0]
        if not said or said[0] == "#":
            continue
        if verb in _CLOSE:
            depth = max(depth - 1, 0)
            continue
        yield Statement(number, depth, said)
        inside = bool(odd)
        depth += verb in ("config", "edit")
