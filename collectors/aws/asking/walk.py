"""Goes through the rows of a table once, level by level. Gate calls first, details only for what exists."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from collectors.asking.memory import Memory
from collectors.asking.order import levels
from collectors.asking.workers import Workers
from collectors.aws.asking.call import Caller
from collectors.aws.asking.places import places
from collectors.aws.asking.regions import Regions
from collectors.aws.question import Ask, Place
from scanner.answers import Answer

_AHEAD: Final = 8
"""Jobs handed out for each thread: enough to keep it busy, few enough to stop soon."""
Job: TypeAlias = tuple[Ask, Place]
Asking: TypeAlias = Workers[Job, Answer]


def walk(  # noqa: PLR0913, PLR0917  # what a run of the table takes
    rows: Sequence[Ask], regions: Regions, first: Answer, caller: Caller, workers: Asking, now: str
) -> Iterator[Answer]:
    """Ask each row wherever it is to be asked, and give the answers as they come. `first` is known already."""
    memory, groups = Memory(rows, now), levels(rows)
    memory.note(first)
    for n, group in enumerate(groups, start=1):
        jobs = _jobs(group, regions, memory)
        memory.forget(row for later in groups[n:] for row in later)
        for answer in _level(jobs, regions, caller, workers):
            memory.note(answer)
            yield answer


def _jobs(group: Iterable[Ask], regions: Regions, memory: Memory) -> list[Job]:
    """Thing by thing, the first last: each bucket has a host of its own, to which connections stay open a while."""
    jobs = [(row, place) for row in group for place in places(row, regions, memory)]
    return sorted(jobs, key=lambda job: job[1].about, reverse=True)


def _level(jobs: list[Job], regions: Regions, caller: Caller, workers: Asking) -> Iterator[Answer]:
    running = 0
    while jobs or running:
        while jobs and running < _AHEAD * workers.threads:
            row, place = jobs.pop()
            if row.scope == "region" and (ended := regions.shut.get(place.region)):
                yield caller.unasked(row, place, ended)
                continue
            workers.give((row, place))
            running += 1
        if running:
            if (answer := workers.take()) is None:
                return
            yield answer
            running -= 1
