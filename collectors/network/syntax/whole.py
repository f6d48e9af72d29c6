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


def closed_braces(text: str) -> bool:
    """Junos: every brace was closed, and no statement stands open."""
    opened, closed = text.count("{"), text.count("}")
    return opened == closed and text.rstrip().endswith(("}", ";")) if opened else ends_a_line(text)


def closed_document(text: str) -> bool:
    """PAN-OS: the last tag closes the first, or it is no XML."""
    said = text.strip()
    return said.endswith(("</config>", "</response>")) if said.startswith("<") else ends_a_line(text)


def ends_a_line(text: str) -> bool:
    """It has no mark at its end: all that can be seen is that its last line is whole."""
    return text.endswith("\n")


def ends_if_shown(text: str) -> bool:
    """FRR: what its shell shows has a head, and ends with `end`; a file that it writes has neither."""
    return ends_with("end")(text) or (not _SHOWN.match(text) and ends_a_line(text))
