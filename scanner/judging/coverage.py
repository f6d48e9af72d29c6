"""Coverage: the declared scope beside what was reached, and what could not be seen. Sealed with the run."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from msgspec import UNSET, Struct, UnsetType

from scanner.collector import Cause


class Reached(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One declared target."""

    target: str
    name: str
    """As its findings call it; differs where the endpoint is not the provider's."""
    reached: bool
    """At least one good answer came."""
    because: str = ""
    """Why not."""
    answers: int = 0
    good: int = 0
    first: str = ""
    last: str = ""
    """When it was asked first and last."""
    elsewhere: tuple[str, ...] = ()
    """Endpoints that are not where the provider says its service is."""
    title: str | UnsetType = UNSET
    """What people call it, where that is more than its id."""
    parent: str | UnsetType = UNSET
    """The target that lists it, where people did not name it."""
    not_offered: Mapping[str, tuple[str, ...]] | UnsetType = UNSET
    """By place, as a region, the services that do not exist there."""
    not_enabled: tuple[str, ...] | UnsetType = UNSET
    """Places, as regions, that are declared and not enabled there: nothing was asked in them."""


class Aside(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A target that is listed, and that nobody can ask: a closed account. It counts neither as declared nor as open."""

    target: str
    title: str = ""
    parent: str
    because: str


class Unseen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason that leaves findings open."""

    target: str
    reason: str
    """`denied`, `timeout`, ..., `unclear`."""
    ask: str
    """What was asked and failed, all that one missing right refused; for an unclear answer what cannot be told."""
    needs: str = ""
    """The right to grant, where one is missing."""
    code: str = ""
    cause: Cause | UnsetType = UNSET
    """In plain words, where the collector has some."""
    findings: int
    controls: tuple[str, ...]
    resources: tuple[str, ...]
    """The first few."""


class Coverage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reader must know before believing a number."""

    declared: int
    reached: int
    partial: bool
    left_out: tuple[str, ...] = ()
    targets: tuple[Reached, ...]
    unseen: tuple[Unseen, ...]
    targets_no_longer_asked: tuple[str, ...] = ()
    checks_no_longer_asked: tuple[str, ...] = ()
    totals: Mapping[str, int]
    """Findings by status, all seven."""
    standing: int
    """Of the not assessed: those that stand by the nature of the kind."""
    aside: tuple[Aside, ...] | UnsetType = UNSET

    @property
    def shut(self) -> tuple[Aside, ...]:
        """Those that nobody can ask."""
        return self.aside or ()

    @property
    def not_offered(self) -> Mapping[str, tuple[str, ...]]:
        """By place, the services of which one target or more heard that they do not exist there."""
        found: dict[str, set[str]] = defaultdict(set)
        for target in self.targets:
            for place, services in (target.not_offered or {}).items():
                found[place].update(services)
        return {place: tuple(sorted(services)) for place, services in sorted(found.items())}

    @property
    def not_enabled(self) -> Mapping[str, tuple[str, ...]]:
        """By place, the targets for which it is not enabled, by their names."""
        found: dict[str, list[str]] = defaultdict(list)
        for target in self.targets:
            for place in target.not_enabled or ():
                found[place].append(target.name)
        return {place: tuple(names) for place, names in sorted(found.items())}

    @property
    def called(self) -> Mapping[str, str]:
        """What people call the targets, by their names, where it is another; with that where two are called alike."""
        titles = {t.name: said for t in self.targets if (said := t.title or t.target) != t.name}
        count = Counter(titles.values())
        return {name: title if count[title] == 1 else f"{title} {name}" for name, title in titles.items()}
