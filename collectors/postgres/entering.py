"""Enters a PostgreSQL: TLS before all else, then the password, and a session that cannot write."""

import re
import ssl
from collections.abc import Mapping
from contextlib import ExitStack
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from collectors.postgres.causes import NO_CONNECT
from collectors.postgres.statements import WE
from collectors.secured.line import NO_TLS, dial, failure
from collectors.sql.asking import ODD
from collectors.sql.session import RefusedError, Rows, SignIn
from collectors.tls.wire import CLOSED, UnansweredError
from scanner.collector import CollectError
from scanner.facts import Failure

if TYPE_CHECKING:
    from collectors.postgres.wire import Connection

_TLS_PLEASE: Final = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
"""SSLRequest: 80877103."""
_STATEMENT: Final = 30
"""Seconds that one statement may take; each reads a few catalogues."""
_LOCK: Final = 5
_LACKS_RIGHT: Final = "42501"
"""insufficient_privilege"""
_STATE: Final = re.compile("[0-9A-Z]{5}", re.ASCII)
_OUTCOMES: Final[Mapping[str, Failure]] = MappingProxyType(
    {
        _LACKS_RIGHT: "denied",
        "28": "denied",
        "53": "throttled",
        "57014": "timeout",
        "55P03": "timeout",
        "57": "unreachable",
    }
)
"""By SQLSTATE, or by its class (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""


def enter(who: SignIn) -> "PostgresSession":
    """Sign in.

    Raises:
        CollectError: the driver is not installed.
        UnansweredError, OSError: nobody is there, or not who is meant; nothing of ours was said.
        RefusedError: the server lets nobody in like that.
    """
    try:
        from collectors.postgres.wire import BROKEN, REFUSED, Connection
    except ImportError as err:
        said = f"{err.name} is not installed: pip install 'safeguard-scanner[postgres]'"
        raise CollectError(said) from None
    with ExitStack() as failing:
        line = _secured(who)
        failing.callback(line.close)
        try:
            connection = Connection(
                user=who.user,
                password=who.password(),
                database=who.database,
                sock=line,
                ssl_context=False,  # it is secure already
                application_name=f"{WE}{line.getpeername()[0]}",
                startup_params=_settings(who.place.seconds),
            )
        except REFUSED as err:
            no = refused(err)
            raise RefusedError("denied", NO_CONNECT) if no.code == _LACKS_RIGHT else no from None
        except BROKEN as err:
            raise broken(err) from None
        failing.pop_all()
    return PostgresSession(connection, who.user)


def _settings(seconds: int) -> dict[str, str]:
    """Of the session, told with the first word: they cost no way there and back, and no role's settings undo them."""
    return {
        "default_transaction_read_only": "on",
        "statement_timeout": f"{min(_STATEMENT, seconds)}s",
        "lock_timeout": f"{_LOCK}s",
        "client_encoding": "UTF8",
        "search_path": "pg_catalog",
    }


def _secured(who: SignIn) -> ssl.SSLSocket:
    """A line to who has proved who it is. What was said before the handshake ends up in it, and breaks it."""
    line = dial(who.place, who.bounds)
    try:
        line.sendall(_TLS_PLEASE)
        line.settimeout(who.bounds.left())
        said = line.recv(1)
        if said == b"S":
            return who.secure.wrap_socket(line, server_hostname=who.place.name)
    except (OSError, UnansweredError) as err:
        line.close()
        raise failure(err) from None
    line.close()
    raise UnansweredError("error", {b"": CLOSED, b"N": NO_TLS, b"E": NO_TLS}.get(said, ODD))


class PostgresSession:
    """One session."""

    def __init__(self, connection: "Connection", caller: str) -> None:
        self.caller = caller
        self._connection = connection

    def run(self, sql: str) -> Rows:
        """Put one statement.

        Raises:
            RefusedError: the server refuses this one; the session goes on.
            UnansweredError, OSError: there is no session any more.
        """
        from collectors.postgres.wire import BROKEN, REFUSED

        try:
            came = self._connection.execute_simple(sql)
        except REFUSED as err:
            raise refused(err) from None
        except BROKEN as err:
            raise broken(err) from None
        return Rows([column["name"] for column in came.columns or ()], came.rows or ())

    def close(self) -> None:
        """End it; raises nothing."""
        self._connection.close()


def refused(err: Exception) -> RefusedError:
    """What the server refused, by its state alone: its words may hold anything."""
    said = err.args[0] if err.args and isinstance(err.args[0], Mapping) else {}
    state = str(said.get("C", ""))
    if not _STATE.fullmatch(state):
        return RefusedError("error", ODD)
    return RefusedError(_OUTCOMES.get(state) or _OUTCOMES.get(state[:2], "error"), state)


def broken(err: BaseException) -> UnansweredError:
    """What ended the session: the line, or a server that does not keep to the protocol."""
    if isinstance(err.__cause__, OSError):
        return failure(err.__cause__)
    return UnansweredError("error", CLOSED if "network error" in err.args else ODD)
