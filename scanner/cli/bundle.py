"""`safeguard bundle`: one file for an auditor."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner import paths
from scanner.cli import output as files
from scanner.cli import shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.cli.exporting import Made

_RECIPIENT = "For whom to encrypt it: age1..., ssh-ed25519 ..., or a file of such."
_SEVERAL = "several times: any of them."


@click.group("bundle", cls=shared.Group)
def bundle() -> None:
    """Make the one file that an auditor gets."""


@bundle.command("export")
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The file to write.")
@click.option("--since", default="", metavar="DAY", help="All runs that began on this day (UTC) or later: 2026-01-31.")
@click.option("--until", default="", metavar="DAY", help="All runs that began on this day (UTC) or before.")
@click.option("--citation", multiple=True, metavar="CITE", help=f"Only findings of this row of the rule; {_SEVERAL}")
@click.option("--target", multiple=True, metavar="TARGET", help=f"Only findings about this target; {_SEVERAL}")
@click.option("--check", multiple=True, metavar="CHECK", help=f"Only findings by this check; {_SEVERAL}")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only N findings, drawn by --seed.")
@click.option("--seed", default="", metavar="TEXT", help="What the auditor has named to draw by.")
@click.option("--report", is_flag=True, help="Also the report of its last run, and JSON schemas; nobody signs them.")
@click.option("--recipient", multiple=True, metavar="KEY|FILE", help=_RECIPIENT)
@click.option("--pseudonyms", is_flag=True, help="Put pseudonyms in the place of all names; the proofs still hold.")
@shared.identity_option
@shared.config_option
@shared.kept_option
@click.pass_obj
def export(screen: Screen, /, runs: Sequence[str], output: Path, config: Path | None, **more: Any) -> int:
    """Write runs (the last one where none is named), the whole log and how to check them into one ZIP.

    With --citation, --target, --check or --sample it holds single findings, the answers that these rest on, and a proof
    of each; not the rest of the night.
    """
    from scanner.cli import exporting, place

    store, identity, recipients = (more.pop(name) for name in ("store", "identity", "recipient"))
    report, pseudonyms = more.pop("report"), more.pop("pseudonyms")
    if pseudonyms and more["target"]:
        raise CommandError("--target says in the bundle which target was chosen, and --pseudonyms hides it: give one")
    asked = exporting.asked(runs, **more)
    settings = place.settings(config, store)
    files.check(output)
    if store and paths.resolved(output) == paths.resolved(store.removeprefix("file:")):
        raise CommandError(f"{visible(str(output))} is what the runs would come from: name another file")
    with place.opened("", settings, store, identity) as (reader, _):
        made = exporting.write(reader, runs, asked, output, recipients, report=report, pseudonyms=pseudonyms)
    for line in made.said:
        screen.talk(line)
    screen.talk(f"Bundle  {output}   {made.what}")
    _told(screen, made, output, recipients)
    return 0


@bundle.command("merge")
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="BUNDLE...")
@click.option("--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The file to write.")
@click.option("--recipient", multiple=True, metavar="KEY|FILE", help=_RECIPIENT)
@shared.identity_option
@click.pass_obj
def merge(  # as many options
    screen: Screen,
    bundles: Sequence[Path],
    output: Path,
    recipient: Sequence[str],
    identity: Sequence[Path],
) -> int:
    """Join bundles of one log: other runs, or other findings of the same ones.

    Each is checked first, but for judging again; what two of them tell differently is refused.
    """
    from scanner.cli import joining
    from scanner.words import few

    files.check(output)
    made, missing = joining.join(bundles, output, recipient, identity)
    screen.talk(f"Bundle  {output}   {made.what}")
    if missing:
        screen.talk(f"Not in it, of the runs in its log: {few(missing)}")
    _told(screen, made, output, recipient)
    return 0


def _told(screen: Screen, made: "Made", output: Path, recipients: Sequence[str]) -> None:
    """What to tell the auditor, and how."""
    from scanner.evidence import keys

    signers = sorted({run.keyid for run in made.runs})
    for what, name in [("Keyring", made.keyring)] if made.keyring else [("Key    ", name) for name in signers]:
        screen.talk(f"{what} {keys.spaced(name)}")
    screen.talk("Tell the auditor that number by telephone or letter, all of it, and not beside the file.")
    opens = " --identity FILE" if recipients else ""
    screen.talk(f"Next: {screen.strong(f'safeguard verify {output} --key NUMBER{opens}')}")
