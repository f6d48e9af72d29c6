"""What the checks and kinds of a run say of themselves, sealed beside its findings.

A report of an old run reads this, not the code of the day: the words are those that stood when it was judged.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from scanner.answers import JSON
from scanner.check import Severity
from scanner.collector import Own
from scanner.ends import Table
from scanner.finding import Finding
from scanner.plugins import Registry
from scanner.profile import Profile
from scanner.scope import Scope


class Judged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One check."""

    title: str
    control: str
    severity: Severity
    why: str
    rule: str | UnsetType = UNSET
    """How it judges, in words. Unset where a plugin does not say, and before 0.5."""
    fix: str
    fixes: Mapping[str, str] = {}
    """By kind, where the platform has words of its own."""
    asked_by: Mapping[str, tuple[str, ...]] | UnsetType = UNSET
    """By kind: the rules of others that ask the same. Unset where there are none, and before 0.6."""
    settings: Mapping[str, JSON] = {}


class Inspected(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of resource."""

    title: str
    platform: str
    own: Mapping[str, Own] | UnsetType = UNSET
    """Words in the fixes that stand for the thing itself. Unset where there are none, and before 0.5."""


_PLAIN: Final = re.compile(r"[A-Za-z0-9_/.][A-Za-z0-9_./:@+-]{0,511}")
"""What means itself in every shell, quoted or not. Names are chosen by others: one with a blank, a quote, a semicolon
or a line break is not put into a command at all, nor one that would be read as an option or, as `file://`, as a file.
The page does the same (`drawer.js`)."""


class Catalogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a reader of findings needs to be told about checks and kinds."""

    checks: Mapping[str, Judged]
    kinds: Mapping[str, Inspected]
    ends: Table | UnsetType = UNSET
    """Until when makers fix their releases, as it was judged by. Unset where nothing is judged so, and before 0.9."""

    def fix(self, check: str, kind: str) -> str:
        """What to do, in the platform's words where it has some; words in capitals stand for what is to be typed."""
        judged = self.checks[check]
        return judged.fixes.get(kind, judged.fix)

    def fix_of(self, finding: Finding) -> str:
        """What to do about one finding: its own name stands where that is safe to be typed."""
        kind = self.kinds.get(finding.kind)
        own, fix = (kind.own or {}) if kind else {}, self.fix(finding.check, finding.kind)
        return _words(tuple(own)).sub(lambda word: _typed(finding, own[word[0]]) or word[0], fix) if own else fix


@lru_cache
def _words(own: tuple[str, ...]) -> re.Pattern[str]:
    """These words alone: KEY is none in KEY-ARN."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, own))})(?![\w-])", re.ASCII)


def _typed(finding: Finding, own: Own) -> str:
    """What is to be typed for the thing itself; empty where that is not known, or not safe."""
    thing = finding.resource if finding.name else ""  # a list that failed is no thing
    parts = {"name": finding.name, "id": thing.rpartition("/" if "/" in thing else ":")[2], "resource": thing}
    said = {**parts, "site": finding.site}[own]
    return said if _PLAIN.fullmatch(said) and "://" not in said else ""


def describe(scope: Scope, profile: Profile, registry: Registry) -> Catalogue:
    """Collect what the checks and kinds of this scope say."""
    collectors = [registry.collectors[s] for s in sorted({a.target.scheme for a in scope.targets})]
    kinds = {k: (kind, kind.of or c.platform) for c in collectors for k, kind in c.kinds.items()}
    checks = {}
    for name in (*scope.checks, *scope.disabled):
        check = registry.checks[name]
        checks[name] = Judged(
            title=check.title,
            control=check.control,
            severity=profile.severities.get(name, check.severity),
            why=check.why,
            rule=check.rule or UNSET,
            fix=check.fix,
            fixes={k: kind.fix[name] for k, (kind, _) in kinds.items() if name in kind.fix},
            asked_by={k: rules for k, (kind, _) in kinds.items() if (rules := kind.asked_by(name))} or UNSET,
            settings=_plain(profile.settings(check)),
        )
    return Catalogue(
        checks=checks,
        kinds={k: Inspected(title=i.title, platform=p, own=i.own or UNSET) for k, (i, p) in kinds.items()},
        ends={what: end for one in collectors for what, end in one.ends.items()} or UNSET,
    )


def _plain(settings: Mapping[str, Any]) -> Mapping[str, JSON]:
    return {k: dict(v) if isinstance(v, Mapping) else msgspec.to_builtins(v) for k, v in settings.items()}
