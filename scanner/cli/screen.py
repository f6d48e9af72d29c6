"""What a person sees: the answer goes to stdout, the talk to stderr, and nothing from outside moves the cursor."""

import os
import sys
from dataclasses import dataclass
from typing import Any, Literal, TextIO, cast

_PAINT = {"error": "\x1b[1;31m", "strong": "\x1b[1m"}
_PLAIN = "\x1b[0m"


@dataclass
class Screen:
    """Where a command writes, and how."""

    color: Literal["auto", "always", "never"] = "auto"
    debug: bool = False
    """Show the traceback of an error."""

    def answer(self, text: str) -> None:
        """Write what was asked for."""
        _write(sys.stdout, text)

    def leave(self) -> None:
        """Write no more answers: whoever read them has gone, or their place is full."""
        _leave(sys.stdout)

    def talk(self, text: str) -> None:
        """Write what is said beside it, if anybody listens."""
        _write(aside(), text)

    def error(self, text: str) -> None:
        """Say what went wrong: what, where, what to do."""
        word = f"{_PAINT['error']}error:{_PLAIN}" if self.painted(sys.stderr) else "error:"
        _write(aside(), f"{word} {harmless(text)}")

    def strong(self, text: str) -> str:
        """A command to type, on stderr."""
        return f"{_PAINT['strong']}{text}{_PLAIN}" if self.painted(sys.stderr) else text

    def painted(self, stream: TextIO) -> bool:
        """Tell whether colours go to a stream: not into a pipe, nor where NO_COLOR or TERM=dumb say no."""
        if self.color != "auto":
            return self.color == "always"
        return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def mark(self, mark: str, ascii: str) -> str:
        """A mark, or its double where the locale has no Unicode."""
        return mark if "utf" in (sys.stdout.encoding or "").lower() else ascii

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


def harmless(text: str) -> str:
    """Text that may hold words from outside, line by line made visible."""
    from scanner.reports.text import visible

    return "\n".join(map(visible, text.split("\n")))


def one_line(text: str) -> str:
    """A word from outside, of which a line break is a part: it must not look like a line of ours."""
    from scanner.reports.text import visible

    return visible(text)


def _leave(stream: TextIO) -> None:
    # The interpreter must not stumble over it again while it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()
