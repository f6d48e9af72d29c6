"""Writes the allow-list of a row: JMESPath that keeps the named fields of a thing where they stand."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

_LIST: Final = "[]"


def keeping(fields: Iterable[str]) -> str:
    """JMESPath that keeps these fields: `{sku: sku.{name: name}}` of `sku.name`, and of a list `rules[].port`."""
    tree: dict[str, Any] = {}
    for field in fields:
        part = tree
        for name in field.split("."):
            part = part.setdefault(name, {})
    return _written(tree)


def _written(tree: Mapping[str, Any]) -> str:
    """One level of it. A list without fields of its own is kept as it is, as lists of texts are."""
    parts = []
    for name, below in tree.items():
        plain = name.removesuffix(_LIST)
        key = plain if re.fullmatch(r"\w+", plain) else f'"{plain}"'
        inner = f".{_written(below)}" if below else ""
        parts.append(f"{key}: {key}{_LIST if name.endswith(_LIST) else ''}{inner}")
    return f"{{{', '.join(parts)}}}"
