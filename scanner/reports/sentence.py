"""A finding as one line: what it is about, and what was seen of it, each said once."""

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from scanner.finding import Finding, Status
from scanner.words import counted, few

_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"[\w\s-]+")
"""A name of words alone; another one (`/`, `%sudo`) says more than its words."""


@dataclass(slots=True)
class Alike:
    """Findings that are told together. Only the first is held: there may be many."""

    first: Finding
    count: int = 0
    others: int = 0
    """Of them those that say something else than the first, or of another kind of things."""
    _names: dict[str, None] = field(default_factory=dict)
    targets: dict[str, None] = field(default_factory=dict)
    """Each once, in order."""
    owners: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, finding: Finding) -> "Alike":
        """That one, and no other yet."""
        alike = cls(finding)
        alike.add(finding)
        return alike

    def add(self, finding: Finding) -> None:
        """Take one more."""
        self.count += 1
        self.targets.setdefault(finding.target)
        if finding.owner:
            self.owners.setdefault(finding.owner)
        if _same(finding) != _same(self.first):
            self.others += 1
        elif name := parts(finding)[0]:
            self._names.setdefault(name)

    @property
    def name(self) -> str:
        """What they are about: `sda2, sdb1 and 7 more`; empty where that says nothing new."""
        return few(self._names, 2)

    @property
    def also(self) -> str:
        """Of whom the same is said, and how many more there are: `also sdb1 and 7 more; 28 others`."""
        names = few([*self._names][1:], 2)
        said = f"also {names}" if names else "", counted(self.others, "other") if self.others else ""
        return "; ".join(filter(None, said))


class Together:
    """Findings that say the same of several things or targets, in the place of their first."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._groups: dict[Hashable, Alike] = {}
        for finding in findings:
            self.add(finding)

    def __iter__(self) -> Iterator[Alike]:
        return iter(self._groups.values())

    def add(self, finding: Finding) -> None:
        """Take one more."""
        same = finding.check, finding.status, finding.severity, _same(finding)
        if same in self._groups:
            self._groups[same].add(finding)
        else:
            self._groups[same] = Alike.of(finding)


def sentence(about: Finding | Alike) -> str:
    """`sda2: not all of it is encrypted`, for a line that names target and control already; to be made visible."""
    name, seen = (about.name, about.first.seen) if isinstance(about, Alike) else parts(about)
    return ": ".join(filter(None, (name, seen)))


def by_check(findings: Iterable[Finding], most: int) -> list[Alike]:
    """Those of one check and severity, in the place of their first; `most` such groups."""
    groups: dict[Hashable, Alike] = {}
    for finding in findings:
        same = finding.check, finding.status, finding.severity
        if same in groups:
            groups[same].add(finding)
        elif len(groups) < most:
            groups[same] = Alike.of(finding)
    return list(groups.values())


def subject(finding: Finding, kind: str) -> str:
    """What it is about, with the title of its kind: `S3 bucket clinic-logs`; each word once."""
    name = parts(finding)[0]
    named, titled = set(_words(name)), set(_words(kind))
    if not name and titled <= set(_words(finding.seen)):
        return ""
    if not name or (named <= titled and _PLAIN.fullmatch(name)):
        return kind or name
    return name if set(kind.lower().split()) <= set(name.lower().split()) else f"{kind} {name}"


def parts(finding: Finding) -> tuple[str, str]:
    """The name and what was seen.

    A name that only says the control again is empty (`malware protection is off`), and so is the target's.
    """
    name = finding.name or ("" if finding.resource == finding.target else finding.resource)
    return "" if _again(name, finding) else name, finding.seen


def _same(finding: Finding) -> Hashable:
    return finding.kind, finding.seen


def _again(name: str, finding: Finding) -> bool:
    if finding.status is Status.NOT_ASSESSED:  # what could not be told is only a list of fields: of what?
        return False
    named, control = set(_words(name)), set(_words(finding.control))
    return named == control or (bool(named) and named <= control & set(_words(finding.seen)))


def _words(text: str) -> Iterator[str]:
    """In lower case, and of many as of one: `passwords` is `password`."""
    return (word.lower().removesuffix("s") for word in _WORD.findall(text))
