"""`safeguard findings`: what a run found, as lines to work through."""

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scanner import paths
from scanner.cli import completing, shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from scanner.finding import Finding
    from scanner.reports.night import Night

_CHECK: Final = 45
"""No id of a check of ours is cut in a column of so many cells."""


@click.command("findings", cls=shared.Command, short_help="List what a run found, and what to do about it.")
@click.argument("what", default="", metavar="[CONTROL|CHECK|TARGET]", shell_complete=completing.subjects)
@shared.run_option
@shared.config_option
@shared.kept_option
@click.option("--all", "every", is_flag=True, help="Also what passes, is accepted, or stands on any night.")
@click.option("--fix", is_flag=True, help="With what to do about each, in the words of its platform.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, one finding a line.")
@click.pass_obj
def findings(screen: Screen, /, what: str, run: str, config: Path | None, store: str | None, **flags: Any) -> int:
    """List the findings of a run that need somebody: all of them, or those of a control, a check or a target."""
    from scanner.cli import place
    from scanner.reports.console import console
    from scanner.reports.night import night

    if not store and paths.is_file(what):
        hint = f"Its findings, if it is a bundle: safeguard findings --store {visible(shlex.quote(what))}"
        raise CommandError(f"{visible(what)} is a file\n  {hint}")
    settings = place.settings(config, run, store)
    with place.opened(run, settings, store) as (reader, which):
        found = place.find(reader, which)
        shown = night(found)
        said = place.which(found)
        of_it = [f for f in shown.findings if not what or _fits(f, what, shown)]
        if not of_it:
            raise CommandError(_unknown(what, shown))
        chosen = [f for f in of_it if flags["every"] or _needs(f)]
        if flags["as_json"]:
            _as_json(chosen, shown, screen)
            return 0
        _print(chosen, of_it, shown, console(sys.stdout, screen.color), fix=flags["fix"])
    if said:
        screen.talk(said)
    screen.talk("Not verified: whose key signed it, and whether it is all there, is for safeguard verify to say.")
    screen.talk(f"Next: {screen.strong(_next(what, chosen, fix=flags['fix']))}")
    return 0


def _fits(finding: "Finding", what: str, night: "Night") -> bool:
    target, called = finding.target, night.called(finding.target)
    title = called.removesuffix(f" {target}")  # which tells two apart that are called alike: both are meant
    names = {target, target.partition(":")[2], called, title, title.partition(" (")[0]}
    return what in {finding.control, finding.check, finding.resource, finding.name, *names}


def _needs(finding: "Finding") -> bool:
    from scanner.reports.states import acts

    return acts(finding)


def _unknown(what: str, night: "Night") -> str:
    from scanner.written.yamlschema import nearest

    if not what:
        return f"run {night.record.run} has no findings"
    names = {n for f in night.findings for n in (f.control, f.check, f.target)}
    controls = ", ".join(sorted({f.control for f in night.findings}))
    hint, _ = nearest(what, names)
    said = f"run {night.record.run} has no finding of a control, check or target “{visible(what)}”"
    return f"{said}. {hint[0].upper()}{hint[1:]}" if hint else f"{said}\n  Its controls are: {controls}"


def _as_json(chosen: Sequence["Finding"], night: "Night", screen: Screen) -> None:
    from scanner.reports.expand import expand

    for finding in chosen:
        screen.answer(json.dumps(expand(finding, night), sort_keys=True))


def _print(
    chosen: Sequence["Finding"], of_it: Sequence["Finding"], night: "Night", to: "Console", *, fix: bool
) -> None:
    from scanner.reports.console import columns, cut_mark, show
    from scanner.words import counted

    found = columns(_rows(chosen, night, to), to.width, most=_CHECK, cut=cut_mark(to))
    for lines in _by_fix(chosen, night, to) if fix else [found]:
        show(to, lines)
    to.print(_rest(chosen, of_it) or f"{counted(len(of_it), 'finding')}, none needs somebody.", soft_wrap=True)


def _rest(chosen: Sequence["Finding"], of_it: Sequence["Finding"]) -> str:
    """What the lines above do not show, by state; a pass is only ever a number."""
    from collections import Counter

    from scanner.reports.states import STATES
    from scanner.words import counted

    ids = {f.fingerprint for f in chosen}
    rest = Counter("standing" if f.standing else STATES[f.status].count for f in of_it if f.fingerprint not in ids)
    more = ", ".join(f"{n} {word}" for word, n in sorted(rest.items()))
    shown = counted(len(chosen), "finding")
    return f"{shown} shown" + (f"; not shown: {more} (--all)" if more else "") if chosen else ""


def _rows(some: Sequence["Finding"], night: "Night", to: "Console") -> Iterator[tuple["Text | str", ...]]:
    from collections import Counter

    from rich.text import Text

    from scanner.reports.console import has_unicode
    from scanner.reports.sentence import sentence
    from scanner.reports.states import STATES

    said = {f.fingerprint: (f.check, _where(f, night), sentence(f)) for f in some}
    count = Counter(said.values())
    for finding in some:
        state = STATES[finding.status]
        mark = state.mark if has_unicode(to) else state.ascii
        word = Text(f"{mark} {state.count}", state.style)
        check, where, line = said[finding.fingerprint]
        kind = night.catalogue.kinds.get(finding.kind)
        if kind and count[said[finding.fingerprint]] > 1:  # a bucket and a queue may be called alike
            line = f"{line} ({kind.title})"
        yield word, finding.severity, visible(check), visible(where), visible(line)


def _where(finding: "Finding", night: "Night") -> str:
    """What people call its target, and the part of it that it stands in, where its name does not say that."""
    called = night.called(finding.target)
    return f"{called}, {finding.site}" if finding.site and finding.site not in finding.name else called


def _by_fix(some: Sequence["Finding"], night: "Night", to: "Console") -> Iterator[Iterator["Text"]]:
    """Those with one thing to do together: the check, its lines, what to do."""
    from rich.text import Text

    from scanner.reports.console import columns, cut_mark

    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in some:
        groups.setdefault((finding.check, night.catalogue.fix(finding.check, finding.kind)), []).append(finding)
    for (check, fix), of_it in groups.items():
        yield iter([Text(f"{visible(night.catalogue.checks[check].title)}   {check}", "bold")])
        yield columns(_rows(of_it, night, to), to.width, most=_CHECK, cut=cut_mark(to))
        yield columns([("Fix", visible(fix))], to.width)
        yield iter([Text("")])


def _next(what: str, chosen: Sequence["Finding"], *, fix: bool) -> str:
    if chosen and not fix:
        return f"safeguard findings {shlex.quote(what)} --fix" if what else "safeguard findings --fix"
    return f"safeguard explain {chosen[0].check}" if chosen else "safeguard report --format html --output report.html"
