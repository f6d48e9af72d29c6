"""Reads YAML as people write it for Ansible: inventories, and the variables in `group_vars` and `host_vars`.

It is not the YAML that safeguard.yaml is: tags, aliases and merge keys are Ansible's daily bread. Only what matters
here is looked at, so that something vaulted two lines further is neither read nor refused.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import yaml

from collectors.inventory.ranges import RangeError, hosts
from collectors.inventory.tree import Said, Tree
from scanner.written.document import FileError, Problem
from scanner.written.yamlfile import nodes

_DEEPEST: Final = 50
_EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL"})
_PLUGIN: Final = "plugin"


class Vaulted:
    """In the place of a value that ansible-vault has encrypted."""


VAULTED: Final = Vaulted()


class Pair(NamedTuple):
    """A key, what stands below it, and the line of the key."""

    key: str
    value: yaml.Node
    line: int


def read(tree: Tree, text: str, file: str) -> None:
    """Take in an inventory. What is wrong in it is noted, and the rest is read."""
    node = nodes(text, file)
    if not isinstance(node, yaml.MappingNode):
        tree.wrong("this is no inventory: it must hold groups, such as all:", file, 1)
        return
    if any(pair.key == _PLUGIN for pair in entries(node)):
        raise FileError([dynamic(file)])
    reading = _Reading(tree, file)
    for pair in reading.keys(node):
        reading.group(pair, 0)


def variables(text: str, file: str) -> Iterator[tuple[str, Said]]:
    """What a file of variables says. Raises FileError where it is none."""
    node = nodes(text, file)
    if node is None or _is_empty(node):
        return
    if not isinstance(node, yaml.MappingNode):
        raise FileError([Problem(file, "this must be variables and their values: NAME: VALUE", 1)])
    for pair in entries(node):
        yield pair.key, Said(plain(pair.value), file, pair.line)


def dynamic(file: str) -> Problem:
    """Say that a program would have to be run to know the hosts."""
    more = (
        "Nothing is run for it here. Let Ansible write down what it knows, and name that file:",
        "ansible-inventory -i FILE --list --yaml --output hosts.yaml",
        "To do without a file of a folder, below inventory: ignore: [NAME OF THE FILE]",
    )
    return Problem(file, "this inventory is made by a program or plugin, and is not read", more=more)


class _Reading:
    """The reading of one inventory."""

    def __init__(self, tree: Tree, file: str) -> None:
        self._tree, self._file = tree, file

    def group(self, pair: Pair, depth: int) -> None:
        if depth > _DEEPEST:
            raise FileError([Problem(self._file, f"groups lie in each other more than {_DEEPEST} deep", pair.line)])
        self._tree.group(pair.key, self._file, pair.line)
        for section in self._below(pair):
            if section.key == "vars":
                self._say([pair.key], self._below(section))
            elif section.key == "hosts":
                for host in self._below(section, alone=True):
                    self._hosts(pair.key, host)
            elif section.key == "children":
                for child in self._below(section, alone=True):
                    self.group(child, depth + 1)
                    self._tree.child(pair.key, child.key)
            else:
                self._wrong("a group has hosts:, children: and vars:, and nothing else", section.line)

    def keys(self, node: yaml.MappingNode) -> list[Pair]:
        """The keys of a group, each of which stands there once: of two, Ansible would drop one."""
        met = set[str]()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._wrong("a key is one word here, not a list or a group of keys", _line(key))
            elif key.value in met and not _is_merge(key):
                self._wrong("this key stands here a second time", _line(key))
            else:
                met.add(key.value)
        return entries(node)

    def _hosts(self, group: str, pair: Pair) -> None:
        try:
            names, port = hosts(pair.key)
        except RangeError as err:
            self._wrong(f"the name of a host cannot be read: {err}", pair.line)
            return
        for name in names:
            self._tree.host(name, group, port, self._file, pair.line)
        self._say(names, self._below(pair))

    def _say(self, names: Sequence[str], pairs: list[Pair]) -> None:
        for pair in pairs:
            found = Said(plain(pair.value), self._file, pair.line)
            for name in names:
                self._tree.say(name, pair.key, found)

    def _below(self, pair: Pair, *, alone: bool = False) -> list[Pair]:
        """The keys below one; with `alone`, one word stands for a key with nothing below it."""
        node = pair.value
        if isinstance(node, yaml.MappingNode):
            return self.keys(node)
        if alone and isinstance(node, yaml.ScalarNode) and not _is_empty(node):
            return [Pair(node.value, yaml.ScalarNode(node.tag, ""), _line(node))]
        if not _is_empty(node):
            self._wrong("below this must stand a group of keys", pair.line)
        return []

    def _wrong(self, text: str, line: int) -> None:
        self._tree.wrong(text, self._file, line)


def entries(node: yaml.MappingNode) -> list[Pair]:
    """The keys of a group. What it says itself outweighs what is merged into it, and the first of that the next."""
    met, todo, order = {id(node)}, [node], list[yaml.MappingNode]()
    while todo:
        order.append(todo.pop())
        for key, value in order[-1].value:
            if _is_merge(key):
                among = value.value if isinstance(value, yaml.SequenceNode) else [value]
                new = [one for one in among if isinstance(one, yaml.MappingNode) and id(one) not in met]
                met.update(map(id, new))
                todo += reversed(new)
    found = {
        key.value: Pair(key.value, value, _line(key))
        for one in reversed(order)
        for key, value in one.value
        if isinstance(key, yaml.ScalarNode) and not _is_merge(key)
    }
    return list(found.values())


def plain(node: yaml.Node) -> Any:
    """Text, a list of texts, or nothing; other things are no variables that count."""
    if node.tag.startswith("!vault"):
        return VAULTED
    if isinstance(node, yaml.ScalarNode):
        return None if _is_empty(node) else node.value
    if isinstance(node, yaml.SequenceNode):
        return [part.value if isinstance(part, yaml.ScalarNode) else {} for part in node.value]
    return {}


def _is_merge(key: yaml.Node) -> bool:
    return isinstance(key, yaml.ScalarNode) and key.value == "<<" and not key.style


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _EMPTY


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 0
