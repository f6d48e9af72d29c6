"""What a target of a network device may set."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.host.options import SCHEMA as OF_HOSTS
from scanner.answers import JSON

_ONLY_HOSTS: Final = frozenset({"sudo", "script"})
BREAK_GLASS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "description": "Local accounts that are for emergencies, by name.",
    }
)
DEVICE: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        **{name: schema for name, schema in OF_HOSTS.items() if name not in _ONLY_HOSTS},
        "enable": {
            "type": "string",
            "minLength": 1,
            "x-secret": True,
            "description": "Where the secret is found that the command enable asks for.",
        },
        "break_glass": BREAK_GLASS,
    }
)


def platform(schemes: Collection[str]) -> Mapping[str, Any]:
    """What a device is, where the scheme of its target does not say it."""
    return {"enum": sorted(schemes), "description": "What it is."}


FILES: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "files": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
            "description": "Patterns of the files to read, as *.cfg; all that are not hidden without it.",
        },
        "whole": {
            "type": "boolean",
            "description": "Whoever writes the files writes them whole, or not at all. Of platforms without a mark at"
            " the end of their configurations nothing in a file shows it, and without this it counts as nothing.",
        },
        "break_glass": BREAK_GLASS,
    }
)
