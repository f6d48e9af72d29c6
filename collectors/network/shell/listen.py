"""Reads what comes from a shell until it waits at its prompt, at a cost that grows with what comes and no faster."""

import time
from collections.abc import Callable
from typing import Any, Final

import paramiko

from collectors.network.shell.dialect import Dialect
from collectors.network.shell.screen import lines, waiting
from collectors.ssh.failure import POLL, Deadline, SSHError
from collectors.ssh.wire import Wire

MOST: Final = 32 * 1024 * 1024
"""Bytes that one command may bring."""
PAGES: Final = 5000
_PIECE: Final = 262_144
_TAIL: Final = 2048
"""Bytes at the end that are looked at for a prompt; it may have messages behind it."""
_PROMPT: Final = 65_536
_WIPES: Final = (b"\r", b"\b", b"\x1b")
"""What a pager begins with to wipe itself away; what is not followed by that was the beginning of a line."""
_QUIET: Final = 2.0
"""Seconds of silence after which a new line is asked for: a message may have written over the prompt."""
_STILL: Final = 0.03
"""Seconds for which nothing comes behind an end, at the least."""
_NUDGES: Final = 2
_SLOW: Final = 2.0
"""Who has said something within these seconds before its time was over was slow, and not silent."""


class Listener:
    """What one command brings."""

    def __init__(self, channel: Any, wire: Wire, dialect: Dialect, say: Callable[[str], None], until: Deadline) -> None:
        """`say`: sends something, as it is."""
        self._channel, self._wire, self._dialect, self._say, self._until = channel, wire, dialect, say, until
        self._raw = bytearray()
        self._seen = 0
        """Up to there pagers are answered."""
        self._cut = b""
        """The pager that was answered last, until it is seen whether it was one."""
        self._heard = time.monotonic()
        self._paused = 0.0
        """The longest that it has said nothing since it began to."""
        self.came = 0
        """Bytes."""
        self.pages = 1

    def follow(self, earlier: "Listener") -> "Listener":
        """Begin on the line that another has left: what stands there may be half of a message."""
        self._raw = earlier._raw[earlier._raw.rfind(b"\n") + 1 :]  # noqa: SLF001  # one of its own kind
        return self

    def mark(self) -> int:
        """A place to come back to."""
        return len(self._raw)

    def moved(self, mark: int) -> bool:
        """A line has ended since."""
        return self._raw.find(b"\n", mark) >= 0

    def flooded(self, mark: int) -> bool:
        """More has come since than a prompt and messages are."""
        return len(self._raw) - mark > _PROMPT

    def since(self, mark: int) -> tuple[str, list[str]]:
        """What a terminal would show of the line on which that place is, and of all that came on later ones."""
        first, *later = lines(self._raw[self._raw.rfind(b"\n", 0, mark) + 1 :])
        return first, later

    def before(self, mark: int) -> list[str]:
        """What a terminal would show of all that came before."""
        return lines(self._raw[:mark])

    def waiting(self) -> str:
        """The line on which it waits; messages may have come behind it."""
        return waiting(lines(self._raw[max(self._seen, len(self._raw) - _TAIL) :]))

    def head(self) -> list[str]:
        """The first lines."""
        return lines(self._raw[: 2 * _TAIL])

    def forget(self) -> None:
        """What has come so far was answered."""
        self._seen = len(self._raw)

    def until(self, done: Callable[[], bool], nudge: Callable[[], str] = str) -> None:
        """Read until it is so; pagers are answered on the way. `nudge`: says what is sent after a silence.

        Raises:
            SSHError: it has had its time or the run is stopped; it sent too much; the connection is no more.
        """
        nudges = _NUDGES
        while not done():
            while self.silent():
                if nudges and (key := nudge()):
                    nudges -= 1
                    self._say(key)

    def still(self, ended: Callable[[], bool]) -> bool:
        """It has ended, and nothing else comes for twice as long as it has paused so far. Raises as `until`.

        Who says a long answer slowly may be in the middle of it where a line looks like its end.
        """
        last = time.monotonic() + _QUIET  # messages may never cease
        while time.monotonic() < last and not self.silent(max(_STILL, min(2 * self._paused, _QUIET))):
            if not ended():
                return False
        return ended()

    def silent(self, seconds: float | None = None) -> bool:
        """For a moment nothing comes. What does come is taken, as far as it comes in one piece. Raises as `until`."""
        quiet = _QUIET if seconds is None else seconds
        end = time.monotonic() + quiet
        while not (piece := self._piece(quiet)):
            if time.monotonic() > end:
                return True
        if self.came:
            self._paused = max(self._paused, time.monotonic() - self._heard)
        if self._cut and piece[:1] not in _WIPES:
            self._raw += self._cut
        self._cut = b""
        self._raw += piece
        self.came += len(piece)
        self._heard = time.monotonic()
        if self.came > MOST:
            raise SSHError("Flood")
        self._turn()
        return False

    def _piece(self, seconds: float) -> bytes:
        """What has come; nothing where nothing did for a moment."""
        self._in_time()
        self._channel.settimeout(min(POLL, seconds))
        try:
            piece = self._channel.recv(_PIECE)
        except TimeoutError:
            return b""
        except (paramiko.SSHException, OSError, EOFError):
            piece = b""
        if not piece:
            self._in_time()
            raise self._wire.lost("BrokenOff", "error", self._wire.get_exception())
        return bytes(piece)

    def _in_time(self) -> None:
        slow = self.came and time.monotonic() - self._heard < _SLOW
        self._until.left("TooSlow" if slow else "Silent")

    def _turn(self) -> None:
        """Answer a pager, and forget that it was there: what follows begins at the start of its line."""
        at = max(self._seen, self._raw.rfind(b"\n") + 1)
        if len(self._raw) - at > _TAIL:
            return
        answer = self._dialect.turned(lines(self._raw[at:])[-1].strip())
        if not answer:
            return
        self._cut = bytes(self._raw[at:])
        del self._raw[at:]
        self._seen = at
        self.pages += 1
        if self.pages > PAGES:
            raise SSHError("TooManyPages")
        self._say(answer)
