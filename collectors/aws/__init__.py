"""Amazon Web Services: one account and its regions.

A service is a file: what to ask (`QUESTIONS`), what it promises (`KINDS`) and how it is read (`read`), the last in a
file of its own where it is long. This one puts them together.
"""

from collections.abc import Iterator
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
from collectors.aws.grant import grant
from collectors.aws.options import SCHEMA
from collectors.aws.read import account as whole_account
from scanner.answers import Answer, Answers, gaps, unclear
from scanner.collector import Collector, Inquiry
from scanner.facts import Fact, Gap

VERSION: Final = "1"
_SERVICES: Final = (account, s3, iam, ec2, rds, kms, cloudtrail, logs, backup)
_READERS: Final = (
    account,
    s3_facts,
    iam_facts,
    ec2_facts,
    network,
    rds_facts,
    rds_snapshots,
    kms,
    cloudtrail_facts,
    logs,
    watch,
    backup_facts,
)

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
    for reader in _READERS:
        for fact in reader.read(whole):
            if isinstance(fact, Gap):
                key = (fact.kind, fact.missing, fact.site, fact.outcome, fact.ask)
                if key in told:
                    continue
                told.add(key)
            yield fact


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
    grant=grant,
)
