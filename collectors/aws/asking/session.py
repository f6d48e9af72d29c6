"""One session with AWS: credentials, clients, and who it was that answered. No other code knows botocore's insides.

botocore is imported inside functions: a verifier reads this package and needs no SDK.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from collectors.aws.asking.credentials import look
from collectors.aws.asking.signing import configured, home, opened
from collectors.aws.options import Options
from scanner.answers import JSON

_PEER: Final = "x-safeguard-peer"
_PIECE: Final = 8
_PORTS: Final = {"https": 443, "http": 80}
Client: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a client sends its questions."""

    address: str
    """Host and port."""
    standard: bool
    tls: bool


@dataclass
class Session:
    """Makes clients, each once. Safe to be used by many threads."""

    options: Options
    secrets: Mapping[str, str] = field(repr=False)
    """Resolved credentials of the target, where it names them: key, secret, token. They stay in memory."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _made: dict[tuple[str, str], tuple[Client, Endpoint]] = field(default_factory=dict, repr=False)
    _botocore: Any = field(default=None, repr=False)
    _pieces: set[str] = field(default_factory=set, repr=False)

    def home(self) -> str:
        """Where questions without a region are asked. What is wrong with a profile its first question tells."""
        from botocore.exceptions import BotoCoreError  # the SDK loads where it is used

        try:
            return home(self.options, configured(self._opened()))
        except (BotoCoreError, OSError, ValueError):
            return home(self.options)

    def looked(self) -> Mapping[str, JSON]:
        """Where credentials were looked for, and which place had those that were tried."""
        tried = getattr(self._botocore, "_credentials", None)
        return look(self.options, getattr(tried, "method", ""))

    def client(self, service: str, region: str) -> tuple[Client, Endpoint]:
        """The client of a service in a region, and where it sends its questions."""
        with self._lock:
            key = (service, region)
            if key not in self._made:
                self._made[key] = self._make(service, region)
            return self._made[key]

    def note_credentials(self) -> None:
        """Remember what we sign with now; it changes where a role is taken on anew. Raises what botocore raises."""
        found = self._botocore.get_credentials()
        if found is None:
            return
        frozen = found.get_frozen_credentials()
        with self._lock:
            self._pieces.update((frozen.access_key, *_pieces(frozen.secret_key), *_pieces(frozen.token or "")))

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds a credential that we have signed with, or a good part of one."""
        with self._lock:
            pieces = tuple(self._pieces)
        return any(piece in text for piece in pieces)

    def _opened(self) -> Any:
        if self._botocore is None:
            self._botocore = opened(self.options, self.secrets)
        return self._botocore

    def _make(self, service: str, region: str) -> tuple[Client, Endpoint]:
        self._opened()
        elsewhere = bool(self.options.endpoint_url) or _redirected(self._botocore)
        client = self._create(service, region, self.options.endpoint_url, path=elsewhere)
        _witness(client)
        url = str(client.meta.endpoint_url)
        standard = True
        if elsewhere:
            # botocore's own resolver has the last word: an override that says the same is none.
            standard = url == self._create(service, region, None, plain=True, path=True).meta.endpoint_url
        if not standard:
            client.meta.events.register("before-sign", _keep_host(url))
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        return client, Endpoint(f"{parts.hostname}:{port}", standard, parts.scheme == "https")

    def _create(self, service: str, region: str, url: str | None, *, plain: bool = False, path: bool) -> Client:
        from botocore.config import Config  # the SDK loads where it is used

        config = Config(
            connect_timeout=min(self.options.timeout, 10),
            read_timeout=self.options.timeout,
            retries={"mode": "standard", "total_max_attempts": self.options.attempts},
            max_pool_connections=self.options.threads,
            ignore_configured_endpoint_urls=plain,  # type: ignore[call-arg]  # the stubs lack it
            # A simulator answers to one name: buckets go into the path.
            s3={"addressing_style": "path"} if path else None,
            user_agent_extra="safeguard",
        )
        return self._botocore.create_client(service, region_name=region, endpoint_url=url, config=config)


def _pieces(secret: str) -> Iterator[str]:
    """What any long enough part of a secret holds one of: answers cut what they repeat."""
    if len(secret) < 2 * _PIECE:
        yield from [secret] if len(secret) >= _PIECE else ()  # no real one is so short
        return
    for start in range(0, len(secret) - _PIECE + 1, _PIECE):
        yield secret[start : start + _PIECE]


def _redirected(session: Any) -> bool:
    """The environment or the configuration names endpoints of its own."""
    scoped = session.get_scoped_config()
    named = "endpoint_url" in scoped or "services" in scoped
    return named or any(name.startswith("AWS_ENDPOINT_URL") for name in os.environ)


def _keep_host(url: str) -> Any:
    """Stay at the endpoint we were given: a simulator has no `ACCOUNT.HOST`, and no name made of it can be trusted."""
    scheme, authority = urlsplit(url)[:2]

    def before_sign(request: Any, **_: Any) -> None:
        parts = urlsplit(request.url)
        if parts.netloc != authority:
            request.url = parts._replace(scheme=scheme, netloc=authority).geturl()

    return before_sign


@lru_cache(maxsize=1)
def _pools() -> Mapping[str, Any]:
    """Connection pools whose connections write the certificate they met into each response's headers.

    And which take no answer for whole that is shorter than announced: botocore's own do.
    """
    from botocore.awsrequest import (  # the SDK loads where it is used
        AWSHTTPConnectionPool,
        AWSHTTPSConnection,
        AWSHTTPSConnectionPool,
    )

    class Connection(AWSHTTPSConnection):
        def getresponse(self) -> Any:
            # Before the response, for the socket may be gone after it.
            met = self.sock.getpeercert(binary_form=True)  # type: ignore[union-attr]  # it is a TLS one
            response = super().getresponse()
            response.headers[_PEER] = sha256(met or b"").hexdigest()
            return response

    class Whole:
        def urlopen(self, *args: Any, **options: Any) -> Any:
            return super().urlopen(*args, **{**options, "enforce_content_length": True})  # type: ignore[misc]

    class Tls(Whole, AWSHTTPSConnectionPool):
        ConnectionCls = Connection

    class Plain(Whole, AWSHTTPConnectionPool):
        pass

    return {"http": Plain, "https": Tls}


def _witness(client: Client) -> None:
    http = client._endpoint.http_session  # noqa: SLF001  # botocore offers no way to see a connection's certificate
    http._pool_classes_by_scheme = http._manager.pool_classes_by_scheme = _pools()  # noqa: SLF001


def identity(endpoint: Endpoint, headers: Mapping[str, str]) -> str:
    """What the endpoint proved itself with, on the connection that brought these headers."""
    met = headers.get(_PEER, "")
    return f"cert SHA256:{met}" if endpoint.tls and met else ""
