"""Whom the rules of an Azure SQL server let in: many parts that are the whole, and rules that nobody tells."""

import pytest

from scanner.facts import Exposure
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.databases.test_sql import FROM, GOOD, NET, SERVER, SHUT, TO, change, part
from tests.collectors.azure.settings import one
from tests.servers.arm.server import Arm


def test_rules_of_a_database_of_its_own_are_told_by_sql_alone(near: Arm) -> None:
    settings.put(near, GOOD)
    found = one(facts(near), Exposure, NET, SERVER)
    assert {(u.field, u.outcome) for u in found.unread} == {("audience", "hidden"), ("ports", "hidden")}
    assert "rules of a database of its own" in found.unread[0].ask
    settings.put(near, GOOD, SHUT)
    assert one(facts(near), Exposure, NET, SERVER).audience == "owner"  # without a public network none of them counts


def test_two_halves_are_the_whole(near: Arm) -> None:
    settings.put(near, GOOD, change("rule", FROM, "1.0.0.0"), change("rule", TO, "100.0.0.0"))
    near.held.put(part(SERVER, "firewallRules", "other", startIpAddress="100.0.0.1", endIpAddress="200.0.0.0"))
    found = one(facts(near), Exposure, NET, SERVER)
    assert isinstance(found, Exposure)
    assert found.audience == "everyone"


@pytest.mark.parametrize(
    ("start", "end", "audience"),
    [
        ("20.0.0.0", "52.0.0.0", "everyone"),
        ("20.0.0.0", "21.0.0.0", "everyone"),
        ("20.0.0.0", "20.255.255.255", None),
        ("10.0.0.0", "10.255.255.255", None),
        ("0.0.0.1", "9.0.0.0", "everyone"),
    ],
)
def test_many_addresses_are_as_good_as_all_as_of_security_groups(
    near: Arm, start: str, end: str, audience: str | None
) -> None:
    settings.put(near, GOOD, change("rule", FROM, start), change("rule", TO, end))
    found = one(facts(near), Exposure, NET, SERVER)
    assert isinstance(found, Exposure)
    assert found.audience == audience


@pytest.mark.parametrize(("end", "audience"), [("ffff::", "everyone"), ("2001::", "everyone"), ("::ffff", None)])
def test_the_newer_addresses_are_some_too(near: Arm, end: str, audience: str | None) -> None:
    settings.put(near, GOOD)
    near.held.put(part(SERVER, "ipv6FirewallRules", "six", startIPv6Address="::1", endIPv6Address=end))
    found = one(facts(near), Exposure, NET, SERVER)
    assert isinstance(found, Exposure)
    assert found.audience == audience
