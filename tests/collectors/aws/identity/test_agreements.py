"""What binds the account: its organisation, the agreement with AWS, whom AWS can reach."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Alarm, Gap, Guard, Routine
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

ORGANISATION = f"arn:aws:organizations::{ACCOUNT}:organization/o-1"
MANAGER = ("organizations.membership", "", {"Arn": ORGANISATION, "MasterAccountId": ACCOUNT})
MEMBER = ("organizations.membership", "", {"Arn": ORGANISATION, "MasterAccountId": "210987654321"})
ALONE = ("organizations.membership", "", ABSENT)
ROOTS, AGREEMENT, CONTACT = "aws.organizations.root-users", "aws.artifact.agreement", "aws.account.contact"


@pytest.mark.parametrize(
    ("features", "on", "because"),
    [
        ({"OrganizationId": "o-1", "EnabledFeatures": ["RootCredentialsManagement", "RootSessions"]}, True, ""),
        ({"OrganizationId": "o-1", "EnabledFeatures": ["RootSessions"]}, False, ""),
        ({"OrganizationId": "o-1"}, False, ""),
        (ABSENT, False, ""),
        (DENIED, None, DENIED),
        ("throttled", None, "throttled"),
    ],
)
def test_root_users_of_an_organisation(*, features: Any, on: bool | None, because: str) -> None:
    guard = one(ROOTS, Guard, MANAGER, ("organizations.root_features", "", features))
    assert (guard.in_force, guard.resource) == (on, ORGANISATION)
    if because:
        assert why(guard, "in_force") == because


def test_of_an_organisation_only_its_manager_tells() -> None:
    assert [f for f in facts(MEMBER) if f.kind == ROOTS] == []
    assert [f for f in facts(ALONE) if f.kind == ROOTS] == []
    refused = ("organizations.membership", "", DENIED)
    assert one(ROOTS, Gap, refused).outcome == DENIED
    nameless = ("organizations.membership", "", {"Arn": ORGANISATION})
    assert one(ROOTS, Gap, nameless).outcome == "unclear"
    assert why(one(AGREEMENT, Routine, nameless, ("artifact.agreements", REGION, {})), "age_days") == "unclear"


def agreement(**row: Any) -> tuple[str, str, Any]:
    said = {
        "name": "AWS Business Associate Addendum",
        "state": "ACTIVE",
        "effectiveStart": "2026-11-15T12:00:00Z",
        **row,
    }
    return (
        "artifact.agreements",
        REGION,
        {"customerAgreements": [{"name": "Nondisclosure Agreement", "state": "ACTIVE"}, said]},
    )


@pytest.mark.parametrize(
    ("given", "age", "outcome", "because"),
    [
        ([agreement(), ALONE], 10, "good", ""),
        ([agreement(name="AWS Organizations Business Associate Addendum"), MEMBER], 10, "good", ""),
        ([agreement(state="CUSTOMER_TERMINATED"), ALONE], 10, "bad", ""),
        ([agreement(state="AWS_TERMINATED"), MANAGER], 10, "bad", ""),
        ([agreement(state="AWS_TERMINATED"), MEMBER], None, None, "not-asked"),
        ([agreement(state="AWS_TERMINATED"), ("organizations.membership", "", DENIED)], None, None, DENIED),
        ([agreement(effectiveEnd="2026-11-24T11:00:00Z"), ALONE], 10, "bad", ""),
        ([agreement(effectiveEnd="2026-11-26T12:00:00Z"), ALONE], 10, "good", ""),
        ([agreement(effectiveStart=None), ALONE], None, None, "unclear"),
        ([agreement(name="Nondisclosure Agreement"), ALONE], FOREVER, "bad", ""),
        ([("artifact.agreements", REGION, {}), ALONE], FOREVER, "bad", ""),
        ([("artifact.agreements", REGION, {}), MANAGER], FOREVER, "bad", ""),
        ([("artifact.agreements", REGION, {}), MEMBER], None, None, "not-asked"),
        ([("artifact.agreements", REGION, {}), ("organizations.membership", "", DENIED)], None, None, DENIED),
        ([("artifact.agreements", REGION, DENIED), ALONE], None, None, DENIED),
        ([("artifact.agreements", REGION, ABSENT), ALONE], None, None, "unclear"),
        ([ALONE], None, None, "error"),
    ],
)
def test_the_agreement_with_aws(given: list[Any], age: int | None, outcome: str | None, because: str) -> None:
    found = one(AGREEMENT, Routine, *given)
    assert (found.age_days, found.outcome) == (age, outcome)
    if because:
        assert why(found, "age_days") == why(found, "outcome") == because


def test_regions_without_the_one_that_keeps_agreements() -> None:
    (found,) = (f for f in facts(ALONE, options={"regions": "eu-west-1"}) if f.kind == AGREEMENT)
    (said,) = (u for u in found.unread if u.field == "age_days")
    assert (said.outcome, said.ask) == (
        "not-asked",
        "artifact.ListCustomerAgreements in us-east-1, not among the regions to look at",
    )


@pytest.mark.parametrize(("body", "told"), [({"CountryCode": "US"}, True), (ABSENT, False), (DENIED, None)])
def test_whom_aws_can_reach(*, body: Any, told: bool | None) -> None:
    assert one(CONTACT, Alarm, ("account.contact", "", body)).notifies is told
