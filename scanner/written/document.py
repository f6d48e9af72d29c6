"""What somebody wrote, as a value whose every part has a place, and what is wrong in it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from scanner.words import visible

Steps: TypeAlias = tuple[str | int, ...]
"""The way to a value: `("thresholds", "patch.critical", "value")`."""

_WIDTH: Final = 100

_MOST: Final = 20
"""So many problems are said at once; a file of another kind has thousands."""

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
    steps: Steps = ()
    """The way to what is at fault; empty: the file as a whole."""

    def __str__(self) -> str:
        place = f" line {self.line}" if self.line else ""
        place += f", column {self.column}" if self.column else ""
        head = f"{self.file}{place}: {self.said}" if self.file else self.said
        return "\n".join(map(visible, [head, *self._excerpt(), *(f"  {line}" for line in self.more)]))

    def _excerpt(self) -> Iterator[str]:
        if self.source and self.column <= _WIDTH:
            yield ""
            yield from (f"{number:>5} │ {text[:_WIDTH]}".rstrip() for number, text in self.source)
            yield f"      │ {' ' * (self.column - 1)}{'^' * self.width} {self.hint}".rstrip()


class FileError(Exception):
    """What somebody wrote cannot be used. The text says all that is wrong with it, each with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(_told(self.problems)))


@dataclass(frozen=True, slots=True)
class Spot:
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
    _keys: Mapping[Steps, Spot] = field(repr=False)
    _values: Mapping[Steps, Spot] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    """What is wrong in its form; `value` has nothing there. Whoever reads it makes a `Flaws` of it, and raises them."""

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
        return Problem(self.name, said, line, column, shown, width, hint, tuple(more), steps)

    def get(self, steps: Steps) -> Any:
        """The value there."""
        value = self.value
        for step in steps:
            value = value[step]
        return value

    def _spot(self, steps: Steps, *, key: bool) -> Spot:
        if key and steps in self._keys:
            return self._keys[steps]
        while steps and steps not in self._values:
            steps = steps[:-1]
        return self._values.get(steps, Spot(0, 0, 1))

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
        shown = (before if _HARMLESS.fullmatch(before) else masked(before)) + text[key.column : key.end]
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
            return f"“{visible(value[:60])}{'…' if len(value) > 60 else ''}”"  # noqa: PLR2004  # fits a line
        case int() | float():
            return str(value)
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "a group of keys" if value else "an empty group"


def _told(problems: Sequence[Problem]) -> Iterator[str]:
    """The first problems, each piece of advice once, and how many more there are."""
    advice: set[tuple[str, ...]] = set()
    for problem in problems[:_MOST]:
        yield str(replace(problem, more=()) if problem.more in advice else problem)
        advice.add(problem.more)
    if len(problems) > _MOST:
        yield f"… and {len(problems) - _MOST} more"


class Flaws:
    """What is wrong in a document, as one stage after the other finds it."""

    def __init__(self, document: Document, first: Iterable[Problem] = ()) -> None:
        """Begin with what is wrong in its form; `first` speaks before that."""
        self._document = document
        self._found: set[Problem] = set()
        self._at: set[Steps] = set()
        self._above: set[Steps] = set()
        self.add(first)
        self.add(document.problems)

    def add(self, problems: Iterable[Problem]) -> None:
        """Take what a stage has found. Of a place, and of what lies below it, only the first stage speaks.

        So a secret, found first, is not repeated by a later one that only sees a word it does not know.
        """
        new = [problem for problem in problems if not self.at(problem.steps)]
        self._found.update(new)
        self._at.update(problem.steps for problem in new)
        self._above.update(problem.steps[:n] for problem in new for n in range(len(problem.steps) + 1))

    def at(self, steps: Steps) -> bool:
        """Tell whether something is wrong there, or with what holds it."""
        return any(steps[:n] in self._at for n in range(len(steps) + 1))

    def within(self, steps: Steps) -> bool:
        """Tell whether something is wrong there, with what holds it, or in it."""
        return steps in self._above or self.at(steps)

    def sound(self) -> Document:
        """The document without its faulty entries: whole keys, and whole keys of its groups."""
        value = {} if self.at(()) else self._document.value
        return replace(
            self._document,
            value={
                key: {k: v for k, v in part.items() if not self.within((key, k))} if isinstance(part, dict) else part
                for key, part in value.items()
                if not self.at((key,))
            },
        )

    def refuse(self) -> None:
        """Raise FileError with all that was found, in the order of the file, then of others that it names."""
        if self._found:
            own = self._document.name
            raise FileError(sorted(self._found, key=lambda p: (p.file != own, p.file, p.line, p.column, p.said)))


_HARMLESS: Final = re.compile(r"(\s|- |[\[{]|[\w.-]+: )*")
"""Before a key: indentation, dashes, brackets and other keys, but no value."""


def masked(text: str) -> str:
    """A line of which no word can be read."""
    return re.sub(r"\w", "·", text)
