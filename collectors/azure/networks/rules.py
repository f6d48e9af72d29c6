"""What the rules of a network security group let in from outside, port by port and address by address. Pure.

The first rule that fits decides, by priority. What no rule of one's own fits is refused: of the default rules, which
nobody can take away, two let in what is inside and the last refuses all (learn.microsoft.com:
network-security-groups-overview).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias

from collectors.azure.read import properties

Ports: TypeAlias = tuple[int, int]
Open: TypeAlias = tuple[int, int, int]
"""A range of ports, and who is let in there."""
Span: TypeAlias = tuple[int, int]
"""The first and the last of some addresses, as numbers."""
Family: TypeAlias = Literal[4, 6]
FAMILIES: Final[tuple[Family, ...]] = (4, 6)
LISTED, UNSAID, PROVIDER, EVERYONE = 1, 2, 3, 4
"""Who is let in, the wider the higher. UNSAID: a service tag of which it is not known whom it stands for."""
_BITS: Final[Mapping[Family, int]] = {4: 32, 6: 128}
_FEW: Final[Mapping[Family, int]] = {4: 2**24, 6: 2**112}
"""More public addresses than this, in however many blocks, are as good as everyone."""
_INSIDE: Final[Mapping[Family, tuple[str, ...]]] = {
    4: (
        *("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12"),
        "192.168.0.0/16",
    ),
    6: ("fc00::/7", "fe80::/10"),
}
_ANY: Final = frozenset({"*", "internet", "any"})
_OWN: Final = frozenset({"virtualnetwork", "azureloadbalancer"})
"""Tags of what is inside: the network and what is joined to it, and Azure's probes."""
_CONTROL: Final = frozenset(
    {"gatewaymanager", "apimanagement", "batchnodemanagement", "azureactivedirectorydomainservices"}
)
"""Tags of services of Azure that manage what stands in the network, and through which no customer speaks."""
_CLOUD: Final = "azurecloud"
_NO_PORTS: Final = frozenset({"icmp", "icmpv6", "esp", "ah"})
_PROTOCOLS: Final[Mapping[str, frozenset[str]]] = {
    "tcp": frozenset({"tcp"}),
    "udp": frozenset({"udp"}),
    "*": frozenset({"tcp", "udp"}),
    **dict.fromkeys(_NO_PORTS, frozenset()),
}


class UnclearError(ValueError):
    """A rule is written in a way that we do not follow."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Ranges of ports with who is let in there, by the family of addresses, in order; what is shut is left out."""

    spans: Mapping[Family, tuple[Open, ...]]

    def through(self, other: "Opening") -> "Opening":
        """What gets through both."""
        return Opening({f: tuple(_both(self.spans[f], other.spans[f])) for f in FAMILIES})

    def widest(self, families: Iterable[Family] = FAMILIES) -> int:
        """Who is let in at most; 0 nobody from outside."""
        return max((level for f in families for _, _, level in self.spans[f]), default=0)

    def ports(self, level: int, families: Iterable[Family] = FAMILIES) -> tuple[Ports, ...]:
        """The ports that are open to so many or more."""
        return joined((low, high) for f in families for low, high, found in self.spans[f] if found >= level)


def joined(some: Iterable[Ports]) -> tuple[Ports, ...]:
    """Ranges in order, those that touch made one."""
    found: list[Ports] = []
    for low, high in sorted(some):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def _both(mine: Iterable[Open], theirs: Iterable[Open]) -> Iterator[Open]:
    others = tuple(theirs)
    for low, high, level in mine:
        for from_, to, other in others:
            if low <= to and from_ <= high:
                yield max(low, from_), min(high, to), min(level, other)


@dataclass(frozen=True, slots=True)
class _Rule:
    allow: bool
    protocols: frozenset[str]
    ports: tuple[Ports, ...]
    sources: Mapping[Family, tuple[Span, ...]]
    tag: int
    """Whom its service tags let in."""
    shuts: frozenset[Family]
    """Families whose traffic it refuses, whatever of the group it is for; of a part alone it shuts nothing."""


def opening(group: Mapping[str, Any]) -> Opening:
    """Weigh the rules of a group.

    Raises:
        UnclearError: one of them is written in a way that we do not follow.
    """
    said = [properties(row) for row in properties(group).get("securityRules") or []]
    inward = [rule for rule in said if _word(rule, "direction", ("inbound", "outbound")) == "inbound"]
    rules = [_rule(rule) for rule in sorted(inward, key=_priority)]
    edges = sorted({0, 65536, *(edge for r in rules for low, high in r.ports for edge in (low, high + 1))})
    parts = [(low, high - 1) for low, high in pairwise(edges)]
    return Opening({family: tuple(_levels(rules, parts, family)) for family in FAMILIES})


def _levels(rules: list[_Rule], parts: list[Ports], family: Family) -> Iterator[Open]:
    for low, high in parts:
        fits = [r for r in rules if any(start <= low and high <= end for start, end in r.ports)]
        if level := max(_level([r for r in fits if p in r.protocols], family) for p in ("tcp", "udp")):
            yield low, high, level


