"""What a platform gives so that its databases can be asked: a way in, and words for what its server refuses."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from collectors.secured.line import Bounds, Secure
from collectors.secured.place import Place
from scanner.facts import Failure


class Rows(NamedTuple):
    """What a statement brought."""

    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


class RefusedError(Exception):
    """The server, or its driver, said no: to the sign-in, or to one statement. Holds no text of either."""

    def __init__(self, outcome: Failure, code: str) -> None:
        self.outcome, self.code = outcome, code
        """`code`: the server's own number or state: `42501`, `1227`."""
        super().__init__(f"{outcome}: {code}")


class Session(Protocol):
    """One session, which cannot write and whose statements end by themselves."""

    caller: str
    """Whom the server took us for."""

    def run(self, sql: str) -> Rows:
        """Put one statement.

        Raises:
            RefusedError: the server refuses this one; the session goes on.
            UnansweredError, OSError: there is no session any more.
        """

    def close(self) -> None:
        """End it; raises nothing."""


class SignIn(NamedTuple):
    """Who comes, and where to."""

    place: Place
    bounds: Bounds
    secure: Secure
    """Makes the connection secure: given to the driver, or used in its place."""
    user: str
    password: Callable[[], str]
    """Fetched once the server has proved who it is; empty where none is named."""
    database: str


Enter: TypeAlias = Callable[[SignIn], Session]
"""Raises RefusedError, UnansweredError, OSError, or CollectError where a package is missing."""
