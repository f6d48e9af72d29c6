"""How the C library keeps memory."""

import ctypes
from contextlib import suppress
from typing import Final

_ARENA_MAX: Final = -8
"""glibc's number for it, in malloc.h."""


def share_freed() -> None:
    """Have all threads take memory from one place: glibc gives each thread its own, and a long scan fills them all."""
    with suppress(OSError, TypeError, AttributeError):  # another C library has no such places
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Give the system what is free: glibc keeps what lies below anything that is still in use."""
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
