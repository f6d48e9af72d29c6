"""Systems that nothing here reads yet. Where one that holds ePHI is declared, every run says by name that it did not.

What is promised of each kind is what such a system has to answer for; all of it is *not assessed*, and seen in the exit
code. A plugin that reads one of them brings a scheme of its own.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

from collectors.inventory import read as listed
from scanner.answers import JSON, Answer, Answers, Source
from scanner.collector import Cause, Collector, Inquiry, Kind, Question
from scanner.facts import (
    Backup,
    Channel,
    DataStore,
    Fact,
    Fixes,
    Grant,
    Identity,
    LogStore,
    LogTrail,
    Promise,
    Release,
    Session,
    SignIn,
)

VERSION: Final = "1"
NOTHING: Final = "NothingReadsIt"
"""Code of the one answer."""
_PEOPLE: Final[tuple[Promise, ...]] = (Identity, SignIn, Grant)
_KEEPS: Final[tuple[Promise, ...]] = (DataStore, Backup)
_RECORDS: Final[tuple[Promise, ...]] = (LogTrail, LogStore)


class System(NamedTuple):
    """One row."""

    scheme: str
    title: str
    """As people call one of them."""
    unread: str
    """What of it nothing reads."""
    platform: str
    """As people call them all."""
    gives: tuple[Promise, ...]
    """What there would be to judge."""


SYSTEMS: Final = (
    System(
        "vsphere",
        "VMware vSphere",
        "what is set in vSphere",
        "VMware vSphere",
        (*_PEOPLE, (Session, "console"), *_KEEPS, *_RECORDS, Channel, Release, Fixes),
    ),
    System(
        "kubernetes",
        "Kubernetes cluster",
        "what is set inside a Kubernetes cluster",
        "Kubernetes, from inside",
        (*_PEOPLE, *_KEEPS, *_RECORDS, Channel, Release, Fixes),
    ),
    System(
        "ehr",
        "EHR system",
        "the own settings of an EHR system",
        "EHR systems, their own settings",
        (*_PEOPLE, (Session, "web"), (Session, "desktop"), *_KEEPS, *_RECORDS, Channel, Release),
    ),
    System(
        "mobile",
        "fleet of mobile devices",
        "mobile devices outside Google Workspace and Entra ID",
        "Mobile fleets outside Workspace and Entra ID",
        (SignIn, (Session, "mobile"), DataStore, Release, Fixes),
    ),
    System(
        "other",
        "system that nothing here reads",
        "such a system",
        "Any other system that nothing here reads",
        (*_PEOPLE, *_KEEPS, *_RECORDS, Channel, Release),
    ),
)
_WHAT: Final[JSON] = {
    "type": "string",
    "minLength": 1,
    "maxLength": 100,
    "description": "What it is, in a few words: “Veeam backup server”.",
}


def _collect(system: System, inquiry: Inquiry) -> Iterator[Answer]:
    """Say that nothing was asked: an answer, so that it is sealed with the others."""
    question = _question(system)
    yield Answer(
        target=inquiry.target.id,
        question=question.id,
        operation=question.operation,
        parameters={"what": what} if (what := inquiry.target.options.get("what")) else {},
        outcome="error",
        code=NOTHING,
        complete=False,
        asked=inquiry.now(),
        source=Source(endpoint="this program"),
        collector=f"{system.scheme} {VERSION}",
    )


def _read(_: Answers) -> Iterator[Fact]:
    """No answer of such a system is ever good, so nothing is read from one."""
    yield from ()


def _called(answers: Answers) -> str:
    return str(answers.options.get("what", ""))


def _explain(system: System, answer: Answer) -> Cause | None:
    if answer.code != NOTHING:
        return None
    return Cause(
        said=f"nothing here reads {system.unread} yet",
        more="It is declared, and so every run says that nobody looked.",
        advice="look at it by hand until something does; a plugin may read it",
    )


def _question(system: System) -> Question:
    return Question(
        id=f"{system.scheme}.system",
        operation=f"nothing: no collector reads {system.unread}",
        needs="",
        feeds=system.gives,
    )


def _collector(system: System) -> Collector:
    options: Mapping[str, JSON] = {"what": _WHAT}
    return Collector(
        scheme=system.scheme,
        platform=system.platform,
        version=VERSION,
        kinds=MappingProxyType({f"{system.scheme}.system": Kind(title=system.title, gives=system.gives)}),
        questions=(_question(system),),
        options=options,
        collect=partial(_collect, system),
        read=_read,
        called=_called,
        explain=partial(_explain, system),
        inventory=listed,
    )


VSPHERE, KUBERNETES, EHR, MOBILE, OTHER = map(_collector, SYSTEMS)
