"""What a person sees: the answer goes to stdout, the talk to stderr, and nothing from outside moves the cursor."""

import os
import re
import sys
from dataclasses import dataclass
from typing import Any, TextIO, cast

from scanner.reports.drawing import Colour, draws, paints, suit
from scanner.words import visible

_PAINT = {"error": "\x1b[1;31m", "strong": "\x1b[1m"}
_PLAIN = "\x1b[0m"
_PAINTED = re.compile("|".join(map(re.escape, (*_PAINT.values(), _PLAIN))).join("()"))


@dataclass
class Screen:
    """Where a command writes, and how."""

    color: Colour = "auto"
    debug: bool = False
    """Show the traceback of an error."""

    def begin(self) -> None:
        """Let both streams take every text."""
        suit(sys.stdout)
        suit(sys.stderr)

    def answer(self, text: str) -> None:
        """Write what was asked for."""
        _write(sys.stdout, self._harmless(text, sys.stdout))

    def leave(self) -> None:
        """Write no more answers: whoever read them has gone, or their place is full."""
        _leave(sys.stdout)

    def talk(self, text: str) -> None:
        """Write what is said beside it, if anybody listens."""
        _write(aside(), self._harmless(text, sys.stderr))

    def error(self, text: str) -> None:
        """Say what went wrong: what, where, what to do."""
        word = f"{_PAINT['error']}error:{_PLAIN}" if self.painted(sys.stderr) else "error:"
        self.talk(f"{word} {text}")

    def strong(self, text: str) -> str:
        """A command to type, on stderr."""
        return f"{_PAINT['strong']}{text}{_PLAIN}" if self.painted(sys.stderr) else text

    def painted(self, stream: TextIO) -> bool:
        """Tell whether colours go to a stream."""
        return paints(stream, self.color)

    def _harmless(self, text: str, stream: TextIO) -> str:
        """Names from outside stand in it, and our own paint."""
        parts = _PAINTED.split(text) if self.painted(stream) else [text]
        return "".join(part if _PAINTED.fullmatch(part) else visible(part, lines=True) for part in parts)

    def mark(self, mark: str, ascii: str) -> str:
        """A mark, or its double where it cannot be drawn."""
        return mark if draws(sys.stdout.encoding or "") else ascii

    def asks(self) -> bool:
        """Tell whether there is somebody to ask."""
        return sys.stdin.isatty() and sys.stderr.isatty()


class _Aside:
    """A stream for what is said beside the answer: that nobody listens is no reason to lose the night."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            self._stream.write(text)
        except OSError:
            _leave(self._stream)
        return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError:
            _leave(self._stream)


def aside() -> TextIO:
    """Where to talk: stderr, as long as it takes anything."""
    return cast("TextIO", _Aside(sys.stderr))


def _leave(stream: TextIO) -> None:
    # The interpreter must not stumble over it again while it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _write(stream: TextIO, text: str) -> None:
    stream.write(f"{text}\n")
    stream.flush()
