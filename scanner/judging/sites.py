"""One cause, one finding: what is said of several whole sites of a target in the same words is said once, of all.

That a region's new volumes are not encrypted is a habit of the account: seventeen findings of it would hide the others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import msgspec

from scanner.facts import Fact
from scanner.finding import Finding

Unique: TypeAlias = Callable[[str, str, str, str], tuple[str, str]]
"""Facet and fingerprint, of check, target, resource and facet."""

_SAME: Final = (
    "check",
    "target",
    "kind",
    "facet",
    "status",
    "reason",
    "asks",
    "seen",
    "severity",
    "likelihood",
    "ephi",
    "owner",
)
_NAMED: Final = 2
"""Sites that a name holds; of more it says how many."""


def of_site(fact: Fact) -> bool:
    """The fact speaks of a whole site, not of a thing in it: it is called as the site, or `buckets in` it."""
    return bool(fact.site) and (fact.name == fact.site or fact.name.endswith(f" in {fact.site}"))


@dataclass
class Sites:
    """Holds what was found of the sites of a target until all is known of it."""

    _held: dict[tuple[Any, ...], list[Finding]] = field(default_factory=dict)

    def hold(self, finding: Finding) -> None:
        """Keep it for `rest`."""
        key = _resource(finding), _what(finding), *(getattr(finding, name) for name in _SAME)
        self._held.setdefault(key, []).append(finding)

    def rest(self, unique: Unique) -> Iterator[Finding]:
        """What was held: one finding for all sites of which the same is said."""
        held, self._held = self._held, {}
        for some in held.values():
            yield some[0] if len(some) == 1 else _one(some, unique)


def _resource(finding: Finding) -> str:
    """The same of every site: several things of one site are not one."""
    return finding.resource.replace(finding.site, "*")


def _what(finding: Finding) -> str:
    """What of the site, as its name has it before the site's: `buckets in `; empty for all of it."""
    return finding.name.removesuffix(finding.site)


def _one(some: list[Finding], unique: Unique) -> Finding:
    first, sites = some[0], tuple(sorted({f.site for f in some}))
    resource = _resource(first)
    facet, print_ = unique(first.check, first.target, resource, f"{first.facet}/{first.status}".strip("/"))
    more = len(sites) - _NAMED
    named = [*sites[:_NAMED], *([f"{more} more"] if more > 0 else [])]
    return msgspec.structs.replace(
        first,
        fingerprint=print_,
        resource=resource,
        facet=facet,
        name=f"{_what(first)}{', '.join(named[:-1])} and {named[-1]}",
        site="",
        sites=sites,
        answers=tuple(sorted({r.leaf: r for f in some for r in f.answers}.values(), key=lambda rest: rest.leaf)),
    )
