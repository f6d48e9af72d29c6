"""What a target `azure:` may set beside what Entra takes too."""

import re
from collections.abc import Mapping
from typing import Any, Final

from collectors.microsoft.options import GUID
from collectors.microsoft.options import SCHEMA as SHARED
from collectors.microsoft.options import options as shared
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

_TEXT: Final = {"type": "string", "minLength": 1}
_TEXTS: Final = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}]}
_VALUES: Final = {"type": "object", "additionalProperties": _TEXTS}
_GROUP: Final = re.compile(r"[\w.()-]{1,90}", re.ASCII)

SCHEMA: Final[Mapping[str, JSON]] = {
    **SHARED,
    "management_group": {**_TEXT, "description": "Scan every subscription below this management group, by its id."},
    "resource_graph": {
        "oneOf": [{"type": "boolean"}, {"enum": ["true", "false"]}],
        "description": "false: ask each service for its resources, and not Resource Graph for all of them.",
    },
    "tags": {**_TEXTS, "description": "Names of tags that findings show; no others enter the evidence."},
    "owner_tags": {**_TEXTS, "description": "Names of tags whose value says who answers for a thing; the first goes."},
    "ephi_tags": {**_VALUES, "description": "Tags that say what holds ePHI: name, and the values that mean it."},
    "free_tags": {**_VALUES, "description": "Tags that say what is free of ePHI: name, and the values that mean it."},
}


def check(target: Target) -> None:
    """Refuse options that make no sense together.

    Raises:
        CollectError: one is named, and its value is not.
    """
    shared(target)
    if lists(target.options):
        if target.name and re.fullmatch(GUID, target.name):
            raise CollectError("management_group: the target names one subscription already")
        if not _GROUP.fullmatch(str(target.options["management_group"])):
            raise CollectError("management_group: must be the id of a management group, and not its name")
    elif not re.fullmatch(GUID, target.name):
        raise CollectError(
            "which subscription? azure://SUBSCRIPTION-ID, or azure://?management_group=ID for all below one"
        )


def lists(said: Mapping[str, Any]) -> bool:
    """A target with these options stands for all subscriptions below a management group."""
    return bool(said.get("management_group"))


def bulk(said: Mapping[str, Any]) -> bool:
    """Resource Graph may be asked."""
    return str(said.get("resource_graph", "true")).lower() != "false"


def texts(value: Any) -> tuple[str, ...]:
    """A list, or one string with commas as a URI has it."""
    some = value.split(",") if isinstance(value, str) else value or ()
    return tuple(dict.fromkeys(str(s).strip() for s in some if str(s).strip()))


def tag_values(said: Mapping[str, Any], option: str) -> dict[str, tuple[str, ...]]:
    """The tags that an option lists: name, and the values."""
    tags = said.get(option) or {}
    return {key: texts(values) for key, values in tags.items()} if isinstance(tags, Mapping) else {}


def let_in(said: Mapping[str, Any]) -> frozenset[str]:
    """Names of tags that enter the evidence, in lower case: Azure minds no case in them."""
    named = {*texts(said.get("tags")), *texts(said.get("owner_tags"))}
    named.update(*(tag_values(said, option) for option in ("ephi_tags", "free_tags")))
    return frozenset(name.lower() for name in named)
