"""Reads Ansible inventories: a file, or a folder of them, with the variables that lie beside it. Runs nothing."""

import re
from collections.abc import Iterator
from graphlib import CycleError
from pathlib import Path
from typing import Final

from collectors.inventory import ansible_ini, ansible_vars, ansible_yaml
from collectors.inventory.ansible_beside import VAULT, Beside, ignored, listing, vaulted
from collectors.inventory.tree import Merged, Tree
from scanner import paths
from scanner.listed import Inventory, Listed
from scanner.written.document import FileError, Problem
from scanner.written.yamlfile import read_text

_YAML: Final = (".yml", ".yaml", ".json")
_LOOKS_YAML: Final = re.compile(r"(?:[ \t]*(?:#.*)?\r?\n)*(?:---|\{|[^\s#\[;=]+:[ \t]*(?:#.*)?(?:\r?\n|$))")
_NO_INVENTORY: Final = re.compile(
    r"^\.|^(?:host_vars|group_vars|vars_plugins)$"
    r"|(?:~|\.(?:pyc|pyo|swp|bak|rpm|md|txt|rst|orig|cfg|retry))$"
)
"""Names in a folder that Ansible passes by."""
_DEEPEST: Final = 20


def read(inventory: Inventory, kind: type[ansible_vars.Hosts]) -> Iterator[Listed | Problem]:
    """The hosts that it lists, each with the variables that Ansible would give it, and what is wrong in it.

    kind: how their variables are read.
    """
    counts = ansible_vars.counts(kind)
    tree = Tree(lambda name: counts(name) and not inventory.ignores(name))
    for path in _sources(inventory.path, 0):
        _take(tree, inventory, path)
    yield from _hosts(tree, inventory, kind)
    yield from tree.problems


def _hosts(tree: Tree, inventory: Inventory, kind: type[ansible_vars.Hosts]) -> Iterator[Listed]:
    base = inventory.path if paths.is_folder(inventory.path) else inventory.path.parent
    groups, hosts = (Beside(base / name, tree.matters, inventory) for name in ("group_vars", "host_vars"))
    try:
        merged = Merged(tree, groups.of, hosts.of)
    except CycleError as err:
        group = tree.groups[err.args[1][0]]
        tree.wrong("groups hold each other in a circle: this is one of them", group.file, group.line)
        return
    for host in tree.hosts.values():
        yield ansible_vars.listed(host, merged.of(host), kind)


def _sources(path: Path, depth: int) -> Iterator[Path]:
    """The file itself, or those that lie in the folder, in the order of their names."""
    if depth > _DEEPEST:
        raise FileError([Problem(str(path), f"folders lie in each other more than {_DEEPEST} deep")])
    if not paths.is_folder(path):
        yield path
        return
    for below in listing(path):
        if not _NO_INVENTORY.search(below.name):
            yield from _sources(below, depth + 1)


def _take(tree: Tree, inventory: Inventory, path: Path) -> None:
    if ignored(inventory, path):
        return
    file = str(path)
    try:
        text = read_text(path)
        if text.startswith(VAULT):
            tree.problems.append(vaulted(inventory, path))
        elif text.startswith("#!") or path.stat().st_mode & 0o111:
            tree.problems.append(ansible_yaml.dynamic(file))
        elif path.suffix == ".toml":
            tree.wrong("inventories in TOML are not read: write it as INI or YAML", file, 0)
        elif path.suffix in _YAML or (not path.suffix and _LOOKS_YAML.match(text)):
            ansible_yaml.read(tree, text, file)
        else:
            ansible_ini.read(tree, text, file)
    except FileError as err:
        tree.problems += err.problems
    except OSError as err:
        tree.wrong(f"cannot be read: {err.strerror}", file, 0)
