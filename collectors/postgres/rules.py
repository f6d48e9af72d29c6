"""pg_hba.conf as the server reads it: who may come in from where, and what is asked of them. Pure.

The first rule that fits a connection decides (https://www.postgresql.org/docs/current/auth-pg-hba-conf.html), so a rule
counts as far as none before it takes all that it would: of each kind of connection, and of each network.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from collectors.asking.listing import rows
from collectors.postgres.statements import RULES
from collectors.postgres.whole import Whole
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

    line: int
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
        return f"pg_hba.conf line {self.line}: {self.type} {self.method}"

    def leaves(self, other: "Rule", pairs: frozenset[tuple[str, Part]]) -> frozenset[tuple[str, Part]]:
        """Of connections that another rule would decide of those that do not all come here first."""
        whom = "all" in self.users or other.users <= self.users
        # `all` does not mean replication.
        where = other.databases <= self.databases or ("all" in self.databases and "replication" not in other.databases)
        if not (whom and where):
            return pairs
        return frozenset(pair for pair in pairs if pair[0] not in _KINDS[self.type] or not self._holds(pair[1]))

    def _holds(self, part: Part) -> bool:
        if part in self.parts:
            return True
        if isinstance(part, str):
            return set(ANY) <= set(self.parts)
        return any(_within(part, mine) for mine in self.parts)


def here(part: Part) -> bool:
    """Connections of this machine alone."""
    return part in ("local", "samehost") if isinstance(part, str) else part.is_loopback


def _within(part: Network, whole: Part) -> bool:
    return not isinstance(whole, str) and part.version == whole.version and part.subnet_of(whole)  # type: ignore[arg-type]  # of one version


def rules(whole: Whole) -> tuple[list[Rule], Got]:
    """All that decide of some connection; none, and why, where they are not known."""
    got = whole.answers.one(RULES)
    if not got.good:
        return [], got
    said = rows(got)
    if any(row.get("wrong") for row in said):
        return [], unclear(got, "pg_hba.conf holds a line that makes no sense, so an older one is in force")
    found: list[Rule] = []
    for row in said:
        rule = _rule(row)
        left = frozenset(product(_KINDS[rule.type], rule.parts))
        for before in found:
            left = before.leaves(rule, left)
        found.append(replace(rule, open=left))
    return found, got


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        line=int(row["line"]),
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
