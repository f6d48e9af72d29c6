"""The `@check` decorator and the values it makes."""

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import (
    Any,
    Concatenate,
    Final,
    Generic,
    Literal,
    ParamSpec,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from scanner.facts import FOREVER, STANDING, Fact, Gap
from scanner.phrases import of_class, of_failure, of_field
from scanner.words import few

F = TypeVar("F", bound=Fact)
R = TypeVar("R", bound=Fact)
P = ParamSpec("P")

Severity: TypeAlias = Literal["critical", "high", "medium", "low"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""The worst first."""


class Judged(StrEnum):
    """What a check can say of a fact."""

    PASS = "pass"  # noqa: S105  # no password
    FAIL = "fail"
    UNKNOWN = "unknown"
    INAPPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's answer about one fact."""

    judged: Judged
    seen: str
    """What was seen, said so that it can be read aloud: "idle sessions end after 60 min, more than 15"."""
    reason: str = ""
    """Of an unknown: the worst outcome behind it (`denied`, `unclear`, `hidden`, ...)."""
    part: str = ""
    """Which of several verdicts about one fact this is: `critical`, `high`."""
    severity: Severity | None = None
    """Where this verdict weighs less than the check."""
    asks: tuple[str, ...] = ()
    """Of an unknown: what was asked and did not tell."""
    fails_in: int | None = None
    """Of a pass that time alone ends: days until it fails, if nobody does anything. At least 1."""

    @property
    def standing(self) -> bool:
        """Unknown by the nature of the kind, not because of tonight."""
        return self.judged is Judged.UNKNOWN and self.reason in STANDING


def passed(seen: str, *, part: str = "", fails_in: int | None = None) -> Verdict:
    """Say that the safeguard was seen to hold; `fails_in`: days until it does not, where time alone ends it."""
    return Verdict(Judged.PASS, seen, part=part, fails_in=fails_in)


def failed(seen: str, *, part: str = "", severity: Severity | None = None) -> Verdict:
    """Say that it was seen not to hold."""
    return Verdict(Judged.FAIL, seen, part=part, severity=severity)


def inapplicable(basis: str) -> Verdict:
    """Say why the question does not arise here."""
    return Verdict(Judged.INAPPLICABLE, basis)


def cannot_tell(seen: str, reason: str = "unclear", *, part: str = "", asks: tuple[str, ...] = ()) -> Verdict:
    """Say that it is unknown for a reason that is no field of the fact; `asks`: what was asked and did not tell."""
    return Verdict(Judged.UNKNOWN, seen, reason, part, asks=asks)


def unknown(fact: Fact, *fields: str, part: str = "") -> Verdict:
    """Say which question failed, and how; the sentence comes from the fact."""
    why = [u for u in fact.unread if u.field in fields and getattr(fact, u.field, None) is None]
    if not why:
        raise ValueError(f"{', '.join(fields)} of {fact.kind} are known")
    causes: dict[tuple[str, str], list[str]] = {}
    for u in why:
        causes.setdefault((u.outcome, u.ask), []).append(of_field(u.field))
    said = (f"{few(names, len(names))}: {of_failure(outcome, ask)}" for (outcome, ask), names in causes.items())
    reason = next((u.outcome for u in why if u.outcome not in STANDING), why[0].outcome)
    asks = tuple(dict.fromkeys(u.ask for u in why if u.outcome == reason and u.ask))
    return Verdict(Judged.UNKNOWN, "; ".join(said), reason, part, asks=asks)


@dataclass(frozen=True, slots=True)
class Related(Generic[R]):
    """The facts of another class about the same resource, or about what it rests on."""

    seen: tuple[R, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """Listings that failed and could have held more of them: with these, absence is not known."""

    def absent(self, seen: str, facets: Collection[str] = ()) -> Verdict:
        """Say that there is none, or that we cannot know. `facets`: those that would count; empty: any."""
        gaps = [gap for gap in self.gaps if not facets or gap.which in {"", *facets}]
        if not gaps:
            return failed(seen)
        said = dict.fromkeys(f"{of_class(g.missing)}: {of_failure(g.outcome, g.ask)}" for g in gaps)
        # That nobody asks for such a list does not excuse this thing night after night.
        reason = next((g.outcome for g in gaps if g.outcome not in STANDING), "unclear")
        asks = dict.fromkeys(g.ask for g in gaps if g.outcome == reason and g.ask)
        return cannot_tell("; ".join(said), reason, asks=tuple(asks))


def span(seconds: int) -> str:
    """Say a time as people do: `15 min`, `30 h`, `never`; two units at most."""
    if seconds == FOREVER:
        return "never"
    said = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        if count:
            said.append(f"{count} {unit}")
    return " ".join(said[:2]) or "0 s"


def days(count: int) -> str:
    """Say a number of days: `1 day`, `90 days`, `never`."""
    return "never" if count == FOREVER else f"{count} day{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Setting:
    """What a profile may set."""

    default: Any
    type: Any


@dataclass(frozen=True, slots=True)
class Check(Generic[F, P]):
    """One judgement: of one class of facts, for one control, once for all platforms."""

    id: str
    title: str
    control: str
    severity: Severity
    why: str
    rule: str
    """What fails, what passes and of what it says nothing, to be applied by hand; empty where a plugin does not say."""
    fix: str
    fact: type[Fact]
    related: type[Fact] | None
    settings: Mapping[str, Setting]
    judge: Callable[Concatenate[F, P], Iterator[Verdict]]
    where: str
    """`checks.session:idle_ends`, for an error that must name it."""

    def __call__(self, fact: F, *related: P.args, **settings: P.kwargs) -> list[Verdict]:
        """Judge one fact; with the defaults where no setting is given."""
        return list(self.judge(fact, *related, **settings))


def check(
    *, id: str, title: str, control: str, severity: Severity
) -> Callable[[Callable[Concatenate[F, P], Iterator[Verdict]]], Check[F, P]]:
    """Make a `Check` of a generator function.

    Its first parameter's annotation says which facts it judges, `Related[X]` on a second one which others it needs
    beside; keywords are what a profile may set; the docstring says why, how it judges in a paragraph that
    begins "Rule:", and, after "Fix:", what to do.
    """

    def bind(judge: Callable[Concatenate[F, P], Iterator[Verdict]]) -> Check[F, P]:
        said, _, fix = inspect.cleandoc(judge.__doc__ or "").partition("Fix:")
        why, _, rule = said.partition("\n\nRule:")
        hints = get_type_hints(judge)
        first, *rest = inspect.signature(judge).parameters.values()
        beside = [get_args(hints[p.name])[0] for p in rest if get_origin(hints[p.name]) is Related]
        settings = {p.name: Setting(p.default, hints[p.name]) for p in rest if p.kind is p.KEYWORD_ONLY}
        return Check(
            id=id,
            title=title,
            control=control,
            severity=severity,
            why=" ".join(why.split()),
            rule=" ".join(rule.split()),
            fix=" ".join(fix.split()),
            fact=hints[first.name],
            related=beside[0] if beside else None,
            settings=MappingProxyType(settings),
            judge=judge,
            where=f"{judge.__module__}:{getattr(judge, '__name__', id)}",
        )

    return bind
