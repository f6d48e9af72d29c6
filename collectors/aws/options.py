"""What a target `aws:` may set, as JSON Schema and as a value."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from collectors.asking.tags import TEXTS, tag_values, texts
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.secrets.reference import is_reference
from scanner.targets import Target

_TEXT: Final = {"type": "string", "minLength": 1}
_REFERENCE: Final = {
    "type": "string",
    "x-secret": True,
    "pattern": "^(?!ask:)",
    "x-wanted": "a reference that nobody is asked for",
}
_ACCOUNT: Final = {"type": "string", "pattern": "^[0-9]{12}$"}
_ACCOUNTS: Final = {"type": "string", "pattern": "^[0-9]{12}(,[0-9]{12})*$"}
_ROLE: Final = re.compile(r"[\w+=,.@-]+(/[\w+=,.@-]+)*", re.ASCII)
_SECRETS: Final = ("access_key", "secret_key", "session_token", "mfa_code")


def _number(low: int, high: int) -> JSON:
    return {"oneOf": [{"type": "integer", "minimum": low, "maximum": high}, {"type": "string", "pattern": "^[0-9]+$"}]}


_NUMBERS: Final = MappingProxyType(
    {"timeout": (30, 1, 300), "attempts": (4, 1, 10), "threads": (8, 1, 32), "deadline": (7200, 1, 86400)}
)
"""Default, least and most."""

SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "regions": {**TEXTS, "description": "Regions to look at; all that are enabled where none are named."},
        "organization": {
            "type": "boolean",
            "description": "Scan every account of the organisation; the option role says how they are entered.",
        },
        "accounts": {
            "oneOf": [_ACCOUNTS, {"type": "array", "items": _ACCOUNT, "minItems": 1, "uniqueItems": True}],
            "x-wanted": "a list of account numbers (12 digits each)",
            "description": "Scan these accounts, by their numbers in quotes; Organizations is not asked.",
        },
        "account": {**_ACCOUNT, "description": "The account that must answer; with role, the one to enter."},
        "role": {**_TEXT, "description": "Name of the role to take on in each account, with its path if it has one."},
        "role_arn": {**_TEXT, "description": "A role to take on first."},
        "external_id": {
            **_TEXT,
            "x-unsealed": True,
            "description": "What the trust policies of the roles ask for, or where it is found, as in env:NAME.",
        },
        "endpoint_url": {
            "type": "string",
            "pattern": "^https?://[^@/?#]+/?$",
            "x-wanted": "http:// or https://, a host and a port, and no name or password",
            "description": "Ask here instead of AWS: a simulator or a private copy.",
        },
        "tags": {**TEXTS, "description": "Keys of tags that findings show; no others enter the evidence."},
        "owner_tags": {
            **TEXTS,
            "description": "Keys of tags whose value says who answers for a thing; the first goes.",
        },
        "ephi_tags": {
            "type": "object",
            "additionalProperties": TEXTS,
            "description": "Tags that say what holds ePHI: key, and the values that mean it.",
        },
        "free_tags": {
            "type": "object",
            "additionalProperties": TEXTS,
            "description": "Tags that say what is free of ePHI: key, and the values that mean it. Any other value says "
            "nothing.",
        },
        "break_glass": {**TEXTS, "description": "Names of the users kept for emergencies."},
        "access_key": {**_REFERENCE, "description": "Where the access key id is found, as in env:NAME."},
        "secret_key": {**_REFERENCE, "description": "Where the secret access key is found."},
        "session_token": {**_REFERENCE, "description": "Where the session token is found, if there is one."},
        "mfa_serial": {
            **_TEXT,
            "x-unsealed": True,
            "description": "The MFA device of the user whose keys are used: its ARN.",
        },
        "mfa_code": {**_REFERENCE, "description": "Where a code of that device is found; nobody is asked for it."},
        "timeout": {**_number(1, 300), "description": "Seconds to wait for an answer; 30 if not set."},
        "attempts": {**_number(1, 10), "description": "How often a question is asked before giving up; 4 if not set."},
        "threads": {**_number(1, 32), "description": "Questions asked at once of an account; 8 if not set."},
        "deadline": {
            **_number(1, 86400),
            "description": "Seconds after which an account is asked nothing more; 7200 if not set.",
        },
    }
)


@dataclass(frozen=True, slots=True)
class Options:
    """Checked, and with its defaults."""

    profile: str | None
    regions: tuple[str, ...]
    organization: bool
    accounts: tuple[str, ...]
    account: str
    """The account that is meant; empty: whichever answers."""
    role: str
    role_arn: str
    external_id: str
    """Where it is written out; as a reference it is among those."""
    endpoint_url: str | None
    tags: frozenset[str]
    """The allow-list; keys that tell of ePHI are on it."""
    references: Mapping[str, str]
    mfa_serial: str
    timeout: int
    attempts: int
    threads: int
    deadline: int
    given: frozenset[str]
    """Names of the options that are set."""

    @property
    def source(self) -> Hashable:
        """What decides which credentials are there first, and how clients are made: alike in all of an organisation."""
        found = self.profile, self.role_arn, self.external_id, self.mfa_serial, tuple(sorted(self.references.items()))
        return "aws", *found, self.endpoint_url, self.timeout, self.regions[:1]


def options(target: Target) -> Options:
    """Read a target's options.

    Raises:
        CollectError: one makes no sense; it is named and its value is not.
    """
    said = target.options
    numbers = {name: _whole(name, said.get(name, limits[0]), *limits[1:]) for name, limits in _NUMBERS.items()}
    outside = str(said.get("external_id", ""))
    references = {n: str(said[n]) for n in _SECRETS if said.get(n)}
    if is_reference(outside):
        references["external_id"], outside = outside, ""
    _fit(target, references)
    return Options(
        profile=target.name or None,
        regions=texts(said.get("regions")),
        organization=said.get("organization") is True,
        accounts=texts(said.get("accounts")),
        account=_meant(target),
        role=str(said.get("role", "")),
        role_arn=str(said.get("role_arn", "")),
        external_id=outside,
        endpoint_url=_url(said.get("endpoint_url")),
        tags=frozenset((*texts(said.get("tags")), *texts(said.get("owner_tags")))).union(
            *(tag_values(said, o) for o in ("ephi_tags", "free_tags"))
        ),
        references=MappingProxyType(references),
        mfa_serial=str(said.get("mfa_serial", "")),
        given=frozenset(name for name, value in said.items() if value),
        **numbers,
    )


def lists(said: Mapping[str, Any]) -> bool:
    """Tell whether a target with these options stands for the accounts of an organisation, or for those it names."""
    return (said.get("organization") is True or bool(said.get("accounts"))) and not said.get("account")


def _fit(target: Target, references: Mapping[str, str]) -> None:
    """Refuse options that make no sense beside each other."""
    said = target.options
    many = [name for name in ("organization", "accounts", "account") if said.get(name)]
    if references.keys() & {"access_key", "secret_key", "session_token"} and not (
        {"access_key", "secret_key"} <= references.keys()
    ):
        raise CollectError("access_key and secret_key are set together or not at all")
    if bool(said.get("mfa_serial")) != ("mfa_code" in references):
        raise CollectError("mfa_serial and mfa_code are set together or not at all")
    if many[1:]:
        raise CollectError(f"{many[0]} and {many[1]}: only one of them can be set")
    if said.get("role") and not many:
        raise CollectError("role: say in which accounts to take it on: organization, accounts or account")
    if said.get("role") and not _ROLE.fullmatch(str(said["role"])):
        raise CollectError("role: must be the name of a role, as in safeguard or audit/safeguard, and not its ARN")
    if many and many[0] != "account" and not said.get("role"):
        raise CollectError(f"{many[0]}: needs the option role, the name of the role to take on in each account")
    if lists(said) and _numbered(target):
        raise CollectError(f"{many[0]}: needs a name (name: audit): what is called by a number is one account")


def _meant(target: Target) -> str:
    """The account that a target means by its option, or by an id that is the number of an account."""
    return str(target.options.get("account", "")) or _numbered(target)


def _numbered(target: Target) -> str:
    """The number of an account, where that is its id."""
    called = target.id.partition(":")[2]
    return called if re.fullmatch(r"[0-9]{12}", called, re.ASCII) else ""


def _whole(name: str, value: Any, low: int, high: int) -> int:
    if not str(value).isdecimal() or not low <= int(value) <= high:
        raise CollectError(f"{name}: must be a whole number from {low} to {high}")
    return int(value)


def _url(value: Any) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(str(value))
        beside = parts.username, parts.path.strip("/"), parts.query, parts.fragment, parts.port == 0
        fine = parts.scheme in {"http", "https"} and parts.hostname and not any(beside)
    except ValueError:  # half an IPv6 address, or a port that there is not
        fine = False
    if not fine:
        raise CollectError("endpoint_url: must be http:// or https://, a host and a port, and no name or password")
    return str(value)
