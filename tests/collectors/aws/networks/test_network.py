from typing import Any

import pytest

from collectors.asking.paths import search
from collectors.aws import QUESTIONS
from collectors.aws.asking.keep import Kept
from collectors.aws.networks.reach import opening
from scanner.facts import Exposure, Gap, Guard, LogTrail
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

PUBLIC = {"NetworkInterfaceId": "eni-1", "PublicIp": "203.0.113.7", "Groups": [{"GroupId": "sg-1"}]}
PRIVATE = {"NetworkInterfaceId": "eni-2", "Groups": [{"GroupId": "sg-1"}]}
SIX = {
    "NetworkInterfaceId": "eni-3",
    "Ipv6Addresses": [{"Ipv6Address": "2001:db8::1"}],
    "Groups": [{"GroupId": "sg-1"}],
}
BALANCER = {"InterfaceType": "network_load_balancer", "PublicIp": "203.0.113.9", "Groups": [{"GroupId": "sg-9"}]}
ACCELERATOR = {"InterfaceType": "global_accelerator_managed", "Groups": [{"GroupId": "sg-8"}]}
LIST = [{"PrefixListId": "pl-1"}]
OF_AWS = ("ec2.prefix_lists", REGION, {"PrefixLists": [{"PrefixListId": "pl-1", "Ours": False, "Plain": False}]})
OTHER = {"NetworkInterfaceId": "eni-4", "PublicIp": "203.0.113.8", "Groups": [{"GroupId": "sg-2"}]}


def rule(*cidrs: str, protocol: str = "tcp", low: int = 22, high: int = 22, **more: Any) -> dict[str, Any]:
    ports = {} if protocol == "-1" else {"FromPort": low, "ToPort": high}
    four = [{"CidrIp": c} for c in cidrs if ":" not in c]
    six = [{"CidrIpv6": c} for c in cidrs if ":" in c]
    return {"IpProtocol": protocol, **ports, "IpRanges": four, "Ipv6Ranges": six, **more}


