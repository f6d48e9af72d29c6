"""Goes through the rows of a table once, level by level: lists first, details only of what exists."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from collectors.asking.memory import Memory
from collectors.asking.order import levels
from collectors.asking.paths import search
from collectors.asking.workers import Workers
from collectors.rest.ask import Rest
from collectors.rest.call import Place
from scanner.answers import Answer

Asking: TypeAlias = Workers[tuple[Rest, Place], Answer]
_AHEAD: Final = 8
"""Jobs handed out for each thread: enough to keep it busy, few enough to stop soon."""


def walk(rows: Sequence[Rest], known: Iterable[Answer], workers: Asking, now: str) -> Iterator[Answer]:
    """Ask each row of whatever it is to be asked, and give the answers as they come.

    known: answers that are there already, of rows that are not asked any more.
    """
    memory, groups = Memory(rows, now), levels(rows)
    for answer in known:
        memory.note(answer)
    for n, group in enumerate(groups, start=1):
        jobs = [(row, place) for row in group for place in places(row, memory)]
        memory.forget(row for later in groups[n:] for row in later)
        for answer in _level(jobs, workers):
            memory.note(answer)
            yield answer


def places(row: Rest, memory: Memory) -> Iterator[Place]:
    """What a row is asked about: the target itself, or each thing that another row's answers name."""
    if not row.each:
        yield Place()
        return
    seen: set[str] = set()
    for parent in memory.every(row.each):
        found = search(row.of, parent.body)
        for item in found if isinstance(found, list) else [found] if found else []:
            about = search(row.about, item)
            if not isinstance(about, str) or not about:
                continue
            name = about if row.exact else about.lower()
            if name in seen:
                continue
            seen.add(name)
            if not (row.unless and row.unless(memory, item)):
                yield Place(name, item)


def _level(jobs: list[tuple[Rest, Place]], workers: Asking) -> Iterator[Answer]:
    running = 0
    jobs.reverse()
    while jobs or running:
        while jobs and running < _AHEAD * workers.threads:
            workers.give(jobs.pop())
            running += 1
        if (answer := workers.take()) is None:
            return
        yield answer
        running -= 1
