"""pg_hba.conf as the server reads it: who may come in from where, and what is asked of them. Pure.

The first rule that fits a connection decides (https://www.postgresql.org/docs/current/auth-pg-hba-conf.html), so a rule
counts as far as none before it takes all that it would: of each kind of connection, and of each network.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from collectors.asking.listing import rows
from scanner.answers import Got, unclear

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Part: TypeAlias = Network | str
"""A network; or a word: `local`, `samehost`, `samenet`, a name."""
ANY: Final = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
_KINDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "local": frozenset({"local"}),
        "host": frozenset({"tls", "gss", "plain"}),
        "hostssl": frozenset({"tls"}),
        "hostnossl": frozenset({"gss", "plain"}),
        "hostgssenc": frozenset({"gss"}),
        "hostnogssenc": frozenset({"tls", "plain"}),
    }
)
REFUSES: Final = "reject"


@dataclass(frozen=True)
class Rule:
    """One line."""

    number: int
    """Its place among all, whatever files they stand in."""
    place: str
    """Where people find it: `pg_hba.conf line 7`."""
    type: str
    databases: frozenset[str]
    users: frozenset[str]
    parts: tuple[Part, ...]
    method: str
    options: frozenset[str]
    servers: int | None
    """Of the directory that is asked."""
    open: frozenset[tuple[str, Part]] = frozenset()
    """The kinds of connection, and from where, that no rule before takes."""

    @cached_property
    def lets_in(self) -> bool:
        """It decides of some connection, and does not refuse it."""
        return self.method != REFUSES and bool(self.open)

    @property
    def remote(self) -> frozenset[tuple[str, Part]]:
        """Of those, what comes from other machines."""
        return frozenset((kind, part) for kind, part in self.open if not here(part))

    @property
    def said(self) -> str:
        """As people find it."""
        return f"{self.place}: {self.type} {self.method}"


def here(part: Part) -> bool:
    """Connections of this machine alone."""
    return part in ("local", "samehost") if isinstance(part, str) else part.is_loopback


class _Before:
    """The rules so far, found by what they take: looking through all of them for each would not end."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, Part], list[Rule]] = defaultdict(list)

    def add(self, rule: Rule) -> None:
        for pair in product(_KINDS[rule.type], rule.parts):
            self._by[pair].append(rule)

    def takes(self, rule: Rule, kind: str, part: Part) -> bool:
        """All that the rule would decide of such connections comes to one of these first."""
        if any(_covers(before, rule) for whole in _around(part) for before in self._by.get((kind, whole), ())):
            return True
        # A name, or the server's own networks, may be of either kind of address.
        any_ = isinstance(part, str) and part != "local"
        return any_ and all(any(_covers(one, rule) for one in self._by.get((kind, whole), ())) for whole in ANY)


def _around(part: Part) -> Iterator[Part]:
    """It, and all networks that hold it."""
    yield part
    if not isinstance(part, str):
        yield from (part.supernet(new_prefix=bits) for bits in range(part.prefixlen - 1, -1, -1))


def _covers(before: Rule, rule: Rule) -> bool:
    """Whoever a rule is about, in whatever database. `all` does not mean replication."""
    return ("all" in before.users or rule.users <= before.users) and _same_databases(before, rule)


def _same_databases(before: Rule, rule: Rule) -> bool:
    return rule.databases <= before.databases or ("all" in before.databases and "replication" not in rule.databases)


def read_rules(got: Got) -> tuple[list[Rule], Got]:
    """All rules, and what they rest on; none, and why, where they are not known."""
    if not got.good:
        return [], got
    said = rows(got)
    if any(row.get("wrong") for row in said):
        return [], unclear(got, "pg_hba.conf holds a line that makes no sense, so an older one is in force")
    if not said:
        return [], unclear(got, "pg_hba.conf holds no line, and yet we were let in: another one is in force")
    if any(_holed(row.get("netmask")) for row in said):
        return [], unclear(got, "pg_hba.conf holds a mask with holes: from where it lets in is not known")
    found, before = list[Rule](), _Before()
    for rule in map(_rule, range(len(said)), said):
        pairs = product(_KINDS[rule.type], rule.parts)
        found.append(replace(rule, open=frozenset(pair for pair in pairs if not before.takes(rule, *pair))))
        before.add(rule)
    return found, got


def narrowed(rules: Sequence[Rule], words: frozenset[str]) -> list[Rule]:
    """Rules about one role, without what lines about it, or about a group of it, take before lines about everybody.

    words: as lines name the role. An expression may be about somebody else, and takes nothing.
    """
    found, before = list[Rule](), list[Rule]()
    for rule in rules:
        left = (pair for pair in rule.open if not any(_takes(one, rule, *pair) for one in before))
        found.append(replace(rule, open=frozenset(left)) if before else rule)
        if "all" not in rule.users and rule.users & words:
            before.append(rule)
    return found


def _takes(before: Rule, rule: Rule, kind: str, part: Part) -> bool:
    """Whatever their users."""
    if kind not in _KINDS[before.type] or not _same_databases(before, rule):
        return False
    if isinstance(part, str):
        return part in before.parts or (part != "local" and set(ANY) <= set(before.parts))
    return any(whole in before.parts for whole in _around(part))


def _holed(mask: Any) -> bool:
    """Not ones and then zeros alone, as where somebody wrote what other makers take: `0.0.0.255`."""
    if mask is None:
        return False
    address = ipaddress.ip_address(str(mask))
    rest = int(address) ^ ((1 << address.max_prefixlen) - 1)
    return rest & (rest + 1) != 0


def _rule(number: int, row: Mapping[str, Any]) -> Rule:
    return Rule(
        number=number,
        place=f"{row.get('file') or 'pg_hba.conf'} line {int(row['line'])}",
        type=str(row["type"]),
        databases=frozenset(map(str, row["databases"])),
        users=frozenset(map(str, row["users"])),
        parts=tuple(_parts(row)),
        method=str(row["method"]),
        options=frozenset(map(str, row.get("options") or ())),
        servers=row.get("servers"),
    )


def _parts(row: Mapping[str, Any]) -> Iterator[Part]:
    address, mask = row.get("address"), row.get("netmask")
    if row["type"] == "local":
        yield "local"
    elif address == "all":
        yield from ANY
    elif mask is None:
        yield str(address)  # samehost, samenet, or a name
    elif ":" in str(mask):
        bits = int(ipaddress.IPv6Address(str(mask))).bit_count()
        yield ipaddress.ip_network(f"{address}/{bits}", strict=False)
    else:
        yield ipaddress.ip_network(f"{address}/{mask}", strict=False)
