"""What a device answered to one command, in memory only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from collectors.network.shell.dialect import Dialect
from scanner.answers import Outcome

Rights = Literal["all", "low", "refused"]
"""Of a session: all that its account has; less, as `enable` was not given; less, as it was refused."""
_SHORT: Final = 5
"""Lines that a refusal has at most; in what is longer, such a line is a part of it."""
_WITHOUT: Final[Mapping[Rights, tuple[Outcome, str]]] = MappingProxyType(
    {"all": ("absent", "NotSupported"), "low": ("denied", "EnableNotGiven"), "refused": ("denied", "EnableRefused")}
)
"""What it means that a command is not known, by the rights of the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One command and what came of it. The text is whole where the outcome is `ok`, and nothing where it is not."""

    command: str
    outcome: Outcome
    code: str = ""
    """Why it did not come: a word that `collectors.ssh.causes` explains."""
    text: str = field(default="", repr=False)
    """What a terminal would show of it, without the command before it and the prompt behind."""
    pages: int = 1
    paged: bool = False
    """A pager stood between its pages."""
    bytes: int = 0
    """As they came."""


def refused(dialect: Dialect, text: str, rights: Rights) -> tuple[Outcome, str] | None:
    """What a refusal means; None where the text is none."""
    said = [line.strip() for line in text.split("\n", _SHORT * 4) if line.strip()]
    if len(said) > _SHORT:
        return None
    if any(re.match(pattern, line, re.IGNORECASE) for pattern in dialect.denied for line in said):
        return "denied", "NotAuthorized"
    if any(re.match(pattern, line, re.IGNORECASE) for pattern in dialect.unknown for line in said):
        return _WITHOUT[rights]
    return None
