"""What a run set out to look at. Sealed with it, so that what was left out can be seen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from scanner.answers import Answers
from scanner.check import Check
from scanner.collector import Collector
from scanner.facts import Fact, facets
from scanner.judge import asks
from scanner.plugins import Plugin, Registry
from scanner.profile import Profile
from scanner.targets import Target


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A target, and the questions that the enabled checks need of it."""

    target: Target
    collector: str
    questions: tuple[str, ...]
    parent: str = ""
    """Id of the target that lists it; empty where it was named by people."""
    aside: str = ""
    """Why nothing is asked of it: what lists it says that nobody is there."""


class Before(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the run before this one asked: what is gone since is said."""

    run: str
    targets: tuple[str, ...]
    checks: tuple[str, ...]


class Scope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is declared before anything is asked, and what was found to stand behind it."""

    targets: tuple[Asked, ...]
    """Sorted by id."""
    left_out: tuple[str, ...] = ()
    """Declared in safeguard.yaml and not part of this run."""
    checks: tuple[str, ...]
    """Enabled, sorted."""
    disabled: Mapping[str, str] = {}
    """By check: the reason the profile gives."""
    plugins: tuple[Plugin, ...] = ()
    before: Before | None = None

    @property
    def partial(self) -> bool:
        """The run looks at a part of what is declared."""
        return bool(self.left_out)


def declare(
    targets: Sequence[Target],
    registry: Registry,
    profile: Profile,
    *,
    left_out: Sequence[str] = (),
    before: Before | None = None,
) -> Scope:
    """Say which checks are judged, and which questions they need of each target."""
    enabled = {
        name: c for name, c in registry.checks.items() if name not in profile.disabled and profile.maps(c.control)
    }
    needed = needs(enabled, profile)
    return Scope(
        targets=tuple(_asked(t, registry.collectors[t.scheme], needed) for t in sorted(targets, key=lambda t: t.id)),
        left_out=tuple(sorted(left_out)),
        checks=tuple(enabled),
        disabled={name: why for name, why in profile.disabled.items() if name in registry.checks},
        plugins=registry.plugins,
        before=before,
    )


def behind(asked: Asked, collector: Collector, answers: Answers, needed: "Needs") -> Iterator[Asked]:
    """What stands behind a target, by its answers; nothing where it is no list. What its owner declared holds for all.

    Raises:
        Exception: whatever its collector makes of odd answers.
    """
    if not asked.parent and collector.lists(asked.target):
        own = {name: getattr(asked.target, name) for name in ("labels", "ephi", "owner")}
        for member in collector.members(asked.target, answers):
            target = msgspec.structs.replace(member.target, **own)
            found = _asked(target, collector, Needs() if member.aside else needed)
            yield msgspec.structs.replace(found, parent=asked.target.id, aside=member.aside)


def _asked(target: Target, collector: Collector, needed: "Needs") -> Asked:
    questions = collector.wanted(needed.classes, mute=needed.mute, lists=collector.lists(target))
    return Asked(target=target, collector=collector.name, questions=tuple(questions))


class Needs(NamedTuple):
    """What the checks of a run look at."""

    classes: frozenset[type[Fact]] = frozenset()
    """The classes of facts that some check judges or joins."""
    mute: frozenset[str] = frozenset()
    """Checks that say nothing of any fact, as the profile sets them: what only they would look at need not be asked."""


def needs(checks: Mapping[str, Check[Any, Any]], profile: Profile) -> Needs:
    """What these checks look at, with the settings of the profile."""
    joined = {c.related for c in checks.values() if c.related}
    silent = (
        name
        for name, check in checks.items()
        if not any(asks(check, which, profile.settings(check)) for which in facets(check.fact))
    )
    return Needs(frozenset({c.fact for c in checks.values()} | joined), frozenset(silent))
