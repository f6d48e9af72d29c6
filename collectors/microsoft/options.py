"""What targets `azure:` and `entra:` may set, as JSON Schema and as a value."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from collectors.microsoft.clouds import CLOUDS, Cloud
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

GUID: Final = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TEXT: Final = {"type": "string", "minLength": 1}
_URL: Final = {
    "type": "string",
    "pattern": "^https://[^@/?#]+/?$",
    "x-wanted": "https://, a host and a port, and no name or password",
}
_REFERENCE: Final = {
    "type": "string",
    "x-secret": True,
    "pattern": "^(?!ask:)",
    "x-wanted": "a reference that nobody is asked for",
}
CREDENTIALS: Final = ("workload", "managed", "certificate", "secret", "cli", "default")


def number(low: int, high: int) -> JSON:
    """A whole number, also as a URI has it."""
    return {"oneOf": [{"type": "integer", "minimum": low, "maximum": high}, {"type": "string", "pattern": "^[0-9]+$"}]}


NUMBERS: Final = MappingProxyType(
    {"timeout": (30, 1, 300), "attempts": (4, 1, 10), "threads": (8, 1, 32), "deadline": (7200, 1, 86400)}
)
"""Default, least and most."""

SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "cloud": {"enum": list(CLOUDS), "description": "Which of Microsoft's clouds; public if not set."},
        "tenant": {**_TEXT, "description": "The directory that gives the tokens: its id or a domain of it."},
        "client_id": {**_TEXT, "description": "The application, or the managed identity of a user's own, to ask as."},
        "sign_in": {
            "enum": list(CREDENTIALS),
            "description": "How to sign in; default tries a workload identity, a managed one, and the Azure CLI.",
        },
        "workload_file": {**_TEXT, "description": "File that the pipeline or the pod is known by (workload)."},
        "certificate": {**_REFERENCE, "description": "Where the certificate with its key is found: file:PATH (PEM)."},
        "client_secret": {**_REFERENCE, "description": "Where the application's secret is found, as in env:NAME."},
        "authority": {**_URL, "description": "Ask for tokens here instead: a private cloud or a simulator."},
        "endpoint": {**_URL, "description": "Ask here instead of Azure or Graph: a private cloud or a simulator."},
        "timeout": {**number(1, 300), "description": "Seconds to wait for an answer; 30 if not set."},
        "attempts": {**number(1, 10), "description": "How often a question is asked before giving up; 4 if not set."},
        "threads": {**number(1, 32), "description": "Questions asked at once of a target; 8 if not set."},
        "deadline": {
            **number(1, 86400),
            "description": "Seconds after which a target is asked nothing more; 7200 if not set.",
        },
    }
)


@dataclass(frozen=True, slots=True)
class Options:
    """Checked, and with its defaults."""

    cloud: Cloud
    own: bool
    """The endpoint is somebody's own."""
    tenant: str
    client_id: str
    credential: str
    workload_file: str
    references: Mapping[str, str]
    authority: str
    timeout: int
    attempts: int
    threads: int
    deadline: int

    @property
    def source(self) -> Hashable:
        """What decides which token is used: alike for all subscriptions of one management group."""
        secrets = tuple(sorted(self.references.items()))
        return self.authority, self.tenant, self.client_id, self.credential, self.workload_file, secrets, self.timeout


def options(target: Target) -> Options:
    """Read a target's options.

    Raises:
        CollectError: one makes no sense; it is named and its value is not.
    """
    said = target.options
    cloud = CLOUDS.get(str(said.get("cloud", "public")))
    if cloud is None:
        raise CollectError(f"cloud: must be one of {', '.join(CLOUDS)}")
    numbers = {name: _whole(name, said.get(name, limits[0]), *limits[1:]) for name, limits in NUMBERS.items()}
    endpoint, authority = url("endpoint", said.get("endpoint")), url("authority", said.get("authority"))
    references = {name: str(said[name]) for name in ("certificate", "client_secret") if said.get(name)}
    credential = str(said.get("sign_in", "") or _meant(references))
    _fit(said, credential, references)
    return Options(
        cloud=Cloud(cloud.authority, endpoint or cloud.arm, endpoint or cloud.graph),
        own=bool(endpoint),
        tenant=str(said.get("tenant", "")),
        client_id=str(said.get("client_id", "")),
        credential=credential,
        workload_file=str(said.get("workload_file", "")),
        references=MappingProxyType(references),
        authority=authority or f"https://{cloud.authority}",
        **numbers,
    )


def _meant(references: Mapping[str, str]) -> str:
    """How to sign in, where nobody says it."""
    if "certificate" in references:
        return "certificate"
    return "secret" if "client_secret" in references else "default"


def _fit(said: Mapping[str, Any], credential: str, references: Mapping[str, str]) -> None:
    """Refuse what is not enough to sign in, or more."""
    if credential not in CREDENTIALS:
        raise CollectError(f"sign_in: must be one of {', '.join(CREDENTIALS)}")
    wants = {"certificate": "certificate", "secret": "client_secret"}
    if (needed := wants.get(credential)) and needed not in references:
        raise CollectError(f"sign_in: {credential} needs the option {needed}")
    for name in ("tenant", "client_id"):
        if credential in wants and not said.get(name):
            raise CollectError(f"sign_in: {credential} needs the option {name}")
    if more := references.keys() - {wants.get(credential)}:
        raise CollectError(f"{min(more)}: is not used with sign_in {credential}")


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
