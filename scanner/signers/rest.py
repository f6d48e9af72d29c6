"""One question to a key service over HTTPS: bounded, led nowhere else, and with no word of its answer in an error."""

import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from scanner.signers import NotSignedError, SignerError

if TYPE_CHECKING:
    import requests

T = TypeVar("T")

_MOST: Final = 1 << 18
"""Bytes of an answer. A key of Vault lists all its versions."""
_TIMEOUT: Final = (10, 20)
"""Seconds: to be connected, and to wait for a part of an answer."""
_WHOLE: Final = 60
"""Seconds that all parts of an answer may take."""
_AGAIN: Final = (429, 500, 502, 503, 504)
_PAUSE: Final = 0.5
"""Seconds before the second time; twice as many before each one after."""
_REASONS: Final[Mapping[int, str]] = {
    400: "it does not take the question ({right}): the key may be of another kind, disabled, or not for signing",
    401: "it does not know who asks, or its token has expired",
    403: "{right} is not allowed",
    404: "there is no such key, or {right} is not allowed",
    429: "it is asked too much ({right} was throttled). Next: scan again later",
}


@dataclass
class Service:
    """Where a key is kept, and as whom it is asked."""

    what: str
    """`the signing key vault:x`."""
    sign_in: Callable[["requests.Session"], Mapping[str, str]] = field(repr=False)
    """Headers that say who asks. Raises `SignerError`."""
    trusted: str = ""
    """A file of certificates in place of those that requests trusts."""

    def ask(self, right: str, url: str, answer: type[T], body: Mapping[str, Any] | None = None) -> T:
        """What a question is answered, read strictly. `right`: what it takes.

        Raises `SignerError`.
        """
        import requests

        headers = {**self.sign_in(self._session), "Content-Type": "application/json"}
        try:
            status, said = self._sent(url, headers, body)
        except requests.exceptions.SSLError:
            raise NotSignedError(self.what, "its certificate is not one that is trusted here") from None
        except (requests.RequestException, OSError, ValueError) as err:
            slow = isinstance(err, requests.Timeout)
            raise NotSignedError(self.what, "it does not answer" if slow else "it cannot be reached") from None
        if status != requests.codes.ok:
            why = _REASONS.get(status, f"{{right}} failed: HTTP {status}")
            raise NotSignedError(self.what, why.format(right=right))
        try:
            return msgspec.json.decode(said, type=answer)
        except (msgspec.DecodeError, RecursionError):
            raise self.odd(right) from None

    def _sent(self, url: str, headers: Mapping[str, str], body: Mapping[str, Any] | None) -> tuple[int, bytes]:
        response = self._session.request(
            "GET" if body is None else "POST",
            url,
            data=None if body is None else msgspec.json.encode(body),
            # As a function: with anything else requests would look into ~/.netrc, and send what lies there.
            auth=lambda request: _with(request, headers),
            timeout=_TIMEOUT,
            verify=self.trusted or None,  # here: that of a session gives way to REQUESTS_CA_BUNDLE
            allow_redirects=False,
            stream=True,
        )
        with response:
            return response.status_code, self._whole(response)

    def odd(self, right: str) -> NotSignedError:
        """The error for an answer that is none."""
        return NotSignedError(self.what, f"what came for {right} is no answer of such a service")

    def _whole(self, response: "requests.Response") -> bytes:
        from urllib3.exceptions import HTTPError

        until, said = time.monotonic() + _WHOLE, b""
        try:
            while part := response.raw.read1(1 << 14, decode_content=True):
                said += part
                if len(said) > _MOST or time.monotonic() > until:
                    raise self.odd("the question")
        except HTTPError:
            raise NotSignedError(self.what, "its answer broke off") from None
        return said

    @cached_property
    def _session(self) -> "requests.Session":
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry

        session = requests.Session()
        again = Retry(
            3,
            status_forcelist=_AGAIN,
            allowed_methods=None,
            backoff_factor=_PAUSE,
            raise_on_status=False,
            redirect=0,
            respect_retry_after_header=False,
        )
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(max_retries=again))
        return session


def address(url: str, what: str) -> str:
    """An address of a service: https, or http to this very machine. Raises `SignerError`; nothing is repeated."""
    try:
        parts = urlsplit(url)
        known = parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or parts.username or parts.query or parts.fragment or not url.isprintable():
        raise SignerError(f"{what}: its address is none. Its form is https://HOST:PORT")
    if parts.scheme != "https" and not (parts.scheme == "http" and _here(parts.hostname or "")):
        raise SignerError(f"{what}: its address is not https, so that anybody on the way could read its token")
    return url.rstrip("/")


def _here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _with(request: Any, headers: Mapping[str, str]) -> Any:
    request.headers.update(headers)
    return request
