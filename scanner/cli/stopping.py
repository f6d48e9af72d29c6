"""Ctrl-C and SIGTERM while a run goes on: it is told, and ends by itself without a run half written."""

import signal
from types import FrameType, TracebackType
from typing import Any, Final, Self

from scanner.cli.failures import StoppedError

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Takes the signals while it is entered. The second one ends the process at once, as if this were not here."""

    def __init__(self) -> None:
        self._number = 0
        self._before: dict[signal.Signals, Any] = {}

    def told(self) -> bool:
        """Tell whether a signal has come."""
        return self._number != 0

    def error(self) -> StoppedError:
        """What to raise once the run has ended."""
        return StoppedError(
            self._number,
            "Stopped. Nothing was sealed and no run was written; the store is as before.\nNext: safeguard scan",
        )

    def __enter__(self) -> Self:
        self._before = {each: signal.signal(each, self._note) for each in _SIGNALS}
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # as signal calls it
        self._number = number
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
