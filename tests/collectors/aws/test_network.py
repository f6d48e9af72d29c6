from typing import Any

import pytest

from collectors.aws.network import opening
from scanner.facts import FOREVER, Exposure, Gap, Guard, LogTrail
from tests.collectors.aws.answering import DENIED, REGION, one, why

PUBLIC = {"NetworkInterfaceId": "eni-1", "PublicIp": "203.0.113.7", "Groups": [{"GroupId": "sg-1"}]}
PRIVATE = {"NetworkInterfaceId": "eni-2", "Groups": [{"GroupId": "sg-1"}]}
SIX = {
    "NetworkInterfaceId": "eni-3",
    "Ipv6Addresses": [{"Ipv6Address": "2001:db8::1"}],
    "Groups": [{"GroupId": "sg-1"}],
}
OTHER = {"NetworkInterfaceId": "eni-4", "PublicIp": "203.0.113.8", "Groups": [{"GroupId": "sg-2"}]}


def rule(*cidrs: str, protocol: str = "tcp", low: int = 22, high: int = 22, **more: Any) -> dict[str, Any]:
    ports = {} if protocol == "-1" else {"FromPort": low, "ToPort": high}
    four = [{"CidrIp": c} for c in cidrs if ":" not in c]
    six = [{"CidrIpv6": c} for c in cidrs if ":" in c]
    return {"IpProtocol": protocol, **ports, "IpRanges": four, "Ipv6Ranges": six, **more}


@pytest.mark.parametrize(
    ("rules", "world", "listed", "prefixes"),
    [
        ([], (), (), False),
        ([rule("0.0.0.0/0")], ((22, 22),), (), False),
        ([rule("::/0")], ((22, 22),), (), False),
        ([rule("0.0.0.0/1", "128.0.0.0/1")], ((22, 22),), (), False),
        ([rule("2000::/3")], ((22, 22),), (), False),
        ([rule("8.8.8.0/24")], (), ((22, 22),), False),
        ([rule("10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12")], (), (), False),
        ([rule("0.0.0.0/0", protocol="-1")], ((0, 65535),), (), False),
        ([rule("0.0.0.0/0", protocol="icmp", low=-1, high=-1)], (), (), False),
        ([rule("0.0.0.0/0", protocol="udp", low=53, high=53), rule("0.0.0.0/0")], ((22, 22), (53, 53)), (), False),
        ([rule(PrefixListIds=[{"PrefixListId": "pl-1"}])], (), (), True),
        ([rule("nonsense")], (), (), True),
        ([{"IpProtocol": "tcp", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], ((0, 65535),), (), False),
    ],
)
def test_what_rules_open(*, rules: list[Any], world: Any, listed: Any, prefixes: bool) -> None:
    assert opening({"IpPermissions": rules}) == (world, listed, prefixes)


def group(*rules: dict[str, Any], name: str = "doors") -> tuple[str, str, Any]:
    return (
        "ec2.groups",
        REGION,
        {"SecurityGroups": [{"GroupId": "sg-1", "GroupName": name, "IpPermissions": [*rules]}]},
    )


@pytest.mark.parametrize(
    ("rules", "interfaces", "audience", "offers"),
    [
        ([rule("0.0.0.0/0")], [PUBLIC], "everyone", "administration"),
        ([rule("0.0.0.0/0")], [SIX], "everyone", "administration"),
        ([rule("0.0.0.0/0")], [PRIVATE], "owner", "administration"),
        ([rule("0.0.0.0/0")], [OTHER], "owner", "administration"),
        ([rule("0.0.0.0/0")], [], "owner", "administration"),
        ([rule("0.0.0.0/0", low=5000, high=6000)], [PUBLIC], "everyone", "administration"),
        ([rule("0.0.0.0/0", low=5400, high=5500)], [PUBLIC], "everyone", "data"),
        ([rule("0.0.0.0/0", low=443, high=443)], [PUBLIC], "everyone", "service"),
        ([rule("8.8.8.0/24")], [PUBLIC], "listed", "administration"),
        ([rule("10.0.0.0/8")], [PUBLIC], "owner", "service"),
        ([rule(PrefixListIds=[{"PrefixListId": "pl-1"}])], [PUBLIC], None, "service"),
        ([rule("0.0.0.0/0", PrefixListIds=[{"PrefixListId": "pl-1"}])], [PUBLIC], "everyone", "administration"),
        ([rule("0.0.0.0/0")], DENIED, None, "administration"),
        ([], DENIED, "owner", "service"),
    ],
)
def test_who_reaches_what_a_group_stands_before(rules: Any, interfaces: Any, audience: Any, offers: str) -> None:
    said = interfaces if isinstance(interfaces, str) else {"NetworkInterfaces": interfaces}
    found = one("aws.ec2.security-group", Exposure, group(*rules), ("ec2.interfaces", REGION, said))
    assert (found.audience, found.offers) == (audience, offers)
    assert audience or why(found, "audience") == (DENIED if interfaces == DENIED else "unclear")


def test_a_default_group_is_closed_when_it_has_no_rules_at_all() -> None:
    assert one("aws.ec2.default-security-group", Guard, group(name="default")).in_force is True
    assert one("aws.ec2.default-security-group", Guard, group(rule("10.0.0.0/8"), name="default")).in_force is False


def test_groups_that_were_not_listed() -> None:
    given = ("ec2.groups", REGION, DENIED)
    assert one("aws.ec2.security-group", Gap, given, missing="exposure").site == REGION
    assert one("aws.ec2.default-security-group", Gap, given, missing="guard").which == "unlisted-traffic"


LOG = {"ResourceId": "vpc-1", "FlowLogStatus": "ACTIVE", "TrafficType": "ALL", "DeliverLogsStatus": "SUCCESS"}


@pytest.mark.parametrize(
    ("logs", "enabled", "records", "silent"),
    [
        ({"FlowLogs": [LOG]}, True, ("network",), None),
        ({"FlowLogs": [{**LOG, "TrafficType": "REJECT"}]}, True, ("network",), None),
        ({"FlowLogs": [{**LOG, "TrafficType": "ACCEPT"}]}, True, (), None),
        ({"FlowLogs": [{**LOG, "DeliverLogsStatus": "FAILED"}]}, True, (), FOREVER),
        ({"FlowLogs": [{**LOG, "ResourceId": "subnet-1"}]}, False, (), FOREVER),
        ({}, False, (), FOREVER),
        (DENIED, None, None, None),
    ],
)
def test_flow_logs(logs: Any, enabled: Any, records: Any, silent: Any) -> None:
    vpcs = ("ec2.vpcs", REGION, {"Vpcs": [{"VpcId": "vpc-1"}]})
    trail = one("aws.ec2.vpc", LogTrail, vpcs, ("ec2.flow_logs", REGION, logs))
    assert (trail.enabled, trail.records, trail.silent_seconds) == (enabled, records, silent)
