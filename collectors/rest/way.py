"""What a provider's API is to those who ask it: where it is, how a request is sent, and what its refusals mean."""

from collections.abc import Mapping
from typing import Final, NamedTuple, Protocol

from scanner.answers import JSON, Outcome

PEER: Final = "x-safeguard-peer"
"""A header of our own in each answer: the digest of the certificate on its connection."""


class Ended(NamedTuple):
    """How a call ended, and the provider's own word for it."""

    outcome: Outcome
    code: str


class Reply(NamedTuple):
    """What came."""

    status: int
    headers: Mapping[str, str]
    """With `PEER`."""
    body: JSON
    """None where it is no JSON."""


class Way(Protocol):
    """One API, as one caller asks it. Safe to be used by many threads."""

    @property
    def origin(self) -> str:
        """Scheme, host and port: whatever lies elsewhere is never sent a token."""

    @property
    def standard(self) -> bool:
        """It is where the provider says it is."""

    def send(self, method: str, url: str, body: JSON) -> Reply:
        """Send a request, with a token. Raises what the provider's library and requests raise."""

    def refused(self, reply: Reply) -> Ended:
        """What an answer that is an error means. Its text is looked into for a few phrases, and dropped."""

    def failed(self, err: Exception) -> Ended:
        """What it means that no answer came."""

    def following(self, url: str, body: Mapping[str, JSON]) -> str:
        """Where the next page is; empty after the last."""

    def request(self, reply: Reply) -> str:
        """The provider's own id of the request; empty where it has none that could be one."""

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds a token or a secret that we have sent, or a good part of one."""
