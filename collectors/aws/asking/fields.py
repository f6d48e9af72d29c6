"""What an expression reads of an answer: the fields of a model's shapes that it names, and all of what it takes whole.

Judged on shapes instead of values, so before anything is asked. What it does not understand it takes whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, Final, TypeAlias

from collectors.asking.paths import parsed

Node: TypeAlias = Mapping[str, Any]
"""A part of an expression, as jmespath makes it."""
Shapes: TypeAlias = Mapping[str, Any]
"""The shapes of a model, as its file has them."""

_KINDS: Final[Mapping[str, str]] = {
    "and_expression": "_either",
    "current": "_same",
    "field": "_field",
    "filter_projection": "_projection",
    "flatten": "_flatten",
    "identity": "_same",
    "index": "_one",
    "index_expression": "_chain",
    "or_expression": "_either",
    "pipe": "_chain",
    "projection": "_projection",
    "slice": "_same",
    "subexpression": "_chain",
}
"""Which method takes which part of an expression; all others `_made`."""


class Read:
    """Gathers what is read of the structures of a model."""

    def __init__(self, shapes: Shapes) -> None:
        self.fields: dict[str, set[str]] = defaultdict(set)
        """The members that are read, by structure."""
        self._shapes = shapes
        self._whole: set[str] = set()

    def note(self, path: str, shape: str) -> None:
        """Take what this JMESPath reads of a shape."""
        self.take(self._reached(parsed(path), [shape]))

    def take(self, names: Iterable[str]) -> None:
        """Take shapes whole."""
        waiting = list(names)
        while waiting:
            if (name := waiting.pop()) not in self._whole:
                self._whole.add(name)
                self.fields[name].update(self._shapes[name].get("members", ()))
                waiting += inner(self._shapes[name])

    def _reached(self, node: Node, names: list[str]) -> list[str]:
        """The shapes of what a part of an expression makes of values of these; what it only looks at is taken."""
        reached: list[str] = getattr(self, _KINDS.get(node["type"], "_made"))(node, names)
        return reached

    def _made(self, node: Node, names: list[str]) -> list[str]:
        """Objects, lists, functions, comparisons: of what stands in them."""
        for part in node["children"]:
            self.take(self._reached(part, names))
        return []

    def _field(self, node: Node, names: list[str]) -> list[str]:
        return [found for name in names for found in self._member(name, node["value"])]

    def _chain(self, node: Node, names: list[str]) -> list[str]:
        return reduce(lambda reached, part: self._reached(part, reached), node["children"], names)

    def _projection(self, node: Node, names: list[str]) -> list[str]:
        left, right, *conditions = node["children"]
        items = self._items(self._reached(left, names))
        for condition in conditions:
            self.take(self._reached(condition, items))
        return self._reached(right, items)

    def _flatten(self, node: Node, names: list[str]) -> list[str]:
        found = self._reached(node["children"][0], names)
        return [*found, *self._items(found)]

    def _either(self, node: Node, names: list[str]) -> list[str]:
        return [found for part in node["children"] for found in self._reached(part, names)]

    def _same(self, _: Node, names: list[str]) -> list[str]:
        return names

    def _one(self, _: Node, names: list[str]) -> list[str]:
        return self._items(names)

    def _member(self, name: str, field: str) -> list[str]:
        shape = self._shapes[name]
        if shape["type"] == "map":
            return [shape["value"]["shape"]]
        if field not in shape.get("members", ()):
            return []
        if shape.get("union"):  # of which the reader wants to know every one
            self.take([name])
        self.fields[name].add(field)
        return [shape["members"][field]["shape"]]

    def _items(self, names: Iterable[str]) -> list[str]:
        return [self._shapes[n]["member"]["shape"] for n in names if self._shapes[n]["type"] == "list"]


def inner(shape: Mapping[str, Any]) -> list[str]:
    """The shapes that a shape names."""
    parts = [shape[part] for part in ("member", "key", "value") if part in shape]
    return [part["shape"] for part in (*parts, *shape.get("members", {}).values())]
