"""Whether the names that networks ask for are recorded."""

import pytest

from scanner.facts import LogTrail
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.kept import JSON, WARD, Change, gaps_of, put, the
from tests.servers.google.double import NUMBER, PROJECT, Google

LINK = f"https://www.googleapis.com/compute/v1/projects/{PROJECT}/global/networks/"


def on(*links: str) -> Change:
    return "dns", "networks", [{"networkUrl": link} for link in links]


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(
    ("enabled", "changes"),
    [
        (True, []),
        (False, [("dns", "enableLogging", False)]),
        (False, [("dns", "enableLogging", LEFT_OUT)]),
        (False, [("dns", "", LEFT_OUT)]),
        (False, [("dns", "networks", LEFT_OUT)]),
        (False, [on(f"{LINK}other")]),
        (False, [on(f"{LINK}ward-2")]),
        (True, [on(f"{LINK}other", f"{LINK}ward")]),
        (True, [on(f"{LINK}ward".replace("www", "compute"))]),
        (True, [on(f"{LINK}ward".replace(PROJECT, NUMBER))]),
        (False, [on(f"{LINK}ward".replace(PROJECT, "another"))]),
    ],
)
def test_a_network_with_a_policy(near: Google, enabled: bool, changes: list[Change], way: str) -> None:  # noqa: FBT001  # a column
    put(near, *changes)
    fact = the(facts(near, asset_inventory=way), LogTrail, "service", WARD)
    assert isinstance(fact, LogTrail)
    assert (fact.enabled, fact.records, fact.exempt) == (enabled, ("dns",) if enabled else (), ())


def test_every_network_has_its_own(near: Google) -> None:
    put(near)
    near.held.put("compute.googleapis.com/Network", {"name": "other"})
    assert the(facts(near), LogTrail, "service", WARD.replace("ward", "other")).enabled is False  # type: ignore[attr-defined]  # a trail


def test_what_may_not_be_read(near: Google) -> None:
    put(near)
    near.denied.add("dns.policies.list")
    fact = the(facts(near, asset_inventory=False), LogTrail, "service", WARD)
    assert isinstance(fact, LogTrail)
    assert fact.enabled is None
    assert {(why.field, why.outcome) for why in fact.unread} == {
        (field, "denied") for field in ("enabled", "records", "exempt")
    }
    near.denied.add("compute.networks.list")
    assert gaps_of(facts(near, asset_inventory=False), "gcp.dns.network") == {("log-trail", "service", "denied")}


def test_where_dns_is_switched_off_asset_inventory_knows_that_nothing_is_recorded(near: Google) -> None:
    put(near, ("dns", "", LEFT_OUT))
    near.held.disabled.add("dns.googleapis.com")
    told: dict[str, JSON] = {
        way: the(facts(near, asset_inventory=way), LogTrail, "service", WARD).enabled  # type: ignore[attr-defined]  # a trail
        for way in ("true", "false")
    }
    assert told == {"true": False, "false": None}
