"""What a target `drop:` may set, and what follows from it."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from scanner import paths
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

HOST: Final = r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?"
"""Of a host's name: it is a part of file names, of a line of keys, of an address."""
EVERY: Final = "24h"
_EVERY: Final = r"[1-9][0-9]?h|[1-9]d|[12][0-9]d|3[01]d"
_UNITS: Final = {"h": 3600, "d": 86400}
_QUARTER: Final = 4
_TEXT: Final = {"type": "string", "minLength": 1}

SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "every": {
            "type": "string",
            "pattern": f"^(?:{_EVERY})$",
            "x-wanted": "hours or days, from 1h to 99h or from 1d to 31d",
            "description": "How often a drop is due; 24h by default. A quarter of it, and an hour at least, is grace.",
        },
        "from": {**_TEXT, "description": "Where its drops arrive: hosts enroll looks there for its key."},
        "inbox": {
            **_TEXT,
            "description": "Folder of what was taken in; ~/.local/state/safeguard/inbox by default.",
        },
        "keys": {**_TEXT, "description": "The file of enrolled keys; ~/.config/safeguard/drop_keys by default."},
    }
)


def check(target: Target) -> None:
    """Refuse a name that no host can have. Raises CollectError."""
    if not re.fullmatch(HOST, target.name):
        raise CollectError("it must name a host, in small letters, digits and . _ - (63 at most): drop://laptop-7")


def seconds(every: str) -> int:
    """How long that is. Raises CollectError: it is no such span."""
    if not re.fullmatch(_EVERY, every):
        raise CollectError(f"every is {every!r}, and must be hours or days: from 1h to 99h, or from 1d to 31d")
    return int(every[:-1]) * _UNITS[every[-1]]


def every(target: Target) -> str:
    """How often its drop is due, as people write it."""
    return str(target.options.get("every", EVERY))


def grace(due: int) -> int:
    """Seconds that a drop may be late. Our own choice: what is shut at night is a little late each morning."""
    return max(due // _QUARTER, 3600)


def early(target: Target) -> int:
    """Seconds after which a drop does not count any more; none where what was sealed as its time is no such thing."""
    try:
        due = seconds(every(target))
    except CollectError:
        return 0
    return due + grace(due)


def keys(target: Target) -> Path:
    """The file of enrolled keys, in the format of known_hosts (sshd(8)): `ssh-keygen -lf FILE` prints it."""
    return _place(target, "keys", lambda: paths.at_home() / "drop_keys")


def inbox(target: Target) -> Path:
    """The folder where what was taken in waits for the scan."""
    return _place(target, "inbox", lambda: _state() / "safeguard" / "inbox")


def _state() -> Path:
    return paths.home(os.environ.get("XDG_STATE_HOME") or "~/.local/state")


def _place(target: Target, option: str, default: Callable[[], Path]) -> Path:
    try:
        said = target.options.get(option)
        return paths.home(str(said)) if said else default()
    except OSError as err:
        raise CollectError(f"{option}: {err.strerror}: name a place, {option}: PATH") from None
