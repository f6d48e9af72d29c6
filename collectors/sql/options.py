"""What a target of a database may set. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from collectors.secured.place import OPTIONS as PLACE
from collectors.secured.place import Place, place
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

USER: Final = "safeguard"
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f]{1,128}")


NAMES: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "oneOf": [
            {"type": "string", "minLength": 1},
            {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "uniqueItems": True},
        ]
    }
)
"""JSON Schema of one name, or several."""


class Options(NamedTuple):
    """As values."""

    place: Place
    user: str
    password: str
    """A reference."""
    database: str


def schema(database: str) -> Mapping[str, JSON]:
    """JSON Schema of the options; `database`: what is connected to where none is named."""
    return MappingProxyType(
        {
            **PLACE,
            "user": {
                "type": "string",
                "minLength": 1,
                "description": f"The account to come in with; {USER} by default.",
            },
            "password": {"type": "string", "x-secret": True, "description": "Where its password is found."},
            "database": {
                "type": "string",
                "minLength": 1,
                "description": f"The database to connect to; {database} by default. None of its tables is read.",
            },
        }
    )


def options(target: Target, port: int, database: str) -> Options:
    """Read a target.

    Raises:
        CollectError: it names no service, or no account.
    """
    said = {name: str(target.options.get(name, default)) for name, default in (("user", USER), ("database", database))}
    for name, value in said.items():
        if not _NAME.fullmatch(value):
            raise CollectError(f"{name}: must be a name, in characters that a screen shows")
    return Options(place(target, port), said["user"], str(target.options.get("password", "")), said["database"])
