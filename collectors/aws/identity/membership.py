"""Whether the account is one of an organisation, and what is set there for all root users: what to ask, and read.

Only the account that manages the organisation is asked more of it: to the others AWS tells nothing.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.row import Known
from collectors.aws.identity.owner import WHO, not_ours
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant, Guard, Promise, Routine

ROOT_USERS: Final = "aws.organizations.root-users"
MEMBERSHIP: Final = "organizations.membership"
_GIVES: Final[tuple[Promise, ...]] = ((Guard, "long-lived-keys"),)
_CENTRAL: Final = "RootCredentialsManagement"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ROOT_USERS: Kind(
            title="root users of the organisation's accounts",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "least-privilege.guarded": "aws organizations enable-aws-service-access "
                    "--service-principal iam.amazonaws.com; aws iam enable-organizations-root-credentials-management, "
                    "then remove what credentials the root users still have",
                }
            ),
        ),
    }
)


def _not_management(known: Known, place: Place) -> bool:  # noqa: ARG001  # the shape of a rule
    """No organisation, or another account's. Where that could not be read we ask, and are told."""
    said = known.body(MEMBERSHIP) or {}
    return known.outcome(MEMBERSHIP) == "absent" or not_ours(known, said.get("MasterAccountId"))


QUESTIONS: Final = (
    Ask(
        id=MEMBERSHIP,
        operation="organizations.DescribeOrganization",
        needs="organizations:DescribeOrganization",
        feeds=((Guard, "long-lived-keys"), (Routine, "business-associate-agreement"), Grant),
        scope="account",
        keep="{Arn: Organization.Arn, MasterAccountId: Organization.MasterAccountId}",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    Ask(
        id="organizations.root_features",
        operation="iam.ListOrganizationsFeatures",
        needs="iam:ListOrganizationsFeatures",
        feeds=((Guard, "long-lived-keys"),),
        scope="account",
        after=(MEMBERSHIP, WHO),
        unless=_not_management,
        keep="{OrganizationId: OrganizationId, EnabledFeatures: EnabledFeatures}",
        # IAM may do nothing in the organisation yet, or the organisation only shares its bills.
        absent=("ServiceAccessNotEnabledException", "OrganizationNotInAllFeaturesModeException"),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the guard over root users where the account manages an organisation."""
    organisation = membership(whole)
    if not organisation.good:
        yield from gaps(whole.target, ROOT_USERS, organisation, *_GIVES)
    elif manager(organisation) == whole.id:
        features, arn = whole.one("organizations.root_features"), body(organisation)["Arn"]
        yield Guard(
            **whole.thing(ROOT_USERS, arn, name=f"root users of {arn.rpartition('/')[2]}"),
            answers=rests_on(organisation, features),
            prevents="long-lived-keys",
            in_force=_CENTRAL in body(features).get("EnabledFeatures", []) if features.good else None,
            unread=unread(in_force=features),
        )


def membership(whole: Account) -> Got:
    """The answer on the organisation: absent where there is none, unclear where it names no account that manages it."""
    got = whole.one(MEMBERSHIP)
    nameless = got.good and got.outcome != "absent" and not manager(got)
    return unclear(got, "it names no management account") if nameless else got


def manager(organisation: Got) -> str:
    """The account that manages the organisation; empty where there is none."""
    return str(body(organisation).get("MasterAccountId", ""))
