"""Whether an answer typed by hand could be one: a row's `keep`, tried on a page that holds all that AWS can say."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from jmespath.visitor import TreeInterpreter
from moto.core.utils import get_service_model

from collectors.asking.paths import parsed
from collectors.aws.question import Ask

ANY: Final = object()
"""What an expression computes, or what stands in itself: a shape tells nothing of it."""
_CODED: Final = {"Policy", "Document", "PolicyDocument", "AssumeRolePolicyDocument", "Tags", "TagSet", "TagList"}
"""What the collector takes apart as it keeps it."""
_COMPUTED: Final = {"and_expression", "comparator", "function_expression", "literal", "not_expression"}
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_KEPT_AS: Final[Mapping[str, type]] = {
    "string": str,
    "timestamp": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": int,
    "double": int,
}


class Odd(str):
    """A value that no model knows: one of tomorrow, or nonsense. It may stand for any."""

    __slots__ = ()


class ImpossibleError(AssertionError):
    """No answer of AWS, kept as the row keeps it, looks like this: a test that rests on it proves nothing."""


class _Map(dict[str, Any]):
    """One whose keys are anybody's."""

    def get(self, _: str, __: Any = None) -> Any:
        return self[""]


def possible(row: Ask, body: Any) -> Any:
    """A body without its Nones, which nobody keeps, held against the most that the row could keep.

    Raises:
        ImpossibleError: a field, a type or a value that no answer could have.
    """
    told = _told(body)
    _hold(told, most(row), row.id)
    return told


def most(row: Ask) -> Any:
    """What a row would keep of an answer in which nothing is unset. What it opens itself nobody knows before."""
    return ANY if row.opened else _most(row.service, row.call, row.keep)


@lru_cache(maxsize=512)
def _most(service: str, call: str, keep: str) -> Any:
    shape = get_service_model(service).operation_model(call).output_shape
    return TreeInterpreter().visit(_all(parsed(keep)), _whole(shape, ()))


def _whole(shape: Any, within: tuple[str, ...]) -> Any:
    """A value of a shape; a leaf is the shape itself."""
    if shape.name in within:
        return ANY
    within = (*within, shape.name)
    match shape.type_name:
        case "structure":
            return {name: _whole(member, within) for name, member in shape.members.items()}
        case "list":
            return [_whole(shape.member, within)]
        case "map":
            return _Map({"": _whole(shape.value, within)})
    return shape


def _all(node: Any) -> Any:
    """An expression without its conditions, and with `ANY` for what it computes."""
    if node["type"] in _COMPUTED:
        return {"type": "literal", "value": ANY, "children": []}
    kept = node["children"][:2] if node["type"] == "filter_projection" else node["children"]
    kind = "projection" if node["type"] == "filter_projection" else node["type"]
    return {**node, "type": kind, "children": [_all(part) if isinstance(part, dict) else part for part in kept]}


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _told(inner) for key, inner in value.items() if inner is not None}
    return [_told(inner) for inner in value if inner is not None] if isinstance(value, list) else value


def _hold(value: Any, whole: Any, where: str) -> None:
    if whole is ANY or isinstance(value, Odd) or where.rpartition(".")[2] in _CODED:
        return
    if isinstance(whole, dict) and isinstance(value, dict):
        for name, inner in value.items():
            if (one := whole.get(name)) is None:
                raise ImpossibleError(f"{where}.{name} is not kept, only {sorted(whole)}")
            _hold(inner, one, f"{where}.{name}")
    elif isinstance(whole, list) and isinstance(value, list):
        for inner in value:
            _hold(inner, whole[0], where)
    elif isinstance(whole, dict | list) or not _is_one(value, whole):
        raise ImpossibleError(f"{where}: {value!r} is no {whole}")


def _is_one(value: Any, shape: Any) -> bool:
    kind = shape.type_name
    if kind == "timestamp":
        return isinstance(value, str) and _TIME.fullmatch(value) is not None
    if kind not in _KEPT_AS or type(value) is not _KEPT_AS[kind]:
        return kind in {"float", "double"} and isinstance(value, str)
    return not getattr(shape, "enum", None) or value in shape.enum
