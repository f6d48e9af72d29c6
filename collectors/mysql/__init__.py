"""MariaDB and MySQL: a server, its accounts, and what it follows, asked in one session that cannot write.

`statements.py` has the table of statements, `entering.py` the way in; the other files read what was answered. Both are
asked by both schemes: the server says itself which of them it is.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, TypeAlias

from collectors.asking.careful import careful, unnamed
from collectors.mysql import copies, doors, passwords, people, records, release, stores
from collectors.mysql.copies import REPLICA
from collectors.mysql.entering import enter
from collectors.mysql.grant import grant
from collectors.mysql.kinds import KINDS
from collectors.mysql.options import SCHEMA, read_options
from collectors.mysql.people import ACCOUNT
from collectors.mysql.refusals import explain
from collectors.mysql.server import SERVER, Server, server
from collectors.mysql.settings import Settings
from collectors.mysql.statements import QUESTIONS, SETTING, unknown
from collectors.mysql.support import ENDS
from collectors.sql import asking
from scanner.answers import Answer, Answers
from scanner.collector import Collector, Inquiry, Kind
from scanner.facts import (
    Asset,
    Backup,
    DataStore,
    Fact,
    Guard,
    Lockout,
    LogStore,
    LogTrail,
    PasswordPolicy,
    Promise,
    Release,
)

VERSION: Final = "1"
Reader: TypeAlias = Callable[[Server], Iterator[Fact]]


_READERS: Final[tuple[tuple[Reader, Mapping[str, tuple[Promise, ...]]], ...]] = (
    (stores.read, {SERVER: ((Asset, "store"), DataStore, (Guard, "unencrypted-stores"))}),
    (release.read, {SERVER: (Release,)}),
    (doors.read, {SERVER: doors.GIVES}),
    (passwords.read, {SERVER: (PasswordPolicy, Lockout)}),
    (records.read, {SERVER: ((LogTrail, "store"), LogStore)}),
    (copies.read, {SERVER: ((Backup, "copy"), (Backup, "replica")), REPLICA: KINDS[REPLICA].gives}),
    (people.read, {ACCOUNT: KINDS[ACCOUNT].gives}),
)
"""Each with what is lost where it cannot make sense of an answer."""


def _collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask the server what is wanted.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    whose = f"{inquiry.target.scheme} {VERSION}"
    return asking.collect(inquiry, QUESTIONS, read_options(inquiry.target), partial(enter, only=unknown), whose)


def read(answers: Answers) -> Iterator[Fact]:
    """Give the facts that the answers mean. Pure."""
    it = server(answers)
    if it is None:
        yield from unnamed(answers, KINDS, SETTING, "it names no version")
        return
    for reader, lost in _READERS:
        kinds = {kind: Kind(KINDS[kind].title, gives) for kind, gives in lost.items()}
        yield from careful(answers.target, kinds, reader.__module__, partial(reader, it))


def _called(answers: Answers) -> str:
    """What the server calls itself."""
    return Settings(answers.one(SETTING)).text("hostname")


def _collector(scheme: str, platform: str) -> Collector:
    return Collector(
        scheme=scheme,
        platform=platform,
        version=VERSION,
        kinds=KINDS,
        questions=QUESTIONS,
        options=SCHEMA,
        collect=_collect,
        read=read,
        ends=ENDS,
        called=_called,
        check=read_options,
        explain=explain,
        grant=grant,
    )


MYSQL: Final = _collector("mysql", "MySQL")
MARIADB: Final = _collector("mariadb", "MariaDB")
