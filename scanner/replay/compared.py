"""The findings of a run beside those that follow from its evidence: which of them come out otherwise."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Final, NamedTuple, TypeAlias

from scanner.evidence import EvidenceError
from scanner.evidence.canonical import weigh
from scanner.evidence.replayed import Otherwise
from scanner.finding import Finding
from scanner.members import read

_HELD: Final = 3 << 26
"""What the lines that find no partner may take in memory, read: more would fill that of a verifier."""

_Key: TypeAlias = Callable[[Finding], tuple[str, ...]]
_KEYS: Final[tuple[_Key, ...]] = (
    lambda f: (f.fingerprint, f.seen),
    lambda f: (f.fingerprint,),
    # Another version may have another name for the same thing.
    lambda f: (f.check, f.target, f.kind, f.facet, f.name),
)
"""By what a finding of the run and one that was computed again are taken for the same, the surest first."""


class StrangeError(EvidenceError):
    """The findings have nothing to do with the evidence."""


class Compared(NamedTuple):
    """What came of it."""

    otherwise: tuple[Otherwise, ...]
    """The findings that come out otherwise: lost passes first, other words last."""
    ordered: bool
    """Where none does: whether they stand in the order in which they follow."""


def compare(here: Iterable[bytes], sealed: Iterable[bytes]) -> Compared:
    """Hold the findings of a run against those that follow from its evidence, line by line.

    Raises:
        EvidenceError: a line of the run is no finding.
        StrangeError: hardly one of them is the same.
    """
    mine, theirs, ordered = _unmatched(here, sealed)
    ours = [read(line, Finding, "our own finding") for line in mine]
    others = [read(line, Finding, "a line of findings.jsonl") for line in theirs]
    found = sorted(_paired(ours, others), key=lambda o: (o.words, not o.sealed, not o.lost))
    return Compared(tuple(found), ordered)


def _unmatched(here: Iterable[bytes], sealed: Iterable[bytes]) -> tuple[list[bytes], list[bytes], bool]:
    """The lines that only one of the two has, and whether all others stood side by side."""
    ours: Counter[bytes] = Counter()
    theirs: Counter[bytes] = Counter()
    held, ordered = 0, True
    for mine, other in zip_longest(here, sealed):
        if mine == other:
            continue
        ordered = False
        for line, own, partners in ((mine, ours, theirs), (other, theirs, ours)):
            if line is not None:
                known = partners[line] > 0
                (partners if known else own)[line] += -1 if known else 1
                held += -weigh(line) if known else weigh(line)
        if held > _HELD:
            raise StrangeError("its findings are others altogether than those that follow from its evidence")
    return list(ours.elements()), list(theirs.elements()), ordered


def _paired(ours: list[Finding], sealed: list[Finding]) -> Iterator[Otherwise]:
    for key in _KEYS:
        waiting: dict[tuple[str, ...], list[Finding]] = {}
        for mine in ours:
            waiting.setdefault(key(mine), []).append(mine)
        alone = []
        for theirs in sealed:
            partners = waiting.get(key(theirs))
            if partners:
                yield _otherwise(theirs, partners.pop(0))
            else:
                alone.append(theirs)
        ours, sealed = [mine for some in waiting.values() for mine in some], alone
    yield from (_otherwise(theirs, None) for theirs in sealed)
    yield from (_otherwise(None, mine) for mine in ours)


def _otherwise(sealed: Finding | None, here: Finding | None) -> Otherwise:
    one = sealed or here
    assert one  # noqa: S101  # a pair has two sides, and one of them at least is there
    return Otherwise(
        check=one.check,
        target=one.target,
        what=one.name or one.resource,
        sealed=str(sealed.status) if sealed else "",
        here=str(here.status) if here else "",
    )
