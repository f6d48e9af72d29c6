"""How long one machine may take."""

from collections.abc import Mapping
from typing import Final

from scanner.answers import JSON
from scanner.collector import CollectError

_LONGEST: Final = 3600


def seconds(options: Mapping[str, JSON]) -> int:
    """Seconds for one machine, 120 unless its target says otherwise.

    Raises:
        CollectError: it is no number of seconds.
    """
    said = str(options.get("timeout", 120))
    if not said.isdecimal() or not 0 < int(said) <= _LONGEST:
        raise CollectError(f"timeout is {said!r}, and must be a whole number of seconds from 1 to {_LONGEST}")
    return int(said)
