"""What a stream can show: marks of Unicode or their doubles of ASCII, and colour or none."""

import codecs
import os
import shutil
import sys
from collections.abc import Mapping
from typing import Final, Literal, TextIO, TypeAlias

Colour: TypeAlias = Literal["auto", "always", "never"]

_PLAIN: Final = "safeguard.plain"
_POSIX: Final = frozenset({"c", "posix"})
_UTF8: Final = frozenset({"utf8", "utf-8"})
_COERCED: Final = frozenset({"C.UTF-8", "C.utf8", "UTF-8"})
_BARE: Final = frozenset({"dumb", "linux"})
"""Terminals without marks: the console of Linux lacks them in most of its fonts."""
_DOUBLES: Final = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-", "→": "->"})  # noqa: RUF001  # these, on purpose


def draws(encoding: str, environ: Mapping[str, str] = os.environ, *, utf8_mode: int = sys.flags.utf8_mode) -> bool:
    """Tell whether marks may be drawn: the stream takes them, and neither locale nor terminal speak against it.

    The encoding alone does not tell: Python writes UTF-8 in the C locale too (PEP 538, PEP 540).
    """
    if encoding.lower() not in _UTF8 or environ.get("TERM") in _BARE:
        return False
    name, _, codeset = _locale(environ, utf8_mode).lower().partition(".")
    codeset = codeset.partition("@")[0]
    return codeset in _UTF8 if codeset else name not in _POSIX


def _locale(environ: Mapping[str, str], utf8_mode: int) -> str:
    """The locale that the user set for characters; without one it is C."""
    # In the C locale Python overwrites LC_CTYPE, and says so by its UTF-8 mode.
    coerced = utf8_mode and not environ.get("PYTHONUTF8") and environ.get("LC_CTYPE") in _COERCED
    ctype = "" if coerced else environ.get("LC_CTYPE")
    return environ.get("LC_ALL") or ctype or environ.get("LANG") or "C"


def paints(stream: TextIO, color: Colour, environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether colours go to a stream: to a terminal, unless `NO_COLOR` or `TERM=dumb`; elsewhere if forced to."""
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    forced = environ.get("FORCE_COLOR", "0") not in {"", "0"}
    return forced or (stream.isatty() and environ.get("TERM") != "dumb")


def room(most: int) -> int:
    """How many cells a line may have: those of the terminal that stdout is, and `most` at the most, also in a pipe."""
    return min(most, shutil.get_terminal_size((most, 24)).columns)


def suit(stream: TextIO, environ: Mapping[str, str] = os.environ) -> None:
    r"""Let a stream take every text: what it cannot draw becomes ASCII, or is written out (`\u2713`)."""
    codecs.register_error(_PLAIN, _doubled)
    if hasattr(stream, "reconfigure"):
        # One of another locale, Latin-1 say, has letters of its own that its terminal shows.
        plain = stream.encoding.lower() in _UTF8 and not draws(stream.encoding, environ)
        stream.reconfigure(errors=_PLAIN, **({"encoding": "ascii"} if plain else {}))


def _doubled(err: UnicodeError) -> tuple[str, int]:
    if not isinstance(err, UnicodeEncodeError):
        raise err
    text = err.object[err.start : err.end].translate(_DOUBLES)
    return text.encode("ascii", "backslashreplace").decode(), err.end
