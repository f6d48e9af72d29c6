"""What evidence keeps of a configuration: the statements that its grammar knows, without what is secret."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from collectors.network.grammar.grammar import Grammar
from collectors.network.grammar.pattern import Pattern, Rules
from collectors.network.grammar.secrets import Secrets
from collectors.network.grammar.slots import copied_to, form, scheme, scripted, sent
from collectors.network.syntax.statement import Statement, Syntax
from scanner.answers import JSON

EMPTY_ONE: Final = '""'
UNKNOWN: Final = "<?>"
"""Stands for what a grammar does not know."""
_WORD: Final = re.compile(r'"[^"]*"|\S+')
_PARTS: Final = re.compile(r"[^\w.-]+")
"""Between the parts of a name: `admin@clinic`, `10.1.1.1:clinic`."""
_USERINFO: Final = re.compile(r"://[^/\s]*@")
_URL: Final = re.compile(r"[a-z0-9]*:<url>")
_COPIED: Final = re.compile(r"<copied:[a-z0-9]*>")
_SENT: Final = re.compile(r"<sent:[a-z,-]*>")
_LINES: Final = 1_000_000
_MOST: Final = 20_000
"""Statements that are kept of one text. A device has hundreds; more is no answer."""


def kept(
    text: str,
    syntax: Syntax,
    grammar: Grammar,
    whole: Callable[[str], bool],
    tell: Callable[[str], None] = lambda _: None,
) -> JSON:
    """The kept statements of a text, each with its line and as far in as its depth; and whether the text is whole.

    tell: is told of every secret in it.

    Raises:
        ValueError: there are more of them than a configuration has.
    """
    if text.count("\n") > _LINES:
        raise ValueError("too many lines")
    keeping = _Keeping(grammar, Secrets(lambda secret: None if _bare(secret) in grammar.words else tell(secret)))
    for statement in syntax(text):
        keeping.take(statement)
        if len(keeping.lines) > _MOST:
            raise ValueError("too many statements")
    return {"lines": [[n, said] for n, said in keeping.shown()], "of": text.count("\n"), "whole": whole(text)}


@dataclass(slots=True)
class _Line:
    number: int
    depth: int
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    """Where names stand in it, one of which may be a secret of another line."""


@dataclass(slots=True)
class _Keeping:
    grammar: Grammar
    secrets: Secrets
    lines: list[_Line] = field(default_factory=list)
    _rules: list[Rules | None] = field(default_factory=list)
    """By depth, what may stand there now; None: nothing that is kept."""

    def take(self, statement: Statement) -> None:
        number, depth, text = statement
        rules = self.grammar.rules if depth == 0 else self._rules[depth - 1] if depth <= len(self._rules) else None
        if rules is None:
            return
        del self._rules[depth:]
        found = rules.match(text)
        if found:
            pattern, match = found
            if pattern.kept:
                self.lines.append(self._line(number, depth, pattern, match))
            self._rules.append(pattern.below)
            return
        self._rules.append(None)
        if depth or self.grammar.family(text):
            self.lines.append(_Line(number, depth, f"{rules.beginning(text)} {UNKNOWN}".lstrip()))

    def _line(self, number: int, depth: int, pattern: Pattern, match: re.Match[str]) -> _Line:
        """The text of a match, piece by piece: what is hidden gives way to what stands for it."""
        pieces: list[str] = []
        spans: list[tuple[int, int]] = []
        place = 1  # the blank that a text is matched with
        size = 0
        for start, end, name in sorted((*match.span(n), n) for n in pattern.regex.groupindex if match[n] is not None):
            hidden = pattern.hidden.get(name)
            said = match[name] if hidden is None else self._instead(hidden, match[name], match)
            pieces += (match.string[place:start], said)
            size += start - place
            if hidden is None:
                spans += ((size + word.start(), size + word.end()) for word in _WORD.finditer(said))
            size += len(said)
            place = end
        return _Line(number, depth, "".join((*pieces, match.string[place:])).strip(), tuple(spans))

    def _instead(self, type_: str, value: str, match: re.Match[str]) -> str:
        match type_:
            case "secret":
                return self.secrets.shown(value, match.groupdict().get("type") or "")
            case "url":
                return value if _URL.fullmatch(value) else f"{scheme(value)}:<url>"
            case "copied":
                return value if _COPIED.fullmatch(value) else f"<copied:{copied_to(value)}>"
            case "script":
                return value if _COPIED.fullmatch(value) else f"<copied:{scripted(value)}>"
            case "hash":
                return self.secrets.shown(value, "hash")
            case "sent":
                return value if _SENT.fullmatch(value) else f"<sent:{sent(value)}>"
            case "rest":
                return " ..." if value.strip() else ""
            case _:
                return value if value == EMPTY_ONE else "<any>"

    def shown(self) -> Iterator[tuple[int, str]]:
        """All lines, once every secret is known: a name that is one of them is not shown."""
        for line in self.lines:
            text = line.text
            for start, end in reversed(line.spans):
                if self._holds_secret(text[start:end]):
                    text = f"{text[:start]}{self.secrets.shown(text[start:end])}{text[end:]}"
            yield line.number, f"{' ' * line.depth}{text}"

    def _holds_secret(self, name: str) -> bool:
        """It is one, or a part of it is, or it is an address with what looks like one."""
        return self._is_secret(name) or _USERINFO.search(name) is not None or any(map(self._is_secret, _parts(name)))

    def _is_secret(self, word: str) -> bool:
        """A number is in too many places to be one, and a word that everybody tries, or a grammar has, is none."""
        known = word.isdigit() or form(word) == "known" or _bare(word) in self.grammar.words
        return not known and word in self.secrets


def _bare(word: str) -> str:
    return word.strip("\"'")


def _parts(name: str) -> list[str]:
    parts = _PARTS.split(name)
    return parts if len(parts) > 1 else []
