"""What a bundle may bring to be read beside the evidence: a page, and what is written how. Nobody signs it.

It follows from what is signed, so a verifier writes it anew and compares.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import msgspec

from scanner.evidence import EvidenceError, canonical, tags
from scanner.evidence.sealed import SealedRun
from scanner.stores import MAX_READ


class BesideError(EvidenceError):
    """It does not fit beside the evidence."""


def beside(run: SealedRun) -> Mapping[str, bytes]:
    """The report of a run as this version writes it, and the JSON schemas of what lies in a bundle, by file name.

    Raises `EvidenceError` where the run is not what was signed.
    """
    return {tags.REPORT: _report(run), tags.SCHEMAS: schemas()}


def _report(run: SealedRun) -> bytes:
    from scanner.reports import load_reports
    from scanner.reports.night import night

    page = BytesIO()
    for piece in load_reports()["html"].render(night(run)):
        page.write(piece)
        if page.tell() > MAX_READ:
            raise BesideError(
                f"the report of run {run.record.run} has more than {MAX_READ >> 20} MiB, too many for a bundle",
                "Next: the same without --report; safeguard report BUNDLE   writes it",
            )
    return page.getvalue()


def schemas() -> bytes:
    """JSON schemas of all that lies in a bundle, by the name of the member or of its lines."""
    return canonical.dumps({name: msgspec.json.schema(kind) for name, kind in _kinds().items()})


def _kinds() -> dict[str, Any]:
    from scanner.answers import Answer
    from scanner.catalogue import Catalogue
    from scanner.evidence.parts import Proof
    from scanner.evidence.statement import RunRecord, Statement
    from scanner.finding import Finding
    from scanner.judging.coverage import Coverage
    from scanner.profile import Profile
    from scanner.scope import Scope

    return {
        "a line of answers.jsonl": Answer,
        "a line of evidence-N.jsonl": Answer,
        "a line of findings.jsonl": Finding,
        "catalogue.json": Catalogue,
        "coverage.json": Coverage,
        "profile.json": Profile,
        "proof.json": Proof,
        "scope.json": Scope,
        "statement.json": Statement,
        "the predicate of statement.json": RunRecord,
    }
