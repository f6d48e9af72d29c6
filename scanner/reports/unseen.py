"""What could not be seen, put together so that a reader sees causes and not a hundred lines."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from scanner.collector import Cause
from scanner.judging.coverage import Coverage, Unseen
from scanner.reports.night import Night
from scanner.words import number


@dataclass(frozen=True, slots=True)
class Group:
    """One cause, at one target or at several of a platform."""

    reason: str
    targets: tuple[str, ...]
    """In order."""
    what: str
    """The right that is missing; without one why, and what was asked."""
    findings: int
    rows: tuple[Unseen, ...]


def groups(coverage: Coverage) -> list[Group]:
    """The causes: first what kept whole targets away, then that which leaves most open."""
    found: dict[tuple[str, str, str], list[Unseen]] = defaultdict(list)
    for row in coverage.unseen:
        why, asked = told(row)
        what = f"{why} ({asked})" if why and not row.cause else why or asked
        found[row.reason, scheme(row.target), what].append(row)
    made = [_group(reason, what, rows) for (reason, _, what), rows in found.items()]
    heard, away = {row.target for row in coverage.unseen}, {t.name for t in coverage.targets if not t.reached}
    # No check would have judged it, and still a reader must hear of it.
    made += [
        Group("not reached", (t.name,), t.because, 0, ())
        for t in coverage.targets
        if not t.reached and t.name not in heard
    ]
    return sorted(made, key=lambda g: (not away.issuperset(g.targets), -g.findings, g.reason, g.targets, g.what))


def where_of(night: Night, targets: Collection[str]) -> str:
    """One target by its name, of several how many, and of which platform if of one."""
    schemes = {scheme(target) for target in targets}
    if len(targets) == 1:
        return night.called(next(iter(targets)))
    return ", ".join([*(schemes if len(schemes) == 1 else ()), f"{number(len(targets))} targets"])


def elsewhere(coverage: Coverage) -> dict[tuple[str, ...], list[str]]:
    """The targets that were not answered by the provider's own service, by the endpoints that did."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for target in coverage.targets:
        if target.elsewhere:
            found[target.elsewhere].append(target.target)
    return found


def told(row: Unseen) -> tuple[str, str]:
    """Why, as people say it, where that is known; and the right that is missing, or what was asked and failed."""
    by = f" ({row.code})" if row.code else ""  # the platform's own word
    if row.cause:
        return f"{row.cause.said}{by}", row.ask
    asked, _, why = row.ask.partition(": ") if row.reason == "unclear" else (row.ask, "", "")
    return why, row.needs or f"{asked}{by}"


def causes(group: Group) -> list[Cause]:
    """What collectors say of it, each once; what is to be typed names no target where it is about several."""
    told = [(row.cause, row.target) for row in group.rows if row.cause]
    if len({target for _, target in told}) > 1:
        told = [(replace(c, command=c.command.removesuffix(f" {target}")), target) for c, target in told]
    return list(dict.fromkeys(cause for cause, _ in told))


def grants(coverage: Coverage) -> Iterator[str]:
    """The platforms where a right is missing, each once: `safeguard permissions PLATFORM --missing` says which."""
    yield from sorted({scheme(r.target) for r in coverage.unseen if _grantable(r.reason, r.needs)} - {"local"})


def advice(row: Unseen) -> tuple[str, str]:
    """What to do about it, and the command for that where there is one."""
    if _grantable(row.reason, row.needs):
        if scheme(row.target) == "local":
            return "One read-only script as root", "safeguard scan --sudo"
        return "Grant it", f"safeguard permissions {scheme(row.target)} --missing"
    if row.cause:
        return row.cause.advice, row.cause.command
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


def _group(reason: str, what: str, rows: list[Unseen]) -> Group:
    return Group(reason, tuple(sorted({r.target for r in rows})), what, sum(r.findings for r in rows), tuple(rows))


def scheme(target: str) -> str:
    """Of a target's id: `aws`."""
    return target.partition(":")[0]
