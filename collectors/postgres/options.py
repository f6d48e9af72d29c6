"""What a target `postgres:` may set. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.sql.options import Options, options, schema
from scanner.answers import JSON
from scanner.targets import Target

PORT: Final = 5432
_DATABASE: Final = "postgres"
_NAMES: Final = {
    "oneOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "uniqueItems": True},
    ]
}
SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        **schema(_DATABASE),
        "machines": {
            **_NAMES,
            "description": "Roles that programs sign in with; where some are named, all others are taken for persons'.",
        },
        "break_glass": {**_NAMES, "description": "Roles kept for emergencies."},
    }
)


def read_options(target: Target) -> Options:
    """Read a target.

    Raises:
        CollectError: it names no server, or no account.
    """
    return options(target, PORT, _DATABASE)
