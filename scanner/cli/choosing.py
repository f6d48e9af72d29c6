"""Which findings of a run somebody means: by what they are about, who answers for them, how bad and in which state."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, partial
from typing import TYPE_CHECKING

from scanner.cli.failures import CommandError
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.finding import Finding
    from scanner.reports.night import Night

_FEW = 40
STANDING = "standing"
"""In place of a status: what is visible to this scanner on no night."""
SOON = "soon"
"""Beside a status: what passes, and what time alone makes fail within a month."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for; what is empty chooses nothing."""

    what: str = ""
    """A control, a check, a thing, a target or a pattern of targets."""
    owner: str = ""
    severities: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    every: bool = False
    """Also what nobody must act on."""

    def of_it(self, night: "Night") -> "Iterator[Finding]":
        """Those it is about, whatever their state. Raises CommandError where there is none, and says what was near."""
        called, found = cache(partial(names, night=night)), False
        for finding in night.findings:
            if self._is_about(finding, called) and self._is_of(finding):
                found = True
                yield finding
        if not found:
            raise CommandError(self._none(night))

    def shown(self, finding: "Finding") -> bool:
        """Tell whether it is in a state that was asked for."""
        from scanner.reports.counting import soon
        from scanner.reports.states import acts

        if self.severities and finding.severity not in self.severities:
            return False
        if self.states:
            state = STANDING if finding.standing else finding.status.value.replace("_", "-")
            return state in self.states or (SOON in self.states and soon(finding))
        return self.every or acts(finding)

    def words(self) -> Iterator[str]:
        """The same choice, as it is typed."""
        yield from filter(None, [self.what])
        yield from ("--owner", self.owner) if self.owner else ()
        for severity in self.severities:
            yield from ("--severity", severity)
        for state in self.states:
            yield from ("--status", state)
        yield from ["--all"] if self.every else []

    def _is_about(self, finding: "Finding", called: "Callable[[str], set[str]]") -> bool:
        if not self.what or self.what in {finding.control, finding.check, finding.resource, finding.name}:
            return True
        return any(name == self.what or fnmatchcase(name, self.what) for name in called(finding.target))

    def _is_of(self, finding: "Finding") -> bool:
        return not self.owner or (finding.owner or "").casefold() == self.owner.casefold()

    def _none(self, night: "Night") -> str:
        run = night.record.run
        if not night.count:
            return f"run {run} has no findings"
        owners = {f.owner for f in night.findings if f.owner}
        if self.owner and self.owner.casefold() not in {o.casefold() for o in owners}:
            said = f"run {run} has no finding of an owner “{visible(self.owner)}”"
            return _near(self.owner, owners, said, {"owners": owners})
        if self.owner:
            return f"run {run} has no finding of “{visible(self.what)}” whose owner is {visible(self.owner)}"
        said = f"run {run} has no finding of a control, check or target “{visible(self.what)}”"
        targets, controls = {t.name for t in night.coverage.targets}, {f.control for f in night.findings}
        known = {name for target in targets for name in names(target, night)}
        lists = {"targets": targets}
        if not any(sign in self.what for sign in ":*?@"):
            known |= controls | {f.check for f in night.findings}
            lists = {"controls": controls} | lists
        return _near(self.what, known, said, lists)


def names(target: str, night: "Night") -> set[str]:
    """Every way in which people name a target: its id, with and without scheme, what it is called."""
    called = night.called(target)
    title = called.removesuffix(f" {target}")  # which tells two apart that are called alike: both are meant
    declared = next((t.target for t in night.coverage.targets if t.name == target), target)
    ids = {target, declared, target.partition(":")[2], declared.partition(":")[2]}
    return {*ids, called, title, title.partition(" (")[0]} - {""}


def _near(word: str, known: Collection[str], said: str, lists: Mapping[str, Collection[str]]) -> str:
    """The sentence, with the name that is nearest, or the first few that there are."""
    from scanner.words import few
    from scanner.written.yamlschema import nearest

    if hint := nearest(word, known)[0]:
        return f"{said}. {hint[0].upper()}{hint[1:]}"
    return "\n  ".join(
        [said, *(f"Its {what} are: {few(map(visible, sorted(some)), _FEW)}" for what, some in lists.items())]
    )
