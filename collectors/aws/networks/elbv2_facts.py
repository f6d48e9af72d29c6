"""Reads load balancers: who reaches them from outside and what for, what is recorded, what guards them. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.offers import offers
from collectors.aws.networks.doors import Reached, private, public, single
from collectors.aws.networks.elbv2 import BALANCER, GATEWAY, KINDS, LISTENER, SIGN_IN
from collectors.aws.networks.elbv2_listeners import Balancer, channel, sessions
from collectors.aws.networks.reach import FAMILIES, Family
from collectors.aws.read import Account, body, first_bad, listed
from collectors.aws.words import BARE, FACING
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.facts import Asset, Exposure, Fact, Guard, LogTrail

_PUBLIC: Final[Mapping[str, tuple[Family, ...]]] = {"ipv4": (4,), "dualstack-without-public-ipv4": (6,)}
"""Families of the public addresses of a balancer that is given some."""


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all balancers, their listeners, and who signs in there."""
    for found in listed(whole, "elbv2.balancers", "LoadBalancers", BALANCER, *KINDS[BALANCER].gives):
        if isinstance(found, Fact):
            yield found
            for kind in (GATEWAY, LISTENER, SIGN_IN):
                listing = whole.one("elbv2.balancers", found.site)
                yield from gaps(whole.target, kind, listing, *KINDS[kind].gives, site=found.site)
        else:
            yield from _balancer(Balancer(whole, *found))


def _balancer(balancer: Balancer) -> Iterator[Fact]:
    if balancer.row.get("Type") == "gateway":
        yield _guard(balancer, balancer.thing(GATEWAY))
        return
    thing = balancer.thing(BALANCER)
    yield Asset(**thing, answers=rests_on(balancer.got), role="service")
    yield _guard(balancer, thing)
    yield _trail(balancer, thing)
    yield from _exposures(balancer, thing)
    if not balancer.listing.good:
        for kind in (LISTENER, SIGN_IN):
            yield from gaps(balancer.whole.target, kind, balancer.listing, *KINDS[kind].gives, site=balancer.got.about)
    for row in balancer.listeners:
        yield channel(balancer, row)
        yield from sessions(balancer, row)


def _attribute(balancer: Balancer, key: str) -> tuple[bool | None, Got]:
    """A switch; which of them there are AWS says itself."""
    got = balancer.whole.one("elbv2.attributes", balancer.arn)
    said = {a["Key"]: a["Value"] for a in body(got).get("Attributes", [])}
    if got.good and key not in said:
        return None, unclear(got, f"it does not say {key}")
    return (said[key] == "true", got) if got.good else (None, got)


def _guard(balancer: Balancer, thing: Mapping[str, Any]) -> Guard:
    on, got = _attribute(balancer, "deletion_protection.enabled")
    return Guard(
        **thing,
        answers=rests_on(balancer.got, got),
        prevents="deletion",
        in_force=on,
        unread=unread(in_force=got),
    )


def _trail(balancer: Balancer, thing: Mapping[str, Any]) -> LogTrail:
    """A network load balancer records what comes to its TLS listeners. Where it has none it cannot record anything.

    What passes it then is in the logs of its network.
    """
    on, got = _attribute(balancer, "access_logs.s3.enabled")
    if balancer.row.get("Type") == "network" and on is not None:
        tls = [row for row in balancer.listeners if row.get("Protocol") == "TLS"]
        if not balancer.listing.good or not tls:
            on, got = None, HIDDEN if balancer.listing.good else balancer.listing
    return LogTrail(
        **thing,
        answers=rests_on(balancer.got, got),
        of="network",
        enabled=on,
        records=None if on is None else ("network",) if on else (),
        exempt=None,
        unread=unread(enabled=got, records=got, exempt=HIDDEN),
    )


def _exposures(balancer: Balancer, thing: Mapping[str, Any]) -> Iterator[Fact]:
    """What it offers is the worst of its own ports and of those it leads to."""
    listing, targets = balancer.listing, balancer.whole.one("elbv2.targets", balancer.got.about)
    reached = _reached(balancer)
    # A bad port of its own stands, whatever it leads to.
    needed = (listing,) if offers(reached.ports) != "service" else (listing, targets)
    if bad := first_bad(*needed):
        yield from gaps(balancer.whole.target, BALANCER, bad, Exposure, site=balancer.got.about)
        return
    yield Exposure(
        **thing,
        answers=rests_on(balancer.got, listing, targets, reached.got),
        way="network",
        offers=offers((*reached.ports, *_led_to(balancer, targets))),
        **reached.said(),
    )


def _led_to(balancer: Balancer, targets: Got) -> tuple[tuple[int, int], ...]:
    groups = [g for g in body(targets).get("TargetGroups", []) if balancer.arn in g.get("LoadBalancerArns", [])]
    return single(g["Port"] for g in groups if "Port" in g)


def _reached(balancer: Balancer) -> Reached:
    row, whole, region = balancer.row, balancer.whole, balancer.got.about
    ports = single(listener["Port"] for listener in balancer.listeners if "Port" in listener)
    if row.get("Scheme") == "internal":
        return private(whole, region, ports)
    if row.get("Scheme") != "internet-facing":
        return Reached(None, ports, unclear(balancer.got, "it does not say whether it faces the internet"))
    groups = row.get("SecurityGroups", [])
    if not groups:
        # Only network load balancers can do without.
        closed = row.get("Type") != "network"
        why = unclear(balancer.got, "it names no security group")
        return Reached(None, ports, why) if closed else Reached("everyone", ports, balancer.got, (FACING, BARE))
    reached = public(whole, region, groups, ports, _PUBLIC.get(row.get("IpAddressType", ""), FAMILIES))
    return reached.behind(FACING)
