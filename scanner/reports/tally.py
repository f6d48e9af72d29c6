"""The rows of a rule in numbers: one count has one name and means one thing, in every report.

The *requirements* are the standards and specifications of the three safeguards (164.308, 310, 312). The rows *beside
them* say how to read those, or ask for contracts and paper: they are counted apart, and never left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from scanner.profile import Requirement
from scanner.profile.rule import Row
from scanner.reports.states import OPEN
from scanner.words import counted, number

SECTIONS: Final[Mapping[str, str]] = {
    "general": "General rules",
    "administrative": "Administrative safeguards",
    "physical": "Physical safeguards",
    "technical": "Technical safeguards",
    "organizational": "Organizational requirements",
    "documentation": "Policies and documentation",
}
"""The categories of rows, in the order of the regulation."""

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "standard": ("standard", "standards"),
    "required": ("required", "required"),
    "addressable": ("addressable", "addressable"),
    "": ("specification", "specifications"),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows there are of a sort, and how many of them need somebody."""

    rows: tuple[Row, ...]

    @property
    def open(self) -> int:
        """Those in one of the states that are open; what is stale is said apart."""
        return sum(row.state in OPEN for row in self.rows)

    @property
    def sorts(self) -> Mapping[str, int]:
        """How many are standards, required, addressable."""
        return sorts(row.requirement for row in self.rows)

    @property
    def sections(self) -> Iterator[tuple[str, "Tally"]]:
        """By category, those that there are."""
        for category in SECTIONS:
            if rows := tuple(row for row in self.rows if row.requirement.safeguard == category):
                yield category, Tally(rows)


def requirements(rows: Iterable[Row]) -> Tally:
    """The rows of the three safeguards."""
    return Tally(tuple(row for row in rows if row.requirement.core))


def beside(rows: Iterable[Row]) -> Tally:
    """All other rows."""
    return Tally(tuple(row for row in rows if not row.requirement.core))


def sorts(asked: Iterable[Requirement]) -> Mapping[str, int]:
    """How many of each sort; of a proposal without the difference, `""`: specifications."""
    found = Counter[str]("standard" if r.kind == "standard" else r.designation or "" for r in asked)
    return {sort: found[sort] for sort in WORDS if found[sort]}


def said(asked: Iterable[Requirement]) -> str:
    """`55 requirements (19 standards, 14 required, 22 addressable)`; nothing where there is none."""
    core = [r for r in asked if r.core]
    parts = ", ".join(counted(count, *WORDS[sort]) for sort, count in sorts(core).items())
    return f"{counted(len(core), 'requirement')} ({parts})" if core else ""


def said_beside(asked: Iterable[Requirement]) -> str:
    """`25 rows (5 general, 13 organizational, 7 documentation)`, of all others; nothing where there is none."""
    by = Counter[str](r.safeguard for r in asked if not r.core)
    parts = ", ".join(f"{number(by[c])} {c}" for c in SECTIONS if by[c])
    return f"{counted(by.total(), 'row')} ({parts})" if by else ""
