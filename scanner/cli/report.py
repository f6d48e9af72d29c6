"""`safeguard report`: one sealed run, written down."""

import sys
from pathlib import Path
from typing import Any

import click

from scanner.cli import output as files
from scanner.cli import shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible


@click.command("report", cls=shared.Command, short_help="Write the report of a run.")
@click.argument("what", default="", metavar="[BUNDLE|STORE]")
@click.argument("run", default="", metavar="[RUN]")
@click.option("--format", metavar="FORMAT", help="terminal, html, json, or one of a plugin. Default: by the suffix.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to. Default: stdout.")
@shared.identity_option
@shared.config_option
@shared.kept_option
@click.pass_obj
def report(  # noqa: PLR0913  # as many options
    screen: Screen, /, *, what: str, run: str, format: str | None, output: Path | None, config: Path | None, **more: Any
) -> int:
    """Write the report of a run: of the last one, or of RUN: its name, how that begins, or its entry of the log."""
    from scanner.cli import place
    from scanner.reports import load_reports
    from scanner.reports.night import night

    store = more["store"]
    if run:
        what, store = run, _only(what, store)
    settings = place.settings(config, what, store)
    formats = load_reports(settings.plugins)
    by_suffix = {r.suffix: r.format for r in formats.values()}
    name = format or (by_suffix.get(output.suffix, "") if output else "terminal")
    if name not in formats:
        nowhere = f"--output {visible(str(output))}: its suffix says no format, and --format is missing"
        said = f"no report “{visible(name)}”" if name else nowhere
        raise CommandError(f"{said}\n  There are: {', '.join(formats)}")
    if output:
        files.check(output)
    with place.opened(what, settings, store, more["identity"]) as (reader, which):
        found = place.find(reader, which)
        shown = night(found)
        if said := place.which(found):
            screen.talk(said)
        if output:
            files.write(output, formats[name].render(shown))
            screen.talk(f"Report written: {output}")
        elif name == "terminal":
            from scanner.reports.console import console
            from scanner.reports.terminal import Ending, print_night

            named = (store, what) if run or not place.is_place(what) else (what, "")
            where = shared.where(run=named[1], config=config, store=named[0])
            print_night(shown, console(sys.stdout, screen.color), Ending(where=where))
        else:
            for piece in formats[name].render(shown):
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
    return 0


def _only(what: str, store: str | None) -> str:
    """The bundle or store whose run is named behind it."""
    if store:
        raise CommandError(f"{visible(what)} and --store {visible(store)} both name a place: give one of them")
    return what
