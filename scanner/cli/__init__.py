"""The command line: a module for each command, each of which parses, calls one function, and prints."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run what was typed. Ends the process with the exit code that the command promises."""
    from scanner.cli.root import run

    sys.exit(run(sys.argv[1:]))
