"""YAML as people write it: plain values, the place of each, and sentences about what is wrong."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from scanner.regular import open_regular

Steps: TypeAlias = tuple[str | int, ...]
"""The way to a value: `("thresholds", "patch.critical", "value")`."""

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 50
_WIDTH: Final = 100

SECRET: Final = re.compile(
    r"pas{1,2}|pw|secret|token|key|cred|auth(?!or)|private|pin\b|sas\b|cookie|signature", re.IGNORECASE
)
"""Keys whose value is never repeated. Too wide on purpose: a misspelt `pasword` must not end in a log either."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file, where, and what to do about it."""

    file: str
    said: str
    line: int = 0
    """From 1; 0 is the file as a whole."""
    column: int = 0
    """From 1, in characters; 0 is the line as a whole."""
    source: tuple[tuple[int, str], ...] = ()
    """Numbered lines to show; what could be a secret is already hidden in them."""
    width: int = 1
    hint: str = ""
    """Stands beside the caret: `did you mean max_seconds?`."""
    more: tuple[str, ...] = ()
    """Further lines: the reason, and what to write instead."""

    def __str__(self) -> str:
        place = f" line {self.line}" if self.line else ""
        place += f", column {self.column}" if self.column else ""
        head = f"{self.file}{place}: {self.said}" if self.file else self.said
        return "\n".join(map(printable, [head, *self._excerpt(), *(f"  {line}" for line in self.more)]))

    def _excerpt(self) -> Iterator[str]:
        if self.source and self.column <= _WIDTH:
            yield ""
            yield from (f"{number:>5} │ {text[:_WIDTH]}".rstrip() for number, text in self.source)
            yield f"      │ {' ' * (self.column - 1)}{'^' * self.width} {self.hint}".rstrip()


class FileError(Exception):
    """What somebody wrote cannot be used. The text says all that is wrong with it, each with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something stands: line and column from 0, and the column after its end if that is on the same line."""

    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its value, and where each part of it stands."""

    name: str
    value: Any
    sha256: str
    """Of the bytes as they were read."""
    lines: tuple[str, ...] = field(repr=False)
    _keys: Mapping[Steps, _Spot] = field(repr=False)
    _values: Mapping[Steps, _Spot] = field(repr=False)

    def where(self, steps: Steps = (), *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of a value or of the key before it; of what holds it when it is not there."""
        spot = self._spot(steps, key=key)
        return spot.line + 1, spot.column + 1

    def problem(
        self, steps: Steps, said: str, *, key: bool = False, hint: str = "", more: Sequence[str] = ()
    ) -> Problem:
        """Say what is wrong there; with a hint, the lines are shown and the hint stands below the place."""
        spot = self._spot(steps, key=key)
        shown = tuple(self._shown(steps, value=not key)) if hint else ()
        width = max(1, spot.end - spot.column)
        line, column = spot.line + 1, spot.column + 1
        return Problem(self.name, said, line, column, shown, width, hint, tuple(more))

    def get(self, steps: Steps) -> Any:
        """The value there."""
        value = self.value
        for step in steps:
            value = value[step]
        return value

    def _spot(self, steps: Steps, *, key: bool) -> _Spot:
        if key and steps in self._keys:
            return self._keys[steps]
        while steps and steps not in self._values:
            steps = steps[:-1]
        return self._values.get(steps, _Spot(0, 0, 1))

    def _shown(self, steps: Steps, *, value: bool) -> Iterator[tuple[int, str]]:
        here = self._spot(steps, key=True).line
        above = next((steps[:n] for n in range(len(steps) - 1, 0, -1) if steps[:n] in self._keys), None)
        if above is not None and self._keys[above].line < here:
            yield self._keys[above].line + 1, self._line(above, value=False)
        yield here + 1, self._line(steps, value=value)

    def _line(self, steps: Steps, *, value: bool) -> str:
        """Show a line as far as it is harmless: its key, and the value if that is at fault, a number or a yes or no."""
        key, spot = self._spot(steps, key=True), self._values.get(steps)
        text = self.lines[key.line]
        before = text[: key.column]
        shown = (before if _HARMLESS.fullmatch(before) else _masked(before)) + text[key.column : key.end]
        if steps not in self._keys or spot is None or spot.line != key.line:
            return shown + ":" * (steps in self._keys)
        told = (value or isinstance(self.get(steps), int)) and not secret(steps)
        return shown + text[key.end : spot.column] + (text[spot.column : spot.end] if told else "…")


