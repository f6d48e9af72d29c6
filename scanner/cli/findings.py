"""`safeguard findings`: what a run found, as lines to work through."""

import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scanner import paths
from scanner.cli import completing, shared
from scanner.cli.choosing import SOON, STANDING, Choice
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from collections import Counter

    from rich.console import Console

    from scanner.cli.listing import Listing
    from scanner.finding import Finding
    from scanner.reports.night import Night

_NOT_VERIFIED: Final = "Not verified: whose key signed it, and whether it is all there, is for safeguard verify to say."
# Typed out, for --help loads no class of evidence; a test holds them against those.
SEVERITIES: Final = ("critical", "high", "medium", "low")
STATES: Final = ("fail", "not-assessed", "stale", "accepted", "attested", "pass", "not-applicable", STANDING, SOON)


@click.command("findings", cls=shared.Command, short_help="List what a run found, and what to do about it.")
@click.argument("what", default="", metavar="[CONTROL|CHECK|TARGET]", shell_complete=completing.subjects)
@click.option("--owner", default="", metavar="NAME", help="Only those that NAME answers for.")
@click.option(
    "--severity", multiple=True, type=click.Choice(SEVERITIES), help="Only those; may be given several times."
)
@click.option(
    "--status",
    multiple=True,
    type=click.Choice(STATES),
    help="Only those; may be given several times. soon: what passes, and fails within a month if nobody does anything.",
)
@click.option(
    "--all", "every", is_flag=True, help="Also what passes, is accepted, or is never visible to this scanner."
)
@click.option("--each", is_flag=True, help="A line for each, however many there are.")
@click.option("--fix", is_flag=True, help="With what to do about each, in the words of its platform.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, one finding a line.")
@shared.run_option
@shared.identity_option
@shared.config_option
@shared.kept_option
@click.pass_obj
def findings(screen: Screen, /, what: str, run: str, config: Path | None, store: str | None, **flags: Any) -> int:
    """List the findings of a run that need somebody: all, or those of a control, a check or a target.

    A target may be a pattern, as 'ssh:*'.
    """
    from scanner.cli import place
    from scanner.cli.listing import Listing
    from scanner.reports.console import console
    from scanner.reports.expand import expand
    from scanner.reports.night import night

    if not store and paths.is_file(what):
        hint = f"Its findings, if it is a bundle: safeguard findings --store {visible(shlex.quote(what))}"
        raise CommandError(f"{visible(what)} is a file\n  {hint}")
    choice = Choice(what, flags["owner"], flags["severity"], flags["status"], flags["every"])
    settings = place.settings(config, run, store)
    with place.opened(run, settings, store, flags["identity"]) as (reader, which):
        found = place.find(reader, which)
        shown, said = night(found), place.which(found)
        if flags["as_json"]:
            for finding in filter(choice.shown, choice.of_it(shown)):
                screen.answer(json.dumps(expand(finding, shown), sort_keys=True))
            screen.talk(_NOT_VERIFIED)
            return 0
        to = console(sys.stdout, screen.color)
        first = _print(choice, shown, to, Listing(shown, to, fix=flags["fix"], each=flags["each"]))
    if said:
        screen.talk(said)
    screen.talk(_NOT_VERIFIED)
    where = shared.where(run=run, config=config, store=store)
    if not first:
        named, where = [run] if run else [], shared.where(config=config, store=store)
        then = shlex.join(["report", *named, "--format", "html", "--output", "report.html"])
    elif flags["fix"]:
        then = f"explain {first.check}"
    else:
        then = shlex.join(["findings", *choice.words(), *(["--each"] if flags["each"] else []), "--fix"])
    screen.talk(f"Next: {screen.strong(f'safeguard {then}{where}')}")
    return 0


def _print(choice: Choice, night: "Night", to: "Console", listing: "Listing") -> "Finding | None":
    """Print those that were chosen, and what is left out; the first of them is handed back."""
    from collections import Counter

    from scanner.reports.console import show
    from scanner.reports.states import STANDING, STATES
    from scanner.words import counted

    first, rest, others = None, Counter[str](), Counter[str]()
    everything = replace(choice, every=True)
    for finding in choice.of_it(night):
        if choice.shown(finding):
            first = first or finding
            listing.add(finding)
        else:
            left_out = rest if everything.shown(finding) else others
            left_out[STANDING.lower() if finding.standing else STATES[finding.status].count] += 1
    show(to, listing.lines())
    coverage = night.coverage
    where = f"Run {night.record.run}, {coverage.reached} of {counted(coverage.declared, 'target')} reached: "
    said = _said(listing.shown, rest, others) + ("; alike ones share a line (--each)" if listing.folded else "")
    to.print(where + said, soft_wrap=True)
    return first


def _said(shown: int, rest: "Counter[str]", others: "Counter[str]") -> str:
    """What the lines above show, and what they do not, by state: what `--all` would, and what was not asked for."""
    from scanner.words import counted

    said = [f"{counted(shown, 'finding') if shown else 'no finding'} shown"]
    for head, some, tail in (("not shown", rest, " (--all)"), ("not asked for", others, "")):
        if some:
            said.append(f"{head}: {', '.join(f'{n} {word}' for word, n in sorted(some.items()))}{tail}")
    return "; ".join(said)
