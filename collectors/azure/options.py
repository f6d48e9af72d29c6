"""What a target `azure:` may set beside what Entra takes too."""

import re
from collections.abc import Mapping
from typing import Any, Final

from collectors.asking import tags
from collectors.microsoft.options import GUID
from collectors.microsoft.options import SCHEMA as SHARED
from collectors.microsoft.options import options as shared
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

_TEXT: Final = {"type": "string", "minLength": 1}
_GROUP: Final = re.compile(r"[\w.()-]{1,90}", re.ASCII)

SCHEMA: Final[Mapping[str, JSON]] = {
    **SHARED,
    "management_group": {**_TEXT, "description": "Scan every subscription below this management group, by its id."},
    "resource_graph": {
        "oneOf": [{"type": "boolean"}, {"enum": ["true", "false"]}],
        "description": "false: ask each service for its resources, and not Resource Graph for all of them.",
    },
    **tags.schema("tag"),
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
