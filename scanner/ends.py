"""Until when makers fix their releases: tables that judge. They are sealed with the run that was judged by them."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

Table: TypeAlias = Mapping[str, str]
"""By what is released, as `debian 12`, the last day on which its maker fixes it, as ISO 8601 writes it."""

Until: TypeAlias = Callable[[str], str]
"""The end of what is released, by the table that counts; empty where it is not known."""


def table(written: Mapping[str, str]) -> Table:
    """Spread what is written short: `{"debian": "11 2026-08-31, 12 2028-06-30"}`. Without a name the release is all."""
    pairs = ((name, *pair.split()) for name, ends in written.items() for pair in ends.split(","))
    return MappingProxyType({f"{name} {release}".strip(): end for name, release, end in pairs})


def days(end: str, today: date) -> int | None:
    """Days until then, negative when it is over; None where the end is not known."""
    return (date.fromisoformat(end) - today).days if end else None


class Ends:
    """The tables by which a sealed run was judged, as it is judged again.

    They are what its sealer says. An end that is later there than here, or left out, may be news or a lie: it is
    written down. What nobody mends any more would pass by the one, and by the other what is open on it.
    """

    def __init__(self, sealed: Table) -> None:
        """Raises `ValueError` where an end is no day."""
        if any(map(_is_no_day, sealed.values())):
            raise ValueError("an end of support is no day as ISO 8601 writes it")
        self.sealed = sealed
        self.kinder: dict[str, tuple[str, str]] = {}
        """Of such that was looked up: the end there, and here; empty where it is not known."""

    def until(self, what: str, ours: Table) -> str:
        """The end that was sealed; empty where there is none."""
        theirs, known = self.sealed.get(what, ""), ours.get(what, "")
        if theirs > known or (known and not theirs):
            self.kinder[what] = theirs, known
        return theirs


def _is_no_day(end: str) -> bool:
    try:
        return date.fromisoformat(end).isoformat() != end  # what is written in another way does not compare
    except ValueError:
        return True
