"""Filter patterns of CloudWatch Logs: whether one lets an event through. Pure.

They are parsed: a substring would take `!=` for `=` and `&&` for `||`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

_TOKEN: Final = re.compile(r"""\s*(\(|\)|\{|\}|&&|\|\||!=|>=|<=|=|<|>|"[^"]*"|[^\s(){}=!<>&|"]+)""")
Event: TypeAlias = Mapping[str, str]
"""Fields by their paths: `$.eventName`."""


def lets_through(pattern: str, event: Event) -> bool | None:
    """Whether a filter pattern lets an event through; None where it is written in a way we do not follow."""
    tokens = _TOKEN.findall(pattern)
    if "".join(tokens) != re.sub(r'\s+(?=(?:[^"]*"[^"]*")*[^"]*$)', "", pattern) or tokens[:1] != ["{"]:
        return None
    try:
        return _Pattern(tokens[1:-1], event).whole() if tokens[-1] == "}" else None
    except (IndexError, ValueError):
        return None


@dataclass
class _Pattern:
    """A recursive descent through `a || b && (c)`; the terms compare one field with one word."""

    tokens: list[str]
    event: Event
    at: int = 0

    def whole(self) -> bool:
        found = self._any()
        if self.at != len(self.tokens):
            raise ValueError("something follows the pattern")
        return found

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _any(self) -> bool:
        found = self._all()
        while self._peek() == "||":
            self._next()
            found = self._all() or found
        return found

    def _all(self) -> bool:
        found = self._term()
        while self._peek() == "&&":
            self._next()
            found = self._term() and found
        return found

    def _term(self) -> bool:
        if self._peek() == "(":
            self._next()
            found = self._any()
            if self._next() != ")":
                raise ValueError("a parenthesis is not closed")
            return found
        field, operator = self._next(), self._next()
        if operator not in {"=", "!=", "NOT", "IS", "EXISTS"} or not field.startswith("$."):
            raise ValueError("no comparison that is followed")
        value = self.event.get(field)
        if operator == "NOT":
            if self._next() != "EXISTS":
                raise ValueError("only NOT EXISTS is followed")
            return value is None
        if operator in {"IS", "EXISTS"}:
            raise ValueError("not followed")
        word = self._next()
        if word.startswith("%"):
            raise ValueError("an expression between percent signs is not followed")
        said = re.escape(word.strip('"')).replace(r"\*", ".*")
        # A field that an event does not have meets no equality and every inequality.
        return (value is not None and re.fullmatch(said, value) is not None) == (operator == "=")
