"""What the checks and kinds of a run say of themselves, sealed beside its findings.

A report of an old run reads this, not the code of the day: the words are those that stood when it was judged.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from scanner.answers import JSON
from scanner.check import Severity
from scanner.plugins import Registry
from scanner.profile import Profile
from scanner.scope import Scope


class Judged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One check."""

    title: str
    control: str
    severity: Severity
    why: str
    fix: str
    fixes: Mapping[str, str] = {}
    """By kind, where the platform has words of its own."""
    settings: Mapping[str, JSON] = {}


class Inspected(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of resource."""

    title: str
    platform: str


class Catalogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a reader of findings needs to be told about checks and kinds."""

    checks: Mapping[str, Judged]
    kinds: Mapping[str, Inspected]

    def fix(self, check: str, kind: str) -> str:
        """What to do, in the platform's words where it has some."""
        judged = self.checks[check]
        return judged.fixes.get(kind, judged.fix)


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
            fix=check.fix,
            fixes={k: kind.fix[name] for k, (kind, _) in kinds.items() if name in kind.fix},
            settings=_plain(profile.settings(check)),
        )
    return Catalogue(checks=checks, kinds={k: Inspected(title=i.title, platform=p) for k, (i, p) in kinds.items()})


def _plain(settings: Mapping[str, Any]) -> Mapping[str, JSON]:
    return {k: dict(v) if isinstance(v, Mapping) else msgspec.to_builtins(v) for k, v in settings.items()}
