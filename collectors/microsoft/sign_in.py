"""How one signs in: azure-identity's credentials, the class chosen by name. Imported only where something is asked."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

import requests
from azure.core.credentials import TokenCredential
from azure.core.pipeline.transport import RequestsTransport

from collectors.microsoft.options import Options
from collectors.microsoft.way import Tokens
from collectors.rest.session import careful

_TALKATIVE: Final = ("azure", "msal", "urllib3")


def transport(said: Options) -> RequestsTransport:
    """The way of all requests of one caller."""
    session = careful(requests.Session(), said.timeout)
    return RequestsTransport(
        session=session, session_owner=False, connection_timeout=said.timeout, read_timeout=said.timeout
    )


def sign_in(said: Options, secret: Callable[[str], str]) -> tuple[Tokens, RequestsTransport]:
    """The tokens and the connections of all targets of a run that are asked alike. secret: resolves a reference."""
    for name in _TALKATIVE:
        # At finer levels they write whole requests and answers, and at these the texts of errors.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    secrets = {name: secret(reference) for name, reference in said.references.items()}
    return Tokens(lambda: credential(said, secrets), secrets), transport(said)


def credential(said: Options, secrets: Mapping[str, str]) -> TokenCredential:
    """The one that is named. No person is ever asked, and nothing is kept between runs.

    Raises:
        ValueError: something that it takes is missing or cannot be read.
    """
    from azure import identity

    more = _common(said)
    named: dict[str, str] = {"client_id": said.client_id} if said.client_id else {}
    tenant: dict[str, str] = {"tenant_id": said.tenant} if said.tenant else {}
    match said.credential:
        case "workload":
            file = {"token_file_path": said.workload_file} if said.workload_file else {}
            return identity.WorkloadIdentityCredential(**tenant, **named, **file, **more)
        case "managed":
            return identity.ManagedIdentityCredential(client_id=said.client_id or None, transport=more["transport"])
        case "certificate":
            pem = secrets["certificate"].encode()
            return identity.CertificateCredential(said.tenant, said.client_id, certificate_data=pem, **more)
        case "secret":
            return identity.ClientSecretCredential(said.tenant, said.client_id, secrets["client_secret"], **more)
        case "cli":
            return identity.AzureCliCredential(tenant_id=said.tenant)
        case _:
            return identity.DefaultAzureCredential(
                managed_identity_client_id=said.client_id or None,
                exclude_interactive_browser_credential=True,
                exclude_shared_token_cache_credential=True,
                exclude_visual_studio_code_credential=True,
                exclude_developer_cli_credential=True,
                exclude_powershell_credential=True,
                exclude_broker_credential=True,
                **more,
            )


def _common(said: Options) -> dict[str, Any]:
    known = said.authority.removeprefix("https://") == said.cloud.authority
    return {
        "authority": said.authority,
        "transport": transport(said),
        # Whether an authority is one of Microsoft's is asked of Microsoft: not of one that a private cloud has.
        "disable_instance_discovery": not known,
    }
