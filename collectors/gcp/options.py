"""What a target `gcp:` may set beside what all of Google's take."""

import re
from collections.abc import Mapping
from typing import Any, Final

from collectors.asking import tags
from collectors.google.options import SCHEMA as SHARED
from collectors.google.options import options as shared
from collectors.rest.options import TEXT
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

_PROJECT: Final = re.compile(r"(?:[a-z0-9.-]{1,60}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]", re.ASCII)
"""Its id; a domain or a cloud may stand before it. Its number would do for Google, and not for people."""
_NUMBER: Final = re.compile(r"[0-9]{1,30}", re.ASCII)
_ABOVE: Final = ("organization", "folder")

SCHEMA: Final[Mapping[str, JSON]] = {
    **SHARED,
    "organization": {**TEXT, "description": "Scan every project of this organisation, by its number."},
    "folder": {**TEXT, "description": "Scan every project below this folder, by its number."},
    "asset_inventory": {
        "oneOf": [{"type": "boolean"}, {"enum": ["true", "false"]}],
        "description": "false: ask each service for its resources, and not Cloud Asset Inventory for all of them.",
    },
    "own_domains": {
        "oneOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}],
        "description": "Domains of one's own: who has rights and is of another one is an outsider.",
    },
    **tags.schema("label"),
}


def check(target: Target) -> None:
    """Refuse options that make no sense together.

    Raises:
        CollectError: one is named, and its value is not.
    """
    shared(target)
    said = [name for name in _ABOVE if target.options.get(name)]
    for name in said:
        if target.name:
            raise CollectError(f"{name}: the target names one project already")
        if not _NUMBER.fullmatch(str(target.options[name])):
            raise CollectError(f"{name}: must be its number, and not its name")
    if len(said) > 1:
        raise CollectError("folder: the target names an organisation already")
    if not said and not _PROJECT.fullmatch(target.name):
        raise CollectError("which project? gcp://PROJECT-ID, or gcp://?organization=NUMBER for all of one")


def lists(said: Mapping[str, Any]) -> bool:
    """A target with these options stands for all projects below an organisation or a folder."""
    return any(said.get(name) for name in _ABOVE)


def above(said: Mapping[str, Any]) -> str:
    """What the projects stand below: `organizations/123`."""
    return next((f"{name}s/{said[name]}" for name in _ABOVE if said.get(name)), "")


def bulk(said: Mapping[str, Any]) -> bool:
    """Cloud Asset Inventory may be asked."""
    return str(said.get("asset_inventory", "true")).lower() != "false"
