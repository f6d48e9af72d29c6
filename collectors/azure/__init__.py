"""Azure: a subscription and what it holds, or all subscriptions below a management group."""

from collections.abc import Iterator
from functools import partial
from types import MappingProxyType
from typing import Final

from collectors.asking.careful import careful, unnamed
from collectors.azure import asking, members, subscription
from collectors.azure.backup.services import SERVICES as BACKUP
from collectors.azure.compute.services import SERVICES as COMPUTE
from collectors.azure.containers.services import SERVICES as CONTAINERS
from collectors.azure.databases.services import SERVICES as DATABASES
from collectors.azure.defence.services import SERVICES as DEFENCE
from collectors.azure.grant import grant
from collectors.azure.keys.services import SERVICES as KEYS
from collectors.azure.monitoring.services import SERVICES as MONITORING
from collectors.azure.networks.services import SERVICES as NETWORKS
from collectors.azure.options import SCHEMA, check, lists
from collectors.azure.read import subscription as answered
from collectors.azure.rights.services import SERVICES as RIGHTS
from collectors.azure.storage.services import SERVICES as STORAGE
from collectors.azure.web.services import SERVICES as WEB
from collectors.microsoft.causes import explain
from scanner.answers import Answer, Answers
from scanner.collector import Collector, Inquiry
from scanner.facts import Fact

VERSION: Final = "1"
SERVICES: Final = (
    *(*STORAGE, *KEYS, *COMPUTE, *DATABASES, *BACKUP, *WEB, *CONTAINERS),
    *(*MONITORING, *NETWORKS, *DEFENCE, *RIGHTS),
)
QUESTIONS: Final = (
    *members.QUESTIONS,
    *subscription.QUESTIONS,
    *(q for service in SERVICES for q in service.questions),
)
KINDS: Final = MappingProxyType(
    {**subscription.KINDS, **{name: kind for service in SERVICES for name, kind in service.kinds.items()}}
)


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask the subscription what is wanted.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    return asking.collect(inquiry, QUESTIONS, f"azure {VERSION}")


def read(answers: Answers) -> Iterator[Fact]:
    """Give the facts that the answers mean. Pure."""
    if lists(answers.options):
        yield from members.read(answers)
        return
    whole = answered(answers)
    if whole is None:
        yield from unnamed(answers, KINDS, subscription.SUBSCRIPTION, "it names no subscription")
        return
    yield from subscription.read(answers, whole.arm)
    for service in SERVICES:
        for reader in service.readers:
            yield from careful(whole.target, service.kinds, reader.__module__, partial(reader, whole))


AZURE: Final = Collector(
    scheme="azure",
    platform="Azure",
    version=VERSION,
    kinds=MappingProxyType({**KINDS, **members.KINDS}),
    questions=QUESTIONS,
    options=SCHEMA,
    check=check,
    collect=collect,
    read=read,
    called=subscription.called,
    explain=explain,
    lists=lambda target: lists(target.options),
    members=members.members,
    grant=grant,
)
