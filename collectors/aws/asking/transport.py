"""Connections to AWS. Proxies, authorities and pools are botocore's and urllib3's, and so is what is an error of them.

Own are three things: how a request is written and an answer read, which takes a third of the time; the certificate that
a connection met; and that all clients share one transport. Imported only where a client is made.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any, Final, Self

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
    AWSResponse,
)
from botocore.httpsession import URLLib3Session

from collectors.aws.asking.reply import Reply

PEER: Final = "x-safeguard-peer"
"""A header of our own in each answer: the digest of the certificate on its connection."""
_HOSTS: Final = 32
"""Hosts to which connections stay open: each bucket has a name of its own."""
_OPEN: Final = 16
"""Connections that stay open to one."""


class Headers(dict[str, Any]):
    """Headers, whose names are the same in capitals."""

    def __init__(self, headers: Mapping[str, Any]) -> None:
        super().__init__((name.lower(), value) for name, value in headers.items())

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name.lower())

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name.lower(), value)

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def get(self, name: str, otherwise: Any = None) -> Any:
        """One header, or something else."""
        return super().get(name.lower(), otherwise)


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


class _Pool:
    def urlopen(self, *args: Any, **options: Any) -> Any:
        # The answer is read whole: its connection is free at once.
        return super().urlopen(*args, **options, redirect=False, release_conn=True)  # type: ignore[misc]  # a pool's


class _PlainPool(_Pool, AWSHTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(_Pool, AWSHTTPSConnectionPool):
    ConnectionCls = _Tls


class Transport(URLLib3Session):
    """In the place of botocore's, for all clients. Safe to be used by many threads."""

    def __init__(self, turn: Callable[[], AbstractContextManager[Any]], **options: Any) -> None:
        self._turn = turn
        super().__init__(**options)
        self._pool_classes_by_scheme.update(  # type: ignore[attr-defined]  # the stubs lack it
            http=_PlainPool, https=_TlsPool
        )

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

    def send(self, request: Any) -> AWSResponse:
        """Send a request and read its answer whole. Raises what botocore's raises."""
        with self._turn():
            answer = super().send(request)
        answer.headers = Headers(answer.raw.headers)  # type: ignore[assignment]  # botocore's read the same, and are slow
        return answer

    def _get_pool_manager_kwargs(self, **more: Any) -> dict[str, Any]:
        options: dict[str, Any] = super()._get_pool_manager_kwargs(  # type: ignore[misc]  # the stubs lack it
            num_pools=_HOSTS, **more
        )
        return options
