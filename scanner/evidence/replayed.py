"""How judging the evidence of runs again went, and what follows for all of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from scanner.evidence.verdict import Found, State
from scanner.words import counted, number

_FEW: Final = 3
_STATES: Final[Mapping[str, State]] = {
    "same": "ok",
    "differs": "fails",
    "other-version": "unknown",
    "lacks": "unknown",
}


@dataclass(frozen=True)
class Otherwise:
    """A finding that does not come out as the run has it."""

    check: str
    target: str
    what: str
    """What it is about, as people call it."""
    sealed: str
    """Its status in the run; empty where that has no such finding."""
    here: str
    """Its status as it was computed again; empty where none follows from the evidence."""

    @property
    def lost(self) -> bool:
        """It passes in the run, and not here."""
        return self.sealed == "pass" != self.here

    @property
    def words(self) -> bool:
        """Only its words differ."""
        return self.sealed == self.here

    def __str__(self) -> str:
        where = f"{self.check} of {self.what}" + ("" if self.target in self.what else f" ({self.target})")
        if not self.here:
            return f"{where}: the bundle says {self.sealed}, and no such finding follows from the evidence"
        if not self.sealed:
            return f"{where}: the evidence says {self.here}, and the bundle has no such finding"
        if self.words:
            return f"{where}: {self.here}, in other words"
        return f"{where}: the bundle says {self.sealed}, the evidence says {self.here}"


@dataclass(frozen=True)
class Replay:
    """How judging the evidence of a run again went.

    `other-version`: it was done, and another program of ours had judged; `lacks`: it could not be done.
    """

    state: Literal["same", "differs", "other-version", "lacks"]
    said: str
    count: int = 0
    """How many findings the run has."""
    otherwise: tuple[Otherwise, ...] = ()
    """Those that come out otherwise, lost passes first."""
    settle: str = ""
    """The program that would settle it."""


@dataclass(frozen=True)
class Followed:
    """How judging findings again from the answers that they rest on went, without all others."""

    count: int
    """How many come out as they were sealed."""
    why: str = ""
    """Why the others did not, as far as it is one reason."""
    lost: tuple[str, ...] = ()
    """Those of the others that pass as they were sealed and fail by these answers, a line each."""

    @classmethod
    def none(cls, _: object) -> "Followed":
        """Nobody has judged."""
        return cls(0)


def first(differences: Sequence[Otherwise | str]) -> Iterator[str]:
    """The first few, a line each, and how many more there are."""
    yield from map(str, differences[:_FEW])
    if (rest := len(differences) - _FEW) > 0:
        yield f"and {number(rest)} more"


def tally(count: int, otherwise: Iterable[Otherwise]) -> str:
    """How many of how many come out otherwise, how many of these were passes, and what more there is."""
    every = list(otherwise)
    changed = [o for o in every if o.sealed and not o.words]
    lost = sum(o.lost for o in changed)
    come = "none" if not changed else number(len(changed))
    said = f"{come} of {counted(count, 'finding')} {'come' if len(changed) > 1 else 'comes'} out otherwise"
    more = {
        f"{number(lost)} of them {'pass' if lost > 1 else 'passes'} as sealed and not here": lost,
        f"{number(sum(not o.sealed for o in every))} more follow from the evidence here": any(
            not o.sealed for o in every
        ),
        f"{number(sum(o.words for o in every))} in other words": any(o.words for o in every),
    }
    return "; ".join([said, *(what for what, there in more.items() if there)])


def conclude(found: Sequence[tuple[str, Replay]]) -> Found:
    """What the layer shows, by what came of each run that was judged again."""
    many = len(found) > 1
    for state in ("fails", "unknown"):
        of_it = [(run, again) for run, again in found if _STATES[again.state] == state]
        if of_it:
            lines = [f"run {run}: {again.said}" if many else again.said for run, again in of_it]
            more = [f"and {number(len(lines) - _FEW)} more runs"] if len(lines) > _FEW else []
            verdict = _unsettled([again for _, again in of_it]) if state == "unknown" else ""
            return Found(state, "\n".join([*lines[:_FEW], *more]), verdict)
    return Found("ok", f"those of {len(found)} runs computed again, all the same" if many else found[0][1].said)


def _unsettled(runs: Sequence[Replay]) -> str:
    """What to say last where findings were computed again by another program than the one that judged; else nothing."""
    again = [run for run in runs if run.state == "other-version"]
    if not again:
        return ""
    said = tally(sum(run.count for run in again), (o for run in again for o in run.otherwise))
    not_done = len(runs) - len(again)
    rest = f" Those of {counted(not_done, 'run')} were not computed again." if not_done else ""
    settle = " and ".join(dict.fromkeys(run.settle for run in again if run.settle))
    head = f"Intact and signed, but not replayed. Computed again by this program, {said}."
    return f"{head}{rest} To settle it, install {settle}."
