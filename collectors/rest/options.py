"""What targets of all providers that are asked over REST may set: how patient they are asked, and where else. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from scanner.answers import JSON
from scanner.collector import CollectError

TEXT: Final[Mapping[str, JSON]] = MappingProxyType({"type": "string", "minLength": 1})
REFERENCE: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "type": "string",
        "x-secret": True,
        "pattern": "^(?!ask:)",
        "x-wanted": "a reference that nobody is asked for",
    }
)
URL: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "type": "string",
        "pattern": "^https://[^@/?#]+/?$",
        "x-wanted": "https://, a host and a port, and no name or password",
    }
)


class Numbers(NamedTuple):
    """How patient a target is asked."""

    timeout: int
    """Seconds to wait for a part of an answer."""
    attempts: int
    threads: int
    deadline: int
    """Seconds for all of it."""


def _number(low: int, high: int, description: str) -> JSON:
    """A whole number, also as a URI has it."""
    either = [{"type": "integer", "minimum": low, "maximum": high}, {"type": "string", "pattern": "^[0-9]+$"}]
    return {"oneOf": either, "description": description}


_LIMITS: Final = MappingProxyType(
    {"timeout": (30, 1, 300), "attempts": (4, 1, 10), "threads": (8, 1, 32), "deadline": (7200, 1, 86400)}
)
"""Default, least and most."""
NUMBERS: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "timeout": _number(1, 300, "Seconds to wait for an answer; 30 if not set."),
        "attempts": _number(1, 10, "How often a question is asked before giving up; 4 if not set."),
        "threads": _number(1, 32, "Questions asked at once of a target; 8 if not set."),
        "deadline": _number(1, 86400, "Seconds after which a target is asked nothing more; 7200 if not set."),
    }
)


def numbers(said: Mapping[str, Any]) -> Numbers:
    """The numbers that a target sets, and the defaults.

    Raises:
        CollectError: one is none, or out of bounds.
    """
    return Numbers(**{name: _whole(name, said.get(name, limits[0]), *limits[1:]) for name, limits in _LIMITS.items()})


def url(name: str, value: Any) -> str:
    """An address that a target names; empty where it names none.

    Raises:
        CollectError: it is none that a token may be sent to.
    """
    if not value:
        return ""
    try:
        parts = urlsplit(str(value))
        beside = parts.username, parts.path.strip("/"), parts.query, parts.fragment, parts.port == 0
        fine = parts.scheme == "https" and parts.hostname and not any(beside)
    except ValueError:  # half an IPv6 address, or a port that there is not
        fine = False
    if not fine:
        raise CollectError(f"{name}: must be https://, a host and a port, and no name or password")
    return str(value).rstrip("/")


def _whole(name: str, value: Any, low: int, high: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", str(value), re.ASCII) or not low <= int(value) <= high:
        raise CollectError(f"{name}: must be a whole number from {low} to {high}")
    return int(value)
