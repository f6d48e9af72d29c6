"""What targets `azure:` and `entra:` may set, as JSON Schema and as a value."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from collectors.microsoft.clouds import CLOUDS, Cloud
from collectors.rest.options import NUMBERS, REFERENCE, TEXT, URL, numbers, url
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

GUID: Final = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
CREDENTIALS: Final = ("workload", "managed", "certificate", "secret", "cli", "default")


SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "cloud": {"enum": list(CLOUDS), "description": "Which of Microsoft's clouds; public if not set."},
        "tenant": {**TEXT, "description": "The directory that gives the tokens: its id or a domain of it."},
        "client_id": {**TEXT, "description": "The application, or the managed identity of a user's own, to ask as."},
        "sign_in": {
            "enum": list(CREDENTIALS),
            "description": "How to sign in; default tries a workload identity, a managed one, and the Azure CLI.",
        },
        "workload_file": {**TEXT, "description": "File that the pipeline or the pod is known by (workload)."},
        "certificate": {**REFERENCE, "description": "Where the certificate with its key is found: file:PATH (PEM)."},
        "client_secret": {**REFERENCE, "description": "Where the application's secret is found, as in env:NAME."},
        "authority": {**URL, "description": "Ask for tokens here instead: a private cloud or a simulator."},
        "endpoint": {**URL, "description": "Ask here instead of Azure or Graph: a private cloud or a simulator."},
        **NUMBERS,
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
        **numbers(said)._asdict(),
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