@pytest.mark.parametrize(
    ("rules", "world", "listed", "prefixes"),
    [
        ([], (), (), ()),
        ([rule(*(f"{n}.0.0.0/8" for n in (20, 21)))], ((22, 22),), (), ()),
        ([rule("20.0.0.0/8")], (), ((22, 22),), ()),
        ([rule(*(f"20.{n}.0.0/16" for n in range(255)), "21.0.0.0/16")], (), ((22, 22),), ()),
        ([rule(*(f"{n}.0.0.0/8" for n in (10, 20)))], (), ((22, 22),), ()),
        ([rule("20.0.0.0/8"), rule("21.0.0.0/8", low=0, high=100)], ((22, 22),), ((0, 100),), ()),
        ([rule("20.0.0.0/8"), rule("20.0.0.0/8")], (), ((22, 22),), ()),
        ([rule("0.0.0.0/0")], ((22, 22),), (), ()),
        ([rule("::/0")], ((22, 22),), (), ()),
        ([rule("0.0.0.0/1", "128.0.0.0/1")], ((22, 22),), (), ()),
        ([rule("2000::/3")], ((22, 22),), (), ()),
        ([rule("8.8.8.0/24")], (), ((22, 22),), ()),
        ([rule("10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12")], (), (), ()),
        ([rule("0.0.0.0/0", protocol="-1")], ((0, 65535),), (), ()),
        ([rule("0.0.0.0/0", protocol="icmp", low=-1, high=-1)], (), (), ()),
        ([rule("0.0.0.0/0", protocol="udp", low=53, high=53), rule("0.0.0.0/0")], ((22, 22), (53, 53)), (), ()),
        ([rule(PrefixListIds=[{"PrefixListId": "pl-1"}])], (), (), ((22, 22),)),
        ([rule("nonsense")], (), (), ((22, 22),)),
        ([{"IpProtocol": "tcp", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], ((0, 65535),), (), ()),
    ],
)
def test_what_rules_open(rules: list[Any], world: Any, listed: Any, prefixes: Any) -> None:
    opened = opening({"IpPermissions": rules})
    assert (opened.to_world(), opened.to_some(), tuple(opened.lists)) == (world, listed, prefixes)


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
        ([rule("0.0.0.0/0")], [SIX], "owner", "administration"),
        ([rule("::/0")], [SIX], "everyone", "administration"),
        ([rule("::/0")], [PUBLIC], "owner", "administration"),
        ([rule("::/0", low=443, high=443), rule("0.0.0.0/0")], [SIX], "everyone", "service"),
        ([rule("0.0.0.0/0")], [PRIVATE, BALANCER], None, "administration"),
        ([rule("0.0.0.0/0")], [PRIVATE, {**BALANCER, "PublicIp": None}], "owner", "administration"),
        ([rule("0.0.0.0/0")], [PRIVATE, {**OTHER, "OfBalancer": True}], None, "administration"),
        ([rule("0.0.0.0/0")], [PRIVATE, ACCELERATOR], None, "administration"),
        ([rule("0.0.0.0/0")], [PUBLIC, BALANCER], "everyone", "administration"),
        ([rule("0.0.0.0/0")], [BALANCER], "owner", "administration"),
        ([rule("0.0.0.0/0")], [PRIVATE], "owner", "administration"),
        ([rule("0.0.0.0/0")], [OTHER], "owner", "administration"),
        ([rule("0.0.0.0/0")], [], "owner", "administration"),
        ([rule("0.0.0.0/0", low=5000, high=6000)], [PUBLIC], "everyone", "administration"),
        ([rule("0.0.0.0/0", low=5400, high=5500)], [PUBLIC], "everyone", "data"),
        ([rule("0.0.0.0/0", low=443, high=443)], [PUBLIC], "everyone", "service"),
        ([rule("0.0.0.0/0", low=5439, high=5439)], [PUBLIC], "everyone", "data"),
        ([rule("0.0.0.0/0", low=2049, high=2049)], [PUBLIC], "everyone", "data"),
        ([rule("0.0.0.0/0", low=2375, high=2375)], [PUBLIC], "everyone", "administration"),
        ([rule("8.8.8.0/24")], [PUBLIC], "listed", "administration"),
        ([rule("10.0.0.0/8")], [PUBLIC], "owner", "service"),
        ([rule(PrefixListIds=LIST)], [PUBLIC], None, "administration"),
        ([rule(PrefixListIds=LIST)], [PRIVATE], "owner", "administration"),
        ([rule(PrefixListIds=LIST)], [PRIVATE, BALANCER], None, "administration"),
        ([rule(PrefixListIds=LIST), rule("0.0.0.0/0", low=443, high=443)], [PUBLIC], None, "administration"),
        ([rule(PrefixListIds=LIST), rule("8.8.8.0/24", low=443, high=443)], [PUBLIC], None, "administration"),
        ([rule(PrefixListIds=LIST, low=443, high=443), rule("0.0.0.0/0")], [PUBLIC], "everyone", "administration"),
        ([rule("0.0.0.0/0", PrefixListIds=[{"PrefixListId": "pl-1"}])], [PUBLIC], "everyone", "administration"),
        ([rule("0.0.0.0/0")], DENIED, None, "administration"),
        ([], DENIED, "owner", "service"),
    ],
)
def test_who_reaches_what_a_group_stands_before(rules: Any, interfaces: Any, audience: Any, offers: str) -> None:
    said = interfaces if isinstance(interfaces, str) else {"NetworkInterfaces": interfaces}
    found = one("aws.ec2.security-group", Exposure, group(*rules), ("ec2.interfaces", REGION, said), OF_AWS)
    assert (found.audience, found.offers) == (audience, offers)
    reasons = {DENIED} if interfaces == DENIED else {"unclear", "not-asked"}
    assert audience or why(found, "audience") in reasons


@pytest.mark.parametrize(
    ("row", "cidr", "audience"),
    [
        ({"PrivateIpAddresses": [{}, {"Association": {"PublicIp": "203.0.113.7"}}]}, "0.0.0.0/0", "everyone"),
        ({"PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.4"}]}, "0.0.0.0/0", "owner"),
        ({"Association": {"CarrierIp": "203.0.113.7"}}, "0.0.0.0/0", "everyone"),
        ({"Ipv6Prefixes": [{"Ipv6Prefix": "2001:db8::/80"}]}, "::/0", "everyone"),
        ({"Ipv6Prefixes": []}, "::/0", "owner"),
    ],
)
def test_every_address_by_which_the_internet_reaches_an_interface(row: Any, cidr: str, audience: str) -> None:
    found = one("aws.ec2.security-group", Exposure, group(rule(cidr)), ("ec2.interfaces", REGION, kept(row)))
    assert found.audience == audience


