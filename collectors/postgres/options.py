"""What a target `postgres:` may set. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.sql.options import NAMES, Options, options, schema
from scanner.answers import JSON
from scanner.targets import Target

PORT: Final = 5432
_DATABASE: Final = "postgres"
SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        **schema(_DATABASE),
        "machines": {
            **NAMES,
            "description": "Roles that programs sign in with; where some are named, all others are taken for persons'.",
        },
        "break_glass": {**NAMES, "description": "Roles kept for emergencies."},
    }
)


def read_options(target: Target) -> Options:
    """Read a target.

    Raises:
        CollectError: it names no server, or no account.
    """
    return options(target, PORT, _DATABASE)
