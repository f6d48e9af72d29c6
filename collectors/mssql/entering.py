"""Signs in to SQL Server, and puts statements there, by python-tds.

Of the drivers that are kept up (python-tds, pymssql on FreeTDS, Microsoft's mssql-python on its ODBC driver) this one
alone can be given a line of ours: the other two make their TLS and read their rows in C, where no bound of ours
reaches, and take the authorities from files of the system. It is used below its `connect`, which would follow a server
that sends it elsewhere, sign in there without TLS, and try again by itself.
"""

import contextlib
import struct
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from collectors.mssql.tunnel import GARBLED, Tunnel
from collectors.sql.session import RefusedError, Rows, SignIn
from collectors.tls.wire import UnansweredError
from scanner.collector import CollectError
from scanner.facts import Failure

if TYPE_CHECKING:
    from pytds.tds_session import _TdsSession

PART: Final = "50229"
"""Code of our own: the account would see only a part of a list (`THROW` in the table)."""
ELSEWHERE: Final = "SentElsewhere"
STATEMENT: Final = 30
"""Seconds until a statement is given up; the others go on."""
_LOCK_MS: Final = 10_000
_DENIED: Final = frozenset(
    {
        *("229", "230", "262", "297", "300", "916", "15247", "15562", PART),
        *("4060", "18452", "18456", "18461", "18470", "18486", "18487", "18488"),
    }
)
"""Rights that are lacking; below, sign-ins that are refused (learn.microsoft.com: "Database engine errors")."""
_LOCKED: Final = "1222"
_LARGEST: Final = 32_767
"""Bytes of a packet (MS-TDS 2.2.6.4: PacketSize)."""
_ENDS: Final = 20
"""Errors of this severity end the session."""

_BEGIN: Final = (
    f"SET NOCOUNT ON; SET LOCK_TIMEOUT {_LOCK_MS}; SET DEADLOCK_PRIORITY LOW;"
    " SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET IMPLICIT_TRANSACTIONS ON;"
    " SELECT ORIGINAL_LOGIN() AS caller"
)
"""SQL Server has no session that only reads. In this one whatever would write begins a transaction, which nobody
commits: it is undone when the session ends (learn.microsoft.com: SET IMPLICIT_TRANSACTIONS)."""


class Session:
    """One session."""

    def __init__(self, tunnel: Tunnel, session: "_TdsSession") -> None:
        self._tunnel, self._session = tunnel, session
        with _translated():
            ((caller,),) = self.run(_BEGIN).rows
        self.caller = str(caller)

    def run(self, sql: str) -> Rows:
        """Put one statement; as `Session` of databases promises."""
        with _translated():
            self._tunnel.patient(STATEMENT)
            try:
                self._session.execute(sql)
            except TimeoutError:  # the driver has told the server to stop it
                raise RefusedError("timeout", f"{STATEMENT} s") from None
            self._tunnel.patient(None)
            while self._session.res_info is None and self._session.next_set():
                pass
            found = self._session.res_info
            return Rows([column.column_name for column in found.columns], self._rows()) if found else Rows((), ())

    def _rows(self) -> Iterator[Sequence[Any]]:
        with _translated():
            while (row := self._session.fetchone()) is not None:
                yield row

    def close(self) -> None:
        """Hang up; what is open is undone."""
        self._tunnel.close()


def enter(sign_in: SignIn) -> Session:
    """Sign in, once the server has proved who it is.

    Raises:
        CollectError: the driver is not installed.
        RefusedError: the account is not let in.
        UnansweredError: nobody is there, or nobody who proves who it is.
    """
    try:
        from pytds.tds_socket import _TdsSocket
    except ImportError:
        raise CollectError("python-tds is not installed: pip install 'safeguard-scanner[mssql]'") from None
    tunnel = Tunnel(sign_in.place, sign_in.bounds, sign_in.secure)
    try:
        with _translated():
            driver = _TdsSocket(sock=tunnel, login=_login(sign_in), autocommit=True)
            _bound(driver.main_session, tunnel)
            _stay(driver.login())
        return Session(tunnel, driver.main_session)
    except BaseException:
        tunnel.close()
        raise


def _stay(route: object) -> None:
    """Go nowhere else."""
    if route is not None:
        raise UnansweredError("error", ELSEWHERE)


def _bound(session: "_TdsSession", tunnel: Tunnel) -> None:
    """Take no larger packets than TDS has: the driver would make room for whatever the server says."""
    from pytds.tds_writer import _TdsWriter

    class Writer(_TdsWriter):  # type: ignore[misc]  # the driver has no types
        @property
        def bufsize(self) -> int:
            return len(self._buf)

        @bufsize.setter
        def bufsize(self, size: int) -> None:
            if size > _LARGEST:
                raise ValueError
            _TdsWriter.bufsize.fset(self, size)

    session._writer = Writer(transport=tunnel, bufsize=session._writer.bufsize, tds_session=session)  # noqa: SLF001


def _login(sign_in: SignIn) -> Any:
    """What the driver's own `connect` fills in, but for TLS: the line has it already."""
    from pytds import tds_base
    from pytds.lcid import LANGID_ENGLISH_US

    login = tds_base._TdsLogin()  # noqa: SLF001  # see above
    login.user_name, login.password = sign_in.user, sign_in.password()
    login.server_name, login.database = sign_in.place.host, sign_in.database
    login.client_host_name = login.instance_name = login.language = login.attach_db_file = ""
    login.app_name, login.library = "safeguard", "python-tds"
    login.tds_version, login.enc_flag = tds_base.TDS74, tds_base.PreLoginEnc.ENCRYPT_NOT_SUP
    login.client_lcid, login.option_flag2 = LANGID_ENGLISH_US, tds_base.TDS_ODBC_ON
    login.bytes_to_unicode = True
    return login


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Errors of the driver as ours, without its texts, which repeat what the server says."""
    from pytds import tds_base

    try:
        yield
    except tds_base.ClosedConnectionError:
        raise UnansweredError("unreachable", "ConnectionResetError") from None
    except tds_base.OperationalError as err:
        raise _refused(err) from None
    except tds_base.Error as err:
        raise (_refused(err) if getattr(err, "msg_no", 0) else UnansweredError("error", GARBLED)) from None
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, struct.error):
        raise UnansweredError("error", GARBLED) from None
    except (RuntimeError, MemoryError):
        raise UnansweredError("error", GARBLED) from None


def _refused(err: Any) -> RefusedError | UnansweredError:
    code = str(err.msg_no)
    outcome: Failure = "denied" if code in _DENIED else "timeout" if code == _LOCKED else "error"
    return UnansweredError(outcome, code) if err.severity >= _ENDS else RefusedError(outcome, code)
