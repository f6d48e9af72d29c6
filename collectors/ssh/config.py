"""Reads ssh_config(5) as OpenSSH does, as far as it says where a host is and as whom to come. Runs nothing.

paramiko's own reader follows no `Include`, and puts a host's lines together in another order.
"""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path
from types import MappingProxyType
from typing import Final

from collectors.ssh.patterns import named

_DEPTH: Final = 16
"""Files that may include each other, as with OpenSSH."""
_MANY: Final = frozenset({"identityfile", "certificatefile"})
"""Of these all that is said counts, of others what is said first."""
_NOTHING: Final = frozenset({"proxyjump", "proxycommand", "identityagent", "revokedhostkeys", *_MANY})
"""Of these the word `none` says that there is none."""
_INSTEAD: Final = {"proxyjump": "proxycommand", "proxycommand": "proxyjump"}
"""Of two ways the one that is said first counts."""
_SETTING: Final = re.compile(r"([A-Za-z0-9]+)(?:[ \t]*=[ \t]*|[ \t]+|$)(.*)", re.DOTALL)
_UNRUN: Final = frozenset({"exec", "canonical", "final", "localnetwork", "tagged", "version", "sessiontype", "command"})
"""What a `Match` may ask that we do not look at: it would run a program, or know what is known later only."""


class ConfigError(Exception):
    """A configuration that makes no sense. Its text says where, and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a configuration says of one host: by keyword in small letters, the words of each line that counts.

    A `ProxyCommand` is one word, as it stands there: a shell reads it.
    """

    said: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=lambda: MappingProxyType({}))
    passed_by: tuple[str, ...] = ()
    """Blocks that were left out although they might concern the host, by file and line."""

    def first(self, keyword: str) -> str:
        """The first word that was said of it, or nothing."""
        return next(iter(self.every(keyword)), "")

    def every(self, keyword: str) -> tuple[str, ...]:
        """The first words of all that was said of it."""
        words = (line[0] for line in self.said.get(keyword.lower(), ()))
        return tuple(word for word in words if not (keyword.lower() in _NOTHING and word.lower() == "none"))


@dataclass(frozen=True, slots=True)
class Alias:
    """A host that a configuration names, and where."""

    name: str
    file: Path
    line: int


@dataclass(slots=True)
class _Reading:
    """The reading of one or several files, for one host."""

    host: str
    local_user: str
    said: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    passed_by: list[str] = field(default_factory=list)

    def file(self, path: Path, base: Path, *, active: bool = True, never: bool = False, depth: int = 0) -> None:
        """Take in a file. `base`: where the files lie that it includes by a relative name; `never`: nothing counts."""
        if depth > _DEPTH:
            raise ConfigError(f"{path}: files include each other more than {_DEPTH} deep")
        for number, keyword, words in _lines(path):
            where = f"{path}, line {number}"
            match keyword:
                case "host":
                    active = not never and named(words, self.host)
                case "match":
                    active = not never and self._matches(words, where)
                case "include":
                    for each in _included(words, base, where):
                        self.file(each, base, active=active, never=never or not active, depth=depth + 1)
                case _ if active:
                    self._take(keyword, words)

    def _take(self, keyword: str, words: tuple[str, ...]) -> None:
        if _INSTEAD.get(keyword) in self.said:
            return
        lines = self.said.setdefault(keyword, [])
        if not lines or (keyword in _MANY and words not in lines):
            lines.append(words)

    def _matches(self, words: tuple[str, ...], where: str) -> bool:
        asked: Mapping[str, Callable[[], str]] = {
            "host": self._host,
            "originalhost": lambda: self.host,
            "user": lambda: self.said["user"][0][0] if "user" in self.said else self.local_user,
            "localuser": lambda: self.local_user,
        }
        rest, found = list(words), True
        while rest:
            word = rest.pop(0).lower()
            negated, name = word.startswith("!"), word.removeprefix("!")
            if name == "all":
                continue
            if name in _UNRUN:
                if found:
                    self.passed_by.append(f"{where}: Match {name}")
                return False
            if name not in asked or not rest:
                raise ConfigError(f"{where}: Match {name or 'nothing'}: cannot be read: correct it")
            found &= named(rest.pop(0).split(","), asked[name]()) != negated
        return found

    def _host(self) -> str:
        said = self.said.get("hostname")
        return said[0][0].replace("%h", self.host).replace("%%", "%") if said else self.host


def settings(host: str, *files: tuple[Path, Path], user: str, local_user: str) -> Settings:
    """What configurations say of a host, the first that says something of a keyword first.

    files: each with the folder in which those lie that it includes by a relative name; what is not there says nothing.
    user: as whom to come, where something nearer than the files says it.

    Raises:
        ConfigError: one cannot be read.
    """
    reading = _Reading(host, local_user, {"user": [(user,)]} if user else {})
    for path, base in files:
        reading.file(path, base)
    said = {keyword: tuple(lines) for keyword, lines in reading.said.items()}
    return Settings(MappingProxyType(said), tuple(reading.passed_by))


def aliases(path: Path, base: Path) -> Iterator[Alias]:
    """The hosts that a configuration names, with what it includes; patterns name none.

    Raises:
        ConfigError: it cannot be read.
    """
    return _aliases(path, base, (), 0)


def _aliases(path: Path, base: Path, within: tuple[tuple[str, ...], ...], depth: int) -> Iterator[Alias]:
    """within: the patterns of the `Host` lines that hold the `Include` of this file; a host in it fits all of them."""
    if depth > _DEPTH:
        raise ConfigError(f"{path}: files include each other more than {_DEPTH} deep")
    block: tuple[tuple[str, ...], ...] = ()
    for number, keyword, words in _lines(path):
        match keyword:
            case "host":
                block = (words,)
                for word in words:
                    if not set(word) & set("*?!") and all(named(patterns, word) for patterns in within):
                        yield Alias(word, path, number)
            case "match":
                block = ()  # whatever it asks, a host below it may be meant
            case "include":
                for each in _included(words, base, f"{path}, line {number}"):
                    yield from _aliases(each, base, (*within, *block), depth + 1)


def _lines(path: Path) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The lines that say something: number, keyword in small letters, words."""
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return
    except OSError as err:
        raise ConfigError(f"{path}: cannot be read: {err.strerror}") from None
    for number, line in enumerate(text.split("\n"), start=1):
        said = line.strip(" \t\r\f")
        if not said or said.startswith("#"):
            continue
        parted = _SETTING.fullmatch(said)
        try:
            words = tuple(shlex.split(parted[2], comments=True)) if parted else ()
        except ValueError:
            words = ()
        if not parted or not words:
            raise ConfigError(f"{path}, line {number}: no keyword with a value: correct it")
        keyword = parted[1].lower()
        yield number, keyword, (parted[2],) if keyword == "proxycommand" else words


def _included(words: tuple[str, ...], base: Path, where: str) -> Iterator[Path]:
    """The files that a line includes, in the order of their names; a pattern without files is none."""
    for word in words:
        try:
            name = str(Path(word).expanduser())
        except RuntimeError:
            raise ConfigError(f"{where}: nobody here is called as it says: correct it") from None
        found = sorted(glob(name, root_dir=base))  # noqa: PTH207  # it may lie anywhere
        yield from (path for path in (base / each for each in found) if path.is_file())
