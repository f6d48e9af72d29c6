"""A template of ours as JavaScript: the viewer makes the page from the very file that the report is made from.

It knows what our templates use, and refuses all else. Text that the template prints is escaped as Jinja escapes it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from jinja2 import nodes

if TYPE_CHECKING:
    from jinja2 import Environment

_OPERATORS: Final = {"eq": "===", "ne": "!==", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}


class TemplateError(Exception):
    """A template uses something that has no JavaScript here."""

    def __init__(self, node: nodes.Node) -> None:
        super().__init__(f"line {node.lineno}: {type(node).__name__} has no form in JavaScript yet: add it")


def function(environment: "Environment", name: str, called: str) -> str:
    """A function of this name that takes `view` and gives the template's HTML; `marks.js` holds what it calls."""
    loader = environment.loader
    if loader is None:
        raise TypeError("a template comes from somewhere")
    text, _, _ = loader.get_source(environment, name)
    body = "\n".join(_statements(environment.parse(text, name).body))
    return f"function {called}(view) {{\nconst out = [];\n{body}\nreturn out.join('');\n}}\n"


def _statements(body: list[nodes.Node]) -> Iterator[str]:
    for node in body:
        make = _STATEMENTS.get(type(node))
        if make is None:
            raise TemplateError(node)
        yield from make(node)


def _output(node: Any) -> Iterator[str]:
    for each in node.nodes:
        shown = json.dumps(each.data) if isinstance(each, nodes.TemplateData) else f"shown({_value(each)})"
        yield f"out.push({shown});"


def _for(node: Any) -> Iterator[str]:
    names: list[Any] = node.target.items if isinstance(node.target, nodes.Tuple) else [node.target]
    listed = ", ".join("" if name.name == "_" else name.name for name in names)
    taken = f"[{listed}]" if isinstance(node.target, nodes.Tuple) else listed
    if node.else_ or node.recursive:
        raise TemplateError(node)
    yield f"for (const [{taken}, loop] of looped({_value(node.iter)})) {{"
    if node.test:
        yield f"if (!truth({_value(node.test)})) continue;"
    yield from _statements(node.body)
    yield "}"


def _if(node: Any) -> Iterator[str]:
    yield f"if (truth({_value(node.test)})) {{"
    yield from _statements(node.body)
    for other in node.elif_:
        yield f"}} else if (truth({_value(other.test)})) {{"
        yield from _statements(other.body)
    if node.else_:
        yield "} else {"
        yield from _statements(node.else_)
    yield "}"


def _assign(node: Any) -> Iterator[str]:
    yield f"const {node.target.name} = {_value(node.node)};"


def _macro(node: Any) -> Iterator[str]:
    yield f"function {node.name}({', '.join(arg.name for arg in node.args)}) {{\nconst out = [];"
    yield from _statements(node.body)
    yield "return new Safe(out.join(''));\n}"


_STATEMENTS: Final[Mapping[type[nodes.Node], Callable[[Any], Iterator[str]]]] = {
    nodes.Output: _output,
    nodes.For: _for,
    nodes.If: _if,
    nodes.Assign: _assign,
    nodes.Macro: _macro,
}


def _value(node: Any) -> str:
    make = _VALUES.get(type(node))
    if make is None:
        raise TemplateError(node)
    return make(node)


def _item(node: Any) -> str:
    if isinstance(node.arg, nodes.Slice):
        if node.arg.stop or node.arg.step:
            raise TemplateError(node)
        return f"{_value(node.node)}.slice({_value(node.arg.start)})"
    return f"{_value(node.node)}[{_value(node.arg)}]"


def _call(node: Any) -> str:
    if isinstance(node.node, nodes.Getattr) and node.node.attr in {"split", "items"}:
        return f"methods.{node.node.attr}({_value(node.node.node)})"
    return f"{_value(node.node)}({', '.join(map(_value, node.args))})"


def _filter(node: Any) -> str:
    return f"filters.{node.name}({', '.join(map(_value, [node.node, *node.args]))})"


def _compare(node: Any) -> str:
    (operand,) = node.ops
    if operand.op not in _OPERATORS:
        raise TemplateError(node)
    return f"({_value(node.expr)} {_OPERATORS[operand.op]} {_value(operand.expr)})"


def _choice(node: Any) -> str:
    other = _value(node.expr2) if node.expr2 else '""'
    return f"(truth({_value(node.test)}) ? {_value(node.expr1)} : {other})"


_VALUES: Final[Mapping[type[nodes.Node], Callable[[Any], str]]] = {
    nodes.Name: lambda node: node.name,
    nodes.Const: lambda node: json.dumps(node.value),
    nodes.Getattr: lambda node: f"{_value(node.node)}.{node.attr}",
    nodes.Getitem: _item,
    nodes.Call: _call,
    nodes.Filter: _filter,
    nodes.Compare: _compare,
    nodes.CondExpr: _choice,
    nodes.And: lambda node: f"both({_value(node.left)}, () => {_value(node.right)})",
    nodes.Or: lambda node: f"orElse({_value(node.left)}, () => {_value(node.right)})",
    nodes.Not: lambda node: f"!truth({_value(node.node)})",
}
