"""What a log holds, entry by entry: which runs lie there, how far each of them got, and which are somewhere else."""

from collections.abc import Collection, Iterator

from msgspec import Struct

from scanner.evidence import adopted, log
from scanner.evidence.countersigned import Review, reviews
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.statement import Tool
from scanner.evidence.trusted import Trusting
from scanner.judging.coverage import Coverage
from scanner.scope import Scope
from scanner.signed import member
from scanner.stores import Reader


class Reach(Struct, frozen=True, kw_only=True):
    """How far a run got."""

    declared: int
    reached: int
    not_assessed: int
    """Findings that are open because of that night; not those that stand on any."""


class Entry(Struct, frozen=True, kw_only=True):
    """One entry of a log."""

    entry: int
    """From 0."""
    run: str = ""
    """Empty where it is about something else."""
    here: bool = False
    """Its members lie there."""
    parts: bool = False
    """Parts of it lie there."""
    started: str = ""
    ended: str = ""
    tool: Tool | None = None
    partial: bool = False
    totals: dict[str, int] = {}
    organisation: str = ""
    """Whose evidence it says it is, of a run whose reach is told."""
    reach: Reach | None = None
    keyring: int = 0
    """The version of the keyring that it takes up; 0 where it is about something else."""
    review: Review | None = None
    """Of a countersignature, who did what with which run."""


def entries(reader: Reader, looked_at: Collection[str] | None = None, trusted: Trusting = ()) -> Iterator[Entry]:
    """Every entry of a log that was verified; how far a run got only of those named, of all that are here for None.

    Whose a countersignature is, the keyring in `trusted` says.

    Raises:
        EvidenceError, StoreError: it is not what was signed.
    """
    there, cut = ({key.split("/")[1] for key in reader.list(place)} for place in ("runs/", "parts/"))
    taken = {said.place.sequence: said.version for said in adopted.adoptions(reader)}
    reviewed = {review.entry: review for review in reviews(reader, trusted)}
    for number, envelope in enumerate(log.leaves(reader)):
        run = read_run(reader, envelope, log.leaf_key(number))
        if run is None:
            yield Entry(entry=number, keyring=taken.get(number, 0), review=reviewed.get(number))
            continue
        record = run.record
        here = record.run in there
        detailed = here and (looked_at is None or record.run in looked_at)
        yield Entry(
            entry=number,
            run=record.run,
            here=here,
            parts=record.run in cut,
            started=record.started,
            ended=record.ended,
            tool=record.tool,
            partial=record.partial,
            totals=record.totals,
            organisation=member(run, "scope.json", Scope).organisation or "" if detailed else "",
            reach=_reach(run) if detailed else None,
        )


def _reach(run: SealedRun) -> Reach:
    found = member(run, "coverage.json", Coverage)
    open_ = found.totals["not_assessed"] - found.standing
    return Reach(declared=found.declared, reached=found.reached, not_assessed=open_)
