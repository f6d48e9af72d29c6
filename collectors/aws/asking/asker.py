"""Who asks in a thread, and what becomes of its requests: clients are shared, and each account has its own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from collectors.aws.asking.outcome import nameless

if TYPE_CHECKING:
    from collectors.aws.asking.pace import Pace

_PORTS: Final = {"https": 443, "http": 80}


class Asker(Protocol):
    """Who asks in a thread: shared clients sign with its credentials and ask again as it says."""

    @property
    def credentials(self) -> Any:
        """Credentials as botocore has them. Raises what botocore raises."""

    @property
    def turn(self) -> Any:
        """Held while a request is on its way."""

    def over(self, more: float) -> bool:
        """Tell whether it asks nothing more, so many seconds on."""

    def pace(self, service: str, region: str) -> "Pace":
        """How it asks a service, as botocore's events call it, in a region."""

    def again(self, service: str, region: str, **said: Any) -> float | None:
        """Say whether a request is sent again, and after how many seconds."""


_ASKER: ContextVar[Asker] = ContextVar("asker")
_URL: ContextVar[str] = ContextVar("url", default="")
"""Where this thread has sent its last request."""


@contextmanager
def asking(asker: Asker) -> Iterator[None]:
    """What this thread asks within is asked by this one."""
    token = _ASKER.set(asker)
    _URL.set("")
    try:
        yield
    finally:
        _ASKER.reset(token)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a client sends its questions."""

    address: str
    """Host and port."""
    standard: bool
    tls: bool
    listed: bool
    """The service is known to be there, or nobody says where it is, or the endpoint is of the user's own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of the requests of a client, told to the account that asks."""

    service: str
    """As botocore's events call it."""
    region: str
    listed: bool
    """As of `Endpoint`."""

    def sends(self, request: Any) -> None:
        """It is sent. Waits where that account was told to ask less; raises where its time is over before."""
        _URL.set(request.url)
        asker = _ASKER.get()
        asker.pace(self.service, self.region).sends(asker.over)

    def good(self, response: tuple[Any, Any], context: Mapping[str, Any]) -> None:
        """A good answer came to the request of this context."""
        _ASKER.get().pace(self.service, self.region).good(response, context)

    def again(self, *, event_name: str, **said: Any) -> float | None:
        """It failed: the seconds after which it is sent again, or None."""
        del event_name
        if not self.listed and nameless(said.get("caught_exception")):
            return None
        return _ASKER.get().again(self.service, self.region, **said)


def turn() -> Any:
    """Of whoever asks in this thread: held while a request is on its way."""
    return _ASKER.get().turn


class Whoever:
    """Credentials of whoever asks, as clients take them."""

    method = "safeguard"

    def get_frozen_credentials(self) -> Any:
        """Those of this moment."""
        return _ASKER.get().credentials.get_frozen_credentials()

    def get_deferred_property(self, name: str) -> Callable[[], Any]:
        """One of their parts, as clients ask for it."""
        return lambda: getattr(self.get_frozen_credentials(), name)


def address(endpoint: Endpoint) -> str:
    """Host and port that this thread has asked: of some services, as of buckets, each thing or account has its own."""
    return origin(_URL.get()) if _URL.get() else endpoint.address


def origin(url: str) -> str:
    """Host and port of a URL."""
    return _host_and_port("/".join(url.split("/", 3)[:3]))


@lru_cache(maxsize=1024)
def _host_and_port(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or _PORTS.get(parts.scheme, 0)}"


def identity(endpoint: Endpoint, headers: Mapping[str, str]) -> str:
    """What the endpoint proved itself with, on the connection that brought these headers."""
    met = headers.get("x-safeguard-peer", "")
    return f"cert SHA256:{met}" if endpoint.tls and met else ""
