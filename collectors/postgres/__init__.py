"""PostgreSQL: who comes in and how, what is recorded, how long sessions stay, and how it can be brought back.

`statements.py` has all that is asked; `entering.py` signs in, by `wire.py`, which holds the driver short; `whole.py`
has what was answered, and beside it lies a reader for each subject.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TypeAlias

from collectors.asking.careful import careful
from collectors.postgres import backups, doors, itself, passwords, records, roles, sessions
from collectors.postgres.causes import explain
from collectors.postgres.entering import enter
from collectors.postgres.grant import grant
from collectors.postgres.kinds import ADMINISTRATOR, KINDS, PASSWORDS, ROLE, SERVER, SIGN_IN
from collectors.postgres.options import SCHEMA, read_options
from collectors.postgres.statements import QUESTIONS
from collectors.postgres.support import ENDS
from collectors.postgres.whole import Whole
from collectors.sql import asking
from scanner.answers import Answer, Answers
from scanner.collector import Collector, Inquiry
from scanner.facts import Fact

_Reader: TypeAlias = Callable[[Whole], Iterator[Fact]]
_READERS: Final[tuple[tuple[_Reader, tuple[str, ...]], ...]] = (
    (itself.read, (SERVER,)),
    (doors.read, (SERVER, SIGN_IN)),
    (sessions.read, (SERVER,)),
    (records.read, (SERVER,)),
    (backups.read, (SERVER,)),
    (passwords.read, (PASSWORDS,)),
    (roles.read, (ROLE, ADMINISTRATOR)),
)


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask one server.

    Raises:
        CollectError: an option of the target makes no sense, or the driver is not installed.
    """
    yield from asking.collect(inquiry, QUESTIONS, read_options(inquiry.target), enter, POSTGRES.name)


def read(answers: Answers) -> Iterator[Fact]:
    """Give the facts that the answers mean. Pure."""
    whole = Whole(answers)
    for reader, kinds in _READERS:
        of = {name: KINDS[name] for name in kinds}
        yield from careful(whole.target, of, reader.__module__, partial(reader, whole))


POSTGRES: Final = Collector(
    ends=ENDS,
    scheme="postgres",
    platform="PostgreSQL",
    version="1",
    kinds=KINDS,
    questions=QUESTIONS,
    options=SCHEMA,
    check=read_options,
    collect=collect,
    read=read,
    explain=explain,
    grant=grant,
)