@pytest.mark.parametrize(
    ("row", "of_balancer"),
    [
        ({"RequesterManaged": True, "Description": "ELB app/web/50dc6c495c0c9188"}, True),
        ({"RequesterManaged": False, "Description": "ELB app/web/50dc6c495c0c9188"}, False),
        ({"RequesterManaged": True, "Description": "RDSNetworkInterface"}, False),
        ({"RequesterManaged": True}, False),
    ],
)
def test_of_a_description_only_a_word_is_kept(*, row: Any, of_balancer: bool) -> None:
    (interface,) = kept(row)["NetworkInterfaces"]
    assert interface["OfBalancer"] is of_balancer
    assert "Description" not in interface


def kept(row: Any) -> Any:
    """What the collector leaves of an interface."""
    (ask,) = (q for q in QUESTIONS if q.id == "ec2.interfaces")
    answer = Kept(())
    answer.add(search(ask.keep, {"NetworkInterfaces": [{**row, "Groups": [{"GroupId": "sg-1"}]}]}))
    return answer.body


def test_a_default_group_is_closed_when_it_has_no_rules_at_all() -> None:
    assert one("aws.ec2.default-security-group", Guard, group(name="default")).in_force is True
    assert one("aws.ec2.default-security-group", Guard, group(rule("10.0.0.0/8"), name="default")).in_force is False


def test_groups_that_were_not_listed() -> None:
    given = ("ec2.groups", REGION, DENIED)
    assert one("aws.ec2.security-group", Gap, given, missing="exposure").site == REGION
    assert one("aws.ec2.default-security-group", Gap, given, missing="guard").which == "unlisted-traffic"


LOG = {"ResourceId": "vpc-1", "FlowLogStatus": "ACTIVE", "TrafficType": "ALL", "DeliverLogsStatus": "SUCCESS"}


@pytest.mark.parametrize(
    ("logs", "enabled", "records"),
    [
        ({"FlowLogs": [LOG]}, True, ("network",)),
        ({"FlowLogs": [{**LOG, "TrafficType": "REJECT"}]}, True, ("network",)),
        ({"FlowLogs": [{**LOG, "TrafficType": "ACCEPT"}]}, True, ()),
        ({"FlowLogs": [{**LOG, "DeliverLogsStatus": "FAILED"}]}, False, ()),
        ({"FlowLogs": [{**LOG, "DeliverLogsStatus": "FAILED"}, LOG]}, True, ("network",)),
        ({"FlowLogs": [{k: v for k, v in LOG.items() if k != "DeliverLogsStatus"}]}, None, None),
        ({"FlowLogs": [{**LOG, "ResourceId": "subnet-1"}]}, False, ()),
        ({}, False, ()),
        (DENIED, None, None),
    ],
)
def test_flow_logs(logs: Any, enabled: Any, records: Any) -> None:
    vpcs = ("ec2.vpcs", REGION, {"Vpcs": [{"VpcId": "vpc-1"}]})
    trail = one("aws.ec2.vpc", LogTrail, vpcs, ("ec2.flow_logs", REGION, logs))
    assert (trail.enabled, trail.records) == (enabled, records)


@pytest.mark.parametrize(
    ("interfaces", "named"),
    [
        ({"NetworkInterfaces": []}, 0),
        ({"NetworkInterfaces": [{"VpcId": "vpc-2"}]}, 0),
        ({"NetworkInterfaces": [{"VpcId": "vpc-2"}, {"VpcId": "vpc-1"}]}, 1),
        ({"NetworkInterfaces": [{}]}, 1),
        (DENIED, 1),
    ],
)
@pytest.mark.parametrize("kind", ["aws.ec2.vpc", "aws.route53resolver.vpc"])
def test_a_network_in_which_nothing_stands_has_nothing_to_write_down(interfaces: Any, named: int, kind: str) -> None:
    logs: list[tuple[str, str, Any]] = [("ec2.flow_logs", REGION, {}), ("route53resolver.query_logs", REGION, {})]
    vpcs = ("ec2.vpcs", REGION, {"Vpcs": [{"VpcId": "vpc-1"}]})
    found = facts(vpcs, ("ec2.interfaces", REGION, interfaces), *logs)
    assert len([f for f in found if isinstance(f, LogTrail) and f.kind == kind]) == named


def test_the_logs_of_a_network_that_another_account_lends_are_its_owners() -> None:
    vpcs = {"Vpcs": [{"VpcId": "vpc-1", "OwnerId": ACCOUNT}, {"VpcId": "vpc-2", "OwnerId": "210987654321"}]}
    found = facts(("ec2.vpcs", REGION, vpcs), ("ec2.flow_logs", REGION, {}))
    assert [f.name for f in found if isinstance(f, LogTrail) and f.kind == "aws.ec2.vpc"] == ["vpc-1"]
