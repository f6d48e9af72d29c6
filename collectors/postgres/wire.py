"""The driver, held short: what a server may make it do, read and remember. Imported where a database is asked."""

import json
import re
import struct
from collections import defaultdict
from contextlib import suppress
from typing import Any, Final

from pg8000.core import CoreConnection
from pg8000.exceptions import DatabaseError, InterfaceError
from scramp import ScramException

from collectors.postgres.causes import NO_METHOD
from collectors.secured.line import TOO_MUCH
from collectors.sql.asking import ODD
from collectors.sql.session import RefusedError
from collectors.sql.statement import ROWS
from collectors.tls.wire import UnansweredError

BROKEN: Final = (
    *(InterfaceError, ScramException, struct.error, ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, MemoryError, RecursionError),
)
"""What the driver raises over a server that does not keep to the protocol."""
REFUSED: Final = DatabaseError
_SPOKEN: Final = frozenset({0, 3, 5, 10, 11, 12})
"""https://www.postgresql.org/docs/current/protocol-message-formats.html: Ok, passwords, SASL and its continuations."""
_CONTINUED: Final = 11
_ITERATIONS: Final = 1_000_000
"""Of SCRAM: PostgreSQL's default is 4096. Whoever answers must not decide how long this machine counts."""
_LONG: Final = 1 << 16
_COLUMNS: Final = 64
_TYPES: Final = {16: lambda said: said == "t", 20: int, 21: int, 23: int, 114: json.loads}
"""By their numbers: bool, int8, int2, int4, json; all else is text."""


class Connection(CoreConnection):  # type: ignore[misc]  # pg8000 has no types
    """A session of the driver, bounded."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        self.pg_types = defaultdict(lambda: str, _TYPES)

    def handle_AUTHENTICATION_REQUEST(self, data: bytes, context: Any) -> None:  # noqa: N802  # as pg8000 calls it
        """Answer as asked, where that can be done in a time of our own."""
        asked = int.from_bytes(data[:4], "big")
        if asked not in _SPOKEN:
            raise RefusedError("denied", NO_METHOD)
        _short(data)
        if (
            asked == _CONTINUED
            and (found := re.search(rb"(?:^|,)i=(\d{1,20})", data[4:]))
            and int(found[1]) > _ITERATIONS
        ):
            raise UnansweredError("error", TOO_MUCH)
        super().handle_AUTHENTICATION_REQUEST(data, context)

    def handle_PARAMETER_STATUS(self, data: bytes, context: Any) -> None:  # noqa: ARG002, N802  # as pg8000 calls it
        """Remember none of them; one encoding was asked for, and another one is none."""
        name, _, value = data.partition(b"\0")
        if name == b"client_encoding" and value.strip(b"\0").upper() not in {b"UTF8", b"UNICODE"}:
            raise UnansweredError("error", ODD)

    def handle_ERROR_RESPONSE(self, data: bytes, context: Any) -> None:  # noqa: N802  # as pg8000 calls it
        """Of an error that is a book nothing is read."""
        super().handle_ERROR_RESPONSE(_short(data), context)

    def handle_NOTICE_RESPONSE(self, data: bytes, context: Any) -> None:  # noqa: N802  # as pg8000 calls it
        """Remember none."""

    def handle_NOTIFICATION_RESPONSE(self, data: bytes, context: Any) -> None:  # noqa: N802  # as pg8000 calls it
        """Remember none."""

    def handle_ROW_DESCRIPTION(self, data: bytes, context: Any) -> None:  # noqa: N802  # as pg8000 calls it
        """As many columns as our statements have, and not thousands."""
        if int.from_bytes(data[:2], "big") > _COLUMNS:
            raise UnansweredError("error", TOO_MUCH)
        super().handle_ROW_DESCRIPTION(data, context)

    def handle_DATA_ROW(self, data: bytes, context: Any) -> None:  # noqa: N802  # as pg8000 calls it
        """Each statement says how many it wants; more are not remembered."""
        if len(context.rows) > ROWS:
            raise UnansweredError("error", TOO_MUCH)
        super().handle_DATA_ROW(data, context)

    def close(self) -> None:
        """End it; that nobody is there any more is no news."""
        with suppress(OSError, UnansweredError, *BROKEN):
            super().close()


def _short(data: bytes) -> bytes:
    if len(data) > _LONG:
        raise UnansweredError("error", TOO_MUCH)
    return data
