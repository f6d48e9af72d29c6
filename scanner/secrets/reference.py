"""References to secrets, and how to tell them from a secret itself: people write the one, and must not the other."""

import re
from collections.abc import Iterator
from typing import Any, Final

from scanner.collector import CollectError
from scanner.words import visible
from scanner.written.document import Document, Problem, Steps

SCHEMES: Final = ("env", "file", "fd", "keyring", "awssm", "vault", "cmd", "ask")
"""What a reference begins with; `scanner.secrets.lookup` has a function for each."""

MAX_SECRET: Final = 1 << 16
"""The longest secret, in bytes."""

SECONDS: Final = 30
"""How long a program or a server may take to give a secret."""


class SecretError(CollectError):
    """A secret could not be had. Names the reference, never what it leads to."""

    def __init__(self, reference: str, why: str) -> None:
        self.shown = _shown(reference)
        """The reference, fit to be shown and sealed."""
        super().__init__(f"{self.shown} {why}")


def is_reference(value: str) -> bool:
    """Tell whether a text has the form of a reference."""
    scheme, _, rest = value.partition(":")
    return scheme in SCHEMES and bool(rest)


def looks_secret(value: str) -> bool:
    """Tell whether a text has the shape of a secret, whatever key it stands under."""
    return not is_reference(value) and _SHAPE.search(value) is not None


def holds_secret(key: str, value: str) -> bool:
    """Tell whether a secret stands there itself: by its shape, or under a key that is for secrets."""
    return looks_secret(value) or bool(value and _KEY.search(key) and not is_reference(value))


def literals(document: Document) -> Iterator[Problem]:
    """Say where a file holds a secret itself; the value is not repeated."""
    yield from _literals(document, document.value, ())


def _literals(document: Document, value: Any, steps: Steps) -> Iterator[Problem]:
    match value:
        case dict():
            for key, below in value.items():
                if looks_secret(key):
                    yield document.problem((*steps, key), "a key here has the shape of a secret", key=True, more=ADVICE)
                yield from _literals(document, below, (*steps, key))
        case list():
            for place, below in enumerate(value):
                yield from _literals(document, below, (*steps, place))
        case str() | int() | float() if not isinstance(value, bool):
            key = next((s for s in reversed(steps) if isinstance(s, str)), "")
            if holds_secret(key, str(value)):
                named = (
                    key if _WORD.fullmatch(key) and not looks_secret(key) else "the file" if not key else "a key here"
                )
                yield document.problem(steps, f"{named} holds a secret itself, and must hold a reference", more=ADVICE)


def _shown(reference: str) -> str:
    """The reference, where it is one: the secret itself may stand in its place. Of a command, its first word."""
    scheme, _, rest = reference.partition(":")
    if not is_reference(reference) or _SHAPE.search(reference):
        return "a value that is not repeated here"
    shown = rest.split()[0] + " …" if scheme == "cmd" and len(rest.split()) > 1 else rest
    return f"{scheme}:{visible(shown)}"


_WORD: Final = re.compile(r"[\w.-]{1,40}")
"""A key that may be repeated: of several words one may be the password."""
_KEY: Final = re.compile(
    r"passw|passphrase|pwd|secret(?!_?(id|name|arn)$)|token|(access|private|api|account|shared|session)_?key|credential"
    r"|community|connection_?string|bearer",
    re.IGNORECASE,
)
"""Keys that are for secrets, and so take references only."""

_SHAPE: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|(?i:\bage-secret-key-1)"
    r"|\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{22}|\bglpat-[A-Za-z0-9_-]{20}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10}|\bhv[sb]\.[A-Za-z0-9_-]{20}|\bAIza[A-Za-z0-9_-]{35}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\."
    r"|://[^/\s@]*:(?![0-9]{1,5}/)[^\s@]+@"
)
"""Private keys in PEM and of age, keys and tokens of cloud and code hosts, JSON web tokens, passwords in URLs."""

ADVICE: Final = (
    "Write where it can be had: env:NAME, file:PATH (mode 0600), fd:N, keyring:SERVICE/USER, awssm:ID, vault:PATH#key",
    "It is not repeated here. Whoever could read this file may have it: change it where it is used.",
)
"""What to do about a secret that stands where a reference is wanted."""
