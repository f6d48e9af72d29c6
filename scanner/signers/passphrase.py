"""Where a passphrase may come from: a prompt or an open file descriptor, never the command line or environment."""

import os
import re
from getpass import getpass
from typing import Final

from scanner.signers import Passphrase, SignerError

MAX_PASSPHRASE: Final = 1024
"""The longest passphrase, in bytes: what openssl takes."""


def prompt(question: str) -> Passphrase:
    """Asks on the terminal, without echo, when it is called."""

    def ask() -> bytes:
        try:
            return getpass(f"{question}: ").encode()
        except EOFError:
            raise SignerError("no passphrase was given") from None
        except UnicodeError:  # its text holds a part of what was typed
            raise SignerError(
                "the passphrase is not UTF-8. Next: a terminal that sends UTF-8, or --passphrase-fd N"
            ) from None

    return ask


def descriptor(source: str) -> Passphrase:
    """Reads the passphrase from the open descriptor in `fd:N` when called: all of it, less one newline at the end."""
    found = re.fullmatch(r"fd:([0-9]{1,6})", source)
    if not found:
        raise SignerError("a passphrase comes from fd:N, an open file descriptor: --passphrase fd:3 3<FILE")
    number = int(found[1])

    def read() -> bytes:
        try:
            with os.fdopen(os.dup(number), "rb") as file:
                text = file.read(MAX_PASSPHRASE + 2)
        except OSError as err:
            raise SignerError(f"the passphrase cannot be read from fd:{number}: {err.strerror}") from None
        return text.removesuffix(b"\n")

    return read
