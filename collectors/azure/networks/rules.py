"""What the rules of a network security group let in from outside, port by port and address by address. Pure.

The first rule that fits decides, by priority. What no rule of one's own fits is refused: of the default rules, which
nobody can take away, two let in what is inside and the last refuses all (learn.microsoft.com:
network-security-groups-overview).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

from collectors.azure.addresses import ALL, FAMILIES, Family, Span, everyone, joined, meet, public, span, without
from collectors.azure.read import properties

Ports: TypeAlias = tuple[int, int]
Open: TypeAlias = tuple[int, int, int]
"""A range of ports, and who is let in there."""
LISTED, UNSAID, PROVIDER, EVERYONE = 1, 2, 3, 4
"""Who is let in, the wider the higher. UNSAID: a service tag of which it is not known whom it stands for."""
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

    def at(self, ports: Iterable[Ports]) -> "Opening":
        """What gets through at these ports."""
        wanted = [(low, high, EVERYONE) for low, high in joined(ports)]
        return Opening({f: tuple(_both(self.spans[f], wanted)) for f in FAMILIES})

    def widest(self, families: Iterable[Family] = FAMILIES) -> int:
        """Who is let in at most; 0 nobody from outside."""
        return max((level for f in families for _, _, level in self.spans[f]), default=0)

    def ports(self, level: int, families: Iterable[Family] = FAMILIES) -> tuple[Ports, ...]:
        """The ports that are open to so many or more."""
        return joined((low, high) for f in families for low, high, found in self.spans[f] if found >= level)


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
    left: tuple[Span, ...] = (ALL[family],)
    let_in, tags = list[Span](), 0
    for rule in rules:
        hit = meet(left, rule.sources[family])
        if rule.allow:
            let_in += hit
            tags = max(tags, rule.tag if rule.tag and everyone(left, family) else 0)
        elif family in rule.shuts:
            left = without(left, hit)
    if everyone(let_in, family):
        return EVERYONE
    return max(tags, LISTED if let_in and public(let_in, family) else 0)


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
        tuple(map(ports_of, ports)),
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


def ports_of(text: str) -> Ports:
    """One port, a range of them, or all.

    Raises:
        UnclearError: it is none of these.
    """
    low, _, high = ("0-65535" if text == "*" else text).partition("-")
    if not low.isdecimal() or not (high or low).isdecimal():
        raise UnclearError("ports")
    return int(low), int(high or low)


def _is_address(text: str) -> bool:
    return ":" in text or text.replace(".", "").isdecimal()


def _spans(prefixes: Iterable[str], family: Family) -> Iterator[Span]:
    for prefix in prefixes:
        if prefix.lower() in _ANY:
            yield ALL[family]
        elif "/" in prefix or _is_address(prefix):
            yield from _span(prefix, family)


def _span(prefix: str, family: Family) -> Iterator[Span]:
    try:
        own, found = span(prefix)
    except ValueError as err:
        raise UnclearError("an address") from err
    if own == family:
        yield found


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
