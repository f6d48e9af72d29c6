"""Threads that ask, and what came. A future for each question takes as long as signing it."""

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, Generic, TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")
_LOOK_UP: Final = 1
"""Seconds after which whoever waits looks whether it is to stop."""


class Workers(Generic[Job, Done]):
    """Does jobs side by side, and gives what came of them as it comes."""

    def __init__(self, threads: int, work: Callable[[Job], Done], stopped: Callable[[], bool]) -> None:
        self.threads, self._work, self._stopped = threads, work, stopped
        self._unstarted = threads
        self._jobs: SimpleQueue[tuple[Job] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Done] | BaseException] = SimpleQueue()
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
            with suppress(Empty):
                came = self._done.get(timeout=_LOOK_UP)
                if isinstance(came, BaseException):
                    raise came
                return came[0]
        return None

    def end(self) -> None:
        """Begin nothing more. What is on its way ends by itself, and nobody hears of it."""
        self._over = True
        self._jobs.put(None)

    def _run(self) -> None:
        while (job := self._jobs.get()) and not (self._over or self._stopped()):
            try:
                self._done.put((self._work(*job),))
            except BaseException as err:  # noqa: BLE001  # it goes on to whoever takes
                self._done.put(err)
        self._jobs.put(None)  # for the next
