"""How large the house is: `python -m benchmarks.house [PACKAGE ...]`, one line a folder of Python files.

Of each: files, lines, the longest file and function, half of the functions; then who imports it.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeAlias

OURS = ("scanner", "checks", "collectors", "tests", "benchmarks")
Sized: TypeAlias = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Room:
    """The Python files of one folder, without those below it."""

    place: Path
    files: tuple[Sized, ...]
    functions: tuple[Sized, ...]
    imports: frozenset[str]

    def __str__(self) -> str:
        (long, file), (most, function) = max(self.files), max(self.functions, default=(0, "-"))
        lines, half = sum(n for n, _ in self.files), median([n for n, _ in self.functions] or [0])
        return (
            f"{self.place!s:38} {len(self.files):4} files {lines:6} lines, longest {long:4} {file:24}"
            f" | {len(self.functions):4} functions, half have {half:4.1f} lines, longest {most:3} {function}"
        )


def rooms(packages: Iterator[Path]) -> Iterator[Room]:
    """One for each folder that holds Python files."""
    for folder in sorted({file.parent for package in packages for file in package.rglob("*.py")}):
        read = {file: ast.parse(file.read_text("utf-8")) for file in sorted(folder.glob("*.py"))}
        yield Room(
            folder,
            tuple((file.read_text("utf-8").count("\n"), file.name) for file in read),
            tuple(
                ((f.end_lineno or f.lineno) - f.lineno + 1, f.name) for tree in read.values() for f in _functions(tree)
            ),
            frozenset(name for tree in read.values() for name in _imported(tree)),
        )


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _lines(function: ast.FunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def users(name: str, found: list[Room]) -> list[str]:
    """Whoever imports a package, as packages."""
    return sorted(
        ".".join(room.place.parts)
        for room in found
        if ".".join(room.place.parts) != name and any(i == name or i.startswith(f"{name}.") for i in room.imports)
    )


if __name__ == "__main__":
    house = list(rooms(map(Path, sys.argv[1:] or OURS)))
    for room in house:
        print(room)
    for name in (".".join(room.place.parts) for room in house):
        print(f"{name} <- {', '.join(users(name, house)) or 'none'}")
