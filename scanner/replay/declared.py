"""What a sealed run says that it was to look at, and how far it got, for who holds the nights of a log together."""

from msgspec import UNSET

from scanner.evidence.nights import Declared
from scanner.evidence.sealed import SealedRun
from scanner.judging.coverage import Coverage
from scanner.scope import Scope
from scanner.signed import member


def declared(run: SealedRun) -> Declared:
    """The targets that people named, and those of them that answered. Raises `EvidenceError`."""
    scope = member(run, "scope.json", Scope)
    named = frozenset(a.target.id for a in scope.targets if not a.parent)
    coverage = member(run, "coverage.json", Coverage)
    reached = frozenset(t.target for t in coverage.targets if t.reached)
    return Declared(schedule="" if scope.schedule is UNSET else scope.schedule, targets=named, reached=named & reached)
