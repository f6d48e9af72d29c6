"""Asks Azure Resource Manager or Microsoft Graph through azure-core's pipeline. Imported only where it is used."""

import base64
import binascii
import re
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from azure.core.credentials import AccessTokenInfo, TokenCredential, TokenRequestOptions
from azure.core.pipeline import Pipeline
from azure.core.pipeline.policies import BearerTokenCredentialPolicy, HTTPPolicy, SansIOHTTPPolicy, UserAgentPolicy
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest, HttpResponse
from azure.identity import CredentialUnavailableError

from collectors.microsoft.outcome import of_exception, of_reply
from collectors.rest.given import Given
from collectors.rest.way import Ended, Reply
from scanner.answers import JSON

_REQUEST: Final = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NEXT: Final = ("nextLink", "@odata.nextLink")


class Way:
    """One of Microsoft's APIs, as one caller asks it. Safe to be used by many threads."""

    def __init__(self, origin: str, tokens: "Tokens", transport: RequestsTransport, *, standard: bool) -> None:
        self.origin, self.standard, self._tokens = origin, standard, tokens
        policies: list[HTTPPolicy[Any, Any] | SansIOHTTPPolicy[Any, Any]] = [
            UserAgentPolicy("safeguard", user_agent_use_env=False),
            BearerTokenCredentialPolicy(tokens, f"{origin}/.default"),  # type: ignore[arg-type]  # it is never closed
        ]
        self._pipeline: Pipeline[HttpRequest, HttpResponse] = Pipeline(transport, policies)

    def send(self, method: str, url: str, body: JSON) -> Reply:
        """Send a request, with a token. Raises what azure-core, azure-identity and requests raise."""
        request = HttpRequest(method, url, json=body) if body is not None else HttpRequest(method, url)
        response = self._pipeline.run(request).http_response
        return Reply(response.status_code, {k.lower(): v for k, v in response.headers.items()}, _read(response.content))

    def refused(self, reply: Reply) -> Ended:  # as all ways have it
        """What an answer that is an error means."""
        return of_reply(reply)

    def failed(self, err: Exception) -> Ended:
        """What it means that no answer came."""
        return of_exception(err)

    def following(self, url: str, body: Mapping[str, JSON]) -> str:  # noqa: ARG002
        """Where the next page is; empty after the last."""
        said = next((body[name] for name in _NEXT if body.get(name)), "")
        return str(said)

    def request(self, reply: Reply) -> str:
        """The provider's own id of the request."""
        said = reply.headers.get("x-ms-request-id") or reply.headers.get("request-id", "")
        return said if _REQUEST.fullmatch(said) else ""

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds a token that we have sent, or a good part of one."""
        return self._tokens.betrays(text)


class Tokens:
    """A credential that remembers what it gave: to know its own again, and whom they take us for."""

    def __init__(self, make: Callable[[], TokenCredential], secrets: Mapping[str, str]) -> None:
        """make: the credential, once it is needed. secrets: what it is made of."""
        self._make = make
        self._credential: Any = None
        self._given = Given(secrets.values())
        self._lock = threading.Lock()
        self.claims: Mapping[str, Any] = {}

    def get_token_info(self, *scopes: str, options: TokenRequestOptions | None = None) -> AccessTokenInfo:
        """A token, as azure-core asks for one.

        Raises:
            ClientAuthenticationError: there is none to be had.
        """
        with self._lock:  # one thread asks, and the others find what it was given
            if self._credential is None:
                self._credential = self._made()
            given: AccessTokenInfo = self._credential.get_token_info(*scopes, options=options)
            self._given.note(given.token)
            self.claims = _claims(given.token)
        return given

    def _made(self) -> TokenCredential:
        try:
            return self._make()
        except ValueError:  # its text may quote what could not be read
            raise CredentialUnavailableError("what it takes is missing or cannot be read") from None

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds a part of a token or a secret."""
        return self._given.betrays(text)

    @property
    def caller(self) -> str:
        """Whom the token is for, by its ids; empty where it does not say it."""
        named = (f"{said} {self.claims[key]}" for key, said in (("appid", "app"), ("oid", "object")) if self._id(key))
        return next(named, "")

    def _id(self, key: str) -> bool:
        return bool(_REQUEST.fullmatch(str(self.claims.get(key, ""))))


def _claims(token: str) -> Mapping[str, Any]:
    """What a token says of us; nothing where it is opaque."""
    part = token.split(".")[1] if token.count(".") == 2 else ""  # noqa: PLR2004  # of three parts
    try:
        said = msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, msgspec.DecodeError):
        return {}
    return said if isinstance(said, dict) else {}


def _read(content: bytes) -> JSON:
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError:
        return None
