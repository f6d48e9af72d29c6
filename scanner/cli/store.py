"""`safeguard store`: what lies where the evidence is kept, and for how long."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from scanner.cli import shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import counted, visible

if TYPE_CHECKING:
    from scanner.evidence.keeping import Found, Kept, Kind
    from scanner.stores.kept import Held, KeptStore

_FEW: Final = 20
_MODES: Final = {
    "compliance": "compliance: nobody can delete or change it before its time",
    "governance": "governance: who has the right to lift it can delete it before its time",
    "none": "none: whoever may write there can delete it",
}
_store_argument = click.argument("where", default="", metavar="[STORE]")


@click.group("store", cls=shared.Group)
def store() -> None:
    """Look after the place where the evidence is kept."""


@store.command("check")
@_store_argument
@shared.config_option
@click.pass_obj
def check(screen: Screen, /, where: str, config: Path | None) -> int:
    """Say what is missing, changed, written twice, not locked for six years, or left over.

    Who signed it is not looked at: that is for safeguard verify.

    Exit codes: 0 in order, 1 something is wrong, 2 nothing wrong was seen, and not all could be looked at, 3 usage.
    """
    from scanner.evidence import keeping

    kept = _kept(where, config)
    screen.answer("\n".join(_head(kept)))
    found = [*keeping.check(kept, datetime.now(UTC))]
    for line in _lines(found):
        screen.answer(line)
    counts = Counter(one.kind for one in found)
    wrong = {kind: count for kind, count in counts.items() if kind in keeping.WRONG}
    if wrong:
        screen.answer(f"Not in order: {', '.join(f'{count} {kind}' for kind, count in wrong.items())}.")
        if wrong.keys() <= {"unlocked", "early"}:
            screen.talk(f"Next: {screen.strong(f'safeguard store extend {visible(where)}'.rstrip())}")
        return 1
    if counts["unread"]:
        screen.answer("Not all of it could be looked at: nothing may be concluded from that.")
        return 2
    if kept.youngest is None:
        if counts["orphan"]:
            screen.answer("No log names what lies there: whether there was one, and was taken away, nobody can tell.")
            return 2
        screen.answer("Nothing has been sealed in it yet.")
        return 0
    screen.answer("In order." + (f" {_left_over(counts)}" if counts else ""))
    return 0


@store.command("gc")
@_store_argument
@click.option("--yes", is_flag=True, help="Remove without asking.")
@shared.config_option
@click.pass_obj
def gc(screen: Screen, /, where: str, config: Path | None, *, yes: bool) -> int:
    """Remove what scans that were killed have left, once it is a day old.

    What any entry of the log or a checkpoint needs stays. Where the log is not whole, nothing is removed.

    Exit codes: 0 removed, or nothing was left over, 2 something stayed, as where it is locked, 3 nothing was removed.
    """
    from scanner.cli import place
    from scanner.evidence import keeping

    kept = _kept(where, config)
    if kept.wrong or (lost := place.lacking(kept.store)):
        why = kept.wrong[0].said if kept.wrong else lost
        raise CommandError(f"{why}\n  What looks left over may be what that entry needs: nothing was removed.")
    if kept.youngest is None:
        raise CommandError(
            f"{kept.store.name} has no log: what lies there may be all that is left, nothing was removed"
        )
    now = datetime.now(UTC)
    found = keeping.orphans(kept)
    gone = {name: some for name, some in found.items() if keeping.old(some, now)}
    strays = [*kept.store.strays()]
    for name, some in found.items():
        then = "" if name in gone else ", younger than a day: it stays"
        screen.answer(f"  {visible(name)}   {counted(len(some), 'member')}{then}")
    for stray in strays:
        screen.answer(f"  {visible(stray)}   of a process that is gone")
    if not gone and not strays:
        screen.talk("Nothing is left over that could be removed.")
        return 0
    if not yes and not _agreed(screen):
        screen.talk("Nothing was removed.")
        return 0
    with kept.store.lock():
        stayed = [*_remove(kept, gone)]
    kept.store.sweep()
    for why in stayed:
        screen.talk(why)
    runs = counted(len(gone) - len(stayed), "run")
    screen.talk(f"Removed: {runs} that no entry names, {counted(len(strays), 'spool')}.")
    return 2 if stayed else 0


@store.command("extend")
@_store_argument
@shared.config_option
@click.pass_obj
def extend(screen: Screen, /, where: str, config: Path | None) -> int:
    """Lock for longer what would be free before its time: log, keys and checkpoints above all.

    Those prove every run, so they are needed six years from the last one. Run it every few months. It never shortens.

    Exit codes: 0 locked, 2 something is locked for no longer than before, 3 nothing was.
    """
    from scanner.evidence import keeping
    from scanner.stores import StoreError

    kept = _kept(where, config)
    if kept.store.lock_mode == "none":
        raise CommandError(f"{kept.store.name} locks nothing, so there is nothing to lengthen")
    longer: list[datetime] = []
    stayed = 0
    for key, until in keeping.short(kept):
        try:
            kept.store.extend(key, until)
        except StoreError as err:  # what one member refuses keeps no other from it
            screen.talk(str(err))
            stayed += 1
        else:
            longer.append(until)
    last = f", until {max(longer):%Y-%m-%d} at most" if longer else ""
    screen.talk(f"Locked for longer: {counted(len(longer), 'member')}{last}.")
    return 2 if stayed else 0


def _kept(where: str, config: Path | None) -> "Kept":
    from scanner.cli import place
    from scanner.evidence import keeping

    settings = place.settings(config)
    found = place.store(where or settings.store, settings)
    if not hasattr(getattr(found, "inner", found), "held"):
        raise CommandError(f"{found.name} is of a plugin that cannot tell what lies there and for how long")
    kept: KeptStore = found  # type: ignore[assignment]  # it has what only such a one has
    return keeping.read(kept, datetime.now(UTC))


def _head(kept: "Kept") -> Iterator[str]:
    from scanner.evidence import retention
    from scanner.stores import StoreError

    yield f"Store   {visible(kept.store.name.removeprefix('the store '))}"
    yield f"Log     {kept.store.origin}   {counted(len(kept.runs), 'run')}"
    try:
        yield f"Lock    {_MODES[kept.store.lock_mode]}"
    except StoreError:
        yield "Lock    not known, as below"
    if kept.youngest:
        yield f"Keep    until {retention.six_years(kept.youngest):%Y-%m-%d}, six years from the last entry"
    yield ""


def _lines(found: "Sequence[Found]") -> Iterator[str]:
    """What was found, kind by kind; of many the first few."""
    kinds = dict.fromkeys(one.kind for one in found)
    for kind in kinds:
        some = [one for one in found if one.kind == kind]
        yield from (f"  {kind:<10} {visible(one.key)}   {visible(one.said, lines=True)}" for one in some[:_FEW])
        if len(some) > _FEW:
            yield f"  {kind:<10} and {len(some) - _FEW} more"
    if kinds:
        yield ""


def _left_over(counts: "Counter[Kind]") -> str:
    said = [f"{counted(counts['orphan'], 'run')} that no entry names"] if counts["orphan"] else []
    said += [counted(counts["stray"], "spool")] if counts["stray"] else []
    return f"Left over: {', '.join(said)} (safeguard store gc)."


def _agreed(screen: Screen) -> bool:
    if not screen.asks():
        raise CommandError("there is no terminal to ask on: nothing was removed\n  Give --yes.")
    return click.confirm("Remove these?", default=False, err=True)


def _remove(kept: "Kept", gone: "dict[str, list[Held]]") -> Iterator[str]:
    """Remove them; why what stayed did, as where it is locked, or is named by an entry that came meanwhile."""
    from scanner.evidence import keeping
    from scanner.stores import StoreError

    there = keeping.read(kept.store, datetime.now(UTC))
    for name, some in gone.items():
        if there.wrong or name.removeprefix("runs/") in there.runs:
            yield f"{visible(name)} was not removed: the log was added to meanwhile"
            continue
        try:
            for one in some:
                kept.store.remove(one.key)
        except StoreError as err:
            yield str(err)
