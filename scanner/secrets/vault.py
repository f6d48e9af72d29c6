"""One field of a secret in HashiCorp Vault or OpenBao, over HTTP: VAULT_ADDR says where, VAULT_TOKEN as whom."""

import http.client
import json
import os
import ssl
import urllib.error
import urllib.request
from email.message import Message
from typing import IO, Any, Final
from urllib.parse import quote, urlsplit

from scanner.secrets.reference import MAX_SECRET, SECONDS, SecretError

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_WHY: Final = {
    400: "was refused: the path or the token is malformed",
    403: "was refused: the token may not read it, or has expired",
    404: "is not there (a version 2 engine has data/ in its path: secret/data/NAME)",
    503: "was not given: the vault is sealed",
}


def fetch(reference: str, path: str, key: str) -> str:
    """The field `key` of the secret at `path`, of a key-value engine of version 1 or 2.

    Raises:
        SecretError: no address or token, a server without TLS that is not this machine, a refusal.
    """
    address, token = (os.environ.get(name, "").strip() for name in ("VAULT_ADDR", "VAULT_TOKEN"))
    if not address or not token:
        raise SecretError(reference, f"needs {'VAULT_TOKEN' if address else 'VAULT_ADDR'} in the environment")
    found = _found(_ask(reference, _url(reference, address, path), token)).get(key)
    if not isinstance(found, str):
        raise SecretError(reference, "has no such field, or it is no text")
    return found


def _url(reference: str, address: str, path: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:  # its text repeats the address, which may hold a password
        raise SecretError(reference, "was not asked for: VAULT_ADDR is no URL") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise SecretError(reference, "would be sent without TLS: VAULT_ADDR must begin with https://")
    return f"{address.rstrip('/')}/v1/{quote(path.strip('/'))}"


def _ask(reference: str, url: str, token: str) -> Any:
    headers = {"X-Vault-Token": token, "X-Vault-Request": "true"}
    if namespace := os.environ.get("VAULT_NAMESPACE"):
        headers["X-Vault-Namespace"] = namespace
    handlers: list[Any] = [urllib.request.HTTPSHandler(context=_trusting(reference)), _NoRedirect]
    if urlsplit(url).hostname in _LOOPBACK:
        handlers.append(urllib.request.ProxyHandler({}))  # what is meant for this machine stays on it
    opener = urllib.request.build_opener(*handlers)
    try:
        request = urllib.request.Request(url, headers=headers)  # noqa: S310  # https, or this machine
        with opener.open(request, timeout=SECONDS) as answer:
            return json.loads(answer.read(2 * MAX_SECRET))
    except urllib.error.HTTPError as err:
        err.close()
        raise SecretError(reference, _WHY.get(err.code, f"was not given: HTTP {err.code}")) from None
    except (OSError, http.client.HTTPException) as err:
        raise SecretError(reference, f"was not given: {_reason(err)}") from None
    except ValueError:
        raise SecretError(reference, "was not given: the answer cannot be read") from None


def _trusting(reference: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=os.environ.get("VAULT_CACERT") or None)
    except (OSError, ValueError) as err:
        why = getattr(err, "strerror", None) or type(err).__name__
        raise SecretError(reference, f"was not asked for: VAULT_CACERT cannot be read: {why}") from None


def _found(answer: Any) -> dict[str, Any]:
    data = answer.get("data") if isinstance(answer, dict) else None
    below = data.get("data") if isinstance(data, dict) else None
    return below if isinstance(below, dict) else data if isinstance(data, dict) else {}


def _reason(err: Exception) -> str:
    """The kind of failure: its text may hold what a server said."""
    inner = getattr(err, "reason", err)
    return getattr(inner, "strerror", None) or type(inner).__name__


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to the server that was named, and nowhere else."""

    def redirect_request(  # noqa: PLR0913, PLR0917  # as urllib has it
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow none: urllib then raises the answer as an error."""
