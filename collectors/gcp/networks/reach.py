"""Who comes in from the internet: to a machine through all rules before it, and by one rule to the machines behind it.

A network refuses what no rule lets in (cloud.google.com/firewall/docs/firewalls: implied rules). Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from collectors.asking.listing import rows
from collectors.gcp.networks.policies import Policies, policies
from collectors.gcp.networks.ports import Ports, everyone, offers, overlap, public, without
from collectors.gcp.networks.rules import Opening, Row, applies, incoming, marks, named, openings, sources
from collectors.gcp.read import Project, compute
from scanner.answers import Got, unclear, unread

Audience = Literal["owner", "listed", "everyone"]
_FAMILIES: Final = (4, 6)
_TARGETS: Final = Got("not-asked", "which machines stand behind a load balancer that passes traffic on")
_PASSING: Final = frozenset({"EXTERNAL", "EXTERNAL_PASSTHROUGH"})
_ADDRESS, _NONE = "it has an external address", "it has no external address"
_EVERYONE, _SOME = "its firewall lets everyone in", "its firewall lets some addresses from outside in"
_SHUT: Final = "no rule of its firewall lets anybody from outside in"


class Reached(NamedTuple):
    """The widest audience and its ports; None with the answer that would have told."""

    audience: Audience | None
    ports: tuple[Ports, ...]
    gots: tuple[Got, ...]
    """What it rests on; of what is not known the last says why."""
    considered: tuple[str, ...] = ()

    def said(self) -> dict[str, Any]:
        """As an `Exposure` has it."""
        if self.audience:
            return {"audience": self.audience, "ports": self.ports, "considered": self.considered}
        why = self.gots[-1]
        return {"audience": None, "ports": None, "unread": unread(audience=why, ports=why)}


@dataclass(frozen=True, slots=True)
class Machines:
    """Who reaches the machines of a project. Those that rules cannot tell apart are looked at once."""

    whole: Project
    got: Got
    """The list of them."""
    _known: dict[Any, Reached] = field(default_factory=dict)

    def reached(self, row: Row) -> Reached:
        """Of one of them."""
        nics = ((str(nic.get("network", "")), _families(nic)) for nic in row.get("networkInterfaces") or ())
        like = (*nics, marks(row))
        if like not in self._known:
            self._known[like] = _machine(self.whole, row, self.got)
        return self._known[like]


def _machine(whole: Project, row: Row, got: Got) -> Reached:
    """By the addresses of its own, and through what may stand before its other interfaces."""
    behind, interfaces = _behind(whole), row.get("networkInterfaces") or ()
    ways = [_interface(whole, row, nic, own) for nic in interfaces if (own := _families(nic))]
    addressed = bool(ways)
    if behind:
        ways += [_fronted(whole, row, nic, behind) for nic in interfaces if not _families(nic)]
    if not ways:
        return Reached("owner", (), (got, whole.answers.one("compute.forwarding")), (_NONE,))
    return _widest(ways, got, _ADDRESS if addressed else _NONE)


def _fronted(whole: Project, row: Row, nic: Row, behind: Got) -> Reached:
    """An interface without an address is reached by nobody where rules let nobody in; else that is not known."""
    reached = _interface(whole, row, nic, _FAMILIES)
    return reached if reached.audience in {None, "owner"} else Reached(None, (), (*reached.gots, behind))


def _families(nic: Row) -> tuple[int, ...]:
    """Of its external addresses. One that is set, and has no address while the machine is off, counts."""
    return tuple(n for n, key in ((4, "accessConfigs"), (6, "ipv6AccessConfigs")) if nic.get(key))


def _behind(whole: Project) -> Got | None:
    """Why a machine without an address may be reached all the same; None: it may not."""
    got = whole.answers.one("compute.forwarding")
    if not got.good:
        return got
    passing = any(row.get("loadBalancingScheme", "EXTERNAL") in _PASSING and not _proxied(row) for row in rows(got))
    return _TARGETS if passing else None


def _proxied(row: Row) -> bool:
    """What leads to a proxy, or to a gateway of a VPN, passes nothing on."""
    target = str(row.get("target", ""))
    return "Proxies/" in target or "/targetVpnGateways/" in target


def _interface(whole: Project, row: Row, nic: Row, families: Iterable[int]) -> Reached:
    rules, link = whole.answers.one("compute.firewalls"), compute(str(nic.get("network", "")))
    if not link.startswith(f"//compute.googleapis.com/projects/{whole.id}/"):
        there = unclear(rules, "its network is another project's, whose rules were not asked")
        return Reached(None, (), (there if rules.good else rules,))
    if not rules.good:
        return Reached(None, (), (rules,))
    before = [rule for rule in rows(rules) if incoming(rule) and applies(rule, row, link)]
    let_in = [opening for rule in before for opening in openings(rule, before)]
    return _judged(whole, link, let_in, tuple(families), rules)


def _judged(  # noqa: PLR0913  # what is let in, where, and by whose word
    whole: Project, link: str, let_in: Sequence[Opening], families: tuple[int, ...], rules: Got, *, alone: bool = False
) -> Reached:
    """What is open for sure, unless that is a mere service, and something worse may be open too.

    alone: what others let in beside it is none of its business.
    """
    above, world = policies(whole, link), _world(let_in, families)
    above = above._replace(opens=()) if alone else above
    gots = (rules, *above.gots)
    if above.bad:
        return Reached(None, (), (*gots, above.bad))
    sure = tuple(sorted({part for ports in world for part in without(ports, above.shuts)}))
    if offers(sure) != "service":
        return Reached("everyone", sure, gots, (_EVERYONE,))
    if why := _unsure(above, world, let_in, rules):
        return Reached(None, (), (*gots, why))
    if world:
        return Reached("everyone", world, gots, (_EVERYONE,))
    some = {o.ports for o in let_in if o.block and public(o.block) and o.block.version in families}
    return Reached("listed", tuple(sorted(some)), gots, (_SOME,)) if some else Reached("owner", (), gots, (_SHUT,))


def _unsure(above: Policies, world: Sequence[Ports], let_in: Sequence[Opening], rules: Got) -> Got | None:
    """Why what the rules say may not be all."""
    if overlap(world, above.shuts):
        return unclear(above.gots[1], "a firewall policy may shut what its rules let in")
    if any(left for ports in above.opens for left in without(ports, world)):
        return unclear(above.gots[1], "a firewall policy may let in what its rules do not")
    bad = any(opening.block is None for opening in let_in)
    return unclear(rules, "a rule names a source that is no address") if bad else None


def _world(let_in: Sequence[Opening], families: Iterable[int]) -> tuple[Ports, ...]:
    """Ports open to as many as everyone, whichever rules say so together."""
    found = set()
    for ports in {opening.ports for opening in let_in}:
        blocks = [o.block for o in let_in if o.block and o.ports[0] <= ports[0] and ports[1] <= o.ports[1]]
        found |= {ports for version in families if everyone(blocks, version)}
    return tuple(sorted(found))


def _widest(some: Sequence[Reached], got: Got, said: str = _ADDRESS) -> Reached:
    """Of several ways the most open. Beside a mere service what is not known matters, for it may be worse."""
    ways = {audience: [one for one in some if one.audience == audience] for audience in _ORDER}
    ports = {port for one in ways["everyone"] for port in one.ports}
    worst = next(audience for audience in _ORDER if ways[audience])
    if worst == "everyone" and ways[None] and offers(ports) == "service":
        worst = None
    found = ways[worst]
    open_ = tuple(sorted({port for one in found for port in one.ports}))
    return Reached(worst, open_, (got, *found[0].gots), (said, *found[0].considered))


_ORDER: Final[tuple[Audience | None, ...]] = ("everyone", None, "listed", "owner")


def by_rule(whole: Project, rule: Row, got: Got) -> Reached:
    """Whom one rule lets in, to machines that the internet can address."""
    link, blocks = compute(str(rule.get("network", ""))), sources(rule)
    if not any(block is None or public(block) for block in blocks):
        return Reached("owner", named(rule), (got,), ("it names no source from outside",))
    machines = whole.answers.one("compute.instances")
    if not machines.good:
        return Reached(None, (), (got, machines))
    behind = [row for row in rows(machines) if _stands_in(row, link) and applies(rule, row, link)]
    unlike = {(_addressed(row, link), marks(row)): row for row in behind if _addressed(row, link)}
    reached = [_through(whole, rule, row, link, got) for row in unlike.values()]
    if not reached:
        return _unaddressed(whole, behind, (got, machines), named(rule))
    found = _widest(reached, machines)
    said = (_LETS[found.audience], "a machine behind it has an external address") if found.audience else ()
    return found._replace(considered=said, ports=found.ports or named(rule))


_LETS: Final[Mapping[Audience, str]] = {
    "everyone": "it lets everyone in",
    "listed": "it lets some addresses from outside in",
    "owner": "rules that go before it let nobody from outside in",
}


def _through(whole: Project, rule: Row, row: Row, link: str, got: Got) -> Reached:
    before = [one for one in rows(got) if incoming(one) and applies(one, row, link)]
    return _judged(whole, link, [*openings(rule, before)], _addressed(row, link), got, alone=True)


def _stands_in(row: Row, link: str) -> bool:
    return any(compute(str(nic.get("network", ""))) == link for nic in row.get("networkInterfaces") or ())


def _addressed(row: Row, link: str) -> tuple[int, ...]:
    own = [nic for nic in row.get("networkInterfaces") or () if compute(str(nic.get("network", ""))) == link]
    return tuple(sorted({family for nic in own for family in _families(nic)}))


def _unaddressed(whole: Project, behind: Sequence[Row], gots: tuple[Got, ...], ports: tuple[Ports, ...]) -> Reached:
    """A rule alone is no way in, unless others' machines stand in the network, or a load balancer passes it on."""
    project = whole.answers.one("compute.project")
    if not project.good:
        return Reached(None, (), (*gots, project))
    if (project.body or {}).get("xpnProjectStatus") == "HOST":
        return Reached(None, (), (*gots, unclear(project, "machines of other projects may stand in its network")))
    passing = _behind(whole) if behind else None
    if passing:
        return Reached(None, (), (*gots, passing))
    what = "no machine behind it has an external address" if behind else "it stands before no machine"
    return Reached("owner", ports, (*gots, project), (what,))
