"""What a run set out to look at. Sealed with it, so that what was left out can be seen."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType

from scanner.answers import Answers
from scanner.check import Check
from scanner.collector import Collector
from scanner.facts import Promise, spread
from scanner.judging.judge import asks
from scanner.plugins import Plugin, Registry
from scanner.profile import Profile
from scanner.targets import Target

UNSEALED: Final = "x-unsealed"
"""A word in the schema of an option that is no part of the evidence."""


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
    organisation: str | UnsetType = UNSET
    """Whose systems these are, in the words of safeguard.yaml. It came after 0.4.0: unset where it is not said."""
    schedule: str | UnsetType = UNSET
    """How often all that is declared is to be scanned, as in `1d`. It came after 0.8.0: unset where it is not said."""

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
    questions = collector.wanted(needed.facts, heard=needed.heard, lists=collector.lists(target))
    return Asked(target=target, collector=collector.name, questions=tuple(questions))


def sealed(scope: Scope, registry: Registry) -> Scope:
    """As evidence holds it: without what only opens a door, and is nobody's business who reads what was seen behind."""
    return msgspec.structs.replace(scope, targets=tuple(_sealed(a, registry) for a in scope.targets))


def _sealed(asked: Asked, registry: Registry) -> Asked:
    schema = registry.collectors[asked.target.scheme].options
    kept = {name: said for name, said in asked.target.options.items() if UNSEALED not in (schema.get(name) or {})}
    return msgspec.structs.replace(asked, target=msgspec.structs.replace(asked.target, options=kept))


class Needs(NamedTuple):
    """What the checks of a run look at."""

    facts: frozenset[Promise] = frozenset()
    """The facts that some check asks about or joins, facet by facet. Of a check that asks about none: all its class."""
    heard: frozenset[str] | None = None
    """The checks that say something of some fact, as the profile sets them: what only others would look at need not be
    asked. None: any may."""


def needs(checks: Mapping[str, Check[Any, Any]], profile: Profile) -> Needs:
    """What these checks look at, with the settings of the profile. What a check joins may be of any facet.

    A check that says nothing of a fact of which nothing is known may yet say something of one that was read.
    """
    asked = {name: frozenset(_asks(check, profile)) for name, check in checks.items()}
    mute = (spread(checks[name].fact) for name, about in asked.items() if not about)
    joined = (spread(c.related) for c in checks.values() if c.related)
    heard = frozenset(name for name, about in asked.items() if about)
    return Needs(frozenset(chain(*asked.values(), *mute, *joined)), heard)


def _asks(check: Check[Any, Any], profile: Profile) -> Iterator[Promise]:
    settings = profile.settings(check)
    yield from (one for one in spread(check.fact) if asks(check, one[1], settings))
