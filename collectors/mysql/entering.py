"""Enters a MariaDB or MySQL: TLS before any name, the password after the certificate, a session that cannot write."""

import re
import socket
import struct
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from collectors.mysql.refusals import NOT_SIGNED_IN, refusal
from collectors.secured.line import TOO_MUCH, Bounds, dial
from collectors.sql.session import RefusedError, Rows, SignIn
from collectors.tls.wire import UnansweredError, garbled
from scanner.collector import CollectError

OTHER_MAKE: Final = "OtherMake"
"""Code: the statement is one of MySQL and this is a MariaDB, or the other way round. It was not put."""
_GREETING: Final = 65_536
"""Bytes that may come before TLS does: a greeting has about a hundred."""
_COLUMNS: Final = 512
"""Of one statement; ours have at most some twenty."""
_SECONDS: Final = 20
"""That one statement may take; each reads a few of the server's own views."""
_LOCK: Final = 5
_TIMED: Final = (5, 7, 8)
"""MySQL has max_execution_time since (dev.mysql.com/doc/relnotes/mysql/5.7/en/news-5-7-8.html)."""
_RENAMED: Final = (5, 7, 20)
"""MySQL has transaction_read_only since, and no tx_read_only from 8.0.3 on (dev.mysql.com, server-system-variables)."""
_QUERY: Final = 3
"""COM_QUERY."""
_GARBLED: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RuntimeError, struct.error)
"""What the driver stumbles over where a server does not keep to the protocol."""


class _Plain(socket.socket):
    """The connection before TLS: bounded in time, and in bytes by what a greeting may take."""

    bounds: Bounds
    heard = 0

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """Read as a socket does; files made of it come here."""
        self.settimeout(self.bounds.left())
        came = super().recv_into(buffer, nbytes, flags)
        self.heard += came
        if self.heard > _GREETING:
            raise UnansweredError("error", TOO_MUCH)
        return came


def _plain(who: SignIn) -> _Plain:
    line = _Plain(fileno=dial(who.place, who.bounds).detach())
    line.bounds = who.bounds
    return line


def _driver() -> Any:
    """The driver's connection, with a password that is asked for when it is due, and bounded columns.

    Raises:
        CollectError: the driver is not installed.
    """
    try:
        from pymysql.connections import Connection, MySQLResult
        from pymysql.protocol import FieldDescriptorPacket, MysqlPacket
    except ImportError:
        raise CollectError("pymysql is not installed: pip install 'safeguard-scanner[mysql]'") from None

    class Waiting(MySQLResult):  # type: ignore[misc]  # the driver has no types
        """Read as far as they are taken. The driver's own would read on where it is thrown away."""

        def __del__(self) -> None:
            """Nothing is left to do."""

    class Bounded(Connection):  # type: ignore[misc]  # the driver has no types
        fetch: Callable[[], str]
        fetched: bytes | None = None
        columns = 0

        @property
        def password(self) -> bytes:
            """Asked for once, after the handshake: the driver looks at it where it answers the server's challenge."""
            if self._secure and self.fetched is None:
                self.fetched = self.fetch().encode()
            return self.fetched or b""

        @password.setter
        def password(self, value: bytes) -> None:
            """What the driver was made with is none."""

        def set_character_set(self, *_: object) -> None:
            """All settings of the session in one statement, in place of this one alone."""
            self._execute_command(_QUERY, _settings(self.server_version))
            self._read_packet()

        def ask(self, sql: str) -> Waiting:
            """Put a statement; its rows wait in the line."""
            self._execute_command(_QUERY, sql)
            waiting = Waiting(self)
            waiting.init_unbuffered_query()
            return waiting

        def _read_packet(self, packet_type: Any = MysqlPacket) -> Any:
            self.columns = self.columns + 1 if packet_type is FieldDescriptorPacket else 0
            if self.columns > _COLUMNS:
                raise UnansweredError("error", TOO_MUCH)
            return super()._read_packet(packet_type)

    return Bounded


