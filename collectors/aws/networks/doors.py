"""Who comes in from outside at an address that security groups stand before: balancers, replication instances. Pure."""

from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

from collectors.aws.networks.reach import FAMILIES, Family, Opening, Ports, accelerated, opening, within
from collectors.aws.read import Account, body
from scanner.answers import Got, unclear

Audience = Literal["owner", "listed", "everyone"]


class Reached(NamedTuple):
    """The widest audience and its ports; None has its reason in `got`, which holds what it rests on."""

    audience: Audience | None
    ports: tuple[Ports, ...]
    got: Got


def single(ports: Iterable[int]) -> tuple[Ports, ...]:
    """Each as a range, in order."""
    return tuple((port, port) for port in sorted(set(ports)))


def public(
    whole: Account,
    region: str,
    groups: Collection[str],
    ports: tuple[Ports, ...] | None,
    families: Iterable[Family] = FAMILIES,
) -> Reached:
    """Say who reaches a public address behind these security groups, at single ports or (None) at any."""
    listing = whole.one("ec2.groups", region)
    if not listing.good:
        return Reached(None, ports or (), listing)
    opened = [opening(g) for g in body(listing).get("SecurityGroups", []) if g["GroupId"] in groups]
    return _through(opened, ports, tuple(families), listing, whole=len(opened) == len(set(groups)))


def _through(
    opened: list[Opening], ports: tuple[Ports, ...] | None, families: tuple[Family, ...], listing: Got, *, whole: bool
) -> Reached:
    if sure := _within(ports, (p for o in opened for p in o.to_world(families))):
        return Reached("everyone", sure, listing)
    if not whole:
        return Reached(None, ports or (), unclear(listing, "a security group that stands before it is not listed"))
    if perhaps := _within(ports, (p for o in opened for p in o.lists)):
        return Reached(None, perhaps, unclear(listing, "prefix lists are not followed"))
    if some := _within(ports, (p for o in opened for p in o.to_some(families))):
        return Reached("listed", some, listing)
    return Reached("owner", ports or (), listing)


def _within(ports: Iterable[Ports] | None, others: Iterator[Ports]) -> tuple[Ports, ...]:
    open_ = set(others)
    return tuple(sorted(open_)) if ports is None else tuple(port for port in ports if within(port, open_))


_ACCELERATORS = Got("not-asked", "globalaccelerator:ListAccelerators")


def private(whole: Account, region: str, ports: tuple[Ports, ...]) -> Reached:
    """Say who reaches a balancer that has no public address: an accelerator in the region may lend it its own."""
    interfaces = whole.one("ec2.interfaces", region)
    if not interfaces.good:
        return Reached(None, ports, interfaces)
    return Reached(None, ports, _ACCELERATORS) if accelerated(interfaces) else Reached("owner", ports, interfaces)
