"""Cisco ASA: indented. A banner is one statement for each of its lines; what it says of itself begins with a colon."""

import re
from collections.abc import Iterator
from typing import Final

from collectors.network.syntax.indented import nested
from collectors.network.syntax.statement import Statement, lines

_SIGNS: Final = re.compile(
    r"(?P<begin>ASA Version \S{1,60}|: Hardware:\s+[^\s,<>]{1,60}).*?(?P<part><system>|<context>)?$"
)


def asa(text: str) -> Iterator[Statement]:
    """Read a configuration; comments (`!`) are passed by.

    Behind the release stays whether it is of a context or of the system that holds them, of the hardware the model.
    """
    return nested((number, _plain(line)) for number, line in enumerate(lines(text), 1))


def _plain(line: str) -> str:
    if line[:1] in "A:" and (found := _SIGNS.match(line.rstrip())):
        return f"{found['begin']} {(found['part'] or '').strip('<>')}".rstrip()
    return line
