"""Which answer of a run is no longer the one that was sealed, as far as its signed findings can tell."""

from collections.abc import Iterator
from hashlib import sha256

import msgspec

from scanner.answers import Answer, decode
from scanner.evidence import EvidenceError
from scanner.evidence.sealed import SealedRun
from scanner.finding import Finding
from scanner.members import read
from scanner.stores import StoreError
from scanner.words import counted

_FINDINGS = "findings.jsonl"


def altered(run: SealedRun) -> str:
    """The first answer that a signed finding rests on and that is another one now, or none; "" if none can be named.

    The root over all answers tells that one was changed, not which; each finding names the digests of its own.
    """
    try:
        if run.members.digest(_FINDINGS) != run.digests.get(_FINDINGS):
            return ""
        return next(_altered(run), "")
    except (EvidenceError, StoreError):
        return ""


def _altered(run: SealedRun) -> Iterator[str]:
    signed = _signed(run)
    there = 0
    for leaf, line in enumerate(run.answers()):
        there = leaf + 1
        finding, digest = signed.pop(leaf, (None, ""))
        if finding and sha256(line).hexdigest() != digest:
            yield f"leaf {leaf}, {_named(line)}, is not the one that {_told(finding)} rests on"
    for place in sorted(signed):
        leaves = counted(there, "leaf", "leaves")
        yield f"leaf {place}, on which {_told(signed[place][0])} rests, is gone: there are {leaves}"


def _signed(run: SealedRun) -> dict[int, tuple[Finding, str]]:
    """The digest at each place that findings name, with the first finding that names it."""
    found: dict[int, tuple[Finding, str]] = {}
    for number, line in enumerate(run.lines(_FINDINGS), start=1):
        finding = read(line, Finding, f"finding {number}")
        for rest in finding.answers:
            found.setdefault(rest.leaf, (finding, rest.sha256))
    return found


def _told(finding: Finding) -> str:
    return f"{finding.check} of {finding.name or finding.resource}"


def _named(line: bytes) -> str:
    try:
        answer: Answer = decode(line)
    except (EvidenceError, msgspec.MsgspecError, ValueError):
        return "which cannot be read"
    return f"{answer.question} of {answer.target}" + (f", {answer.about}" if answer.about else "")
