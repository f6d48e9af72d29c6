"""Which rows of a table are asked, and in which order."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from collectors.asking.row import Row

R = TypeVar("R", bound=Row)


def wanted(table: Sequence[R], questions: Iterable[str], always: Iterable[str] = ()) -> list[R]:
    """The rows asked for, those that are always asked, and those of the table these wait for, in its order."""
    by_id = {row.id: row for row in table}
    need: set[str] = set()
    waiting = [q for q in (*always, *questions) if q in by_id]
    while waiting:
        row = by_id[waiting.pop()]
        if row.id not in need:
            need.add(row.id)
            waiting += [i for i in (row.each, *row.after) if i in by_id]
    return [row for row in table if row.id in need]


def levels(rows: Sequence[R]) -> list[list[R]]:
    """The rows in groups: each waits for those before it only."""
    by_id = {row.id: row for row in rows}

    def depth(row: R) -> int:
        return 1 + max((depth(by_id[i]) for i in (row.each, *row.after) if i in by_id), default=-1)

    groups: dict[int, list[R]] = {}
    for row in rows:
        groups.setdefault(depth(row), []).append(row)
    return [groups[n] for n in sorted(groups)]
