"""What could not be seen, put together so that a reader sees causes and not a hundred lines."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.coverage import Coverage, Unseen


@dataclass(frozen=True, slots=True)
class Group:
    """One cause, at one target or at several of a platform."""

    reason: str
    where: str
    """The target, or how many of which scheme."""
    what: str
    """The right that is missing; without one what was asked."""
    findings: int
    rows: tuple[Unseen, ...]


def groups(coverage: Coverage) -> list[Group]:
    """The causes, that which leaves most open first."""
    found: dict[tuple[str, str, str], list[Unseen]] = defaultdict(list)
    for row in coverage.unseen:
        what = row.needs or (f"{row.ask} ({row.code})" if row.code else row.ask)
        found[row.reason, _scheme(row.target), what].append(row)
    made = [_group(reason, scheme, what, rows) for (reason, scheme, what), rows in found.items()]
    told = {row.target for row in coverage.unseen}
    # No check would have judged it, and still a reader must hear of it.
    made += [
        Group("not reached", t.name, t.because, 0, ()) for t in coverage.targets if not t.reached and t.name not in told
    ]
    return sorted(made, key=lambda g: (-g.findings, g.reason, g.where, g.what))


def grants(coverage: Coverage) -> Iterator[tuple[str, str]]:
    """What would make more seen, and the command that says or does it; once for each platform."""
    for scheme in sorted({_scheme(r.target) for r in coverage.unseen if r.needs and r.reason == "denied"}):
        if scheme == "local":
            yield "to see it, one read-only script as root", "safeguard scan --sudo"
        else:
            yield "what to grant", f"safeguard permissions {scheme} --missing"


def _group(reason: str, scheme: str, what: str, rows: list[Unseen]) -> Group:
    targets = sorted({r.target for r in rows})
    where = targets[0] if len(targets) == 1 else f"{scheme}, {len(targets)} targets"
    return Group(reason, where, what, sum(r.findings for r in rows), tuple(rows))


def _scheme(target: str) -> str:
    return target.partition(":")[0]
