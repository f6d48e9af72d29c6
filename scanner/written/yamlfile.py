"""YAML as people write it: plain values, the place of each, and what is wrong in its form."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from scanner.paths import open_regular
from scanner.secrets.reference import looks_secret
from scanner.words import visible
from scanner.written.document import SECRET, Document, FileError, Problem, Spot, Steps, masked, said

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 50


def load(source: Path | bytes | str, name: str = "") -> Document:
    """Read one YAML document, from a file or from its text.

    Safe by construction: no tags, aliases or merge keys, no key twice, plain scalars as in YAML 1.2 (`no`, `on`, `0600`
    and dates stay text). Where one of them stands, the document's `problems` say so. No value is repeated.

    Raises:
        FileError: with line and column, for what cannot be read at all.
    """
    name = name or (str(source) if isinstance(source, Path) else "text")
    data = _bytes(source, name)
    text = _text(data, name)
    walk = _Walk(name, tuple(text.splitlines()) or ("",))
    node = walk.compose(text)
    value = None if node is None else walk.value(node, ())
    digest = hashlib.sha256(data).hexdigest()
    return Document(name, value, digest, walk.lines, walk.keys, walk.values, tuple(walk.problems))


def read_text(path: Path, name: str = "") -> str:
    """Read a file that people write in another form than YAML. Raises FileError where it is no text, or no file."""
    name = name or str(path)
    return _text(_bytes(path, name), name)


def nodes(text: str, name: str) -> yaml.Node | None:
    """The nodes of a document, where others wrote it and not for us: with their tags, aliases and merge keys.

    Aliases give one node several times, and may lead back to what holds them: whoever walks there counts its steps.

    Raises:
        FileError: with line and column.
    """
    return _Walk(name, tuple(text.splitlines()) or ("",)).compose(text)


def _bytes(source: Path | bytes | str, name: str) -> bytes:
    if isinstance(source, Path):
        source = _read(source, name)
    data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    if len(data) > MAX_BYTES:
        raise FileError([Problem(name, f"longer than {MAX_BYTES // 1_000_000} MB, which nobody wrote by hand")])
    return data


def _read(path: Path, name: str) -> bytes:
    try:
        with open_regular(path) as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as err:
        what = "this link leads to no file" if path.is_symlink() else "there is no such file"
        raise FileError([Problem(name, what)]) from err
    except OSError as err:
        raise FileError([Problem(name, f"cannot be read: {err.strerror}")]) from err


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
        self.keys: dict[Steps, Spot] = {}
        self.values: dict[Steps, Spot] = {}
        self.problems: list[Problem] = []
        self._met: set[int] = set()

    def compose(self, text: str) -> yaml.Node | None:
        # The base loader guesses nothing: a tag on a node is one that somebody wrote.
        loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
        try:
            self._measure(yaml.parse(text, Loader=loader))
            return yaml.compose(text, Loader=loader)
        except yaml.reader.ReaderError as err:
            line = text.count("\n", 0, err.position) + 1
            raise FileError([Problem(self.name, "a control character stands here", line)]) from err
        except yaml.MarkedYAMLError as err:
            raise FileError([self._syntax(err)]) from None  # PyYAML's own parser repeats the line, with what is in it

    def _measure(self, events: Iterable[yaml.Event]) -> None:
        """Refuse what is nested too deep before it is composed: libyaml's composer would end the whole process."""
        depth = 0
        for event in events:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH + 1 and (mark := event.start_mark):
                what = f"nested deeper than {MAX_DEPTH} levels"
                raise FileError([Problem(self.name, what, mark.line + 1, mark.column + 1)])

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
            if not isinstance(key, yaml.ScalarNode):
                self._wrong(spot, steps, "a key is one word here, not a list or a group of keys")
            elif name == "<<" and key.style in _PLAIN:
                self._wrong(spot, steps, "merge keys (<<) are not read here: write the keys out")
            elif below in self.keys:
                first = self.keys[below].line + 1
                self._wrong(spot, below, f"the key {said(name)} stands here a second time, first on line {first}")
            elif self._fit(key, steps):
                self.keys[below] = spot
                yield name, self.value(value, below)

    def _fit(self, node: yaml.Node, steps: Steps) -> bool:
        """Refuse what is more than text, lists and keys. An alias gives one node twice, so a bomb is never expanded."""
        if id(node) in self._met:
            self._wrong(
                _spot(node), steps, "this is repeated elsewhere by an alias (*); aliases are not read: write it out"
            )
        elif node.tag not in _TAGS:
            self._wrong(_spot(node), steps, f"tags ({_short(node.tag)}) are not read here")
        else:
            self._met.add(id(node))
            return True
        return False

    def _wrong(self, spot: Spot, steps: Steps, said: str) -> None:
        self.problems.append(Problem(self.name, said, spot.line + 1, spot.column + 1, steps=steps))

    def _syntax(self, err: yaml.MarkedYAMLError) -> Problem:
        mark = err.problem_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        said = next((ours for theirs, ours in _SYNTAX if theirs in str(err)), f"this is not YAML: {err.problem}")
        if not line < len(self.lines):  # at the very end
            line, column = len(self.lines) - 1, len(self.lines[-1])
        head, colon, rest = self.lines[line].partition(": ")
        # A key is one word; what is more may be somebody's way to write a password.
        plain = colon and _KEY.fullmatch(head) and not looks_secret(head.strip())
        # Below `password: …` the rest of a password may look like a key.
        plain = plain and not (line and SECRET.search(self.lines[line - 1].partition(":")[0]))
        shown = head + colon + masked(rest) if plain else masked(head + colon + rest)
        return Problem(self.name, said, line + 1, column + 1, ((line + 1, shown),))


_PLAIN: Final = (None, "")  # PyYAML's own parser says None, libyaml's says nothing
_TAGS: Final = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))
_WORDS: Final[Mapping[str, Any]] = {
    spelt: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for spelt in (word, word.title(), word.upper())
} | {"": None, "~": None}
_KEY: Final = re.compile(r"[ -]*[\w.-]{1,60}")
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


def _spot(node: yaml.Node) -> Spot:
    start, end = node.start_mark, node.end_mark
    return Spot(start.line, start.column, end.column if end.line == start.line else start.column + 1)


def _short(tag: str) -> str:
    """As it is written; of one that is no word of YAML's the sign alone: behind it may stand anything."""
    name = tag.removeprefix("tag:yaml.org,2002:")
    return f"!!{visible(name)}" if name != tag else "!…"
