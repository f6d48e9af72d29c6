"""Words for keeping: how output is cut into files, settings and rows. Pure; what is not asked for is dropped."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from scanner.answers import JSON

_DAY = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_NUMBER = re.compile(r"[+-]?\d{1,15}")


@dataclass(frozen=True, slots=True)
class File:
    """A file as `show` prints it: whether it could be read, and its lines."""

    path: str
    state: str
    lines: tuple[str, ...]


def shown(text: str) -> list[File]:
    """The files in the output of `show` and `every`."""
    files: list[tuple[str, str, list[str]]] = []
    lines: list[str] | None = None
    for line in text.splitlines():
        first = line[:1]
        if first == "|" and lines is not None:
            lines.append(line[1:])
        elif first == "@":
            state, _, path = line[1:].partition(" ")
            lines = []
            files.append((path, state, lines))
        elif first:
            raise ValueError("a line of no file")
    return [File(path, state, tuple(lines)) for path, state, lines in files]


def there(files: Iterable[File]) -> list[str]:
    """The paths of those that exist."""
    return [f.path for f in files if f.state == "ok"]


def statements(lines: Iterable[str], comment: str = "#") -> Iterator[str]:
    """Lines that say something: no blanks, no comments, backslash at the end joined."""
    held: list[str] = []
    for line in lines:
        said = line.strip()
        if said and said[-1] == "\\":
            held.append(said[:-1])
            continue
        if held:
            said, held = " ".join([*held, said]), []
        if said and said[0] not in comment:
            yield said
    if rest := " ".join(held).strip():
        yield rest


def settings(lines: Iterable[str], wanted: Collection[str], sign: str = "=") -> dict[str, str]:
    """`name=value` lines of the wanted names, the last one standing; `sign=" "`: name and value by space."""
    found: dict[str, str] = {}
    for line in statements(lines, "#;"):
        name, _, value = line.partition(sign) if sign.strip() else _words(line)
        if name.strip() in wanted:
            found[name.strip()] = value.strip().strip("\"'")
    return found


def _words(line: str) -> tuple[str, str, str]:
    name, *rest = line.split(None, 1)
    return name, " ", rest[0] if rest else ""


def number(text: object) -> int | None:
    """A whole number, or None if it is none."""
    return int(said) if _NUMBER.fullmatch(said := str(text).strip()) else None


def day(text: str) -> str:
    """The first date in a text, `2026-11-25`; empty where there is none that the calendar knows."""
    found = _DAY.search(text)
    try:
        return date.fromisoformat(found[0]).isoformat() if found else ""
    except ValueError:
        return ""


def names(value: object) -> list[str]:
    """The strings of a list; for JSON that may hold anything."""
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def rows(value: JSON) -> list[dict[str, JSON]]:
    """The objects of a list; for JSON that may hold anything."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
