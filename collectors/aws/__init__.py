"""Amazon Web Services: one account and its regions.

A service is a file: what to ask (`QUESTIONS`), what it promises (`KINDS`) and how it is read (`read`), the last in a
file of its own where it is long. This one puts them together.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws import (
    account,
    ask,
    backup,
    backup_facts,
    cloudtrail,
    cloudtrail_facts,
    ec2,
    ec2_facts,
    iam,
    iam_account,
    iam_facts,
    kms,
    logs,
    network,
    rds,
    rds_facts,
    rds_snapshots,
    s3,
    s3_facts,
    watch,
)
from collectors.aws.causes import explain
from collectors.aws.grant import grant
from collectors.aws.options import SCHEMA
from collectors.aws.read import Account
from collectors.aws.read import account as whole_account
from scanner.answers import Answer, Answers, Got, gaps, unclear
from scanner.collector import Collector, Inquiry, Kind
from scanner.facts import Fact, Gap

VERSION: Final = "1"
_SERVICES: Final = (account, s3, iam, ec2, rds, kms, cloudtrail, logs, backup)
_READERS: Final = (
    (account, account),
    (s3, s3_facts),
    (iam, iam_facts),
    (iam, iam_account),
    (ec2, ec2_facts),
    (ec2, network),
    (rds, rds_facts),
    (rds, rds_snapshots),
    (kms, kms),
    (cloudtrail, cloudtrail_facts),
    (logs, logs),
    (account, watch),
    (backup, backup_facts),
)
"""A service's table, and what reads its answers."""

QUESTIONS: Final = tuple(question for service in _SERVICES for question in service.QUESTIONS)
KINDS: Final = MappingProxyType({name: kind for service in _SERVICES for name, kind in service.KINDS.items()})


def collect(inquiry: Inquiry) -> Iterator[Answer]:
    """Ask the account what is wanted.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    return ask.collect(inquiry, QUESTIONS, f"aws {VERSION}")


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
    for service, reader in _READERS:
        for fact in _careful(whole, service.KINDS, reader.read):
            if isinstance(fact, Gap):
                key = (fact.kind, fact.missing, fact.site, fact.outcome, fact.ask)
                if key in told:
                    continue
                told.add(key)
            yield fact


def _careful(whole: Account, kinds: Mapping[str, Kind], reader: Callable[[Account], Iterator[Fact]]) -> Iterator[Fact]:
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
    kinds=KINDS,
    questions=QUESTIONS,
    options=SCHEMA,
    collect=collect,
    read=read,
    unnamed=lambda: "default",
    explain=explain,
    grant=grant,
)
