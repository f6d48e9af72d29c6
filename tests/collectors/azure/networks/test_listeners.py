"""Application gateways that lead on TCP and TLS: from whom, and to which ports of what."""

import pytest

from checks.exposure import no_open_ports, not_on_the_internet
from collectors.azure.networks.gateways import GATEWAY as KIND
from scanner.check import Judged
from scanner.facts import Exposure
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.networks import test_gateways
from tests.collectors.azure.networks.test_gateways import GATEWAY
from tests.collectors.azure.networks.ward import ADDRESS, GROUP, SUBNET, rule, thing
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, explained
from tests.servers.arm.server import Arm


def part(kind: str, name: str, **said: JSON) -> dict[str, JSON]:
    return {"id": f"{GATEWAY}/{kind}/{name}", "properties": said}


def at(kind: str, name: str) -> dict[str, JSON]:
    return {"id": f"{GATEWAY}/{kind}/{name}".upper()}


def listens(front: str = "public", port: str = "sql", name: str = "l") -> dict[str, JSON]:
    where = {
        "frontendIPConfiguration": at("frontendIPConfigurations", front),
        "frontendPort": at("frontendPorts", port),
    }
    return part("listeners", name, protocol="Tcp", **where)


def leads(listener: str = "l", settings: str = "inside") -> dict[str, JSON]:
    said = {"listener": at("listeners", listener), "backendSettings": at("backendSettingsCollection", settings)}
    return part("routingRules", f"of {listener}", **said)


OWN: dict[str, JSON] = {
    "gatewayIPConfigurations": [part("gatewayIPConfigurations", "c", subnet={"id": SUBNET.upper()})],
    "frontendIPConfigurations": [
        part("frontendIPConfigurations", "public", publicIPAddress={"id": ADDRESS}),
        part("frontendIPConfigurations", "private", subnet={"id": SUBNET}),
    ],
    "frontendPorts": [part("frontendPorts", "sql", port=1433), part("frontendPorts", "web", port=443)],
    "backendSettingsCollection": [
        part("backendSettingsCollection", "inside", port=1433),
        part("backendSettingsCollection", "desktop", port=3389),
        part("backendSettingsCollection", "plain", port=8080),
    ],
    "listeners": [listens()],
    "routingRules": [leads()],
}
GOOD: dict[str, JSON] = {"gateway": test_gateways.GOOD["gateway"]}
GOOD["gateway"] = GOOD["gateway"] | {"properties": GOOD["gateway"]["properties"] | OWN}
BEFORE: dict[str, JSON] = {"group": thing(GROUP, "networkSecurityGroups", subnets=[{"id": SUBNET}], securityRules=[])}


def said(name: str, *value: JSON) -> Change:
    return "gateway", f"properties.{name}", list(value)


def before(*rules: JSON) -> Change:
    return "group", "properties.securityRules", list(rules)


def found(near: Arm, *changes: Change) -> list[Exposure]:
    held = GOOD | (BEFORE if "group" in {name for name, _, _ in changes} else {})
    settings.put(near, held, *changes)
    return [explained(f) for f in facts(near) if isinstance(f, Exposure) and f.kind == KIND]


SOME, SQL, TAG = "198.51.100.7", {"destinationPortRange": "1433"}, {"sourceAddressPrefix": "SomeNewService"}
BOTH = (said("listeners", listens(), listens(port="web", name="w")), said("routingRules", leads(), leads("w", "plain")))
FRONT = [said("listeners", listens(port="web")), said("routingRules", leads(settings="plain"))]
AZURE, NAMED = rule(sourceAddressPrefix="AzureCloud", **SQL), rule(sourceAddressPrefix=SOME, **SQL)
DESKTOP = [said("routingRules", leads(settings="desktop"))]
ANY, WEB = rule(destinationPortRange="*"), rule(destinationPortRange="443")
STATES: list[tuple[str, list[Change], str | None, str, Judged]] = [
    ("a database", [], "everyone", "data", Judged.FAIL),
    ("the group lets everyone in", [before(ANY)], "everyone", "data", Judged.FAIL),
    ("it lets some in", [before(NAMED)], "listed", "data", Judged.PASS),
    ("it lets nobody in", [before()], "owner", "service", Judged.PASS),
    ("it lets them in elsewhere", [before(WEB)], "owner", "service", Judged.PASS),
    (
        "it lets in all of Azure",
        [before(AZURE)],
        "provider",
        "data",
        Judged.FAIL,
    ),
    ("it lets in a tag", [before(rule(**SQL, **TAG))], None, "data", Judged.UNKNOWN),
    ("a rule is not followed", [before(rule(access="?"))], None, "data", Judged.UNKNOWN),
    (
        "a desktop, at whatever port",
        [said("routingRules", leads(settings="desktop"))],
        "everyone",
        "administration",
        Judged.FAIL,
    ),
    ("a web front end", FRONT, "everyone", "service", Judged.PASS),
    ("what it leads to is not told", [said("routingRules", leads(settings="gone"))], "everyone", "data", Judged.FAIL),
    ("its port is not told", [said("listeners", listens(port="gone"))], None, "data", Judged.UNKNOWN),
    ("where it stands is not told", [said("gatewayIPConfigurations")], None, "data", Judged.UNKNOWN),
    (
        "some beside everyone",
        [*BOTH, before(WEB, NAMED)],
        "everyone",
        "service",
        Judged.PASS,
    ),
    ("a tag beside everyone", [*BOTH, before(WEB, rule(**SQL, **TAG))], None, "data", Judged.UNKNOWN),
]


@pytest.mark.parametrize(
    ("what", "changes", "audience", "offers", "judged"), STATES, ids=[row[0].replace(" ", "-") for row in STATES]
)
def test_who_comes_in(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, what: str, changes: list[Change], audience: str | None, offers: str, judged: Judged
) -> None:
    (fact,) = found(near, *changes)
    assert (fact.audience, fact.offers) == (audience, offers), what
    assert [verdict.judged for verdict in no_open_ports(fact)] == [judged]


def test_the_port_outside_is_told(near: Arm) -> None:
    (fact,) = found(near, said("routingRules", leads(settings="desktop")))
    assert fact.ports == ((1433, 1433),)
    assert [verdict.judged for verdict in not_on_the_internet(fact)] == [Judged.FAIL]


@pytest.mark.parametrize(
    "change",
    [
        said("listeners"),
        said("routingRules"),
        said("listeners", listens("private")),
        said("routingRules", leads("another")),
        ("gateway", "properties.routingRules", LEFT_OUT),
    ],
)
def test_of_what_leads_nobody_in_nothing_is_said(near: Arm, change: Change) -> None:
    assert found(near, change) == []


def test_who_may_come_in_is_not_known_where_groups_may_not_be_read(near: Arm) -> None:
    near.held.denied.add("Microsoft.Network/networkSecurityGroups")
    (fact,) = found(near)
    assert [(why.field, why.outcome) for why in fact.unread] == [("audience", "denied")]
    assert "Microsoft.Network/networkSecurityGroups/read" in fact.unread[0].ask
