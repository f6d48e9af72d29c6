"""The connections to a provider, as a session of `requests`: what azure-core and google-auth both send through.

Own are three things: the certificate that each answer came by, an end to how much is read of one, and that nobody is
led to another address. Imported only where something is asked.
"""

import time
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from collectors.asking.keep import TooMuchError
from collectors.rest.way import PEER

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

    def init_poolmanager(self, *words: Any, **named: Any) -> None:
        """Make the pools, with connections of our own."""
        super().init_poolmanager(*words, **named)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *words: Any, **named: Any) -> Any:
        """The pools behind a proxy, with the same connections."""
        manager = super().proxy_manager_for(*words, **named)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def build_response(self, req: Any, resp: Any) -> requests.Response:
        """Read what came."""
        response = super().build_response(req, resp)
        # Anybody can send a header of this name: only what is put there now is ours.
        response.headers[PEER] = getattr(resp.connection, "peer", "")
        response.headers.pop("location", None)  # without it, requests goes nowhere else
        response._content = self._read(resp)  # noqa: SLF001  # else requests reads it, without a bound
        response._content_consumed = True  # noqa: SLF001
        return response

    def _read(self, resp: Any) -> bytes:
        """The whole body.

        Raises:
            TooMuchError: it has no end.
            RequestException: it broke off, comes in drops, or is not packed as it says.
        """
        try:
            return b"".join(self._parts(resp))
        except (urllib3.exceptions.ReadTimeoutError, _DripError) as err:
            raise requests.exceptions.ReadTimeout from err
        except urllib3.exceptions.DecodeError as err:
            raise requests.exceptions.ContentDecodingError from err
        except urllib3.exceptions.HTTPError as err:
            raise requests.exceptions.ConnectionError from err

    def _parts(self, resp: Any) -> Iterator[bytes]:
        size, until = 0, time.monotonic() + _DRIP * self._timeout
        while part := resp.read1(_PART, decode_content=True):
            yield part
            size += len(part)
            if size > _MOST:
                resp.close()
                raise TooMuchError
            if time.monotonic() > until:
                resp.close()
                raise _DripError


class _DripError(Exception):
    """It comes, but it does not come to an end."""


class _Connection(HTTPSConnection):
    """Remembers whom it met: the socket is gone where the server ends a connection with its answer."""

    peer = ""

    def connect(self) -> None:
        """Connect, and look at the certificate."""
        super().connect()
        sock: Any = self.sock
        self.peer = sha256(sock.getpeercert(binary_form=True) or b"").hexdigest()


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


_POOLS: Final = {"http": HTTPConnectionPool, "https": _Pool}
