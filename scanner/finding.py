"""Findings: a verdict about one resource, with what it rests on."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

from scanner.check import Severity


class Status(StrEnum):
    """The seven states, worst first. Words and marks for them are a renderer's."""

    FAIL = "fail"
    NOT_ASSESSED = "not_assessed"
    STALE = "stale"
    ACCEPTED = "accepted"
    ATTESTED = "attested"
    PASS = "pass"  # noqa: S105  # no password
    NOT_APPLICABLE = "not_applicable"


class Rest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer that a finding rests on."""

    leaf: int
    """Its place in the evidence, from 0."""
    sha256: str
    """Of its line."""


class Finding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One judgement of one night. What the check says of itself (why, fix, citations) is in the run's catalogue."""

    fingerprint: str
    """Stable between nights: of check, target, resource and facet; free of secrets."""
    check: str
    control: str
    status: Status
    reason: str = ""
    """Of a not assessed: its code (`denied`, `unclear`, `error`, ...). Of an accepted: who accepts it."""
    asks: tuple[str, ...] = ()
    """Of a not assessed: what was asked and did not tell."""
    standing: bool = False
    """Not assessed by the nature of the kind: one line for all its resources; no reason for exit code 2."""
    target: str
    resource: str
    facet: str = ""
    kind: str = ""
    name: str = ""
    site: str = ""
    ephi: bool | None = None
    owner: str | UnsetType = UNSET
    tags: Mapping[str, str] | UnsetType = UNSET
    """These, the owner and the sites came after 0.2.0, which takes a finding without them: unset where empty."""
    sites: tuple[str, ...] | UnsetType = UNSET
    """The sites of the target of which it is said, where it is said of several: its scope."""
    fails_in: int | UnsetType = UNSET
    """Of a pass that time alone ends (a certificate, a key's age): days until it fails. Came after 0.4.0."""
    stands: tuple[str, ...] | UnsetType = UNSET
    """Where in the answers it stands: `line 1034: exec-timeout 0 0`. Came after 0.5.0."""
    seen: str
    severity: Severity
    likelihood: int
    """1 to 5, from the profile: how often the lack of such a safeguard is used or strikes. Our estimate."""
    impact: int
    """1 to 5, from severity, and one more where the resource holds ePHI."""
    risk: int
    """Likelihood x impact, 1 to 25; 0 where nothing fails."""
    answers: tuple[Rest, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """Its place in findings.jsonl."""
        return self.target, self.check, self.resource, self.facet, self.seen


def fingerprint(check: str, target: str, resource: str, facet: str) -> str:
    """The first 128 bits of a SHA-256, as hex."""
    return hashlib.sha256(f"{check}\0{target}\0{resource}\0{facet}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
