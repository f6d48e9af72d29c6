"""The folders `group_vars` and `host_vars` that lie beside an Ansible inventory."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from collectors.inventory.ansible_yaml import variables
from collectors.inventory.tree import Said, Variables
from scanner import paths
from scanner.listed import Inventory
from scanner.written.document import FileError, Problem
from scanner.written.yamlfile import read_text

_SUFFIXES: Final = ("", ".yml", ".yaml", ".json")
VAULT: Final = "$ANSIBLE_VAULT"
"""A file begins with it that ansible-vault has encrypted as a whole."""
_DEEPEST: Final = 20
_NOTHING: Final[Mapping[str, Said]] = MappingProxyType({})


class Beside:
    """What one of the folders says of groups, or of hosts."""

    def __init__(self, folder: Path, matters: Callable[[str], bool], inventory: Inventory) -> None:
        """Look at its names once: a fleet has thousands of hosts, and most of them no file. Raises FileError."""
        self._folder, self._matters, self._inventory = folder, matters, inventory
        self._names = frozenset(path.name for path in listing(folder)) if paths.is_folder(folder) else frozenset[str]()

    def of(self, name: str) -> tuple[Variables, tuple[Problem, ...]]:
        """What the file says that is called by a name, or all files in the folder of that name."""
        named = next((name + suffix for suffix in _SUFFIXES if name + suffix in self._names), "")
        if not named:
            return _NOTHING, ()
        found: dict[str, Said] = {}
        problems: list[Problem] = []
        try:
            for path in _files(self._folder / named, 0):
                if not ignored(self._inventory, path):
                    found.update(self._read(path))
        except FileError as err:
            problems += err.problems
        return found, tuple(problems)

    def _read(self, path: Path) -> dict[str, Said]:
        text = read_text(path)
        if text.startswith(VAULT):
            raise FileError([vaulted(self._inventory, path)])
        return {name: said for name, said in variables(text, str(path)) if self._matters(name)}


def _files(path: Path, depth: int) -> Iterator[Path]:
    if not paths.is_folder(path):
        yield path
        return
    if depth > _DEEPEST:
        raise FileError([Problem(str(path), f"folders lie in each other more than {_DEEPEST} deep")])
    for below in listing(path):
        hidden = below.name.startswith(".") or below.name.endswith("~")
        if not hidden and below.suffix in _SUFFIXES and not (below.suffix and paths.is_folder(below)):
            yield from _files(below, depth + 1)


def listing(folder: Path) -> list[Path]:
    """What lies in a folder, in the order of the names. Raises FileError."""
    try:
        return sorted(folder.iterdir())
    except OSError as err:
        raise FileError([Problem(str(folder), f"cannot be read: {err.strerror}")]) from None


def ignored(inventory: Inventory, path: Path) -> bool:
    """Tell whether somebody has said not to mind a file, by its name or its place beside the inventory."""
    return inventory.ignores(path.name) or inventory.ignores(_place(inventory, path))


def vaulted(inventory: Inventory, path: Path) -> Problem:
    """Say that a file is encrypted."""
    more = (
        "What safeguard needs to reach hosts may stand in it: write that elsewhere, or below inventory:.",
        f"Where nothing in it matters here: ignore: [{_place(inventory, path)}]",
    )
    return Problem(str(path), "ansible-vault has encrypted this file, and it is not read", more=more)


def _place(inventory: Inventory, path: Path) -> str:
    base = inventory.path if paths.is_folder(inventory.path) else inventory.path.parent
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name
