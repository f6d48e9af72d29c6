"""`safeguard bundle`: one file for an auditor."""

from collections.abc import Sequence
from pathlib import Path

import click

from scanner import paths
from scanner.cli import output as files
from scanner.cli import shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible


@click.group("bundle", cls=shared.Group)
def bundle() -> None:
    """Make the one file that an auditor gets."""


@bundle.command("export")
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The ZIP to write.")
@shared.config_option
@shared.kept_option
@click.pass_obj
def export(screen: Screen, /, runs: Sequence[str], output: Path, config: Path | None, store: str | None) -> int:
    """Write runs (the last one where none is named), the whole log and how to check them into one ZIP."""
    from scanner import signed
    from scanner.cli import place
    from scanner.evidence import adopted, keys
    from scanner.evidence.export import export as write

    settings = place.settings(config, store)
    files.check(output)
    if store and paths.resolved(output) == paths.resolved(store.removeprefix("file:")):
        raise CommandError(f"{visible(str(output))} is what the runs would come from: name another file")
    with place.opened("", settings, store) as (reader, _):
        chosen = [place.find(reader, name) for name in runs or ("",)]
        if lost := place.lacking(reader):
            raise CommandError(lost)
        for run in chosen:
            signed.whole(run)
        write(reader, [run.record.run for run in chosen], output)
        ring = adopted.lying_in(reader)
    many = "1 run" if len(chosen) == 1 else f"{len(chosen)} runs"
    screen.talk(f"Bundle  {output}   {many}")
    told = (
        [("Keyring", ring.genesis)] if ring else [("Key    ", name) for name in sorted({run.keyid for run in chosen})]
    )
    for what, name in told:
        screen.talk(f"{what} {keys.spaced(name)}")
    screen.talk("Tell the auditor that number by telephone or letter, all of it, and not beside the file.")
    screen.talk(f"Next: {screen.strong(f'safeguard verify {output} --key NUMBER')}")
    return 0
