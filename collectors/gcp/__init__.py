"""Google Cloud: a project and what it holds, or all projects below an organisation or a folder."""

from collections.abc import Iterator
from functools import partial
from types import MappingProxyType
from typing import Final

from collectors.asking.careful import careful, unnamed
from collectors.gcp import asking, members
from collectors.gcp import project as itself
from collectors.gcp.analytics.services import SERVICES as ANALYTICS
from collectors.gcp.backup.services import SERVICES as BACKUP
from collectors.gcp.compute.services import SERVICES as COMPUTE
from collectors.gcp.containers.services import SERVICES as CONTAINERS
from collectors.gcp.databases.services import SERVICES as DATABASES
from collectors.gcp.grant import grant
from collectors.gcp.keys.services import SERVICES as KEYS
from collectors.gcp.networks.services import SERVICES as NETWORKS
from collectors.gcp.options import SCHEMA, check, lists
from collectors.gcp.read import project
from collectors.gcp.records.services import SERVICES as RECORDS
from collectors.gcp.rights.services import SERVICES as RIGHTS
from collectors.gcp.storage.services import SERVICES as STORAGE
from collectors.google.causes import explain
from scanner.answers import Answer, Answers
from scanner.collector import Collector, Inquiry
from scanner.facts import Fact

VERSION: Final = "1"
SERVICES: Final = (
    *(*RIGHTS, *STORAGE, *COMPUTE, *NETWORKS, *DATABASES, *KEYS),
    *(*ANALYTICS, *CONTAINERS, *BACKUP, *RECORDS),
)
QUESTIONS: Final = (
    *members.QUESTIONS,
    *itself.QUESTIONS,
    *(q for service in SERVICES for q in service.questions),
)
KINDS: Final = MappingProxyType(
    {**itself.KINDS, **{name: kind for service in SERVICES for name, kind in service.kinds.items()}}
)


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask the project what is wanted.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    return asking.collect(inquiry, QUESTIONS, f"gcp {VERSION}")


def read(answers: Answers) -> Iterator[Fact]:
    """Give the facts that the answers mean. Pure."""
    if lists(answers.options):
        yield from members.read(answers)
        return
    whole = project(answers)
    if whole is None:
        yield from unnamed(answers, KINDS, itself.PROJECT, "it names no project")
        return
    yield from itself.read(answers, whole.resource)
    for service in SERVICES:
        for reader in service.readers:
            yield from careful(whole.target, service.kinds, reader.__module__, partial(reader, whole))


GCP: Final = Collector(
    scheme="gcp",
    platform="Google Cloud",
    version=VERSION,
    kinds=MappingProxyType({**KINDS, **members.KINDS}),
    questions=QUESTIONS,
    options=SCHEMA,
    check=check,
    collect=collect,
    read=read,
    called=itself.called,
    explain=explain,
    lists=lambda target: lists(target.options),
    members=members.members,
    grant=grant,
)
