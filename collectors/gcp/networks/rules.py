"""The rules of a network's firewall: what one lets in, to which machines, once stronger ones are counted in. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from collectors.gcp.networks.ports import Network, Ports, entries, network, without
from collectors.gcp.read import compute

Row = Mapping[str, Any]
_ANYWHERE: Final = "0.0.0.0/0"
_PRIORITY: Final = 1000


@dataclass(frozen=True, slots=True)
class Opening:
    """Ports, and the addresses that they are open to; None stands for what is no address."""

    ports: Ports
    block: Network | None


def incoming(row: Row) -> bool:
    """A rule that is in force, for what comes in."""
    return row.get("disabled") is not True and row.get("direction", "INGRESS") == "INGRESS"


def applies(rule: Row, row: Row, link: str) -> bool:
    """A rule of a network stands before a machine there."""
    if compute(str(rule.get("network", ""))) != link:
        return False
    wanted = rule.get("targetTags") or (), rule.get("targetServiceAccounts") or ()
    return not any(wanted) or any(not own.isdisjoint(some) for own, some in zip(marks(row), wanted, strict=True))


def marks(row: Row) -> tuple[frozenset[str], frozenset[str]]:
    """What rules know a machine by: its tags and its service accounts."""
    accounts = (str(account.get("email", "")) for account in row.get("serviceAccounts") or ())
    return frozenset((row.get("tags") or {}).get("items") or ()), frozenset(accounts)


def named(rule: Row) -> tuple[Ports, ...]:
    """The ports that a rule lets anybody in through."""
    return tuple(sorted({ports for _, ports in entries(rule["allowed"])}))


def openings(rule: Row, before: Iterable[Row]) -> Iterator[Opening]:
    """What a rule lets in, once denying rules of the same or a higher priority have taken away theirs.

    Raises:
        KeyError: it neither lets in nor denies, so that it is not told whole.
    """
    if rule.get("denied"):
        return
    stronger = [other for other in before if other.get("denied") and _priority(other) <= _priority(rule)]
    for protocol, ports in entries(rule["allowed"]):
        for block in sources(rule):
            shut = [
                closed
                for other in stronger
                if any(_holds(wider, block) for wider in sources(other))
                for kind, closed in entries(other["denied"])
                if kind == protocol
            ]
            yield from (Opening(left, block) for left in without(ports, shut))


def sources(rule: Row) -> list[Network | None]:
    """The blocks that a rule names. One that names nothing at all is for every address of IPv4; tags are within."""
    within = rule.get("sourceTags") or rule.get("sourceServiceAccounts")
    blocks = rule.get("sourceRanges") or (() if within else (_ANYWHERE,))
    return [network(str(block)) for block in blocks]


def _priority(rule: Row) -> int:
    return int(rule.get("priority", _PRIORITY))


def _holds(wider: Network | None, block: Network | None) -> bool:
    if wider is None or block is None or wider.version != block.version:
        return False
    return block.subnet_of(wider)  # type: ignore[arg-type]  # both are of one family
