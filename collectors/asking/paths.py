"""JMESPath, loaded where it is first used; each expression is compiled once."""

from functools import cache
from typing import Any


def search(path: str, value: Any) -> Any:
    """What an expression finds in a value. Beside JMESPath's own functions it may use `after(text, mark)`."""
    return _interpreter().visit(parsed(path), value)


@cache  # jmespath's own keeps 128, and throws some away at random
def parsed(path: str) -> Any:
    """The tree of an expression, as jmespath makes it."""
    import jmespath  # loads where it is used

    return jmespath.compile(path).parsed


@cache  # jmespath makes one anew for every search, which costs more than most searches
def _interpreter() -> Any:
    from jmespath import Options
    from jmespath.functions import Functions, signature
    from jmespath.visitor import TreeInterpreter

    class Ours(Functions):
        @signature({"types": ["string"]}, {"types": ["string"]})
        def _func_after(self, text: str, mark: str) -> str:
            """What follows the first mark: `p/datasets/d` of `projects/p/datasets/d` and a slash."""
            return text.partition(mark)[2]

    return TreeInterpreter(Options(custom_functions=Ours()))
