"""An Ansible inventory as it is put together from its files: groups, hosts, and which of their variables count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any, Final, NamedTuple

from scanner.written.document import FileError, Problem

ALL: Final = "all"
UNGROUPED: Final = "ungrouped"
IMPLICIT: Final = frozenset({ALL, UNGROUPED})
"""Groups that Ansible makes itself."""
MOST: Final = 1_000_000
"""Things that an inventory may say; ranges and aliases make much of little."""
_PRIORITY: Final = "ansible_group_priority"


class Said(NamedTuple):
    """What is said of a variable, and where."""

    value: Any
    file: str
    line: int

    def problem(self, text: str, *more: str) -> Problem:
        """Say that something is wrong with it."""
        return Problem(self.file, text, self.line, more=more)


Variables = Mapping[str, Said]
Folder = Callable[[str], tuple[Variables, tuple[Problem, ...]]]
"""Says what a folder of variables holds of a name, and what is wrong with it."""


class Of(NamedTuple):
    """What an inventory says of a host, all in all."""

    groups: tuple[str, ...]
    """All that it is in, from the outermost in."""
    variables: Variables
    wrong: tuple[Problem, ...]
    """With files that hold more of its variables."""


@dataclass(slots=True)
class Group:
    """A group of hosts, as far as the files speak of it themselves."""

    name: str
    file: str = ""
    line: int = 0
    parents: set[str] = field(default_factory=set)
    said: dict[str, Said] = field(default_factory=dict)
    priority: int = 1
    depth: int = 0


@dataclass(slots=True)
class Host:
    """A host, as far as the files speak of it themselves."""

    name: str
    file: str
    line: int
    groups: dict[str, None] = field(default_factory=dict)
    """Those that name it, not those above them."""
    said: dict[str, Said] = field(default_factory=dict)


class Tree:
    """What the files of an inventory say, one after the other."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        """Begin with nothing. `wanted`: tells of a variable whether it is kept."""
        self._wanted, self._left = wanted, MOST
        self.groups = {name: Group(name) for name in (ALL, UNGROUPED)}
        self.hosts: dict[str, Host] = {}
        self.problems: list[Problem] = []

    def wrong(self, text: str, file: str, line: int, *more: str) -> None:
        """Take note of what is wrong in a file."""
        self.problems.append(Problem(file, text, line, more=more))

    def matters(self, variable: str) -> bool:
        """Tell whether a variable is one that is kept."""
        return variable == _PRIORITY or self._wanted(variable)

    def group(self, name: str, file: str, line: int) -> None:
        """Make sure that there is such a group."""
        self._count(file, line)
        self.groups.setdefault(name, Group(name, file, line))

    def child(self, parent: str, name: str) -> None:
        """Put one group into another; both are there."""
        self.groups[name].parents.add(parent)

    def host(self, name: str, group: str, port: int | None, file: str, line: int) -> None:
        """Put a host into a group. A port after its name counts where it is named first."""
        self._count(file, line)
        if name not in self.hosts:
            self.hosts[name] = Host(name, file, line)
            if port is not None:
                self.hosts[name].said["ansible_port"] = Said(port, file, line)
        self.hosts[name].groups[group] = None

    def say(self, name: str, variable: str, said: Said) -> None:
        """Set a variable of a group, or of a host; where both have that name it is the group's, as with Ansible."""
        self._count(said.file, said.line)
        group = self.groups.get(name)
        if group and variable == _PRIORITY:
            try:
                group.priority = int(said.value)
            except (TypeError, ValueError):
                self.problems.append(said.problem(f"{_PRIORITY} is no whole number"))
        elif self._wanted(variable):
            (group or self.hosts[name]).said[variable] = said

    def _count(self, file: str, line: int) -> None:
        self._left -= 1
        if self._left < 0:
            raise FileError([Problem(file, "this lists more hosts and variables than can be read", line)])


class Merged:
    """Which variables of a host count: those of its groups from the outermost in, then its own."""

    def __init__(self, tree: Tree, group_vars: Folder, host_vars: Folder) -> None:
        """What the folders say of groups and of hosts outweighs what the inventory says of the same.

        Raises CycleError where groups hold each other.
        """
        self._tree, self._group_vars, self._host_vars = tree, group_vars, host_vars
        self._measure()
        self._known: dict[frozenset[str], Of] = {}

    def of(self, host: Host) -> Of:
        """All that is said of a host."""
        named = frozenset(host.groups)
        if named not in self._known:
            self._known[named] = self._together(named)
        shared = self._known[named]
        own, wrong = self._host_vars(host.name)
        return Of(shared.groups, {**shared.variables, **host.said, **own}, shared.wrong + wrong)

    def _together(self, named: frozenset[str]) -> Of:
        """What those hosts have in common that stand in the same groups."""
        groups = tuple(self._above(named))
        folders = [self._group_vars(name) for name in groups]
        # What the folder says of a group outweighs what the inventory says of any.
        variables = [*(self._tree.groups[name].said for name in groups), *(said for said, _ in folders)]
        merged = {name: said for each in variables for name, said in each.items()}
        return Of(groups, merged, tuple(problem for _, wrong in folders for problem in wrong))

    def _above(self, named: frozenset[str]) -> list[str]:
        found: set[str] = set()
        todo = {ALL, *named}
        while todo:
            found |= todo
            todo = {above for name in todo for above in self._tree.groups[name].parents} - found
        # A host that is in another group is no longer ungrouped.
        return sorted(found - {UNGROUPED} if found - IMPLICIT else IMPLICIT, key=self._order)

    def _order(self, name: str) -> tuple[int, int, str]:
        group = self._tree.groups[name]
        return group.depth, group.priority, name

    def _measure(self) -> None:
        """Say how far below `all` each group lies, by the longest way."""
        above = {name: group.parents or {ALL} - {name} for name, group in self._tree.groups.items()}
        for name in TopologicalSorter(above).static_order():
            depths = (self._tree.groups[one].depth + 1 for one in above[name])
            self._tree.groups[name].depth = max(depths, default=0)
