"""What a target `aws:` may set, as JSON Schema and as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

_TEXT: Final = {"type": "string", "minLength": 1}
_TEXTS: Final = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True}]}
_REFERENCE: Final = {"type": "string", "pattern": "^(env|file|fd|keyring|awssm|vault|cmd):"}


def _number(low: int, high: int) -> JSON:
    return {"oneOf": [{"type": "integer", "minimum": low, "maximum": high}, {"type": "string", "pattern": "^[0-9]+$"}]}


_NUMBERS: Final = MappingProxyType({"timeout": (30, 1, 300), "attempts": (4, 1, 10), "threads": (8, 1, 32)})
"""Default, least and most."""

SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "regions": {**_TEXTS, "description": "Regions to look at; all that are enabled where none are named."},
        "role_arn": {**_TEXT, "description": "A role to take on first."},
        "external_id": {**_TEXT, "description": "What the role's trust policy asks for."},
        "endpoint_url": {
            "type": "string",
            "pattern": "^https?://[^@/]+/?$",
            "description": "Ask here instead of AWS: a simulator or a private copy.",
        },
        "tags": {**_TEXTS, "description": "Keys of tags that may enter the evidence; no others do."},
        "ephi_tags": {
            "type": "object",
            "additionalProperties": _TEXTS,
            "description": "Tags that say what holds ePHI: key, and the values that mean it.",
        },
        "free_tags": {
            "type": "object",
            "additionalProperties": _TEXTS,
            "description": "Tags that say what is free of ePHI: key, and the values that mean it. Any other value says "
            "nothing.",
        },
        "break_glass": {**_TEXTS, "description": "Names of the users kept for emergencies."},
        "access_key": {**_REFERENCE, "description": "Where the access key id is found, as in env:NAME."},
        "secret_key": {**_REFERENCE, "description": "Where the secret access key is found."},
        "session_token": {**_REFERENCE, "description": "Where the session token is found, if there is one."},
        "timeout": {**_number(1, 300), "description": "Seconds to wait for an answer; 30 if not set."},
        "attempts": {**_number(1, 10), "description": "How often a question is asked before giving up; 4 if not set."},
        "threads": {**_number(1, 32), "description": "Questions asked at once; 8 if not set."},
    }
)


@dataclass(frozen=True, slots=True)
class Options:
    """Checked, and with its defaults."""

    profile: str | None
    regions: tuple[str, ...]
    role_arn: str
    external_id: str
    endpoint_url: str | None
    tags: frozenset[str]
    """The allow-list; keys that tell of ePHI are on it."""
    references: Mapping[str, str]
    timeout: int
    attempts: int
    threads: int
    given: frozenset[str]
    """Names of the options that are set."""


def options(target: Target) -> Options:
    """Read a target's options.

    Raises:
        CollectError: one makes no sense; it is named and its value is not.
    """
    said = target.options
    numbers = {name: _whole(name, said.get(name, limits[0]), *limits[1:]) for name, limits in _NUMBERS.items()}
    references = {n: str(said[n]) for n in ("access_key", "secret_key", "session_token") if said.get(n)}
    if references and not {"access_key", "secret_key"} <= references.keys():
        raise CollectError("access_key and secret_key are set together or not at all")
    return Options(
        profile=target.name or None,
        regions=texts(said.get("regions")),
        role_arn=str(said.get("role_arn", "")),
        external_id=str(said.get("external_id", "")),
        endpoint_url=_url(said.get("endpoint_url")),
        tags=frozenset(texts(said.get("tags"))).union(*(tag_values(said, o) for o in ("ephi_tags", "free_tags"))),
        references=MappingProxyType(references),
        given=frozenset(name for name, value in said.items() if value),
        **numbers,
    )


def texts(value: Any) -> tuple[str, ...]:
    """A list, or one string with commas as a URI has it."""
    some = value.split(",") if isinstance(value, str) else value or ()
    return tuple(dict.fromkeys(str(s).strip() for s in some if str(s).strip()))


def tag_values(said: Mapping[str, Any], option: str) -> dict[str, tuple[str, ...]]:
    """The tags that an option lists: key, and the values."""
    tags = said.get(option) or {}
    return {key: texts(values) for key, values in tags.items()} if isinstance(tags, Mapping) else {}


def _whole(name: str, value: Any, low: int, high: int) -> int:
    if not str(value).isdecimal() or not low <= int(value) <= high:
        raise CollectError(f"{name}: a whole number from {low} to {high} is wanted")
    return int(value)


def _url(value: Any) -> str | None:
    if not value:
        return None
    parts = urlsplit(str(value))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.path.strip("/"):
        raise CollectError("endpoint_url: http:// or https://, a host and a port are wanted, and no name or password")
    return str(value)
