"""Entra ID: a directory, its people, machines and roles, and what it asks of whoever comes in."""

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from collectors.asking.careful import careful, unnamed
from collectors.entra import (
    applications,
    asking,
    demanded,
    grants,
    people,
    policies,
    records,
    reviews,
    roles,
    sessions,
    tenant,
)
from collectors.entra.causes import explain
from collectors.entra.grant import grant
from collectors.entra.options import SCHEMA, check
from collectors.entra.read import ORGANIZATION
from collectors.entra.roles import Roles
from scanner.answers import Answer, Answers
from scanner.collector import Collector, Inquiry, Kind
from scanner.facts import Fact

VERSION: Final = "1"
QUESTIONS: Final = tuple(
    question
    for part in (tenant, policies, people, roles, applications, records, reviews)
    for question in part.QUESTIONS
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
        yield from unnamed(answers, KINDS, ORGANIZATION, "it names no directory")
        return
    of = Roles(whole)
    yield from careful(whole.target, tenant.KINDS, tenant.__name__, partial(tenant.read, whole))
    yield from careful(whole.target, tenant.KINDS, demanded.__name__, partial(demanded.read, whole, of))
    yield from careful(
        whole.target, {**tenant.KINDS, **sessions.KINDS}, sessions.__name__, partial(sessions.read, whole, of)
    )
    yield from careful(whole.target, people.KINDS, people.__name__, partial(people.read, whole, of))
    yield from careful(whole.target, grants.KINDS, grants.__name__, partial(grants.read, whole, of))
    yield from careful(whole.target, applications.KINDS, applications.__name__, partial(applications.read, whole, of))
    yield from careful(whole.target, tenant.KINDS, records.__name__, partial(records.read, whole))
    yield from careful(whole.target, tenant.KINDS, reviews.__name__, partial(reviews.read, whole))


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
