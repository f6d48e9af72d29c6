"""Services that refuse whom they do not list: rules that add up to everyone, and perimeters elsewhere."""

import pytest

from checks.exposure import deny_by_default
from collectors.azure.addresses import lets_everyone_in
from scanner.check import Judged
from scanner.facts import Exposure, Guard
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.databases import test_sql as sql
from tests.collectors.azure.keys import test_vaults as vaults
from tests.collectors.azure.settings import JSON, Change, one
from tests.collectors.azure.storage import test_accounts as accounts
from tests.servers.arm.server import Arm

OF = {"vault": (vaults.GOOD, vaults.VAULT), "account": (accounts.GOOD, accounts.ACCOUNT)}


def wall(near: Arm, of: str, *changes: tuple[str, JSON]) -> Guard:
    good, at = OF[of]
    made: list[Change] = [(of, f"properties.{path}", value) for path, value in changes]
    settings.put(near, good, *made)
    return one(facts(near), Guard, "unlisted-traffic", at)


def rules(*some: str, of: str = "ipRules") -> tuple[str, JSON]:
    return f"networkAcls.{of}", [{"value": one, "action": "Allow"} for one in some]


@pytest.mark.parametrize("of", OF)
@pytest.mark.parametrize(
    ("some", "in_force", "judged"),
    [
        ((), True, Judged.PASS),
        (("198.51.100.7", "203.0.113.0/24"), True, Judged.PASS),
        (("0.0.0.0/0",), False, Judged.FAIL),
        (("0.0.0.0/1", "128.0.0.0/1"), False, Judged.FAIL),
        (("20.0.0.0/7",), False, Judged.FAIL),
        (("somewhere",), None, Judged.UNKNOWN),
    ],
)
def test_rules_that_add_up_to_everyone_refuse_nobody(
    near: Arm, of: str, some: tuple[str, ...], in_force: JSON, judged: Judged
) -> None:
    found = wall(near, of, rules(*some))
    assert found.in_force is in_force
    assert bool(found.considered) is (in_force is False)
    assert [v.judged for v in deny_by_default(found)] == [judged]


@pytest.mark.parametrize("of", OF)
def test_who_is_let_in_through_a_perimeter_is_not_known(near: Arm, of: str) -> None:
    found = wall(near, of, ("publicNetworkAccess", "SecuredByPerimeter"))
    assert (found.in_force, [why.outcome for why in found.unread]) == (None, ["unclear"])
    assert "a perimeter of another subscription, or none, says who is let in" in found.unread[0].ask


@pytest.mark.parametrize("of", OF)
def test_without_the_public_network_no_rule_counts(near: Arm, of: str) -> None:
    assert wall(near, of, rules("0.0.0.0/0"), ("publicNetworkAccess", "Disabled")).in_force is True


def test_an_account_has_rules_for_the_newer_addresses_too(near: Arm) -> None:
    assert wall(near, "account", rules("2000::/3", of="ipv6Rules")).in_force is False
    assert wall(near, "account", rules("2001:db8::/48", of="ipv6Rules")).in_force is True


def test_nor_is_it_known_of_a_database(near: Arm) -> None:
    settings.put(near, sql.GOOD, sql.change("server", "publicNetworkAccess", "SecuredByPerimeter"))
    found = one(facts(near), Exposure, sql.NET, sql.SERVER)
    assert (found.audience, {why.outcome for why in found.unread}) == (None, {"unclear"})


@pytest.mark.parametrize(("some", "said"), [([], False), (["::/0"], True), (["10.0.0.0/8"], False), (["x"], None)])
def test_networks_added_up(some: list[str], said: JSON) -> None:
    assert lets_everyone_in(some) is said
