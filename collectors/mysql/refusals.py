"""What a MariaDB or MySQL, or the driver, refuses: by its number alone, and in words for people. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.secured.causes import explain as of_connections
from collectors.secured.line import NO_TLS, failure
from collectors.sql.session import RefusedError
from collectors.tls.wire import CLOSED, UnansweredError, garbled
from scanner.answers import Answer
from scanner.collector import Cause
from scanner.facts import Failure

NOT_SIGNED_IN: Final = "2059"
"""CR_AUTH_PLUGIN_CANNOT_LOAD: our account comes in by a plugin that the driver does not have."""
_NO_TLS: Final = 2026
"""CR_SSL_CONNECTION_ERROR. The driver says so where the server offers no TLS, and before it says anything to it."""
_OF_THE_DRIVER: Final = range(2000, 3000)
"""Numbers of clients (dev.mysql.com/doc/mysql-errors/8.4/en/client-error-reference.html); all others are servers'."""
_OUTCOMES: Final[Mapping[int, Failure]] = MappingProxyType(
    {
        **dict.fromkeys((1044, 1045, 1130, 1142, 1143, 1227, 1370, 1698, 1820, 1862), "denied"),
        **dict.fromkeys((3118, 4150, 4151), "denied"),
        **dict.fromkeys((1040, 1129, 1203, 1226), "throttled"),
        **dict.fromkeys((1205, 1969, 3024), "timeout"),
        **dict.fromkeys((1053, 1317), "unreachable"),
    }
)
"""By number: `perror NUMBER` of MariaDB; dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html."""


def refusal(err: Any) -> Exception:
    """What became of a statement or a session, by the number of the driver's error."""
    number = err.args[0] if err.args and isinstance(err.args[0], int) else None
    if cause := getattr(err, "original_exception", None):
        return failure(cause)
    if number is None:
        return garbled(type(err).__name__)
    if number == _NO_TLS:
        return UnansweredError("error", NO_TLS)
    if str(number) == NOT_SIGNED_IN:
        return RefusedError("error", NOT_SIGNED_IN)
    if number in _OF_THE_DRIVER or number <= 0:
        return UnansweredError("error", CLOSED)
    return RefusedError(_OUTCOMES.get(number, "error"), str(number))


_LOCKED: Final = Cause(
    said="the account that safeguard comes in with is locked there", advice="see who locked it: ALTER USER ... UNLOCK"
)
_EXPIRED: Final = Cause(
    said="the password of the account that safeguard comes in with has expired",
    advice="set a new one there, and where the option password leads",
)
_WRONG: Final = Cause(
    said="the server lets this account in from nowhere here, or with another password",
    more="An account is a name and a place: 'safeguard'@'10.0.0.7' lets nobody in from elsewhere, and one that demands"
    " a certificate (REQUIRE X509) lets nobody in who shows none.",
    advice="look at the options user and password, and make the account: safeguard permissions mysql",
)
_FULL: Final = Cause(
    said="the server takes no more connections just now",
    advice="ask at another hour, or raise what limits this account (MAX_USER_CONNECTIONS)",
)
_SLOW: Final = Cause(said="the statement took longer than safeguard lets one take, and ended by itself")
_BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        **dict.fromkeys(("1045", "1698", "1130"), _WRONG),
        **dict.fromkeys(("3118", "4151"), _LOCKED),
        **dict.fromkeys(("1820", "1862"), _EXPIRED),
        **dict.fromkeys(("1040", "1203", "1226"), _FULL),
        **dict.fromkeys(("1205", "1969", "3024"), _SLOW),
        "1129": Cause(
            said="the server has shut this machine out, after connections that broke off",
            advice="there: mariadb-admin flush-hosts, or TRUNCATE TABLE performance_schema.host_cache",
        ),
        "4150": Cause(
            said="the server has shut this account out, after wrong passwords",
            more="Somebody may be guessing, or safeguard was given an old password.",
            advice="there: FLUSH PRIVILEGES",
        ),
        NOT_SIGNED_IN: Cause(
            said="the account signs in by a plugin that safeguard does not have",
            advice="let it come in by caching_sha2_password (MySQL) or mysql_native_password (MariaDB), over TLS alone",
        ),
        "1146": Cause(said="it has no such view: it is older, or another make, than what is known here"),
        "1054": Cause(said="a view of it lacks a column: it is older than what is known here"),
    }
)


def explain(answer: Answer) -> Cause | None:
    """Say why an answer did not come; None where its outcome and the right that it takes say it."""
    return _BY_CODE.get(answer.code) or of_connections(answer)
