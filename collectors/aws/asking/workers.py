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
"""What so many jobs brought is handed over at once: to wake whoever takes costs as much as to seal what came."""


class Workers(Generic[Job, Done]):
    """Does jobs side by side, and gives what came of them as it comes."""

    def __init__(self, threads: int, work: Callable[[Job], Done], stopped: Callable[[], bool]) -> None:
        self.threads, self._work, self._stopped = threads, work, stopped
        self._unstarted = threads
        self._jobs: SimpleQueue[tuple[Job] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Done, ...] | BaseException] = SimpleQueue()
        self._came: deque[Done] = deque()
        self._over = False

    def give(self, job: Job) -> None:
        """Have it done."""
        self._jobs.put((job,))
        if self._unstarted:
            self._unstarted -= 1
            # Whoever ends the program does not wait for an answer that drips.
            Thread(target=self._run, name="aws", daemon=True).start()

    def take(self) -> Done | None:
        """What came of a job, of whichever is done first, or None once it is to stop. Raises what the job raised."""
        while not self._stopped():
            if self._came:
                return self._came.popleft()
            with suppress(Empty):
                came = self._done.get(timeout=_LOOK_UP)
                if isinstance(came, BaseException):
                    raise came
                self._came.extend(came)
        return None

    def end(self) -> None:
        """Begin nothing more. What is on its way ends by itself, and nobody hears of it."""
        self._over = True
        self._jobs.put(None)

    def _run(self) -> None:
        done: list[Done] = []
        while (job := self._next(done)) and not (self._over or self._stopped()):
            try:
                done.append(self._work(*job))
            except BaseException as err:  # noqa: BLE001  # it goes on to whoever takes
                self._done.put(err)
            if len(done) >= _TOGETHER:
                self._hand(done)
        self._jobs.put(None)  # for the next

    def _next(self, done: list[Done]) -> tuple[Job] | None:
        """The next job. Whoever has to wait for one hands over what is done."""
        try:
            return self._jobs.get_nowait()
        except Empty:
            self._hand(done)
            return self._jobs.get()

    def _hand(self, done: list[Done]) -> None:
        if done:
            self._done.put(tuple(done))
            done.clear()
