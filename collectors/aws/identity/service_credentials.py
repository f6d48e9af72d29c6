"""Credentials of IAM users that only one service takes: for Git, for Cassandra, API keys. What to ask, and read."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.ages import days, days_until
from collectors.aws.question import Ask
from collectors.aws.read import Account, body
from scanner.answers import HIDDEN, gaps, rests_on, unread
from scanner.collector import Kind
from scanner.facts import Credential, Fact, Identity

CREDENTIAL: Final = "aws.iam.service-credential"
_GIVES: Final = ((Credential, "secret"),)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CREDENTIAL: Kind(
            title="service-specific credential of an IAM user",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "password-policy.credential-age": "aws iam reset-service-specific-credential --user-name NAME "
                    "--service-specific-credential-id ID, or delete-service-specific-credential where nobody needs it",
                }
            ),
            own={"ID": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="iam.service_credentials",
        operation="iam.ListServiceSpecificCredentials",
        needs="iam:ListServiceSpecificCredentials",
        feeds=((Credential, "secret"), Identity),
        scope="account",
        parameters=MappingProxyType({"AllUsers": True, "MaxItems": 1000}),
        keep="{ServiceSpecificCredentials: ServiceSpecificCredentials[?Status == 'Active'].{UserName: UserName, "
        "ServiceName: ServiceName, ServiceSpecificCredentialId: ServiceSpecificCredentialId, CreateDate: CreateDate, "
        "ExpirationDate: ExpirationDate}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the credentials that work."""
    got = whole.one("iam.service_credentials")
    if not got.good:
        yield from gaps(whole.target, CREDENTIAL, got, *_GIVES)
    for row in body(got).get("ServiceSpecificCredentials", []):
        user = whole.name("iam", "", f"user/{row['UserName']}")
        yield Credential(
            **whole.thing(
                CREDENTIAL,
                f"{user}/service-specific-credential/{row['ServiceSpecificCredentialId']}",
                name=f"{row['UserName']} at {row['ServiceName']}",
            ),
            answers=rests_on(got),
            form="secret",
            age_days=days(got, row.get("CreateDate")),
            days_left=days_until(got, row.get("ExpirationDate")),
            stored=None,
            unread=unread(stored=HIDDEN),
        )
