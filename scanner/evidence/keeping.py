"""Looking after a store: what of it is missing, changed, not locked for long enough, or left over.

Nothing here says that a store is good: who signed it, and whether its past was rewritten, is for `verify` to say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Literal, TypeAlias

from scanner.evidence import EvidenceError, dsse, history, keys, log, retention, statement
from scanner.evidence.keyless import UncheckedError
from scanner.evidence.sealed import LINES, SealedRun, read_run
from scanner.stores import MissingError, StoreError
from scanner.stores.kept import MODES, Held, KeptStore, Retention
from scanner.words import counted

Kind: TypeAlias = Literal["missing", "changed", "rewritten", "unlocked", "early", "unread", "orphan", "stray"]

WRONG: Final = frozenset({"missing", "changed", "rewritten", "unlocked", "early"})
"""What must not be; what is left over may be, and does no harm."""

_AHEAD: Final = timedelta(days=1)
"""How far the clock of a machine that seals may be before that of one that looks."""

_AT_ONCE: Final = 8


@dataclass(frozen=True)
class Found:
    """Something that is not as it should be."""

    kind: Kind
    key: str
    said: str


@dataclass(frozen=True)
class Kept:
    """What the log of a store tells of it."""

    store: KeptStore
    runs: Mapping[str, tuple[SealedRun, datetime]]
    """By name, and when each was sealed."""
    youngest: datetime | None
    """When the last entry was sealed; None: there is none."""
    wrong: Sequence[Found]
    """Why the log is not whole: then nobody can tell what is left over."""

    def needed(self, key: str) -> datetime | None:
        """Until when this member must be kept; None: not at all."""
        run = retention.of_run(key)
        if self.youngest is None or (run and run not in self.runs):
            return None
        return retention.needed(key, self.runs[run][1] if run else None, self.youngest)

    def proves(self, key: str) -> bool:
        """Whether this member is kept for as long as any run is, or was while there was a log."""
        return bool(self.needed(key)) or (not self.youngest and retention.is_kept(key) and not retention.of_run(key))

    def members(self, run: str) -> frozenset[str]:
        """The keys of all that was signed about this run."""
        sealed = self.runs[run][0]
        names = sealed.statement.digests.keys() - {statement.EVIDENCE}
        packed = {f"{name}.gz" if name.endswith(LINES) else name for name in names}
        return frozenset(f"runs/{run}/{name}" for name in packed | set(sealed.record.evidence.segments))


def read(store: KeptStore, now: datetime) -> Kept:
    """Read the log. Raises `StoreError` where that cannot be done."""
    runs: dict[str, tuple[SealedRun, datetime]] = {}
    wrong: list[Found] = []
    youngest = None
    for key in store.list("log/"):
        try:
            data = store.read(key)
            sealed = statement.place(statement.loads(dsse.read_envelope(data, key).payload, key), key).sealed
            moment = datetime.fromisoformat(sealed)
            if moment > now + _AHEAD:  # until six years after it all of the store would be locked
                wrong.append(
                    Found("changed", key, f"was sealed in the future, {_day(moment)}, by this machine's clock")
                )
                continue
            youngest = max(filter(None, (youngest, moment)))
            if run := read_run(store, data, key):
                runs[run.record.run] = run, moment
        except EvidenceError as err:
            wrong.append(Found("changed", key, str(err)))
    if youngest or wrong or log.read_head(store) or any(store.list("checkpoints/")):
        try:
            history.check_log(store, keys.lying_in(store))
        except UncheckedError as err:
            wrong.append(Found("unread", "log", str(err)))
        except EvidenceError as err:
            wrong.append(Found("changed", "log", str(err)))
    return Kept(store, runs, youngest, wrong)


def check(kept: Kept, now: datetime) -> Iterator[Found]:
    """All that is not as it should be, what could not be looked at, and what is left over."""
    yield from kept.wrong
    held = [*kept.store.held("")]
    for run in kept.runs:
        yield from _told(f"runs/{run}", partial(_check_run, kept, run, held, now))
    yield from _versions(kept, held)
    yield from _told("store", lambda: _locks(kept, held))
    if not kept.wrong:
        yield from (Found("orphan", name, _left(some)) for name, some in orphans(kept, held).items())
    yield from _told(
        "spool", lambda: (Found("stray", name, "of a process that is gone") for name in kept.store.strays())
    )


def orphans(kept: Kept, held: Sequence[Held] | None = None) -> dict[str, list[Held]]:
    """What lies there of runs that are in no entry of the log, by run."""
    found: dict[str, list[Held]] = {}
    for one in kept.store.held("runs/") if held is None else held:
        run = retention.of_run(one.key)
        if run and run not in kept.runs and not one.hidden:
            found.setdefault(f"runs/{run}", []).append(one)
    return found


def old(some: Sequence[Held], now: datetime) -> bool:
    """Whether nothing of it is younger than a day."""
    return all(one.written < now - retention.AGE for one in some)


def short(kept: Kept) -> Iterator[tuple[str, datetime]]:
    """What is locked for less than half a year more than it is needed, and until when to lock it."""
    wanted = [(one.key, end) for one in kept.store.held("") if not one.hidden and (end := kept.needed(one.key))]
    for (key, end), found in zip(wanted, _retentions(kept.store, [key for key, _ in wanted]), strict=True):
        run = retention.of_run(key)
        until = retention.until(key, kept.runs[run][1] if run else kept.youngest or end)
        enough = end if run else end + retention.AHEAD / 2
        if until and (found.until is None or found.until < enough):
            yield key, until


def _told(key: str, look: Callable[[], Iterator[Found]]) -> Iterator[Found]:
    """What was found; or that it could not be looked at, and why."""
    try:
        yield from look()
    except StoreError as err:
        yield Found("unread", key, str(err))


def _check_run(kept: Kept, name: str, held: Sequence[Held], now: datetime) -> Iterator[Found]:
    run, sealed = kept.runs[name]
    there = {one.key for one in held if one.key.startswith(f"runs/{name}/") and not one.hidden}
    if not there and now > retention.six_years(sealed):
        return  # its time is over, and somebody has let it go
    signed = kept.members(name)
    yield from (Found("missing", key, "was signed and is not there") for key in sorted(signed - there))
    yield from (Found("changed", key, "is there and was not signed") for key in sorted(there - signed))
    if signed != there:
        return
    for look in (run.check_answers, run.check_members):
        try:
            look()
        except MissingError as err:
            yield Found("missing", f"runs/{name}", str(err))
        except EvidenceError as err:
            yield Found("changed", f"runs/{name}", str(err))


def _versions(kept: Kept, held: Sequence[Held]) -> Iterator[Found]:
    for one in held:
        if not kept.proves(one.key):
            continue
        if one.hidden:
            yield Found("missing", one.key, f"was deleted on {_day(one.written)}; an older version of it lies there")
        elif one.versions > 1:
            yield Found("rewritten", one.key, f"was written {one.versions} times, the last time {_day(one.written)}")


def _locks(kept: Kept, held: Sequence[Held]) -> Iterator[Found]:
    mode = kept.store.lock_mode
    if mode == "none":
        return
    wanted = [(one.key, end) for one in held if not one.hidden and (end := kept.needed(one.key))]
    for (key, end), found in zip(wanted, _retentions(kept.store, [key for key, _ in wanted]), strict=True):
        if found.until is None or MODES.index(found.mode) < MODES.index(mode):
            yield Found("unlocked", key, f"is not locked as the store is ({mode}): {found.mode}")
        elif found.until < end:
            yield Found("early", key, f"is locked until {_day(found.until)}, and needed until {_day(end)}")


def _retentions(store: KeptStore, wanted: Sequence[str]) -> Iterator[Retention]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(store.retention, wanted)


def _left(some: Sequence[Held]) -> str:
    last = max(one.written for one in some)
    return f"{counted(len(some), 'member')}, the last of {_day(last)}; in no entry of the log"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"
