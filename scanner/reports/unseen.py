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
        found[row.reason, scheme(row.target), what].append(row)
    made = [_group(reason, scheme, what, rows) for (reason, scheme, what), rows in found.items()]
    told = {row.target for row in coverage.unseen}
    # No check would have judged it, and still a reader must hear of it.
    made += [
        Group("not reached", t.name, t.because, 0, ()) for t in coverage.targets if not t.reached and t.name not in told
    ]
    return sorted(made, key=lambda g: (-g.findings, g.reason, g.where, g.what))


def grants(coverage: Coverage) -> Iterator[str]:
    """The platforms where a right is missing, each once: `safeguard permissions PLATFORM --missing` says which."""
    yield from sorted({scheme(r.target) for r in coverage.unseen if _grantable(r.reason, r.needs)} - {"local"})


def advice(row: Unseen) -> tuple[str, str]:
    """What to do about it, and the command for that where there is one."""
    if _grantable(row.reason, row.needs):
        if scheme(row.target) == "local":
            return "One read-only script as root", "safeguard scan --sudo"
        return "Grant it", f"safeguard permissions {scheme(row.target)} --missing"
    return _ADVICE.get(row.reason, "Ask again; look at what it answered"), ""


_ADVICE = {
    "denied": "Let the account that asks read it",
    "throttled": "Scan it at a quieter hour",
    "unreachable": "Check that it runs and can be reached from here",
    "unlicensed": "The platform sells this answer; look it up there, and attest it",
    "timeout": "Check that it answers at all; give it longer",
    "unclear": "Look at the answer; a person must tell",
}


def _grantable(reason: str, needs: str) -> bool:
    return bool(needs) and reason == "denied"


def _group(reason: str, scheme: str, what: str, rows: list[Unseen]) -> Group:
    targets = sorted({r.target for r in rows})
    where = targets[0] if len(targets) == 1 else f"{scheme}, {len(targets)} targets"
    return Group(reason, where, what, sum(r.findings for r in rows), tuple(rows))


def scheme(target: str) -> str:
    """Of a target's id: `aws`."""
    return target.partition(":")[0]