def secret(steps: Steps) -> bool:
    """Tell whether a value there may be a secret, judged by its key."""
    return any(isinstance(step, str) and SECRET.search(step) for step in steps)


def said(value: Any) -> str:
    """Say a value as people do: `“15m”`, `900`, `true`, `empty`, `a list`."""
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            return f"“{printable(value[:60])}{'…' if len(value) > 60 else ''}”"  # noqa: PLR2004  # fits a line
        case int() | float():
            return str(value)
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "a group of keys" if value else "an empty group"


def printable(text: str) -> str:
    r"""Text that cannot move a cursor: what does not print is written as `\x1b`."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def load(source: Path | bytes | str, name: str = "") -> Document:
    """Read one YAML document, from a file or from its text.

    Safe by construction: no tags, aliases or merge keys, no key twice, plain scalars as in YAML 1.2 (`no`, `on`, `0600`
    and dates stay text). Raises FileError with line and column; no value that could be a secret is repeated.
    """
    name = name or (str(source) if isinstance(source, Path) else "text")
    data = _bytes(source, name)
    text = _text(data, name)
    walk = _Walk(name, tuple(text.splitlines()) or ("",))
    node = walk.compose(text)
    value = None if node is None else walk.value(node, ())
    if walk.problems:
        raise FileError(walk.problems)
    return Document(name, value, hashlib.sha256(data).hexdigest(), walk.lines, walk.keys, walk.values)


def _bytes(source: Path | bytes | str, name: str) -> bytes:
    if isinstance(source, Path):
        try:
            with open_regular(source) as file:
                source = file.read(MAX_BYTES + 1)
        except FileNotFoundError as err:
            raise FileError([Problem(name, "there is no such file")]) from err
        except OSError as err:
            raise FileError([Problem(name, f"cannot be read: {err.strerror}")]) from err
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if len(data) > MAX_BYTES:
        raise FileError([Problem(name, f"longer than {MAX_BYTES // 1_000_000} MB, which nobody wrote by hand")])
    return data


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        # Not chained: that error holds the whole text.
        raise FileError([Problem(name, "this is not UTF-8 text", line, more=("Save the file as UTF-8.",))]) from None


class _Walk:
    """One pass over the nodes of a document: its value, the places, and what is wrong."""

    def __init__(self, name: str, lines: tuple[str, ...]) -> None:
        self.name, self.lines = name, lines
        self.keys: dict[Steps, _Spot] = {}
        self.values: dict[Steps, _Spot] = {}
        self.problems: list[Problem] = []
        self._met: set[int] = set()

    def compose(self, text: str) -> yaml.Node | None:
        # The base loader guesses nothing: a tag on a node is one that somebody wrote.
        loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
        try:
            return yaml.compose(text, Loader=loader)
        except yaml.reader.ReaderError as err:
            line = text.count("\n", 0, err.position) + 1
            raise FileError([Problem(self.name, "a control character stands here", line)]) from err
        except yaml.MarkedYAMLError as err:
            raise FileError([self._syntax(err)]) from None  # PyYAML's own parser repeats the line, with what is in it
        except RecursionError as err:
            raise FileError([Problem(self.name, f"nested deeper than {MAX_DEPTH} levels")]) from err

    def value(self, node: yaml.Node, steps: Steps) -> Any:
        self.values[steps] = _spot(node)
        if not self._fit(node, steps):
            return None
        match node:
            case yaml.MappingNode():
                return dict(self._pairs(node, steps))
            case yaml.SequenceNode():
                return [self.value(item, (*steps, n)) for n, item in enumerate(node.value)]
            case yaml.ScalarNode() if node.style in _PLAIN:
                return _plain(node.value)
            case _:
                return node.value

    def _pairs(self, node: yaml.MappingNode, steps: Steps) -> Iterator[tuple[str, Any]]:
        for key, value in node.value:
            name, spot = str(key.value), _spot(key)
            below = (*steps, name)
            if not isinstance(key, yaml.ScalarNode) or not self._fit(key, steps):
                self._wrong(spot, "a key is one word here, not a list or a group of keys")
            elif name == "<<" and key.style in _PLAIN:
                self._wrong(spot, "merge keys (<<) are not read here: write the keys out")
            elif below in self.keys:
                first = self.keys[below].line + 1
                self._wrong(spot, f"the key {said(name)} stands here a second time, first on line {first}")
            else:
                self.keys[below] = spot
                yield name, self.value(value, below)

    def _fit(self, node: yaml.Node, steps: Steps) -> bool:
        """Refuse what is more than text, lists and keys. An alias gives one node twice, so a bomb is never expanded."""
        if id(node) in self._met:
            self._wrong(_spot(node), "this is repeated elsewhere by an alias (*); aliases are not read: write it out")
        elif len(steps) > MAX_DEPTH:
            self._wrong(_spot(node), f"nested deeper than {MAX_DEPTH} levels")
        elif node.tag not in _TAGS:
            self._wrong(_spot(node), f"tags ({printable(_short(node.tag))}) are not read here")
        else:
            self._met.add(id(node))
            return True
        return False

    def _wrong(self, spot: _Spot, said: str) -> None:
        self.problems.append(Problem(self.name, said, spot.line + 1, spot.column + 1))

    def _syntax(self, err: yaml.MarkedYAMLError) -> Problem:
        mark = err.problem_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        said = next((ours for theirs, ours in _SYNTAX if theirs in str(err)), f"this is not YAML: {err.problem}")
        if not line < len(self.lines):  # at the very end
            line, column = len(self.lines) - 1, len(self.lines[-1])
        head, colon, rest = self.lines[line].partition(": ")
        shown = head + colon + _masked(rest) if colon else _masked(head)
        return Problem(self.name, said, line + 1, column + 1, ((line + 1, shown),))


_HARMLESS: Final = re.compile(r"(\s|- |[\[{]|[\w.-]+: )*")
"""Before a key: indentation, dashes, brackets and other keys, but no value."""
_PLAIN: Final = (None, "")  # PyYAML's own parser says None, libyaml's says nothing
_TAGS: Final = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))
_WORDS: Final[Mapping[str, Any]] = {
    spelt: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for spelt in (word, word.title(), word.upper())
} | {"": None, "~": None}
_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_SYNTAX: Final = (
    ("another document", "a second document begins here (---); one file holds one"),
    ("undefined alias", "aliases (*) are not read here: write it out"),
    ("mapping values are not allowed", "a second colon on this line: put text that holds “: ” in quotes"),
    ("cannot start any token", "text cannot begin with this character: put it in quotes, and indent by spaces"),
    ("end of stream", "a quote is opened and not closed"),
    ("nesting depth", f"nested deeper than {MAX_DEPTH} levels"),
    ("expected <block end>", "the indentation does not fit the lines above"),
    ("did not find expected key", "the indentation does not fit the lines above"),
    ("did not find expected ',' or", "a comma is missing before this, or the bracket is not closed"),
    ("did not find expected node content", "the list or group is not closed"),
    ("could not find expected ':'", "a key without a colon"),
)
"""What the parser says, and what we say."""


def _plain(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _spot(node: yaml.Node) -> _Spot:
    start, end = node.start_mark, node.end_mark
    return _Spot(start.line, start.column, end.column if end.line == start.line else start.column + 1)


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _masked(text: str) -> str:
    return re.sub(r"\w", "·", text)
