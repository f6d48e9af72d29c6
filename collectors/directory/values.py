"""The allow-list at work: what is kept of the attributes that were asked for, and of each value. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from collectors.directory.question import Search

LONGEST: Final = 1024
"""Characters that are kept of a value: no name, number or time is longer."""
_RANGE: Final = re.compile(r"range=\d{1,9}-(\d{1,9}|\*)", re.IGNORECASE | re.ASCII)


def text(value: bytes) -> str:
    r"""A value as text; a byte that is none stands as `\xff`."""
    said = value[: LONGEST * 4].decode("utf-8", "backslashreplace")
    return said if len(value) <= LONGEST * 4 and len(said) <= LONGEST else f"{said[:LONGEST]}…"


class Keep:
    """The allow-list of a row."""

    def __init__(self, row: Search) -> None:
        self._wanted = frozenset(name.lower() for name in row.attributes)
        self._reduce, self._ranges = row.reduce, row.ranges

    def kept(self, came: Mapping[str, Sequence[bytes]]) -> tuple[dict[str, list[str]], dict[str, int]]:
        """The attributes that were asked for; and, where only the first values of one came, where it goes on.

        A name may come with options, as in `member;range=0-1499` and `userCertificate;binary`.
        """
        kept: dict[str, list[str]] = {}
        goes_on: dict[str, int] = {}
        for said, values in came.items():
            name, _, options = said.lower().partition(";")
            if name not in self._wanted:
                continue
            if self._ranges and (part := _RANGE.fullmatch(options)) and part[1] != "*":
                goes_on[name] = int(part[1]) + 1
            elif name in kept and not values:
                continue  # `member` beside `member;range=0-1499`, which has none
            kept.setdefault(name, []).extend(map(self._reduce.get(name, text), values))
        return kept, goes_on
