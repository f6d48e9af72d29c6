"""Reads the devices of Nornir's SimpleInventory: hosts.yaml, with groups.yaml and defaults.yaml beside it."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from collectors.inventory.ansible_yaml import Pair, entries, plain
from collectors.inventory.platforms import platform
from collectors.inventory.reading import Reading, secret
from collectors.inventory.tree import MOST, Said
from collectors.inventory.words import BY_REFERENCE, bracketed, port, text, texts, yes
from scanner import paths
from scanner.listed import Inventory, Listed
from scanner.written.document import FileError, Problem
from scanner.written.yamlfile import nodes, read_text

_OPTIONS: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "host": ("hostname", text),
    "port": ("port", port),
    "user": ("username", text),
    "platform": ("platform", platform),
    "host_key": ("safeguard_host_key", texts),
}
_OURS: Final = frozenset({"ephi", "safeguard_owner", "safeguard_host_key"})
"""Nothing else of `data` counts."""
_PLUGINS: Final = "connection_options"
_FIELDS: Final = frozenset({"hostname", "port", "username", "password", "platform", "groups", "data", _PLUGINS})
_A_FIELD: Final = re.compile(rf"\b(?:{'|'.join(sorted(_FIELDS))})\b['\"]?[ \t]*:")


class _Element(NamedTuple):
    """A host, a group, or the defaults, as its file speaks of it."""

    file: str
    line: int
    said: Mapping[str, Said]
    groups: tuple[str, ...]


def shaped(path: Path) -> bool:
    """Tell whether a file holds hosts with what Nornir knows of them and nothing else: no inventory of Ansible does."""
    content = read_text(path)
    if not _A_FIELD.search(content):  # as in nearly all others, which need not be read twice
        return False
    top = nodes(content, str(path))
    below = [value for _, value in top.value] if isinstance(top, yaml.MappingNode) else []
    fields = [key.value for value in below if isinstance(value, yaml.MappingNode) for key, _ in value.value]
    return bool(fields) and all(isinstance(name, str) and name in _FIELDS for name in fields)


def read(inventory: Inventory) -> Iterator[Listed | Problem]:
    """The devices that it lists, each with what Nornir would know of it, and what is wrong in it."""
    reading = _Files(inventory)
    yield from (reading.listed(name, host) for name, host in reading.hosts.items())
    yield from reading.problems


class _Files:
    """The three files, put together."""

    def __init__(self, inventory: Inventory) -> None:
        """Read them. Raises FileError."""
        self._ignores, self._left = inventory.ignores, MOST
        self.problems: list[Problem] = []
        path = inventory.path
        self.hosts = self._elements(path)
        groups, defaults = (path.with_name(name + path.suffix) for name in ("groups", "defaults"))
        self._groups = self._elements(groups) if paths.is_there(groups) else {}
        top = self._top(defaults) if paths.is_there(defaults) else None
        self._defaults = self._element(top, str(defaults), 1)

    def _top(self, path: Path) -> yaml.MappingNode | None:
        top = nodes(read_text(path), str(path))
        if top is None or isinstance(top, yaml.MappingNode):
            return top
        raise FileError([Problem(str(path), "this must be names, and below each what Nornir knows of it", 1)])

    def _elements(self, path: Path) -> dict[str, _Element]:
        top = self._top(path)
        return {pair.key: self._element(pair.value, str(path), pair.line) for pair in (entries(top) if top else ())}

    def _element(self, node: yaml.Node | None, file: str, line: int) -> _Element:
        said: dict[str, Said] = {}
        groups: tuple[str, ...] = ()
        for pair in self._below(node, file, line):
            if pair.key == "data":
                said |= {p.key: _said(p, file) for p in self._below(pair.value, file, line) if p.key in _OURS}
            elif pair.key == "groups" and isinstance(pair.value, yaml.SequenceNode):
                groups = tuple(str(name) for name in plain(pair.value))
            elif pair.key in _FIELDS:
                said[pair.key] = _said(pair, file)
            else:
                more = ("Nornir passes it by. To do the same, below inventory: ignore: [NAME]",)
                self.problems.append(Problem(file, "Nornir knows no such key here", pair.line, more=more))
        return _Element(file, line, said, groups)

    def _below(self, node: yaml.Node | None, file: str, line: int) -> list[Pair]:
        """The keys below one, but for those that somebody has said not to mind."""
        self._count(file, line)
        found = entries(node) if isinstance(node, yaml.MappingNode) else []
        self._count(file, line, len(found))
        return [pair for pair in found if not self._ignores(pair.key)]

    def listed(self, name: str, host: _Element) -> Listed:
        """One of the hosts. Raises FileError where all of them say more than can be read."""
        groups = self._above(host)
        outwards = (host, *(self._groups[one] for one in groups if one in self._groups), self._defaults)
        said = {key: found for one in reversed(outwards) for key, found in one.said.items() if found.value is not None}
        reading = Reading(said)
        options = {option: reading.of((key,), read_as) for option, (key, read_as) in _OPTIONS.items()}
        return Listed(
            name=bracketed(name),
            file=host.file,
            line=host.line,
            options={option: value for option, value in options.items() if value not in (None, "")},
            groups=groups,
            ephi=reading.of(("ephi",), yes),
            owner=reading.of(("safeguard_owner",), text) or "",
            wrong=(*self._wrong(host, said, groups), *reading.wrong),
        )

    def _above(self, host: _Element) -> tuple[str, ...]:
        """All groups that it is in, in the order in which Nornir asks them."""
        found: dict[str, None] = {}
        todo = [*reversed(host.groups)]
        while todo:
            if (name := todo.pop()) not in found:
                found[name] = None
                todo += reversed(self._groups[name].groups if name in self._groups else ())
            self._count(host.file, host.line)
        return tuple(found)

    def _wrong(self, host: _Element, said: Mapping[str, Said], groups: tuple[str, ...]) -> Iterator[Problem]:
        if not self._groups.keys() >= set(groups):
            more = ("The file groups.yaml beside this one says what the hosts of a group have in common.",)
            yield Problem(host.file, "a group of this host is declared nowhere", host.line, more=more)
        if found := said.get("groups"):
            yield found.problem("groups: must be a list")
        if found := said.get("password"):
            yield secret("password", found, BY_REFERENCE)
        if found := said.get(_PLUGINS):
            more_ = f"To do without it, below inventory: ignore: [{_PLUGINS}]"
            yield found.problem(f"{_PLUGINS}: what is for plugins of Nornir is not followed", more_)

    def _count(self, file: str, line: int, things: int = 1) -> None:
        self._left -= things
        if self._left < 0:
            raise FileError([Problem(file, "this lists more hosts and groups than can be read", line)])


def _said(pair: Pair, file: str) -> Said:
    return Said(plain(pair.value), file, pair.line)
