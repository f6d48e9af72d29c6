"""Google Workspace: a domain, its people and their devices, how they come in, and what is recorded of it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias

from collectors.asking.careful import careful, unnamed
from collectors.workspace import asking, devices, doors, log, passwords, people, policies, sessions, sso
from collectors.workspace import domain as itself
from collectors.workspace.causes import explain
from collectors.workspace.domain import Domain, domain
from collectors.workspace.grant import grant
from collectors.workspace.options import SCHEMA, check
from scanner.answers import Answer, Answers
from scanner.collector import Collector, Inquiry, Kind
from scanner.facts import Fact

Reader: TypeAlias = Callable[[Domain], Iterator[Fact]]
VERSION: Final = "1"
_READERS: Final[tuple[tuple[Reader, Mapping[str, Kind]], ...]] = (
    (itself.read, itself.KINDS),
    (people.read, people.KINDS),
    (doors.read, doors.KINDS),
    (sessions.read, sessions.KINDS),
    (passwords.read, passwords.KINDS),
    (devices.read, devices.KINDS),
    (log.read, log.KINDS),
)
QUESTIONS: Final = (
    *itself.QUESTIONS,
    *people.QUESTIONS,
    *policies.QUESTIONS,
    *sso.QUESTIONS,
    *devices.QUESTIONS,
    *log.QUESTIONS,
)
KINDS: Final = MappingProxyType({name: kind for _, kinds in _READERS for name, kind in kinds.items()})


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask the domain what is wanted.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    return asking.collect(inquiry, QUESTIONS, f"workspace {VERSION}")


def read(answers: Answers) -> Iterator[Fact]:
    """Give the facts that the answers mean. Pure."""
    whole = domain(answers)
    if whole is None:
        yield from unnamed(answers, KINDS, itself.CUSTOMER, "it names no customer")
        return
    for reader, kinds in _READERS:
        yield from careful(whole.target, kinds, reader.__module__, partial(reader, whole))


WORKSPACE: Final = Collector(
    scheme="workspace",
    platform="Google Workspace",
    version=VERSION,
    kinds=KINDS,
    questions=QUESTIONS,
    options=SCHEMA,
    check=check,
    collect=collect,
    read=read,
    called=itself.called,
    explain=explain,
    grant=grant,
)
