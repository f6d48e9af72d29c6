"""Who reaches a database from the internet: its public address is no reach, its security groups decide. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from collectors.aws.networks.reach import Opening, Ports, opening, within
from collectors.aws.read import Account, body
from scanner.answers import Got, unclear, unread
from scanner.facts import Exposure


@dataclass(frozen=True, slots=True)
class Door:
    """Where a database listens."""

    public: bool
    """It has an address that the internet can write to. Without one nobody outside its network reaches it."""
    port: int | None
    groups: frozenset[str]
    """Ids of the security groups before it."""
    region: str


def exposure(whole: Account, thing: Callable[..., dict[str, Any]], got: Got, door: Door) -> Exposure:
    """Say who comes in. `thing`: makes what its facts share, of the answers they rest on; `got`: tells of the door."""
    groups = whole.one("ec2.groups", door.region)
    audience, why = _behind(door, groups) if door.public else ("owner", got)
    # What stands behind no address has no port that a stranger could knock at.
    ports = ((door.port, door.port),) if door.port else () if audience else None
    return Exposure(
        **(thing(groups) if door.public else thing()),
        way="network",
        offers="data",
        audience=audience,  # type: ignore[arg-type]  # words of the vocabulary
        ports=ports,
        unread=unread(audience=why, **({"ports": why} if ports is None else {})) if audience is None else (),
    )


def _behind(door: Door, groups: Got) -> tuple[str | None, Got]:
    opened = [opening(g) for g in body(groups).get("SecurityGroups", []) if g["GroupId"] in door.groups]
    audience, why = _audience(opened, [(door.port, door.port)] if door.port else [], groups)
    if audience != "everyone" and groups.good and len(opened) < max(1, len(door.groups)):
        return None, unclear(groups, "a security group of the database is not listed")
    return audience, why


def _audience(opened: Iterable[Opening], ports: list[Ports], groups: Got) -> tuple[str | None, Got]:
    """Who comes in from the internet to a public address, through these groups."""
    if not groups.good:
        return None, groups
    world, some = ({p for o in opened for p in to(o)} for to in (Opening.to_world, Opening.to_some))
    lists = {p for o in opened for p in o.lists}
    if not ports and (world or some or lists):
        return None, unclear(groups, "the database names no port")
    if any(within(port, world) for port in ports):
        return "everyone", groups
    if any(within(port, lists) for port in ports):
        return None, unclear(groups, "prefix lists are not followed")
    return "listed" if any(within(port, some) for port in ports) else "owner", groups
