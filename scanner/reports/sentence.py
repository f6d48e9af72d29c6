"""A finding as one line: what it is about, and what was seen of it, each said once."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scanner.finding import Finding, Status
from scanner.words import few

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Alike:
    """Findings that say the same of several things or targets. Only the first is held: there may be many."""

    first: Finding
    count: int = 0
    _names: dict[str, None] = field(default_factory=dict)
    targets: dict[str, None] = field(default_factory=dict)
    """Each once, in order."""

    def add(self, finding: Finding) -> None:
        """Take one more."""
        self.count += 1
        self.targets.setdefault(finding.target)
        if name := parts(finding)[0]:
            self._names.setdefault(name)

    @property
    def name(self) -> str:
        """What they are about: `sda2, sdb1 and 7 more`; empty where that says nothing new."""
        return few(self._names, 2)


def sentence(about: Finding | Alike) -> str:
    """`sda2: not all of it is encrypted`, for a line that names target and control already; to be made visible."""
    name, seen = (about.name, about.first.seen) if isinstance(about, Alike) else parts(about)
    return ": ".join(filter(None, (name, seen)))


def together(findings: Iterable[Finding], most: int) -> list[Alike]:
    """Findings that say the same of several things or targets, in the place of their first; `most` such groups."""
    groups: dict[tuple[object, ...], Alike] = {}
    for finding in findings:
        same = finding.check, finding.status, finding.severity, finding.kind, finding.seen
        if same in groups or len(groups) < most:
            groups.setdefault(same, Alike(finding)).add(finding)
    return list(groups.values())


def parts(finding: Finding) -> tuple[str, str]:
    """The name and what was seen.

    A name that only says the control again is empty (`malware protection is off`), and so is the target's.
    """
    name = finding.name or ("" if finding.resource == finding.target else finding.resource)
    return "" if _again(name, finding) else name, finding.seen


def _again(name: str, finding: Finding) -> bool:
    if finding.status is Status.NOT_ASSESSED:  # what could not be told is only a list of fields: of what?
        return False
    named, control = set(_words(name)), set(_words(finding.control))
    return named == control or (bool(named) and named <= control & set(_words(finding.seen)))


def _words(text: str) -> Iterator[str]:
    """In lower case, and of many as of one: `passwords` is `password`."""
    return (word.lower().removesuffix("s") for word in _WORD.findall(text))
