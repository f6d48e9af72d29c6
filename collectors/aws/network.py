"""Reads EC2's answers about networks: who can reach what a security group stands before, and flow logs. Pure.

Reach is composed of a rule, an interface that carries the group, and an address the internet can route to. Network
ACLs and routes, which can only take away from it, are not asked: "everyone" means that nothing we asked about stands
between.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final, Literal, NamedTuple

from collectors.aws.ec2 import DEFAULT_GROUP, GROUP, VPC
from collectors.aws.read import Account, body, listed
from scanner.answers import NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Exposure, Fact, Guard, LogTrail

Ports = tuple[int, int]
_ADMINISTRATION: Final = (22, 23, 135, 445, 3389, 5900, 5985, 5986)
_DATA: Final = (104, 1433, 1521, 2575, 3306, 5432, 6379, 9042, 9092, 9200, 11112, 11211, 27017)
"""Databases, caches, and what carries ePHI in hospitals: DICOM (104, 11112) and HL7 (2575)."""
_WIDE: Final = {4: 8, 6: 16}
"""A block of public addresses shorter than this is as good as everyone: two halves are the internet too."""


class Opening(NamedTuple):
    """What a group's rules let in."""

    world: tuple[Ports, ...]
    listed: tuple[Ports, ...]
    """For some public addresses."""
    prefixes: bool
    """It names lists of addresses that we do not look into, or an address that is none."""


def opening(group: Mapping[str, Any]) -> Opening:
    """Reduce the rules of a group."""
    world, some, prefixes = set[Ports](), set[Ports](), False
    for rule in group.get("IpPermissions", []):
        ports = _ports(rule)
        prefixes |= bool(rule.get("PrefixListIds"))
        for block in (
            *(r.get("CidrIp", "") for r in rule.get("IpRanges", [])),
            *(r.get("CidrIpv6", "") for r in rule.get("Ipv6Ranges", [])),
        ):
            network = _network(block)
            if network is None:
                prefixes = True
            elif network.prefixlen < _WIDE[network.version]:
                world |= ports
            elif not network.is_private:
                some |= ports
    return Opening(tuple(sorted(world)), tuple(sorted(some)), prefixes)


def _network(block: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(block, strict=False)
    except ValueError:
        return None


def _ports(rule: Mapping[str, Any]) -> set[Ports]:
    """`-1` is every protocol and port; what has no ports (ICMP) opens none."""
    protocol = rule.get("IpProtocol")
    if protocol == "-1":
        return {(0, 65535)}
    return {(rule.get("FromPort", 0), rule.get("ToPort", 65535))} if protocol in {"tcp", "udp", "6", "17"} else set()


@dataclass(frozen=True, slots=True)
class Attached:
    """Where a group is in use."""

    anywhere: bool
    public: bool
    """On an interface that the internet can address."""


def attached(interfaces: Got, group: str) -> Attached:
    """Look through the interfaces of a region."""
    mine = [
        i
        for i in body(interfaces).get("NetworkInterfaces", [])
        if any(g.get("GroupId") == group for g in i.get("Groups", []))
    ]
    return Attached(bool(mine), any(i.get("PublicIp") or i.get("Ipv6Addresses") for i in mine))


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of security groups and VPCs."""
    for found in listed(whole, "ec2.groups", "SecurityGroups", GROUP, Exposure):
        if isinstance(found, Fact):
            yield found
            yield from gaps(
                whole.target, DEFAULT_GROUP, whole.one("ec2.groups", found.site), Exposure, (Guard, "unlisted-traffic")
            )
        else:
            yield from _group(whole, *found)
    for found in listed(whole, "ec2.vpcs", "Vpcs", VPC, LogTrail):
        yield found if isinstance(found, Fact) else _vpc(whole, *found)


def _group(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    default = row.get("GroupName") == "default"
    thing = whole.thing(
        DEFAULT_GROUP if default else GROUP,
        whole.name("ec2", got.about, f"security-group/{row['GroupId']}"),
        name=f"{row.get('GroupName', '')} ({row['GroupId']})",
        site=got.about,
        ephi=whole.ephi(row.get("Tags")),
    )
    yield _exposure(thing, got, whole.one("ec2.interfaces", got.about), row)
    if default:
        empty = not row.get("IpPermissions") and not row.get("IpPermissionsEgress")
        yield Guard(**thing, answers=rests_on(got), prevents="unlisted-traffic", in_force=empty)


def _exposure(thing: Mapping[str, Any], got: Got, interfaces: Got, row: Mapping[str, Any]) -> Exposure:
    opened = opening(row)
    audience, why = _audience(opened, got, interfaces, str(row["GroupId"]))
    ports = opened.world or opened.listed
    return Exposure(
        **thing,
        answers=rests_on(got, interfaces),
        way="network",
        offers=offers(ports),
        audience=audience,
        ports=ports,
        unread=unread(audience=why),
    )


def _audience(
    opened: Opening, got: Got, interfaces: Got, group: str
) -> tuple[Literal["owner", "listed", "everyone"] | None, Got]:
    if not opened.world and not opened.listed and not opened.prefixes:
        return "owner", got
    if not interfaces.good:
        return None, interfaces
    where = attached(interfaces, group)
    if not where.public:
        # Nobody outside can address what it stands before, or it stands before nothing: a rule alone is no way in.
        return "owner", interfaces
    if opened.world:
        return "everyone", got
    return (None, unclear(got, "prefix lists are not followed")) if opened.prefixes else ("listed", got)


def offers(ports: tuple[Ports, ...]) -> Literal["data", "administration", "service"]:
    """What one reaches through them."""
    if any(low <= port <= high for low, high in ports for port in _ADMINISTRATION):
        return "administration"
    return "data" if any(low <= port <= high for low, high in ports for port in _DATA) else "service"


def _vpc(whole: Account, got: Got, row: Mapping[str, Any]) -> LogTrail:
    """Two whole lists: what the second does not name is not recorded. Logs of a part of a VPC do not count for it."""
    logs = whole.one("ec2.flow_logs", got.about)
    on = [
        log
        for log in body(logs).get("FlowLogs", [])
        if log.get("ResourceId") == row["VpcId"] and log.get("FlowLogStatus") == "ACTIVE"
    ]
    heard = [log for log in on if log.get("DeliverLogsStatus") != "FAILED"]
    # Only accepted traffic leaves out what an intruder tried.
    whole_traffic = any(log.get("TrafficType") in {"ALL", "REJECT"} for log in heard)
    return LogTrail(
        **whole.thing(
            VPC,
            whole.name("ec2", got.about, f"vpc/{row['VpcId']}"),
            name=row["VpcId"],
            site=got.about,
            ephi=whole.ephi(row.get("Tags")),
        ),
        answers=rests_on(got, logs),
        enabled=bool(on) if logs.good else None,
        records=(("network",) if whole_traffic else ()) if logs.good else None,
        exempt=() if logs.good else None,
        silent_seconds=FOREVER if logs.good and not heard else None,
        # Flow logs are written outside the network that they tell of.
        copies=int(bool(heard)) if logs.good else None,
        unread=unread(
            enabled=logs,
            records=logs,
            exempt=logs,
            silent_seconds=logs if not logs.good or not heard else NOT_ASKED,
            copies=logs,
        ),
    )
