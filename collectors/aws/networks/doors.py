"""Who comes in from outside at an address that security groups stand before: balancers, databases, brokers. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from collectors.aws.networks.lists import closed, entries
from collectors.aws.networks.reach import FAMILIES, Family, Opening, Ports, accelerated, opening, within
from collectors.aws.read import Account, body
from collectors.aws.words import DEAF, PRIVATE, PUBLIC, Whom
from collectors.aws.words import groups as groups_let
from scanner.answers import Got, unclear, unread
from scanner.facts import Exposure

Audience = Literal["owner", "listed", "everyone"]


class Reached(NamedTuple):
    """The widest audience and its ports; None has its reason in `got`, which holds what it rests on."""

    audience: Audience | None
    ports: tuple[Ports, ...]
    got: Got
    considered: tuple[str, ...] = ()
    """As an `Exposure` has it."""

    def behind(self, clause: str) -> "Reached":
        """The same, with what was considered before it looked at security groups."""
        return self._replace(considered=(clause, *self.considered)) if self.audience else self

    def said(self) -> dict[str, Any]:
        """As an `Exposure` has it. Who answers, and leaves open who comes in, has said through which ports at most."""
        if self.audience:
            return {"audience": self.audience, "ports": self.ports, "considered": self.considered}
        if self.got.outcome in {"unclear", "not-asked"}:
            return {"audience": None, "ports": self.ports, "unread": unread(audience=self.got)}
        return {"audience": None, "ports": None, "unread": unread(audience=self.got, ports=self.got)}


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
    if not groups:
        return Reached(None, ports or (), unclear(listing, "no security group that stands before it is named"))
    mine = [g for g in body(listing).get("SecurityGroups", []) if g["GroupId"] in groups]
    opened = {str(g["GroupId"]): opening(g, entries(whole, region)) for g in mine}
    reached = _through(opened, ports, tuple(families), listing)
    if reached.audience != "everyone" and len(mine) < len(set(groups)):
        return Reached(None, ports or (), unclear(listing, "a security group that stands before it is not listed"))
    return reached if reached.audience else reached._replace(got=closed(whole, region, mine))


def _through(
    opened: Mapping[str, Opening], ports: tuple[Ports, ...] | None, families: tuple[Family, ...], listing: Got
) -> Reached:
    """None: a list of addresses that is not known may let somebody in."""

    def reached(whom: Whom, by: Callable[[Opening], Iterable[Ports]]) -> Reached | None:
        letting = {name: open_ for name, o in opened.items() if (open_ := _within(ports, by(o)))}
        open_ = tuple(sorted({port for some in letting.values() for port in some}))
        return Reached(whom, open_, listing, (groups_let(letting, whom, open_, families),)) if open_ else None

    if sure := reached("everyone", lambda o: o.to_world(families)):
        return sure
    if perhaps := _within(ports, (p for o in opened.values() for p in o.lists)):
        return Reached(None, perhaps, listing)
    if some := reached("listed", lambda o: o.to_some(families)):
        return some
    shut = DEAF if ports == () else groups_let(opened, "owner", ports, families) if opened else ""
    return Reached("owner", ports or (), listing, tuple(filter(None, (shut,))))


def _within(ports: Iterable[Ports] | None, others: Iterable[Ports]) -> tuple[Ports, ...]:
    open_ = set(others)
    return tuple(sorted(open_)) if ports is None else tuple(port for port in ports if within(port, open_))


_ACCELERATORS = Got("not-asked", "globalaccelerator:ListAccelerators")


def private(whole: Account, region: str, ports: tuple[Ports, ...]) -> Reached:
    """Say who reaches a balancer that has no public address: an accelerator in the region may lend it its own."""
    interfaces = whole.one("ec2.interfaces", region)
    if not interfaces.good:
        return Reached(None, ports, interfaces)
    if accelerated(interfaces):
        return Reached(None, ports, _ACCELERATORS)
    return Reached("owner", ports, interfaces, ("it is internal", "no accelerator stands in its region"))


@dataclass(frozen=True, slots=True)
class Door:
    """Where a database listens."""

    public: bool | None
    """It has an address that the internet can write to. Without one nobody outside its network reaches it."""
    port: int | None
    groups: frozenset[str]
    """Ids of the security groups before it."""
    region: str


def exposure(whole: Account, thing: Callable[..., dict[str, Any]], got: Got, door: Door) -> Exposure:
    """Say who comes in to a database: a public address is no reach, its security groups decide.

    `thing`: makes what its facts share, of the answers they rest on; `got`: tells of the door.
    """
    if door.public:
        reached = _through_door(whole, door).behind(PUBLIC)
    else:
        known = got if door.public is False else unclear(got, "it does not say whether it has a public address")
        reached = Reached("owner" if known.good else None, _port(door) or (), known, (PRIVATE,) if known.good else ())
    return Exposure(**thing(reached.got), way="network", offers="data", **reached.said())


def _port(door: Door) -> tuple[Ports, ...] | None:
    return single([door.port]) if door.port else None


def _through_door(whole: Account, door: Door) -> Reached:
    reached = public(whole, door.region, door.groups, _port(door))
    if not door.port and reached.audience and reached.ports:
        return Reached(None, reached.ports, unclear(reached.got, "the database names no port"))
    return reached
