"""The command line: a module for each command, each of which parses, calls one function, and prints."""

import signal
import sys
from types import FrameType
from typing import NoReturn


def main() -> NoReturn:
    """Run what was typed. Ends the process with the exit code that the command promises."""
    from scanner.cli.root import run

    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(run(sys.argv[1:]))


def _terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001  # as signal calls it
    """End like Ctrl-C does: with a sentence, and what was begun undone."""
    from scanner.cli.failures import StoppedError

    raise StoppedError(number, "Stopped.")
