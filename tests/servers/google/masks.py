"""Partial answers: `fields=items(name,encryption/defaultKmsKeyName),nextPageToken`."""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from tests.servers.google.documents import Document
from tests.servers.google.refusals import invalid

JSON = Any
Tree: TypeAlias = "dict[str, Tree]"
"""By name what is kept below it; all where it is empty."""


def masked(document: Document, schema: JSON, body: JSON, mask: str) -> JSON:
    """What a mask leaves of an answer.

    Raises:
        Refused: the mask is none, or names what the answer cannot have.
    """
    words = re.findall(r"[\w.$*@-]+|[(),/]", mask)
    if "".join(words) != mask.replace(" ", "") or not words:
        raise invalid(f"Invalid field selection {mask}", reason="invalidParameter", field="fields")
    rest = iter([*words, ""])
    tree = _tree(rest, "")
    _known(document, schema, tree, mask)
    return _kept(body, tree)


def _tree(words: Iterator[str], end: str) -> Tree:
    """All up to a closing bracket or the end."""
    tree: Tree = {}
    here, name = tree, ""
    for word in words:
        if word == "(":
            here.setdefault(name, {}).update(_tree(words, ")"))
        elif word == "/":
            here = here.setdefault(name, {})
        elif word in {",", end}:
            here.setdefault(name, {}) if name else None
            here, name = tree, ""
            if word == end:
                break
        else:
            name = word
    tree.pop("", None)
    return tree


def _known(document: Document, schema: JSON, tree: Tree, mask: str) -> None:
    schema = document.resolved(schema)
    if schema.get("type") == "array":
        return _known(document, schema["items"], tree, mask)
    properties, other = schema.get("properties"), schema.get("additionalProperties")
    for name, below in tree.items():
        if name != "*" and properties is not None and name not in properties and other is None:
            raise invalid(f"Invalid field selection {name}", reason="invalidParameter", field="fields")
        part = (properties or {}).get(name, other)
        if part:
            _known(document, part, below, mask)
    return None


def _kept(body: JSON, tree: Tree) -> JSON:
    if not tree:
        return body
    if isinstance(body, list):
        return [_kept(part, tree) for part in body]
    if not isinstance(body, dict):
        return body
    return {k: _kept(v, tree.get(k, tree.get("*", {}))) for k, v in body.items() if k in tree or "*" in tree}
