"""Paths of a table, filled in with what answers say: nothing that they say leads elsewhere. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from scanner.answers import JSON

_NAME: Final = re.compile(r"\{(\w+)\}")


def filled(path: str, item: Any, names: Mapping[str, str]) -> str:
    """A path with its names filled in. An item says what it is called.

    Raises:
        LookupError: it does not say what the path needs.
        ValueError: what it says is no id.
    """
    known = {**names, **(item if isinstance(item, Mapping) else {})}
    return _NAME.sub(lambda found: _safe(str(known[found[1]])), path)


def said(post: Mapping[str, JSON], item: Any, names: Mapping[str, str]) -> Mapping[str, JSON]:
    """The body of a POST with its names filled in: of texts that are one name and nothing else.

    Raises:
        LookupError: the item does not say what the body needs.
    """
    known = {**names, **(item if isinstance(item, Mapping) else {})}
    named = {key: _NAME.fullmatch(value) for key, value in post.items() if isinstance(value, str)}
    return {key: str(known[found[1]]) if (found := named.get(key)) else value for key, value in post.items()}


def _safe(value: str) -> str:
    """A value as a part of a path.

    Raises:
        ValueError: it would lead somewhere else.
    """
    if ".." in value.split("/") or "//" in value:
        raise ValueError("no id that could be one")
    return quote(value, safe="/:@!$'()*,;=~")
