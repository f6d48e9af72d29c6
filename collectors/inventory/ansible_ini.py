"""Reads Ansible inventories in the form of INI files as Ansible does, as far as their variables matter here."""

import ast
import re
import shlex
import warnings
from typing import Any, Final

from collectors.inventory.ranges import RangeError, hosts
from collectors.inventory.tree import UNGROUPED, Said, Tree

_SECTION: Final = re.compile(r"\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?")
_CHILD: Final = re.compile(r"([^:\]\s]+)\s*(?:#.*)?")
_WORD: Final = re.compile(r"(?!(?:True|False|None)\b)[A-Za-z_/~][^\s'\"]*|[0-9]+(?:\.[0-9]+){2,}")
"""What is no Python literal, seen at a glance."""
_LONGEST: Final = 10_000
"""Characters of a value that may be a Python literal."""
_KINDS: Final = ("hosts", "children", "vars")


def read(tree: Tree, text: str, file: str) -> None:
    """Take in a file. What is wrong in it is noted, and the rest is read."""
    reading = _Reading(tree, file)
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped and stripped[0] not in "#;":
            reading.line(stripped, number)
    reading.end()


def value(text: str) -> Any:
    """A value as Ansible takes it: a Python literal where it is one, and text where it is not."""
    if _WORD.fullmatch(text) or len(text) > _LONGEST:
        return text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text


class _Reading:
    """The reading of one file, line by line."""

    def __init__(self, tree: Tree, file: str) -> None:
        self._tree, self._file = tree, file
        self._group, self._kind = UNGROUPED, "hosts"
        self._declared = set(tree.groups)
        """Groups that stand in this file as more than a name, or stood in an earlier one."""
        self._named: list[tuple[str, int]] = []
        """Groups that must be declared somewhere, and where that is said."""

    def line(self, text: str, number: int) -> None:
        if section := _SECTION.fullmatch(text):
            self._section(section[1], section[2] or "hosts", number)
        elif text.startswith("[") and text.endswith("]"):
            self._wrong("this is no name of a section: it must be [GROUP], [GROUP:children] or [GROUP:vars]", number)
        elif self._kind == "vars":
            self._variable(text, number)
        elif self._kind == "children":
            self._child(text, number)
        else:
            self._hosts(text, number)

    def end(self) -> None:
        """Say which groups are named, and nowhere declared."""
        for name, number in self._named:
            if name not in self._declared:
                self._wrong("this group is declared nowhere: [GROUP] or [GROUP:children] must declare it", number)

    def _wrong(self, text: str, number: int) -> None:
        self._tree.wrong(text, self._file, number)

    def _section(self, name: str, kind: str, number: int) -> None:
        self._group, self._kind = name, kind
        self._tree.group(name, self._file, number)
        if kind == "vars":
            self._named.append((name, number))
            return
        self._declared.add(name)
        if kind not in _KINDS:
            self._wrong("after the colon must stand children or vars", number)
            self._kind = "vars"  # nothing below it is taken for a host

    def _variable(self, text: str, number: int) -> None:
        name, sign, said = text.partition("=")
        if found := self._said(name.strip(), said.strip(), number):
            self._tree.say(self._group, name.strip(), found)
        elif not sign:
            self._wrong("this must be a variable and its value: NAME=VALUE", number)

    def _child(self, text: str, number: int) -> None:
        if found := _CHILD.fullmatch(text):
            self._named.append((found[1], number))
            self._tree.group(found[1], self._file, number)
            self._tree.child(self._group, found[1])
        else:
            self._wrong("this must be the name of a group", number)

    def _hosts(self, text: str, number: int) -> None:
        try:
            # What shlex does takes its time, where there is nothing to be done.
            first, *rest = shlex.split(text, comments=True) if set(text) & set("'\"\\#") else text.split()
            names, port = hosts(first)
        except RangeError as err:
            self._wrong(f"the name of a host cannot be read: {err}", number)
            return
        except ValueError:
            self._wrong("a quote is opened and not closed", number)
            return
        for name in names:
            self._tree.host(name, self._group, port, self._file, number)
        for variable, sign, said in (word.partition("=") for word in rest):
            if not sign:
                self._wrong("after a host must stand variables and their values: NAME=VALUE", number)
            elif found := self._said(variable, said, number):
                for name in names:
                    self._tree.say(name, variable, found)

    def _said(self, variable: str, text: str, number: int) -> Said | None:
        """What is said of a variable, where it matters."""
        return Said(value(text), self._file, number) if self._tree.matters(variable) else None
