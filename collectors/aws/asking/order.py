"""Which rows of a table are asked, and in which order."""

from collections.abc import Iterable, Sequence
from typing import Final

from collectors.aws.question import Ask

IDENTITY: Final = "aws.identity"
REGIONS: Final = "aws.regions"


def wanted(table: Sequence[Ask], questions: Iterable[str]) -> list[Ask]:
    """The rows asked for and those they wait for, in the order of the table."""
    by_id = {row.id: row for row in table}
    need, waiting = {IDENTITY, REGIONS}, [q for q in questions if q in by_id]
    while waiting:
        row = by_id[waiting.pop()]
        if row.id not in need:
            need.add(row.id)
            waiting += [*([row.each] if row.each else []), *row.after]
    return [row for row in table if row.id in need]


def levels(rows: Sequence[Ask]) -> list[list[Ask]]:
    """The rows in groups: each waits for those before it only."""
    by_id = {row.id: row for row in rows}

    def depth(row: Ask) -> int:
        return 1 + max((depth(by_id[i]) for i in (row.each, *row.after) if i in by_id), default=-1)

    groups: dict[int, list[Ask]] = {}
    for row in rows:
        groups.setdefault(depth(row), []).append(row)
    return [groups[n] for n in sorted(groups)]
