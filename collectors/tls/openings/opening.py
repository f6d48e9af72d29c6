"""What it takes to begin TLS in the middle of another protocol, and to see how a client without it is treated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from collectors.tls.wire import Wire

Treatment: TypeAlias = Literal["served", "refused", "unclear", "not-asked"]
"""Of a client without TLS. `not-asked`: it would take a sign-in to see."""
PLAIN: Final[Treatment] = "served"


@dataclass(frozen=True, slots=True)
class Opening:
    """One protocol."""

    port: int
    """Where clients of it begin."""
    begin: Callable[[Wire], None]
    """Says all that comes before the handshake.

    Raises:
        NoTlsError: it does not want to.
        UnansweredError: it does not speak this protocol, or lets nobody in.
    """
    in_plain: Callable[[Wire], tuple[Treatment, str]] | None
    """Tells how a client without TLS is treated, and by which word. Sends no password. None: that cannot be seen."""
    protocol: Literal["tls", "database", "ftp"] = "tls"
    """As facts call it."""
