"""A finding as one line: what it is about, and what was seen of it, each said once."""

import re
from collections.abc import Iterable, Iterator

from scanner.finding import Finding, Status
from scanner.words import few

_WORD = re.compile(r"\w+")


def sentence(*alike: Finding) -> str:
    """`sda2: not all of it is encrypted`, for a line that names target and control already; to be made visible.

    Of several things of which the same is said: `sda2, sdb1 and 7 more: not all of it is encrypted`.
    """
    names = dict.fromkeys(filter(None, (parts(finding)[0] for finding in alike)))
    return ": ".join(filter(None, (few(names, 2), alike[0].seen)))


def together(findings: Iterable[Finding], most: int) -> list[list[Finding]]:
    """Findings that say the same of several things or targets, in the place of their first; `most` such groups."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        same = finding.check, finding.status, finding.severity, finding.kind, finding.seen
        if same in groups or len(groups) < most:
            groups.setdefault(same, []).append(finding)
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
