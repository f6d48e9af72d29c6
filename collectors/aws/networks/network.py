"""Reads EC2's answers about networks: who can reach what a security group stands before, and flow logs. Pure.

Reach is composed of a rule, an interface that carries the group, and an address the internet can route to. Network
ACLs and routes, which can only take away from it, are not asked: "everyone" means that nothing we asked about stands
between.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from collectors.asking.offers import offers
from collectors.aws.compute.ec2 import DEFAULT_GROUP, GROUP, KINDS, VPC
from collectors.aws.networks.asked import spared
from collectors.aws.networks.lists import closed, entries
from collectors.aws.networks.reach import Attached, Opening, Ports, attached, by_group, idle, opening, within
from collectors.aws.read import Account, body, listed
from scanner.answers import Got, gaps, rests_on, unclear, unread
from scanner.facts import Exposure, Fact, Guard, LogTrail


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of security groups and VPCs."""
    for found in listed(whole, "ec2.groups", "SecurityGroups", GROUP, *KINDS[GROUP].gives):
        if isinstance(found, Fact):
            yield found
            groups = whole.one("ec2.groups", found.site)
            yield from gaps(whole.target, DEFAULT_GROUP, groups, *KINDS[DEFAULT_GROUP].gives, site=found.site)
        else:
            yield from _group(whole, *found)
    if spared(whole, "ec2.vpcs", "ec2.interfaces"):
        return
    for found in listed(whole, "ec2.vpcs", "Vpcs", VPC, *KINDS[VPC].gives):
        if isinstance(found, Fact):
            yield found
        elif ours(whole, *found):
            yield _vpc(whole, *found)


def ours(whole: Account, got: Got, row: Mapping[str, Any]) -> bool:
    """A network of ours in which something stands. Who lends us one keeps its logs."""
    mine = row.get("OwnerId", whole.id) == whole.id
    return mine and not idle(whole.one("ec2.interfaces", got.about), row["VpcId"])


def _group(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    default = row.get("GroupName") == "default"
    thing = whole.thing(
        DEFAULT_GROUP if default else GROUP,
        whole.name("ec2", got.about, f"security-group/{row['GroupId']}"),
        name=f"{row.get('GroupName', '')} ({row['GroupId']})",
        site=got.about,
    )
    yield _exposure(whole, thing, got, row)
    if default:
        empty = not row.get("IpPermissions") and not row.get("IpPermissionsEgress")
        yield Guard(
            **thing,
            answers=rests_on(got),
            prevents="unlisted-traffic",
            in_force=empty,
            considered=(
                "it has no rules" if empty else "the default group lets traffic through: it should have no rules",
            ),
        )


class Reach(NamedTuple):
    """Who comes in, through which ports, and the answer that says so or that is missing."""

    audience: Literal["owner", "listed", "everyone"] | None
    ports: tuple[Ports, ...]
    why: Got
    considered: tuple[str, ...] = ()


def _exposure(whole: Account, thing: Mapping[str, Any], got: Got, row: Mapping[str, Any]) -> Exposure:
    interfaces, lists = whole.one("ec2.interfaces", got.about), closed(whole, got.about, [row])
    where = attached(whole.once(interfaces, by_group), str(row["GroupId"]))
    reach = _reach(opening(row, entries(whole, got.about)), got, interfaces, where, lists)
    return Exposure(
        **thing,
        answers=rests_on(got, interfaces, reach.why),
        way="network",
        offers=offers(reach.ports),
        audience=reach.audience,
        ports=reach.ports,
        considered=reach.considered,
        unread=unread(audience=reach.why) if reach.audience is None else (),
    )


def _reach(opened: Opening, got: Got, interfaces: Got, where: Attached, closed_: Got) -> Reach:
    world, some, lists = opened.to_world(), opened.to_some(), opened.lists
    if not world and not some and not lists:
        return Reach("owner", (), got, ("none of its rules lets anybody from outside in",))
    if not interfaces.good:
        return Reach(None, _joined(world, lists) or some, interfaces)
    sure = opened.to_world(where.families)
    # What is open in the family of no public address may be reached through a balancer's address.
    fronted = frozenset(world) | lists if where.anywhere and where.fronted else frozenset[Ports]()
    listed_ = lists if where.families else frozenset[Ports]()
    perhaps = [ports for ports in listed_ | fronted if not within(ports, sure)]
    if perhaps and offers(sure) == "service":
        # A finding that stands is not given up for one that may be: only beside a mere service the lists matter.
        why = closed_ if listed_.intersection(perhaps) else _TARGETS
        return Reach(None, _joined(sure, perhaps), why)
    if sure:
        return Reach("everyone", sure, got, (_EVERYONE, _ADDRESSED))
    if reached := opened.to_some(where.families):
        return Reach("listed", reached, got, (_SOME, _ADDRESSED))
    # Nobody outside can address what it stands before, or it stands before nothing: a rule alone is no way in.
    weighed = (_EVERYONE if world else _SOME, _unaddressed(where))
    return Reach("owner", world or some or _joined(lists), interfaces, weighed)


_EVERYONE: Final = "its rules let everyone in"
_SOME: Final = "its rules let some addresses from outside in"
_ADDRESSED: Final = "something that it stands before has a public address"


def _unaddressed(where: Attached) -> str:
    if not where.anywhere:
        return "it stands before nothing"
    return f"nothing that it stands before has a public address{' of that family' if where.families else ''}"


_TARGETS: Final = Got("not-asked", "elasticloadbalancing:DescribeTargetHealth")
"""Whether a load balancer or an accelerator lets the internet in to private addresses."""


def _joined(*some: Iterable[Ports]) -> tuple[Ports, ...]:
    return tuple(sorted({ports for one in some for ports in one}))


def _vpc(whole: Account, got: Got, row: Mapping[str, Any]) -> LogTrail:
    """Two whole lists: what the second does not name is not recorded. Logs of a part of a VPC do not count for it.

    Neither do those that do not reach their destination: nothing is written down. Of one that says nothing of its
    deliveries we do not know.
    """
    logs = whole.one("ec2.flow_logs", got.about)
    on = [
        log
        for log in body(logs).get("FlowLogs", [])
        if log.get("ResourceId") == row["VpcId"] and log.get("FlowLogStatus") == "ACTIVE"
    ]
    heard = [log for log in on if log.get("DeliverLogsStatus") == "SUCCESS"]
    if not heard and any(log.get("DeliverLogsStatus") != "FAILED" for log in on):
        logs = unclear(logs, "a flow log does not say whether it is delivered")
    # Only accepted traffic leaves out what an intruder tried.
    whole_traffic = any(log.get("TrafficType") in {"ALL", "REJECT"} for log in heard)
    return LogTrail(
        **whole.thing(
            VPC,
            whole.name("ec2", got.about, f"vpc/{row['VpcId']}"),
            name=row["VpcId"],
            site=got.about,
        ),
        answers=rests_on(got, logs),
        of="network",
        enabled=bool(heard) if logs.good else None,
        records=(("network",) if whole_traffic else ()) if logs.good else None,
        exempt=() if logs.good else None,
        unread=unread(
            enabled=logs,
            records=logs,
            exempt=logs,
        ),
    )
