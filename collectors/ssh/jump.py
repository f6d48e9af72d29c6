"""Jump hosts: one connection to each serves all hosts behind it, for as long as one of them needs it."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from collectors.ssh.connect import Caller, come_in, dial, meet, over
from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.hop import Hop
from collectors.ssh.wire import Wire

Way = tuple[Hop, ...]


@dataclass(slots=True)
class _Open:
    """The connections along one way, each through the one before."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0
    wires: list[Wire] = field(default_factory=list)
    failed: SSHError | None = None
    """Once it failed, nobody tries again while others wait for the same; unless only whoever tried had no more time."""

    def end(self, way: Way, caller: Caller, deadline: Deadline) -> Wire:
        """The last of them, opened where it is not. Raises SSHError."""
        with self.lock:
            if self.failed:
                raise self.failed
            if not self.wires or not all(wire.is_active() for wire in self.wires):
                self.close()
                self._open(way, caller, deadline)
            return self.wires[-1]

    def _open(self, way: Way, caller: Caller, deadline: Deadline) -> None:
        for hop in way:
            try:
                sock = over(self.wires[-1], hop, deadline) if self.wires else dial(hop, deadline)
                wire = come_in(meet(sock, hop, caller, deadline), caller, deadline)
                wire.metered.until = Deadline(math.inf, deadline.stopped)  # others may need it for longer
                self.wires.append(wire)
            except SSHError as err:
                why = SSHError(err.code, err.outcome, at=hop.endpoint)
                self.failed = None if deadline.over() else why
                self.close()
                raise why from None

    def close(self) -> None:
        """End them, the inner first."""
        while self.wires:
            self.wires.pop().shut()


class Jumps:
    """All that are open in a run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[Way, _Open] = {}

    @contextmanager
    def through(self, way: Way, caller: Caller, deadline: Deadline) -> Iterator[Wire | None]:
        """Hold the way open; None where there is none to go. Raises SSHError, which says at which host."""
        if not way:
            yield None
            return
        with self._lock:
            shared = self._open.setdefault(way, _Open())
            shared.users += 1
        try:
            yield shared.end(way, caller, deadline)
        finally:
            with self._lock:
                shared.users -= 1
                if not shared.users:
                    del self._open[way]
                    shared.close()
