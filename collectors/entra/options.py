"""What a target `entra:` may set beside what Azure takes too."""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import structs

from collectors.microsoft.options import GUID, Options
from collectors.microsoft.options import SCHEMA as SHARED
from collectors.microsoft.options import options as shared
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

_TEXT: Final = {"type": "string", "minLength": 1}
_TEXTS: Final = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}]}
_DOMAIN: Final = re.compile(
    r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.IGNORECASE
)

SCHEMA: Final[Mapping[str, JSON]] = {
    **SHARED,
    "break_glass": {
        **_TEXTS,
        "description": "Accounts kept for emergencies, by user principal name or object id; groups of "
        "up to five that policies leave out, by object id.",
    },
}


def check(target: Target) -> None:
    """Refuse options that make no sense together.

    Raises:
        CollectError: one is named, and its value is not.
    """
    if not re.fullmatch(GUID, target.name) and not _DOMAIN.fullmatch(target.name):
        raise CollectError("which directory? entra://TENANT-ID, or entra://DOMAIN with a domain that is verified in it")
    options(target)


def options(target: Target) -> Options:
    """Read a target's options. The directory that is asked gives the tokens, unless another is named.

    Raises:
        CollectError: one makes no sense.
    """
    return shared(structs.replace(target, options={"tenant": target.name, **target.options}))


def break_glass(said: Mapping[str, Any]) -> frozenset[str]:
    """The accounts and groups kept for emergencies, in lower case: Entra ID minds no case in names and ids."""
    value = said.get("break_glass") or ()
    some = value.split(",") if isinstance(value, str) else value
    return frozenset(str(one).strip().lower() for one in some if str(one).strip())
