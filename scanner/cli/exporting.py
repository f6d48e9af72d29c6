"""What `safeguard bundle export` was asked for, looked up and written."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scanner.cli import place
from scanner.cli.failures import CommandError
from scanner.words import counted, few, visible

if TYPE_CHECKING:
    from scanner.evidence.sealed import SealedRun
    from scanner.evidence.selection import Selection
    from scanner.stores import Reader

_SEED: Final = re.compile(r"[!-~]{1,200}")
_MOST: Final = 100_000


@dataclass(frozen=True)
class Made:
    """A bundle that was written."""

    what: str
    runs: "Sequence[SealedRun]"
    said: tuple[str, ...] = ()
    """What is not in it and was asked for."""
    keyring: str = ""
    """The number of the keyring that lies in it; empty where none does."""


def asked(  # noqa: PLR0913  # as many options
    runs: Sequence[str],
    *,
    since: str,
    until: str,
    citation: Sequence[str],
    target: Sequence[str],
    check: Sequence[str],
    sample: int | None,
    seed: str,
) -> "Selection":
    """What the options ask for; the names of runs are looked up later. Raises CommandError where they do not fit."""
    from scanner.evidence.selection import Sample, Selection

    for option, day in (("--since", since), ("--until", until)):
        _check_day(option, day)
    if (since or until) and runs:
        raise CommandError("runs are named, or a period by --since and --until, and not both")
    if since and until and since > until:
        raise CommandError(f"--since {since} is after --until {until}")
    if bool(seed) != bool(sample):
        raise CommandError("--sample N and --seed TEXT belong together: the auditor names both")
    if sample and (citation or target or check):
        raise CommandError(
            "--sample draws from all findings of the runs, not from those of a citation, target or check:\n"
            "  which findings those are nobody can tell who has not all, so nobody could draw again"
        )
    if sample and (sample > _MOST or not _SEED.fullmatch(seed)):
        raise CommandError(f"--sample takes up to {_MOST}, --seed up to 200 characters of ASCII without blanks")
    return Selection(
        since=since,
        until=until,
        citations=tuple(cite.removeprefix("45 CFR ").lstrip("§ ") for cite in citation),
        targets=tuple(target),
        checks=tuple(check),
        sample=Sample(sample, seed) if sample else None,
    )


def number(reader: "Reader") -> str:
    """The number of the keyring that a log goes by; empty where it goes by none. Raises `EvidenceError`."""
    from scanner.evidence import adopted

    ring = adopted.lying_in(reader)
    return ring.genesis if ring else ""


def _check_day(option: str, day: str) -> None:
    with suppress(ValueError):
        if not day or date.fromisoformat(day).isoformat() == day:
            return
    raise CommandError(f"{option} is “{visible(day)}”, and must be a day, as 2026-01-31")


def write(  # noqa: PLR0913  # as the command has options
    reader: "Reader",
    named: Sequence[str],
    asked: "Selection",
    output: Path,
    recipients: Sequence[str] = (),
    *,
    report: bool = False,
    pseudonyms: bool = False,
) -> Made:
    """Look up the runs and write the bundle. Raises CommandError, `EvidenceError`, `StoreError`."""
    import msgspec

    from scanner import picking, signed
    from scanner.beside import beside
    from scanner.evidence import encrypted
    from scanner.evidence.export import export

    period = bool(asked.since or asked.until)
    there = {run.record.run: run for run in place.runs(reader)} if period else {}
    if not period:
        found = [place.find(reader, name) for name in named or ("",)]
        asked = msgspec.structs.replace(asked, runs=tuple(dict.fromkeys(run.record.run for run in found)))
        there = {run.record.run: run for run in found}
    to = encrypted.recipients(recipients) if recipients else ()
    if lost := place.lacking(reader):
        raise CommandError(lost)
    logged = list(place.logged(reader)) if period else list(there.values())
    if picking.asks(asked):
        if report:
            raise CommandError("--report is of a whole run, and single findings were asked for")
        picked = picking.pick(logged, there, asked)
        with _veiled(reader, (there[run] for run in picked.findings), wanted=pseudonyms) as source:
            export(source, (), output, picked, to=to)
        count = sum(map(len, picked.findings.values()))
        runs = counted(len(picked.findings), "run")
        what = f"{counted(count, 'finding')} of {runs}, with the answers that they rest on and a proof of each"
        return Made(what, [there[run] for run in picked.findings], _gone(logged, there, asked), number(reader))
    chosen = [run for run in logged if asked.holds(run.record) and run.record.run in there]
    if not chosen:
        raise CommandError(f"{reader.name} has no run of that time\n  Nothing was written.")
    for run in chosen:
        signed.whole(run)
    with _veiled(reader, chosen, wanted=pseudonyms) as source:
        last = replace(max(chosen, key=lambda run: run.record.sequence), reader=source)
        names = [run.record.run for run in chosen]
        export(source, names, output, to=to, beside=beside(last) if report else {})
    return Made(counted(len(chosen), "run"), chosen, _gone(logged, there, asked), number(reader))


@contextmanager
def _veiled(reader: "Reader", runs: "Iterable[SealedRun]", *, wanted: bool) -> "Iterator[Reader]":
    """What to export from: the reader itself, or what these runs are with pseudonyms, in a folder until then."""
    from scanner.pseudonyms.veiled import Veiled

    if not wanted:
        yield reader
        return
    with tempfile.TemporaryDirectory(prefix="safeguard-") as folder:
        veiled = Veiled(reader, Path(folder))
        veiled.veil(runs)
        yield veiled


def _gone(logged: "Sequence[SealedRun]", there: "Mapping[str, SealedRun]", asked: "Selection") -> tuple[str, ...]:
    """The runs that were asked for, are in the log, and are not here: never left out in silence."""
    names = [run.record.run for run in logged if asked.holds(run.record) and run.record.run not in there]
    if not names:
        return ()
    return (f"Not in it, as only the log has {'it' if len(names) == 1 else 'them'} still: {few(names)}",)
