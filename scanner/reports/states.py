"""The states of findings and rows, as people see them. The one table that knows words, marks and colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scanner.finding import Finding, Status
from scanner.profile.rule import NO_RECORD


@dataclass(frozen=True, slots=True)
class State:
    """How one state is said and drawn."""

    word: str
    """On a page, as what is true of a thing: "Fails"."""
    count: str
    """Behind a number, and in a terminal: "31 fail"."""
    mark: str
    ascii: str
    """The mark where the locale has no Unicode."""
    style: str
    """For rich: the sixteen colours only, the user's theme has made them readable."""
    means: str


STATES: Mapping[str, State] = MappingProxyType(
    {
        Status.FAIL: State("Fails", "fail", "✗", "x", "bold red", "seen not to hold"),
        Status.NOT_ASSESSED: State("Not assessed", "not assessed", "?", "?", "magenta", "could not be seen"),
        Status.STALE: State("Stale", "stale", "!", "!", "yellow", "what it rests on has expired"),
        Status.ACCEPTED: State("Accepted", "accepted", "/", "/", "blue", "somebody decided to leave it so"),
        Status.ATTESTED: State("Attested", "attested", "*", "*", "cyan", "a person has signed for it"),
        Status.PASS: State("Passes", "pass", "✓", "ok", "green", "seen to hold"),
        Status.NOT_APPLICABLE: State("Not applicable", "not applicable", "–", "-", "default", "does not arise here"),  # noqa: RUF001  # a dash, on purpose
        NO_RECORD: State(
            "Waits for a record", "waiting for a record", "☐", "o", "bold red", "waits for a record that a person signs"
        ),
    }
)

STANDING = "Never visible to this scanner"
"""Of a finding that stands by the nature of the kind: it is counted apart from those that tonight left open."""

UNTAKEN = "this version cannot take signed records yet"
"""What to say beside what waits for one."""

OPEN = (Status.FAIL, Status.NOT_ASSESSED, NO_RECORD)
"""Rows of the rule in these states need somebody."""

NEEDS_ACTION = (Status.FAIL, Status.NOT_ASSESSED, Status.STALE)


def acts(finding: Finding) -> bool:
    """Somebody must act on it tonight: it fails, is stale, or was not assessed for a reason that can be mended."""
    return finding.status in NEEDS_ACTION and not finding.standing
