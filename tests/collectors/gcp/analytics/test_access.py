"""Domains in the access list of a dataset: one's own, another's, one in which anybody may have an account."""

from typing import Any

import pytest

from collectors.gcp import GCP
from scanner.facts import Exposure
from scanner.finding import Status
from tests.collectors.gcp.analytics.test_bigquery import CHARTS, GOOD, OPEN, access
from tests.collectors.gcp.asking import facts, near_answers, target
from tests.collectors.gcp.held import JSON, WAYS, hold, one, told
from tests.judged import judged
from tests.servers.google.double import Google

PUBLIC = "public-exposure.not-public"


def list_of(near: Google, *domains: str, own: str = "") -> None:
    """The access list has these domains. own: what the organisation is called."""
    hold(near, GOOD, access(*({"domain": name, "role": "READER"} for name in domains)))
    if own:
        type_ = "cloudresourcemanager.googleapis.com/Organization"
        body = {"name": "organizations/77", "displayName": own, "state": "ACTIVE"}
        near.scopes["organizations/77"].put(type_, body)


def let_in(near: Google, **options: Any) -> tuple[JSON, JSON]:
    fact = one(facts(near, **options), Exposure, OPEN, CHARTS)
    assert isinstance(fact, Exposure)
    return fact.audience, " ".join(fact.considered)


CASES: list[tuple[list[str], str, dict[str, Any], str, str]] = [
    (["alder.example"], "alder.example", {}, "owner", "neither allUsers nor allAuthenticatedUsers"),
    (["Alder.Example"], "alder.example", {}, "owner", "neither allUsers nor allAuthenticatedUsers"),
    (["alder.example"], "", {"own_domains": "alder.example"}, "owner", "neither allUsers nor"),
    (["birch.example"], "alder.example", {"own_domains": "alder.example"}, "listed", "lets another domain in"),
    (["birch.example"], "alder.example", {}, "listed", "lets a domain in of which nothing says whose it is"),
    (["alder.example"], "", {}, "listed", "lets a domain in of which nothing says whose it is"),
    (["alder.example", "birch.example"], "alder.example", {"own_domains": "alder.example"}, "listed", "another domain"),
    (["gmail.com"], "alder.example", {}, "any-account", "a domain in which anybody may have an account"),
    (["gmail.com"], "", {"own_domains": "gmail.com"}, "any-account", "a domain in which anybody may have an account"),
    (["alder.example", "googlemail.com"], "alder.example", {}, "any-account", "anybody may have an account"),
    ([], "alder.example", {}, "owner", "neither allUsers nor allAuthenticatedUsers"),
]


@pytest.mark.parametrize(("domains", "own", "options", "audience", "considered"), CASES)
def test_a_domain(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google, domains: list[str], own: str, options: dict[str, Any], audience: str, considered: str
) -> None:
    list_of(near, *domains, own=own)
    found, words = let_in(near, **options)
    assert found == audience
    assert considered in words
    assert not [name for name in domains if name in words]


@pytest.mark.parametrize("bulk", WAYS)
def test_one_in_which_anybody_may_have_an_account_fails(near: Google, bulk: bool) -> None:  # noqa: FBT001  # a column
    list_of(near, "gmail.com")
    found = judged(near_answers(near, asset_inventory=bulk), target(near, asset_inventory=bulk)).findings
    assert {f.status for f in found if f.check == PUBLIC and f.resource == CHARTS} == {Status.FAIL}


@pytest.mark.parametrize("bulk", WAYS)
def test_everybody_is_more_than_a_domain(near: Google, bulk: bool) -> None:  # noqa: FBT001  # a column
    hold(near, GOOD, access({"domain": "gmail.com"}, {"iamMember": "allUsers"}))
    assert one(told(near, bulk=bulk), Exposure, OPEN, CHARTS).audience == "everyone"  # type: ignore[attr-defined]


def test_who_asks_for_exposures_alone_is_told_whose_domain_it_is() -> None:
    assert "iam.organization" in GCP.wanted([(Exposure, OPEN)])
