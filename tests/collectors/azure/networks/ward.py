"""What tests of security groups share: a group before a subnet, a card with a public address in it, and more."""

from scanner.facts import Exposure
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.settings import JSON, Change, explained
from tests.servers.arm.server import ID, Arm

FROM = "sourceAddressPrefix"
NET = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Network"
GROUP, OTHER = f"{NET}/networkSecurityGroups/Front", f"{NET}/networkSecurityGroups/own"
SUBNET = f"{NET}/virtualNetworks/ward/subnets/front"
CARD, ADDRESS = f"{NET}/networkInterfaces/pacs", f"{NET}/publicIPAddresses/pacs"
POOL = f"{NET}/loadBalancers/door/backendAddressPools/all"
SCALE_SET = f"{NET.replace('Network', 'Compute')}/virtualMachineScaleSets/set/virtualMachines/0/networkInterfaces/n"
BASE = {
    "direction": "Inbound",
    "access": "Allow",
    "priority": 200,
    "protocol": "Tcp",
    "sourceAddressPrefix": "*",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "22",
}


def rule(**said: JSON) -> dict[str, JSON]:
    """A rule that lets everyone in to a shell, changed; what is None is left out."""
    return {"name": "a", "properties": {k: v for k, v in {**BASE, **said}.items() if v is not None}}


def card(*, address: bool = True, **configuration: JSON) -> dict[str, JSON]:
    said = {"subnet": {"id": SUBNET}, "privateIPAddress": "10.0.0.4", **configuration}
    if address:
        said["publicIPAddress"] = {"id": ADDRESS}
    return {"ipConfigurations": [{"id": f"{CARD}/ipConfigurations/one", "properties": said}]}


def network(*residents: str, **more: JSON) -> dict[str, JSON]:
    held = {"ipConfigurations": [{"id": one} for one in residents], **more}
    return {"subnets": [{"id": SUBNET, "properties": held}]}


def balancer(*, public: bool) -> dict[str, JSON]:
    front = {"publicIPAddress": {"id": ADDRESS}} if public else {"subnet": {"id": SUBNET}}
    leads = {"backendPort": 22, "backendAddressPool": {"id": POOL.upper()}}
    return {
        "frontendIPConfigurations": [{"properties": front}],
        "backendAddressPools": [{"id": POOL}],
        "loadBalancingRules": [{"properties": leads}],
    }


def thing(id: str, kind: str, **properties: JSON) -> dict[str, JSON]:
    name = id.rpartition("/")[2]
    return {
        "id": id,
        "name": name,
        "type": f"Microsoft.Network/{kind}",
        "location": "westeurope",
        "properties": properties,
    }


GOOD: dict[str, JSON] = {
    "group": thing(GROUP, "networkSecurityGroups", securityRules=[rule()], subnets=[{"id": SUBNET.upper()}]),
    "card": thing(CARD, "networkInterfaces", **card()),
    "network": thing(f"{NET}/virtualNetworks/ward", "virtualNetworks", **network(f"{CARD}/ipConfigurations/one")),
    "balancer": thing(f"{NET}/loadBalancers/door", "loadBalancers", **balancer(public=True)),
}


def deny(**said: JSON) -> dict[str, JSON]:
    """A rule that goes before the other one, and refuses the same."""
    return rule(**{"access": "Deny", "priority": 100, **said})


DENY = deny()


def rules(*some: JSON) -> Change:
    return "group", "properties.securityRules", list(some)


def seen(near: Arm, *changes: Change) -> Exposure:
    settings.put(near, {**GOOD, **{name: {} for name, _, _ in changes if name == "own"}}, *changes)
    return of(near, GROUP)


def of(near: Arm, group: str) -> Exposure:
    (found,) = [f for f in facts(near) if isinstance(f, Exposure) and f.resource == group.lower()]
    return explained(found)


def at(ports: str, **said: JSON) -> dict[str, JSON]:
    return rule(destinationPortRange=ports, **said)
