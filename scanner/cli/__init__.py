"""The command line: a module for each command, each of which parses, calls one function, and prints."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn


def main() -> NoReturn:
    """Run what was typed. Ends the process with the exit code that the command promises."""
    from scanner.cli.root import run

    _open_closed()
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(run(sys.argv[1:]))


def _open_closed() -> None:
    """Give the streams that we were started without (`>&-`) a place: else the next file opened would be stdout."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, os.fdopen(number, mode))


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001  # as signal calls it
    """End like Ctrl-C does: with a sentence, and what was begun undone."""
    from scanner.cli.failures import StoppedError

    raise StoppedError(number, "Stopped.")
