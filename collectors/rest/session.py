"""The connections to a provider, as a session of `requests`: what azure-core and google-auth both send through.

Own are three things: the certificate that each answer came by, an end to how much is read of one, and that nobody is
led to another address. Imported only where something is asked.
"""

import time
from hashlib import sha256
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter

from collectors.asking.keep import TooMuchError

PEER: Final = "x-safeguard-peer"
"""A header of our own in each answer: the digest of the certificate on its connection."""
_MOST: Final = 1 << 26
"""Bytes of one page, unpacked. The longest that any provider sends are a few MB."""
_PART: Final = 1 << 18
_DRIP: Final = 4
"""So many times the wait for a part may an answer take as a whole."""
_OPEN: Final = 16


def careful(session: requests.Session, timeout: float) -> requests.Session:
    """A session, made careful; good for any number of threads. timeout: seconds to wait for a part of an answer."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(timeout))
    return session


class _Adapter(HTTPAdapter):
    """Reads each answer whole, within bounds."""

    def __init__(self, timeout: float) -> None:
        super().__init__(pool_connections=_OPEN, pool_maxsize=_OPEN)
        self._timeout = timeout

    def build_response(self, req: Any, resp: Any) -> requests.Response:
        """Read what came."""
        response = super().build_response(req, resp)
        # Anybody can send a header of this name: only what is put there now is ours.
        response.headers[PEER] = _peer(resp)
        response.headers.pop("location", None)  # without it, requests goes nowhere else
        response._content = self._read(resp)  # noqa: SLF001  # else requests reads it, without a bound
        response._content_consumed = True  # noqa: SLF001
        return response

    def _read(self, resp: Any) -> bytes:
        """The whole body.

        Raises:
            TooMuchError: it has no end, or comes in drops.
        """
        parts, size, until = [], 0, time.monotonic() + _DRIP * self._timeout
        while part := resp.read(_PART, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > _MOST:
                resp.close()
                raise TooMuchError
            if time.monotonic() > until:
                resp.close()
                raise requests.exceptions.ReadTimeout
        return b"".join(parts)


def _peer(resp: Any) -> str:
    """Digest of the certificate that the connection of an answer has met; empty without TLS."""
    sock: Any = getattr(resp.connection, "sock", None)
    met = sock.getpeercert(binary_form=True) if hasattr(sock, "getpeercert") else None
    return sha256(met).hexdigest() if met else ""
