"""Threads that ask, and what came. A future for each question takes as long as signing it."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, Generic, TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")
_LOOK_UP: Final = 1
"""Seconds after which whoever waits looks whether it is to stop."""
_TOGETHER: Final = 4
"""Whoever takes is woken once so many jobs are done: to wake it costs as much as to seal what came."""


class Workers(Generic[Job, Done]):
    """Does jobs side by side, and gives what came of them as it comes."""

    def __init__(self, threads: int, work: Callable[[Job], Done], stopped: Callable[[], bool]) -> None:
        self.threads, self._work, self._stopped = threads, work, stopped
        self._unstarted = threads
        self._jobs: SimpleQueue[tuple[Job] | None] = SimpleQueue()
        self._done: deque[tuple[Done] | BaseException] = deque()
        self._news: SimpleQueue[None] = SimpleQueue()
        self._over = False

    def give(self, job: Job) -> None:
        """Have it done."""
        self._jobs.put((job,))
        if self._unstarted:
            self._unstarted -= 1
            # Whoever ends the program does not wait for an answer that drips.
            Thread(target=self._run, name="asking", daemon=True).start()

    def take(self) -> Done | None:
        """What came of a job, of whichever is done first, or None once it is to stop. Raises what the job raised."""
        while not self._stopped():
            if self._done:
                came = self._done.popleft()
                if isinstance(came, BaseException):
                    raise came
                return came[0]
            with suppress(Empty):
                self._news.get(timeout=_LOOK_UP)
        return None

    def end(self) -> None:
        """Begin nothing more. What is on its way ends by itself, and nobody hears of it."""
        self._over = True
        self._jobs.put(None)

    def _run(self) -> None:
        untold = 0
        while (job := self._next(untold)) and not (self._over or self._stopped()):
            try:
                self._done.append((self._work(*job),))
            except BaseException as err:  # noqa: BLE001  # it goes on to whoever takes
                self._done.append(err)
            untold = (untold + 1) % _TOGETHER
            if not untold:
                self._news.put(None)
        self._jobs.put(None)  # for the next

    def _next(self, untold: int) -> tuple[Job] | None:
        """The next job. Whoever has to wait for one tells first of what is done."""
        try:
            return self._jobs.get_nowait()
        except Empty:
            if untold:
                self._news.put(None)
            return self._jobs.get()
