"""One account as it is asked: whose credentials sign there, how patient it is, and when it is over.

Clients are shared with other accounts (`connections`); what is said here holds for one.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from collectors.aws.asking.asker import Endpoint, asking
from collectors.aws.asking.connections import Client, Connections
from collectors.aws.asking.credentials import look
from collectors.aws.asking.pace import Pace
from collectors.aws.asking.signing import prefix
from collectors.aws.options import Options
from scanner.answers import JSON

_PIECE: Final = 8


@dataclass
class Session:
    """Asks as one caller. Safe to be used by many threads."""

    options: Options
    connections: Connections
    turn: AbstractContextManager[Any] = field(default_factory=nullcontext)
    """Held while a request is on its way."""
    stopped: Callable[[], bool] = lambda: False
    _began: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _role: Any = field(default=None, repr=False)
    _paces: dict[tuple[str, str], Pace] = field(default_factory=dict, repr=False)
    _pieces: set[str] = field(default_factory=set, repr=False)

    def home(self) -> str:
        """Where questions without a region are asked. What is wrong with a profile its first question tells."""
        return self.connections.home()

    @property
    def credentials(self) -> Any:
        """Those that sign here: of the role in the account, else those that were found. Raises what botocore raises."""
        if not self.role:
            return self.connections.source
        with self._lock:
            if self._role is None:
                self._role = self.connections.role(self.role)
            return self._role

    @cached_property
    def role(self) -> str:
        """The ARN of the role that is taken on in the account; empty where none is."""
        account, name = self.options.account, self.options.role
        return f"arn:{prefix(self.home())}:iam::{account}:role/{name}" if account and name else ""

    def looked(self) -> Mapping[str, JSON]:
        """Where credentials were looked for, which place had those that were tried, and the role they were to take."""
        found = look(self.options, self.connections.method)
        return {**found, "Role": self.role} if self.role else found

    def client(self, service: str, region: str) -> tuple[Client, Endpoint]:
        """The client of a service in a region, and where it sends its questions."""
        return self.connections.client(service, region)

    def asking(self) -> AbstractContextManager[None]:
        """What this thread asks within is asked by this account."""
        return asking(self)

    def late(self, more: float = 0) -> bool:
        """Tell whether its time is over, or will be in so many seconds."""
        return time.monotonic() + more >= self._began + self.options.deadline

    def over(self, more: float = 0) -> bool:
        """Tell whether there is nothing to wait for, so many seconds on: the run was stopped, or its time is over."""
        return self.stopped() or self.late(more)

    @property
    def throttled(self) -> bool:
        """AWS has told this account, once or more, to ask less."""
        with self._lock:
            return any(pace.throttled for pace in self._paces.values())

    def pace(self, service: str, region: str) -> Pace:
        """How this account asks a service, as botocore's events call it, in a region."""
        if found := self._paces.get((service, region)):
            return found
        with self._lock:
            return self._paces.setdefault((service, region), Pace(service, self.options.attempts))

    def again(self, service: str, region: str, **said: Any) -> float | None:
        """Say whether a request is sent again, and after how many seconds; None: it is not."""
        delay = self.pace(service, region).again(**said)
        return None if delay is not None and self.over(float(delay)) else delay

    def note_credentials(self) -> None:
        """Remember what we sign with now; it changes where a role is taken on anew. Raises what botocore raises."""
        source = self.connections.source
        for found in (source, self.credentials) if self.role else (source,):
            frozen = found.get_frozen_credentials()
            if frozen.access_key in self._pieces:  # each set has a key of its own
                continue
            with self._lock:
                self._pieces.update((*_pieces(frozen.secret_key), *_pieces(frozen.token or ""), frozen.access_key))

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds a credential that we have signed with, or a good part of one."""
        with self._lock:
            pieces = tuple(self._pieces)
        return any(piece in text for piece in pieces)


def _pieces(secret: str) -> Iterator[str]:
    """What any long enough part of a secret holds one of: answers cut what they repeat."""
    if len(secret) < 2 * _PIECE:
        yield from [secret] if len(secret) >= _PIECE else ()  # no real one is so short
        return
    for start in range(0, len(secret) - _PIECE + 1, _PIECE):
        yield secret[start : start + _PIECE]
