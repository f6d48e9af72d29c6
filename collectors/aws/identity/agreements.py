"""What stands between the account's owner and AWS: the business associate agreement, and whom AWS can reach.

What to ask, and read. Agreements are kept in one region for all.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days, days_until
from collectors.asking.row import Known
from collectors.aws.identity.membership import MEMBERSHIP, manager, membership
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body
from scanner.answers import HIDDEN, Got, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Alarm, Fact, Routine

AGREEMENT: Final = "aws.artifact.agreement"
CONTACT: Final = "aws.account.contact"
_REGIONS: Final = frozenset({"us-east-1", "us-gov-west-1"})
_NAME: Final = "business associate"
"""In the name of the agreement: of an account's own, and of an organisation's."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        AGREEMENT: Kind(
            title="business associate agreement with AWS",
            gives=((Routine, "business-associate-agreement"),),
            always=True,
            fix=MappingProxyType(
                {
                    "business-associates.agreement": "accept the Business Associate Addendum in AWS Artifact, "
                    "Agreements: for all accounts at once in the management account of the organisation",
                }
            ),
        ),
        CONTACT: Kind(
            title="primary contact of an AWS account",
            gives=((Alarm, "provider-notices"),),
            always=True,
            fix=MappingProxyType(
                {
                    "incident-response.contact": "aws account put-contact-information "
                    "--contact-information file://FILE, with a telephone that several people answer",
                }
            ),
        ),
    }
)


def _kept_elsewhere(known: Known, place: Place) -> bool:  # noqa: ARG001  # the shape of a rule
    return place.region not in _REGIONS


QUESTIONS: Final = (
    Ask(
        id="artifact.agreements",
        operation="artifact.ListCustomerAgreements",
        needs="artifact:ListCustomerAgreements",
        feeds=((Routine, "business-associate-agreement"),),
        scope="region",
        after=(MEMBERSHIP,),
        unless=_kept_elsewhere,
        keep="{customerAgreements: customerAgreements[].{name: name, state: state, effectiveStart: effectiveStart, "
        "effectiveEnd: effectiveEnd}}",
    ),
    Ask(
        id="account.contact",
        operation="account.GetContactInformation",
        needs="account:GetContactInformation",
        feeds=((Alarm, "provider-notices"),),
        scope="account",
        # That there is one is enough: names, addresses and numbers of persons stay out.
        keep="{CountryCode: ContactInformation.CountryCode, VerificationStatus: VerificationStatus}",
        absent=("ResourceNotFoundException",),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the agreement and the contact of the account."""
    yield _agreement(whole)
    got = whole.one("account.contact")
    yield Alarm(
        **whole.thing(CONTACT, f"arn:{whole.partition}:account::{whole.id}:contact-information", name=whole.id),
        answers=rests_on(got),
        watches="provider-notices",
        enabled=True,
        notifies=got.ok if got.good else None,
        unread=unread(notifies=got),
    )


def _agreement(whole: Account) -> Routine:
    got = _list(whole)
    rows: list[Mapping[str, Any]] = body(got).get("customerAgreements", [])
    mine = [row for row in rows if _NAME in row.get("name", "").lower()]
    in_force = [row for row in mine if row.get("state") == "ACTIVE" and days_until(got, row.get("effectiveEnd")) >= 0]
    ages = [days(got, row.get("effectiveStart")) for row in in_force or mine if row.get("effectiveStart")]
    known = got if in_force or not got.good else _signed_above(whole, got)
    if known is got and mine and not ages:
        known = unclear(got, "it does not say since when the agreement is in force")
    return Routine(
        **whole.thing(AGREEMENT, whole.name("artifact", "", "customer-agreement/baa"), name=whole.id),
        answers=rests_on(got, known, whole.one(MEMBERSHIP)),
        what="business-associate-agreement",
        age_days=max(ages, default=FOREVER) if known.good else None,
        outcome=("good" if in_force else "bad") if known.good else None,
        took_seconds=None,
        unread=unread(age_days=known, outcome=known, took_seconds=HIDDEN),
    )


def _list(whole: Account) -> Got:
    """The list of agreements, from where it is kept."""
    answered = next(whole.answers.every("artifact.agreements"), None)
    if answered:
        return unclear(answered, "it is not kept there") if answered.outcome == "absent" else answered
    regions = whole.option("regions")
    if regions and _REGIONS.isdisjoint(regions):
        return Got("not-asked", f"artifact.ListCustomerAgreements in {min(_REGIONS)}, not among the regions to look at")
    return whole.one("artifact.agreements")


def _signed_above(whole: Account, got: Got) -> Got:
    """Where an account of an organisation has none of its own, its management account may have signed for all."""
    organisation = membership(whole)
    if not organisation.good:
        return organisation
    if manager(organisation) in {"", whole.id}:
        return got
    asked = f"artifact.ListCustomerAgreements in {manager(organisation)}, which may have signed for all accounts"
    return Got("not-asked", asked)
