"""Paths of a table, filled in with what answers say: nothing that they say leads elsewhere. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

_NAME: Final = re.compile(r"\{(\w+)\}")


def filled(path: str, item: Any, names: Mapping[str, str]) -> str:
    """A path with its names filled in. An item says what it is called.

    Raises:
        LookupError: it does not say what the path needs.
        ValueError: what it says is no id.
    """
    known = {**names, **(item if isinstance(item, Mapping) else {})}
    return _NAME.sub(lambda found: _safe(str(known[found[1]])), path)


def _safe(value: str) -> str:
    """A value as a part of a path.

    Raises:
        ValueError: it would lead somewhere else.
    """
    if ".." in value.split("/") or "//" in value:
        raise ValueError("no id that could be one")
    return quote(value, safe="/:@!$'()*,;=~")
