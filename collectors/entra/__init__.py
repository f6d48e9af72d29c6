"""Entra ID: a directory, its people, machines and roles, and what it asks of whoever comes in."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.entra import (
    applications,
    asking,
    doors,
    grants,
    people,
    policies,
    records,
    roles,
    sessions,
    tenant,
)
from collectors.entra.causes import explain
from collectors.entra.grant import grant
from collectors.entra.options import SCHEMA, check
from collectors.entra.read import Tenant
from collectors.entra.roles import Roles
from scanner.answers import Answer, Answers, Got, gaps
from scanner.collector import Collector, Inquiry, Kind
from scanner.facts import Fact

VERSION: Final = "1"
QUESTIONS: Final = tuple(
    question for part in (tenant, policies, people, roles, applications, records) for question in part.QUESTIONS
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {**tenant.KINDS, **sessions.KINDS, **people.KINDS, **grants.KINDS, **applications.KINDS}
)


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask the directory what is wanted.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    return asking.collect(inquiry, QUESTIONS, f"entra {VERSION}")


def read(answers: Answers) -> Iterator[Fact]:
    """Give the facts that the answers mean. Pure."""
    whole = tenant.tenant(answers)
    if whole is None:
        yield from tenant.all_missing(answers, KINDS)
        return
    of = Roles(whole)
    yield from _careful(whole, tenant.KINDS, lambda: tenant.read(whole))
    yield from _careful(whole, tenant.KINDS, lambda: doors.read(whole, of))
    yield from _careful(whole, {**tenant.KINDS, **sessions.KINDS}, lambda: sessions.read(whole, of))
    yield from _careful(whole, people.KINDS, lambda: people.read(whole, of))
    yield from _careful(whole, grants.KINDS, lambda: grants.read(whole, of))
    yield from _careful(whole, applications.KINDS, lambda: applications.read(whole, of))
    yield from _careful(whole, tenant.KINDS, lambda: records.read(whole))


def _careful(whole: Tenant, kinds: Mapping[str, Kind], reader: Callable[[], Iterator[Fact]]) -> Iterator[Fact]:
    """Give a reader's facts. An answer that it cannot make sense of costs what is left of its part, and is said."""
    try:
        yield from reader()
    except (ValueError, LookupError, TypeError, AttributeError) as err:
        # Not the error's text, which may quote an answer.
        stumbled = Got("error", f"{reader.__module__} could not read an answer ({type(err).__name__})")
        for name, kind in kinds.items():
            yield from gaps(whole.target, name, stumbled, *kind.gives)


ENTRA: Final = Collector(
    scheme="entra",
    platform="Entra ID",
    version=VERSION,
    kinds=KINDS,
    questions=QUESTIONS,
    options=SCHEMA,
    check=check,
    collect=collect,
    read=read,
    called=tenant.called,
    explain=explain,
    grant=grant,
)
