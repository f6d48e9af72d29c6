"""The command line: a module for each command, each of which parses, calls one function, and prints."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn


def main() -> NoReturn:
    """Run what was typed. Ends the process with the exit code that the command promises."""
    _open_closed()
    interrupt = signal.getsignal(signal.SIGINT)
    if interrupt is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing has begun: it ends without a traceback
    from scanner.cli.root import run

    signal.signal(signal.SIGTERM, _terminate)
    signal.signal(signal.SIGINT, interrupt)
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
