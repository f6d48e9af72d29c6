"""What could not be seen, put together so that a reader sees causes and not a hundred lines."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from msgspec.structs import replace

from scanner.answers import would_tell
from scanner.collector import Cause
from scanner.finding import Finding, Status
from scanner.judging.coverage import Coverage, Unseen
from scanner.words import few, number

Called: TypeAlias = Callable[[str], str]
"""Says what people call a target."""


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
    whole: bool
    """Nothing of these targets was seen: how much they hold is not known."""

    @property
    def leaves(self) -> str:
        """What it leaves open; of targets that were not reached all: nobody knows how much that is."""
        return "all of it open" if self.whole else f"{number(self.findings)} open"

    @property
    def alarm(self) -> bool:
        """It may be an attack."""
        return any(row.cause and row.cause.alarm for row in self.rows)


@dataclass(frozen=True, slots=True)
class Why:
    """Why something could not be seen, and what to do so that it can be."""

    reason: str
    """In a word: `denied`, `unclear`, `host key changed`."""
    why: str
    """In plain words, where some are known."""
    asked: str
    """The right that is missing, or what was asked and failed."""
    more: str
    advice: str
    command: str
    own: bool
    """A collector says so: its advice is for where the command does not do."""

    @property
    def said(self) -> str:
        """The cause in one piece: `denied: acme:Read`."""
        asked = f"{self.why} ({self.asked})" if self.why and self.asked else self.why or self.asked
        return f"{self.reason}: {asked}" if asked else self.reason

    @property
    def next(self) -> str:
        """What to do, in one piece."""
        parts, between = ((self.command, self.advice), "; ") if self.own else ((self.advice, self.command), ": ")
        return between.join(filter(None, parts))


def groups(coverage: Coverage) -> list[Group]:
    """The causes: first what may be an attack, then what kept whole targets away, then what leaves most open."""
    found: dict[tuple[str, str, str], list[Unseen]] = defaultdict(list)
    for row in coverage.unseen:
        why, asked = told(row)
        what = f"{why} ({asked})" if why and not row.cause else why or asked
        found[word(row), scheme(row.target), what].append(row)
    heard, away = {row.target for row in coverage.unseen}, {t.name for t in coverage.targets if not t.reached}
    made = [_group(reason, what, rows, away) for (reason, _, what), rows in found.items()]
    # No check would have judged it, and still a reader must hear of it.
    made += [
        Group("not reached", (t.name,), t.because, 0, (), whole=True)
        for t in coverage.targets
        if not t.reached and t.name not in heard
    ]
    return sorted(made, key=lambda g: (not g.alarm, not g.whole, -g.findings, g.reason, g.targets, g.what))


def where_of(called: Called, targets: Collection[str]) -> str:
    """One target by its name, of several how many, and of which platform if of one."""
    schemes = {scheme(target) for target in targets}
    if len(targets) == 1:
        return called(next(iter(targets)))
    return ", ".join([*(schemes if len(schemes) == 1 else ()), f"{number(len(targets))} targets"])


def elsewhere(coverage: Coverage, called: Called) -> Iterator[str]:
    """A sentence for the targets, as people call them, that are asked at an endpoint that is not the provider's own."""
    found: dict[tuple[tuple[str, ...], bool], list[str]] = defaultdict(list)
    for target in coverage.targets:
        if target.elsewhere:
            found[target.elsewhere, target.reached].append(called(target.name))
    for (where, reached), some in found.items():
        one = len(some) == 1
        was = (
            ("was answered by" if one else "were answered by")
            if reached
            else ("is asked at" if one else "are asked at")
        )
        yield f"{few(some)} {was} {few(where)}, not {'by' if reached else 'at'} the provider's own service"


def word(row: Unseen) -> str:
    """The cause in a word: the outcome of what was asked, or what people call it where it may be an attack."""
    return (row.cause and row.cause.alarm) or row.reason


def because(row: Unseen) -> Why:
    """What to say of a cause beside a finding that it leaves open."""
    said, asked = told(row)
    more, own = (row.cause.more, bool(row.cause.advice or row.cause.command)) if row.cause else ("", False)
    return Why(word(row), said, asked, more, *advice(row), own)


class Causes:
    """What left a finding open, as far as the coverage of its run tells causes apart."""

    def __init__(self, coverage: Coverage) -> None:
        self._rows = coverage.unseen
        self._of: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, row in enumerate(coverage.unseen):
            for control in row.controls:
                self._of[row.target, control].append(place)

    def places(self, finding: Finding) -> list[int]:
        """Their places in the coverage: those that its own words name, else all that leave its control open there."""
        if finding.status is not Status.NOT_ASSESSED or finding.standing:
            return []
        mine = self._of[finding.target, finding.control]
        alike = [place for place in mine if self._rows[place].reason == finding.reason]
        text = "; ".join((finding.seen, *finding.asks))
        for some in (alike, mine):
            if named := [place for place in some if _names(self._rows[place], text)]:
                return named
        return alike or mine

    def of(self, finding: Finding) -> list[Why]:
        """The causes; none of what is assessed, or stands by its nature."""
        return list(dict.fromkeys(because(self._rows[place]) for place in self.places(finding)))


def _names(row: Unseen, text: str) -> bool:
    words = row.needs.split() or row.ask.split("; ")
    return any(one in text for one in words if one)


def told(row: Unseen) -> tuple[str, str]:
    """Why, as people say it, where that is known; and the right that is missing, or what was asked and failed."""
    by = f" ({row.code})" if row.code else ""  # the platform's own word
    if row.cause:
        return row.cause.by(row.code), row.ask
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
    if row.reason == "unclear" and (commands := would_tell(row.ask)):
        named = few(f"“{command}”" for command in commands)
        return f"Type {named} there to see it; what is set there in so many words, the next scan reads", ""
    return ADVICE.get(row.reason, AGAIN), ""


AGAIN = "Scan again; the finding on the page shows what it answered"
ADVICE = {
    "denied": "Let the account that asks read it",
    "throttled": "Scan it at a quieter hour",
    "unreachable": "Check that it runs and can be reached from here",
    "unlicensed": "The platform sells this answer; look it up there, and attest it",
    "timeout": "Check that it answers at all; give it longer",
    "unclear": (
        "Nothing to grant: it answered, and that does not tell. The finding on the page shows what was looked for and"
        " the answer as it was kept; who runs it can tell"
    ),
}


def _grantable(reason: str, needs: str) -> bool:
    return bool(needs) and reason == "denied"


def _group(reason: str, what: str, rows: list[Unseen], away: Collection[str]) -> Group:
    targets = tuple(sorted({r.target for r in rows}))
    return Group(reason, targets, what, sum(r.findings for r in rows), tuple(rows), whole=set(targets) <= set(away))


def scheme(target: str) -> str:
    """Of a target's id: `aws`."""
    return target.partition(":")[0]
