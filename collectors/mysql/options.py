"""What a target `mysql:` or `mariadb:` may set. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.sql.options import NAMES, Options, options, schema
from scanner.answers import JSON
from scanner.targets import Target

PORT: Final = 3306
_NONE: Final = "information_schema"
"""What the session would connect to; it connects to no database, so no option names one."""
SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        **{name: told for name, told in schema(_NONE).items() if name != "database"},
        "machines": {
            **NAMES,
            "description": "Accounts that programs sign in with, as NAME or NAME@HOST; where some are named, all others"
            " are taken for persons'.",
        },
        "break_glass": {**NAMES, "description": "Accounts kept for emergencies, as NAME or NAME@HOST."},
    }
)


def read_options(target: Target) -> Options:
    """Read a target.

    Raises:
        CollectError: it names no server, or no account.
    """
    return options(target, PORT, _NONE)
