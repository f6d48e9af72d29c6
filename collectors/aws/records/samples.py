"""Events as CloudTrail writes them, which a filter worth its name lets through. Pure.

Each has the usual fields beside those that matter: a pattern that narrows by one of them lets nothing through, or not
all of them, for they differ.
"""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, get_args

from collectors.aws.read import Account
from collectors.aws.records.patterns import Event
from scanner.facts import Alarm, Promise

Watched: TypeAlias = Literal["sign-ins", "privileged-use", "config-changes"]
WATCHED: Final[tuple[Promise, ...]] = tuple((Alarm, watched) for watched in get_args(Watched))
"""What the account may watch of its own doings."""
HEARD: Final[tuple[Promise, ...]] = (*WATCHED, (Alarm, "threats"))
"""What a topic may tell somebody of, by an alarm or by a rule: who hears it is asked once."""
SOURCES: Final = frozenset({"signin.amazonaws.com", "ec2.amazonaws.com"})
"""Services whose events these are."""
_CHANGES: Final = (
    ("AuthorizeSecurityGroupIngress", "us-east-1"),
    ("CreateNetworkAclEntry", "eu-west-1"),
    ("CreateRoute", "us-west-2"),
    ("AttachInternetGateway", "ap-south-1"),
    ("CreateVpc", "eu-central-1"),
)
"""One of each kind that CIS asks to watch: groups, access lists, routes, gateways, networks."""


def samples(whole: Account) -> Mapping[Watched, tuple[Event, ...]]:
    """The events of this account by what they are a sign of: a use of root, and of each user kept for emergencies."""
    users = (_signed_in(whole, name, "IAMUser", f"user/{name}") for name in whole.option("break_glass"))
    failed = {"$.errorMessage": "Failed authentication", "$.responseElements.ConsoleLogin": "Failure"}
    return {
        "sign-ins": tuple(
            {**_signed_in(whole, name, "IAMUser", f"user/{name}", region), **failed}
            for name, region in (("sample-one", "us-east-1"), ("sample-two", "eu-west-1"))
        ),
        "privileged-use": (_signed_in(whole, "root", "Root", "root"), *users),
        "config-changes": tuple(
            {
                **_event(whole, "sample-one", "AssumedRole", "assumed-role/sample/one", region),
                "$.eventSource": "ec2.amazonaws.com",
                "$.eventName": name,
                "$.eventType": "AwsApiCall",
            }
            for name, region in _CHANGES
        ),
    }


def _signed_in(whole: Account, name: str, kind: str, resource: str, region: str = "us-east-1") -> Event:
    return {
        **_event(whole, name, kind, resource, region),
        "$.eventSource": "signin.amazonaws.com",
        "$.eventName": "ConsoleLogin",
        "$.eventType": "AwsConsoleSignIn",
        "$.responseElements.ConsoleLogin": "Success",
        "$.additionalEventData.MFAUsed": "No",
    }


def _event(whole: Account, name: str, kind: str, resource: str, region: str) -> Event:
    return {
        "$.eventVersion": "1.08",
        "$.eventCategory": "Management",
        "$.managementEvent": "true",
        "$.readOnly": "false",
        "$.awsRegion": region,
        "$.recipientAccountId": whole.id,
        "$.sourceIPAddress": "192.0.2.7" if region.startswith("us") else "198.51.100.9",
        "$.userAgent": "sample",
        "$.userIdentity.type": kind,
        "$.userIdentity.userName": name,
        "$.userIdentity.accountId": whole.id,
        "$.userIdentity.principalId": "sample",
        "$.userIdentity.arn": f"arn:{whole.partition}:iam::{whole.id}:{resource}",
    }
