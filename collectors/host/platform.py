"""What a host can be: a system with its questions, its kinds and its readers."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from collectors.host.question import HostQuestion
from scanner.answers import Answers
from scanner.collector import Kind
from scanner.ends import Table
from scanner.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Platform:
    """One system. A host is of that one whose first question it answers."""

    title: str
    """As people say it: "macOS"."""
    system: str
    """As `uname -s` says it; "Windows" for what has none."""
    questions: tuple[HostQuestion, ...]
    """In the order in which they are asked. The first says which machine this is; without it nothing can be read."""
    kinds: Mapping[str, Kind]
    ends: Table
    """Until when its makers fix it."""
    read: Callable[[Answers], Iterator[Fact]]
    """Pure: the facts of one machine; where it is not known which, a gap for all that its kinds promise."""

    def wanted(self, ids: Collection[str]) -> list[HostQuestion]:
        """The questions of these ids, and always the first."""
        return [q for q in self.questions if q.id in ids or q is self.questions[0]]


def ends(platforms: Iterable[Platform]) -> Table:
    """The tables of several."""
    return {what: end for platform in platforms for what, end in platform.ends.items()}
