"""Microsoft SQL Server: who comes in, what they may do, what is recorded, how its databases rest and return."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias

from collectors.asking.careful import careful, unnamed
from collectors.asking.listing import rows
from collectors.mssql import audits, databases, logins, rights, server
from collectors.mssql.causes import explain
from collectors.mssql.entering import enter
from collectors.mssql.grant import grant
from collectors.mssql.instance import Instance, instance
from collectors.mssql.statements import QUESTIONS, SERVER
from collectors.mssql.support import ENDS
from collectors.sql.asking import collect as ask
from collectors.sql.options import NAMES, options, schema
from scanner.answers import JSON, Answer, Answers
from scanner.collector import CollectError, Collector, Inquiry, Kind
from scanner.facts import Fact
from scanner.targets import Target

Reader: TypeAlias = Callable[[Instance], Iterator[Fact]]
VERSION: Final = "1"
PORT: Final = 1433
_HOME: Final = "master"
_READERS: Final[tuple[tuple[Reader, Mapping[str, Kind]], ...]] = (
    (server.read, server.KINDS),
    (logins.read, logins.KINDS),
    (rights.read, rights.KINDS),
    (audits.read, audits.KINDS),
    (databases.read, databases.KINDS),
)
KINDS: Final = MappingProxyType({name: kind for _, kinds in _READERS for name, kind in kinds.items()})


OPTIONS: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        **schema(_HOME),
        "machines": {
            **NAMES,
            "description": "Logins that programs sign in with; where some are named, others are taken for persons'.",
        },
        "break_glass": {**NAMES, "description": "Logins kept for emergencies."},
    }
)


def check(target: Target) -> None:
    """Refuse options that make no sense together.

    Raises:
        CollectError: it names no server, or no password.
    """
    if not options(target, PORT, _HOME).password:
        raise CollectError("password: must say where the password of the account is found, as env:NAME or file:PATH")


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask the server what is wanted.

    Raises:
        CollectError: an option makes no sense, or the driver is missing.
    """
    return ask(inquiry, QUESTIONS, options(inquiry.target, PORT, _HOME), enter, f"mssql {VERSION}")


def read(answers: Answers) -> Iterator[Fact]:
    """Give the facts that the answers mean. Pure."""
    whole = instance(answers)
    if whole is None:
        yield from unnamed(answers, KINDS, SERVER, "it is no SQL Server of one's own: Azure SQL is scanned as azure://")
        return
    for reader, kinds in _READERS:
        yield from careful(whole.target, kinds, reader.__module__, partial(reader, whole))


def called(answers: Answers) -> str:
    """What people call it."""
    return str(next(iter(rows(answers.one(SERVER))), {}).get("server_name", ""))


MSSQL: Final = Collector(
    ends=ENDS,
    scheme="mssql",
    platform="Microsoft SQL Server",
    version=VERSION,
    kinds=KINDS,
    questions=QUESTIONS,
    options=OPTIONS,
    check=check,
    collect=collect,
    read=read,
    called=called,
    explain=explain,
    grant=grant,
)
