"""Amazon Web Services: an account and its regions, or an organisation and its accounts.

A service is a file: what to ask (`QUESTIONS`), what it promises (`KINDS`) and how it is read (`read`), the last in a
file of its own where it is long. Each group of services lists its own in `services.py`; this file puts them together.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws import account, organization, tags
from collectors.aws.analytics.services import SERVICES as ANALYTICS
from collectors.aws.asking import ask
from collectors.aws.causes.explain import explain
from collectors.aws.compute.runtimes import ENDS
from collectors.aws.compute.services import SERVICES as COMPUTE
from collectors.aws.databases.services import SERVICES as DATABASES
from collectors.aws.desktops.services import SERVICES as DESKTOPS
from collectors.aws.detection.services import SERVICES as DETECTION
from collectors.aws.grant import enters, grant
from collectors.aws.identity.services import SERVICES as IDENTITY
from collectors.aws.keys.services import SERVICES as KEYS
from collectors.aws.messaging.services import SERVICES as MESSAGING
from collectors.aws.networks.services import SERVICES as NETWORKS
from collectors.aws.options import SCHEMA, lists, options
from collectors.aws.read import Account
from collectors.aws.read import account as whole_account
from collectors.aws.records import watch
from collectors.aws.records.services import SERVICES as RECORDS
from collectors.aws.service import Reader, Service
from collectors.aws.storage.services import SERVICES as STORAGE
from scanner.answers import Answer, Answers, Got, gaps, unclear
from scanner.collector import Collector, Inquiry, Kind
from scanner.facts import Fact, Gap
from scanner.targets import Target

VERSION: Final = "1"
SERVICES: Final = (
    Service(account.QUESTIONS, account.KINDS, (account.read, watch.read)),
    Service(tags.QUESTIONS, tags.KINDS, ()),
    *(*STORAGE, *IDENTITY, *COMPUTE, *DATABASES, *KEYS, *RECORDS),
    *(*MESSAGING, *ANALYTICS, *NETWORKS, *DESKTOPS, *DETECTION),
)
LISTS: Final = (Service(organization.QUESTIONS, organization.KINDS, (organization.read,)),)
"""Of a target that stands for many accounts."""
QUESTIONS: Final = tuple(question for service in SERVICES for question in service.questions)
KINDS: Final = MappingProxyType({name: kind for service in SERVICES for name, kind in service.kinds.items()})


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask the account what is wanted.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    return ask.collect(inquiry, (*QUESTIONS, *organization.QUESTIONS), f"aws {VERSION}")


def read(answers: Answers) -> Iterator[Fact]:
    """Give the facts that the answers mean. Pure. A gap is given once, however many things it stands behind."""
    whole = whole_account(answers)
    if whole is None:
        got = answers.one("aws.identity")
        identity = unclear(got, "it names no account") if got.good else got
        for name, kind in KINDS.items():
            yield from gaps(answers.target, name, identity, *kind.gives)
        return
    told: set[tuple[str, ...]] = set()
    for service in LISTS if lists(answers.options) else SERVICES:
        for reader in service.readers:
            for fact in _careful(whole, service.kinds, reader):
                if isinstance(fact, Gap):
                    key = (fact.kind, fact.missing, fact.which, fact.site, fact.outcome, fact.ask)
                    if key in told:
                        continue
                    told.add(key)
                yield fact


def marks(target: Target) -> frozenset[str]:
    """Give the questions that tell what single things hold, where the target names tags.

    Of a bucket whose place is not known nobody has read the tags.
    """
    return frozenset({*tags.ALL, "s3.location"}) if any(map(target.options.get, tags.OPTIONS)) else frozenset()


def _careful(whole: Account, kinds: Mapping[str, Kind], reader: Reader) -> Iterator[Fact]:
    """Give a reader's facts. An answer that it cannot make sense of costs what is left of its service, and is said."""
    try:
        yield from reader(whole)
    except (ValueError, LookupError, TypeError, AttributeError) as err:
        # Not the error's text, which may quote an answer.
        stumbled = Got("error", f"{reader.__module__} could not read an answer ({type(err).__name__})")
        # Most services tell something of the account or of its regions too.
        for name, kind in {**kinds, **account.KINDS}.items():
            yield from gaps(whole.target, name, stumbled, *kind.gives)


AWS: Final = Collector(
    scheme="aws",
    platform="AWS",
    version=VERSION,
    kinds=MappingProxyType({**KINDS, **organization.KINDS}),
    questions=(*QUESTIONS, *organization.QUESTIONS),
    options=SCHEMA,
    check=options,
    collect=collect,
    read=read,
    marks=marks,
    ends=ENDS,
    called=account.called,
    unnamed=lambda: "default",
    explain=explain,
    lists=lambda target: lists(target.options),
    members=organization.members,
    grant=grant,
    enters=enters,
)
