"""JMESPath, loaded where it is first used; each expression is compiled once."""

from functools import cache
from typing import Any


def search(path: str, value: Any) -> Any:
    """What an expression finds in a value."""
    return _interpreter().visit(parsed(path), value)


@cache  # jmespath's own keeps 128, and throws some away at random
def parsed(path: str) -> Any:
    """The tree of an expression, as jmespath makes it."""
    import jmespath  # loads where it is used

    return jmespath.compile(path).parsed


@cache  # jmespath makes one anew for every search, which costs more than most searches
def _interpreter() -> Any:
    from jmespath.visitor import TreeInterpreter

    return TreeInterpreter()
