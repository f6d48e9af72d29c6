"""Tables of what is true of the test hosts, and what a scan has to say about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from scanner.finding import Finding, Status
from scanner.judging.assess import Assessment

_WORDS: Final = {"pass": Status.PASS, "fail": Status.FAIL, "n/a": Status.NOT_APPLICABLE, "?": Status.NOT_ASSESSED}
SHORT: Final = {status: word for word, status in _WORDS.items()}


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    root: Status
    visitor: Status
    check: str
    resource: str
    own: bool
    """It must be used: it is of this flavour, not of all. The default host uses all."""

    def fits(self, check: str, resource: str) -> bool:
        """It is about this."""
        return fnmatchcase(check, self.check) and fnmatchcase(resource, self.resource.replace("[", "[[]"))


def table(flavour: str, suite: str) -> list[Row]:
    """The rows of a flavour, then those of all."""
    folder = Path(__file__).parent
    return [
        row
        for name in (flavour, "common")
        for line in (folder / f"{name}.truth").read_text().splitlines()
        if (row := _row(line, suite, own=flavour in {name, "default"}))
    ]


def _row(line: str, suite: str, *, own: bool) -> Row | None:
    words = line.split()
    if not words or words[0].startswith("#"):
        return None
    if words[0].endswith(":") and suite not in words.pop(0).strip(":").split(","):
        return None
    root, visitor, check, resource = words
    return Row(_WORDS[root], _WORDS[root if visitor == "=" else visitor], check, resource, own)


def part(finding: Finding) -> str:
    """What of the host it is about, in the words of the tables."""
    of_a_list = finding.facet.startswith(finding.kind)
    if of_a_list or not finding.resource.startswith(finding.target):
        return f"({finding.kind})"
    slash, rest = (one := finding.resource.removeprefix(finding.target))[:1], one[1:]
    return f"/{rest}" if slash else "."


def said(assessment: Assessment) -> dict[tuple[str, str], set[Status]]:
    """What a scan says, but for what nobody asks yet or can tell."""
    found: dict[tuple[str, str], set[Status]] = {}
    for finding in assessment.findings:
        if not finding.standing:
            found.setdefault((finding.check, part(finding)), set()).add(finding.status)
    return found


def differences(assessment: Assessment, rows: list[Row]) -> Iterator[str]:
    """Where a scan with root's eyes says otherwise than a table."""
    used: set[Row] = set()
    for (check, resource), statuses in sorted(said(assessment).items()):
        row = next((r for r in rows if r.fits(check, resource)), None)
        if row is None:
            yield (
                f"{check} {resource}: {_words(statuses)}, and no row says whether that is true:"
                " add one to tests/hosts/common.truth, or to the table of the flavours where it is otherwise"
            )
            continue
        used.add(row)
        if statuses != {row.root}:
            yield f"{check} {resource}: {_words(statuses)}, and the truth is {SHORT[row.root]}"
    yield from (
        f"{r.check} {r.resource}: nothing, and the truth is {SHORT[r.root]}" for r in rows if r.own and r not in used
    )


def unseen(root: Assessment, visitor: Assessment, rows: list[Row]) -> Iterator[str]:
    """Where a scan without root's eyes says otherwise than the table, or than root: it may only say less."""
    seen, less = said(root), said(visitor)
    gaps = {check for (check, resource), statuses in less.items() if Status.NOT_ASSESSED in statuses}
    for check, resource in sorted(seen):
        want = next((r.visitor for r in rows if r.fits(check, resource)), None)
        got = less.get((check, resource)) or ({Status.NOT_ASSESSED} if check in gaps else set())
        if want and got != {want}:
            yield f"{check} {resource}: {_words(got)} without root, and the truth is {SHORT[want]}"
    for (check, resource), statuses in sorted(less.items()):
        sure = seen.get((check, resource), set())
        if claims := statuses - {Status.NOT_ASSESSED} - sure:
            yield f"{check} {resource}: {_words(claims)} without root, and root sees {_words(sure)}"


def _words(statuses: Iterable[Status]) -> str:
    return " and ".join(sorted(SHORT[s] for s in statuses)) or "nothing"
