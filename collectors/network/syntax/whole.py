"""Whether a configuration came whole, by the mark at its end. One that is cut short says less than the device does."""

import re
from collections.abc import Callable
from typing import Final

from collectors.network.syntax.statement import lines

_SHOWN: Final = re.compile(r"\s{0,9}(?:Building|Current) configuration", re.IGNORECASE)


def ends_with(*marks: str) -> Callable[[str], bool]:
    """Its last line is one of these."""

    def ended(text: str) -> bool:
        return next((said for line in reversed(lines(text)) if (said := line.strip())), "") in marks

    return ended


def ends_a_line(text: str) -> bool:
    """It has no mark at its end: all that can be seen is that its last line is whole."""
    return text.endswith("\n")


def ends_if_shown(text: str) -> bool:
    """FRR: what its shell shows has a head, and ends with `end`; a file that it writes has neither."""
    return ends_with("end")(text) or (not is_shown(text) and ends_a_line(text))


def is_shown(text: str) -> bool:
    """It has the head of what a shell shows."""
    return _SHOWN.match(text) is not None


def always(_: str) -> bool:
    """Every configuration has a mark at its end."""
    return True


def never(_: str) -> bool:
    """None has."""
    return False
