"""Connections to AWS. Proxies, authorities and pools are botocore's and urllib3's, and so is what is an error of them.

Own are five things: how a request is written and an answer read, which takes a third of the time; that a connection
which is open is asked at once; the certificate that it met; that all clients share one transport; and that authorities
are read once. Imported only where a client is made.
"""

import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from socket import gaierror
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlsplit

import urllib3.exceptions
from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)
from botocore.exceptions import (
    BotoCoreError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.httpsession import URLLib3Session, create_urllib3_context, mask_proxy_url
from urllib3.util import Retry

from collectors.asking.keep import TooMuchError
from collectors.aws.asking.reply import Reply

PEER: Final = "x-safeguard-peer"
"""A header of our own in each answer: the digest of the certificate on its connection."""
_HOSTS: Final = 32
"""Hosts to which connections stay open: each bucket has a name of its own."""
_OPEN: Final = 16
"""Connections that stay open to one."""


_PLAIN: Final = re.compile(r"/[\w.~%/?=&:@!$'()*+,;-]*", re.ASCII)
"""A target of which urllib3 would encode nothing."""
_ONCE: Final = Retry(False)  # whoever asks asks again, not urllib3
_TOLD: Final[Mapping[tuple[type[Exception], ...], type[BotoCoreError]]] = {
    (urllib3.exceptions.SSLError, ssl.SSLError): SSLError,
    (urllib3.exceptions.NewConnectionError, gaierror): EndpointConnectionError,
    (urllib3.exceptions.ProxyError,): ProxyConnectionError,
    (urllib3.exceptions.ConnectTimeoutError,): ConnectTimeoutError,
    (urllib3.exceptions.ReadTimeoutError, TimeoutError, BlockingIOError): ReadTimeoutError,
    (urllib3.exceptions.ProtocolError, OSError): ConnectionClosedError,
}
"""As in botocore, and in its order: some are of more than one kind. Those of Python come of an open connection."""


class _Lean:
    """A connection that writes a request at once, and reads the answer whole."""

    sock: Any
    timeout: Any
    connect: Callable[[], None]
    close: Callable[[], None]
    peer = ""

    def request(self, method: str, url: str, body: bytes, headers: Mapping[str, str], **_: Any) -> None:
        """Send a request.

        Raises:
            ValueError: a line of it is none.
        """
        if self.sock is None:
            self.connect()
        head = [f"{method} {url} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        if any("\r" in line or "\n" in line for line in head):
            raise ValueError("a header has more than a line")
        self._method = method
        self.sock.sendall("\r\n".join([*head, "", ""]).encode() + body)

    def getresponse(self) -> Reply:
        """Read the answer."""
        if self.sock.gettimeout() != self.timeout:  # which costs a question to the system each time
            self.sock.settimeout(self.timeout)
        reply = Reply()
        if not reply.read(self.sock, self._method):
            self.close()
        reply.headers[PEER] = self.peer
        return reply


class _Plain(_Lean, AWSHTTPConnection):  # type: ignore[misc]  # less of a request than urllib3's: what botocore sends
    pass


class _Tls(_Lean, AWSHTTPSConnection):  # type: ignore[misc]
    def connect(self) -> None:
        """Connect, and remember whom."""
        super().connect()
        met = self.sock.getpeercert(binary_form=True)
        self.peer = sha256(met or b"").hexdigest()
        self.sock.suppress_ragged_eofs = False  # a connection that breaks off is no end of an answer


class _Kept:
    """A pool that asks at once on a connection that is open. To open one, and to go through proxies, is urllib3's."""

    timeout: Any
    proxy: Any
    urlopen: Callable[..., Any]

    def ask(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send a request and read its answer whole. Raises what urllib3 raises, and what lies below it."""
        if self.proxy or not _PLAIN.fullmatch(target):
            return self._opening(method, target, body, headers)
        connection: Any = self._get_conn()  # type: ignore[attr-defined]  # of the pools below
        if connection.is_closed:
            self._put_conn(connection)  # type: ignore[attr-defined]
            return self._opening(method, target, body, headers)
        connection.timeout = self.timeout.read_timeout
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # what was answered before may say why
                connection.request(method, target, body, headers)
            reply: Reply = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        finally:
            self._put_conn(connection)  # type: ignore[attr-defined]
        return reply

    def _opening(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        reply: Reply = self.urlopen(
            method,
            target,
            body=body,
            headers=headers,
            retries=_ONCE,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
            decode_content=False,
            release_conn=True,  # the answer is read whole: its connection is free at once
        )
        return reply


class _PlainPool(_Kept, AWSHTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(_Kept, AWSHTTPSConnectionPool):
    ConnectionCls = _Tls


class _Way(NamedTuple):
    """How to get somewhere."""

    pool: Any
    absolute: bool
    """A proxy wants to read the whole URL."""


def _told(err: Exception, request: Any, proxy: str | None) -> Exception:
    """An error of urllib3's as botocore tells it."""
    for kinds, told in _TOLD.items():
        if isinstance(err, kinds):
            return told(error=err, request=request, endpoint_url=request.url, proxy_url=mask_proxy_url(proxy or ""))
    return HTTPClientError(error=err)


class Transport(URLLib3Session):
    """In the place of botocore's, for all clients. Safe to be used by many threads."""

    def __init__(self, turn: Callable[[], AbstractContextManager[Any]], **options: Any) -> None:
        self._turn = turn
        self._trust = create_urllib3_context()
        self._read = cache(self._trust.load_verify_locations)
        super().__init__(**options)
        self._pool_classes_by_scheme.update(  # type: ignore[attr-defined]  # the stubs lack it
            http=_PlainPool, https=_TlsPool
        )
        self._ways = lru_cache(_HOSTS)(self._way)

    @classmethod
    def like(cls, old: Any, turn: Callable[[], AbstractContextManager[Any]]) -> Self:
        """One with the options that botocore has found for a client.

        turn: held while a request is on its way.
        """
        return cls(
            turn,
            verify=old._verify,  # noqa: SLF001  # botocore tells a client's transport nowhere else, nor lets it be chosen
            proxies=old._proxy_config._proxies,  # noqa: SLF001
            proxies_config=old._proxy_config.settings,  # noqa: SLF001
            timeout=(old._timeout.connect_timeout, old._timeout.read_timeout),  # noqa: SLF001
            max_pool_connections=_OPEN,
            socket_options=old._socket_options,  # noqa: SLF001
            client_cert=(old._cert_file, old._key_file),  # noqa: SLF001
        )

    def send(self, request: Any) -> Reply:  # type: ignore[override]  # all that is looked at of an `AWSResponse`
        """Send a request and read its answer whole. Raises what botocore's raises."""
        parts = urlsplit(request.url)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        try:
            way = self._ways(f"{parts.scheme}://{parts.netloc}")
            with self._turn():
                reply: Reply = way.pool.ask(
                    request.method, request.url if way.absolute else target, request.body, request.headers
                )
        except TooMuchError:
            raise  # in botocore's words it would be asked for again
        except Exception as err:  # all that urllib3 raises, and it goes on in botocore's words
            raise _told(err, request, self._proxy_config.proxy_url_for(request.url)) from err  # type: ignore[attr-defined]
        return reply

    def _way(self, origin: str) -> _Way:
        """How botocore's finds the connections for a URL: the same for all of one origin."""
        proxy = self._proxy_config.proxy_url_for(origin)  # type: ignore[attr-defined]  # the stubs lack these
        pool = self._get_connection_manager(origin, proxy).connection_from_url(origin)  # type: ignore[attr-defined]
        self._setup_ssl_cert(pool, origin, self._verify)  # type: ignore[attr-defined]
        return _Way(pool, self._get_request_target(origin, proxy) == origin)  # type: ignore[attr-defined]

    def _setup_ssl_cert(self, pool: Any, _: str, verify: Any) -> None:
        # TLS is verified to a proxy, too, before which the URL may have none.
        super()._setup_ssl_cert(pool, pool.scheme, verify)  # type: ignore[misc]  # the stubs lack it
        if pool.ca_certs and not (pool.proxy and pool.proxy.scheme == "https"):
            try:
                self._read(Path(pool.ca_certs).expanduser())
            except OSError as err:
                raise urllib3.exceptions.SSLError(err) from err
            pool.ca_certs = None  # else urllib3 reads them for each connection, which takes longer than all else of it

    def _get_pool_manager_kwargs(self, **more: Any) -> dict[str, Any]:
        options: dict[str, Any] = super()._get_pool_manager_kwargs(  # type: ignore[misc]  # the stubs lack it
            num_pools=_HOSTS, ssl_context=self._trust, **more
        )
        return options