def _level(rules: list[_Rule], family: Family) -> int:
    """Who gets in at one port: each address goes by the first rule that names it, so what is let in stays let in."""
    left: tuple[Span, ...] = ((0, 2 ** _BITS[family] - 1),)
    let_in, tags = list[Span](), 0
    for rule in rules:
        hit = _meet(left, rule.sources[family])
        if rule.allow:
            let_in += hit
            tags = max(tags, rule.tag if rule.tag and _public(left, family) > _FEW[family] else 0)
        elif family in rule.shuts:
            left = _without(left, hit)
    found = _public(let_in, family) if let_in else 0
    return EVERYONE if found > _FEW[family] else max(tags, LISTED if found else 0)


def _rule(said: Mapping[str, Any]) -> _Rule:
    allow = _word(said, "access", ("allow", "deny")) == "allow"
    protocol = _word(said, "protocol", tuple(_PROTOCOLS))
    prefixes = _both_ways(said, "sourceAddressPrefix", "sourceAddressPrefixes")
    if not prefixes and not said.get("sourceApplicationSecurityGroups"):
        raise UnclearError("no source")
    ports = _both_ways(said, "destinationPortRange", "destinationPortRanges")
    if not ports and _PROTOCOLS[protocol]:
        raise UnclearError("no ports")
    named = [prefix for prefix in prefixes if "/" not in prefix and not _is_address(prefix)]
    return _Rule(
        allow,
        _PROTOCOLS[protocol],
        tuple(map(_ports, ports)),
        {family: tuple(_spans(prefixes, family)) for family in FAMILIES},
        max(map(_tag, named), default=0),
        _shuts(said),
    )


def _word(said: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    word = str(said.get(name, "")).lower()
    if word not in known:
        raise UnclearError(name)
    return word


def _priority(said: Mapping[str, Any]) -> int:
    if not isinstance(said.get("priority"), int):
        raise UnclearError("priority")
    return int(said["priority"])


def _both_ways(said: Mapping[str, Any], one: str, many: str) -> list[str]:
    """Azure writes one thing by itself, and several in a list."""
    return [str(text).strip() for text in (said.get(one), *(said.get(many) or [])) if text]


def _ports(text: str) -> Ports:
    low, _, high = ("0-65535" if text == "*" else text).partition("-")
    if not low.isdecimal() or not (high or low).isdecimal():
        raise UnclearError("ports")
    return int(low), int(high or low)


def _is_address(text: str) -> bool:
    return ":" in text or text.replace(".", "").isdecimal()


def _spans(prefixes: Iterable[str], family: Family) -> Iterator[Span]:
    for prefix in prefixes:
        if prefix.lower() in _ANY:
            yield 0, 2 ** _BITS[family] - 1
        elif "/" in prefix or _is_address(prefix):
            yield from _span(prefix, family)


def _span(prefix: str, family: Family) -> Iterator[Span]:
    try:
        network = ip_network(prefix, strict=False)
    except ValueError as err:
        raise UnclearError("an address") from err
    if network.version == family:
        yield int(network.network_address), int(network.broadcast_address)


def _tag(name: str) -> int:
    word = name.lower()
    if word in _ANY or word in _OWN:
        return 0
    return LISTED if word in _CONTROL else PROVIDER if word.partition(".")[0] == _CLOUD else UNSAID


def _shuts(said: Mapping[str, Any]) -> frozenset[Family]:
    """What comes in goes to the network, so that all of it is everything."""
    targets = {text.lower() for text in _both_ways(said, "destinationAddressPrefix", "destinationAddressPrefixes")}
    if _both_ways(said, "sourcePortRange", "sourcePortRanges") != ["*"]:
        return frozenset()
    if targets & {"*", "virtualnetwork"}:
        return frozenset(FAMILIES)
    return frozenset(family for family, whole in ((4, "0.0.0.0/0"), (6, "::/0")) if whole in targets)  # type: ignore[misc]  # 4 and 6


def _meet(mine: Iterable[Span], theirs: Iterable[Span]) -> list[Span]:
    others = list(theirs)
    both = [(max(a, c), min(b, d)) for a, b in mine for c, d in others]
    return [(low, high) for low, high in both if low <= high]


def _without(mine: Iterable[Span], gone: Iterable[Span]) -> tuple[Span, ...]:
    left = list(mine)
    for start, end in gone:
        around = [side for a, b in left for side in ((a, min(b, start - 1)), (max(a, end + 1), b))]
        left = [(low, high) for low, high in around if low <= high]
    return tuple(left)


def _public(some: Iterable[Span], family: Family) -> int:
    """How many addresses of the internet there are among them, each counted once."""
    return sum(high - low + 1 for low, high in _without(joined(some), _SHUT_IN[family]))


_SHUT_IN: Final[Mapping[Family, tuple[Span, ...]]] = {
    family: tuple(span for block in _INSIDE[family] for span in _span(block, family)) for family in FAMILIES
}
