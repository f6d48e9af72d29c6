"""A question to a database: one statement that reads what the server says of itself, and the columns that are kept."""

from dataclasses import dataclass
from typing import Final

from scanner.collector import Question

ROWS: Final = 50_000
"""Rows that one statement may bring: more accounts than any server has, and far fewer than a table of data."""


@dataclass(frozen=True, kw_only=True)
class Statement(Question):
    """A row of the table. No parameter stands in it, and no table of data: views of the server's own alone."""

    sql: str
    columns: tuple[str, ...]
    """The allow-list. A column that this server does not have is left out; any other is dropped."""
    absent: tuple[str, ...] = ()
    """Codes of the server that say "there is no such thing here": of an older version, or of another make."""
    most: int = ROWS