def _settings(version: str) -> str:
    """One SET for the session: it cannot write, waits for no lock, and no statement of it runs for long."""
    if is_mariadb(version):
        # mariadb.com/docs: tx_read_only (an alias of transaction_read_only from 11.1.1 on), max_statement_time.
        own = f"SESSION tx_read_only = 1, SESSION max_statement_time = {_SECONDS}"
    else:
        read_only = "transaction_read_only" if _numbers(version) >= _RENAMED else "tx_read_only"
        own = f"SESSION {read_only} = 1"
        if _numbers(version) >= _TIMED:
            own += f", SESSION max_execution_time = {_SECONDS * 1000}"
    return f"SET NAMES utf8mb4, SESSION sql_mode = '', SESSION lock_wait_timeout = {_LOCK}, {own}"


def is_mariadb(version: str) -> bool:
    """By what the server calls its version: `10.11.19-MariaDB-0+deb12u1`, in the greeting behind `5.5.5-`."""
    return "mariadb" in version.lower()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]{1,4}", version)[:3])


def enter(who: SignIn, only: Callable[[bool], Collection[str]]) -> "MySession":
    """Sign in. only: the statements that a MariaDB (True), or a MySQL, does not know, as the other does.

    Raises:
        CollectError: the driver is not installed.
        UnansweredError, OSError: nobody is there, or not who is meant; nothing of ours was said.
        RefusedError: the server lets nobody in like that.
    """
    driver, line = _driver(), _plain(who)
    made = driver(
        host=who.place.name,  # what its certificate must hold
        user=who.user,
        ssl=who.secure,
        charset="utf8mb4",
        autocommit=None,
        conv=_conversions(),
        program_name="safeguard",
        local_infile=False,
        defer_connect=True,
    )
    made.fetch = who.password
    try:
        with _understood(signing_in=True):
            made.connect(line)
        session = MySession(made, "", only(is_mariadb(made.server_version)))
        session.caller = session.whom()
    except BaseException:
        line.close()
        raise
    return session


def _conversions() -> dict[int, Any]:
    """Whole numbers as numbers, all else as text: no date is taken for one of this machine's time."""
    from pymysql.constants import FIELD_TYPE

    numbers = (FIELD_TYPE.TINY, FIELD_TYPE.SHORT, FIELD_TYPE.INT24, FIELD_TYPE.LONG, FIELD_TYPE.LONGLONG)
    return dict.fromkeys(numbers, int)


class MySession:
    """One session."""

    def __init__(self, connection: Any, caller: str, unknown: Collection[str]) -> None:
        self.caller = caller
        self._connection, self._unknown = connection, unknown
        self._left = False
        """Rows of the last statement were not taken. They stand in the way of any other."""

    def whom(self) -> str:
        """Whom the server took us for: `safeguard@%`."""
        rows = [str(row[0]) for row in self.run("SELECT CURRENT_USER()").rows]
        return rows[0] if rows else ""

    def run(self, sql: str) -> Rows:
        """Put one statement; its rows come as they are taken.

        Raises:
            RefusedError: the server refuses this one, or does not know it; the session goes on.
            UnansweredError, OSError: there is no session any more.
        """
        if sql in self._unknown:
            raise RefusedError("error", OTHER_MAKE)
        if self._left:
            raise UnansweredError("error", TOO_MUCH)
        with _understood():
            result = self._connection.ask(sql)
        return Rows([str(column[0]) for column in result.description or ()], self._rows(result))

    def _rows(self, result: Any) -> Iterator[tuple[Any, ...]]:
        self._left = True
        with _understood():
            while (row := result._read_rowdata_packet_unbuffered()) is not None:  # noqa: SLF001  # as its cursors do
                yield row
        self._left = False

    def close(self) -> None:
        """End it; raises nothing."""
        with suppress(Exception):  # whatever a driver says at the end of a line that may be gone
            self._connection.close()


@contextmanager
def _understood(*, signing_in: bool = False) -> Iterator[None]:
    """Words of ours for what the driver and the server say: never the text of either."""
    import pymysql.err

    try:
        yield
    except pymysql.err.Error as err:
        raise refusal(err) from None
    except RuntimeError as err:
        # So says the driver of a plugin that takes another package; a server has no other way to it here.
        raise RefusedError("error", NOT_SIGNED_IN) if signing_in else garbled(type(err).__name__) from None
    except _GARBLED as err:
        raise garbled(type(err).__name__) from None
