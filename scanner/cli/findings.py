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
from scanner.cli.choosing import STANDING, Choice
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from scanner.finding import Finding
    from scanner.reports.night import Night
    from scanner.reports.unseen import Why

_CHECK: Final = 45
"""No id of a check of ours is cut in a column of so many cells."""
_MANY: Final = 40
"""Of more findings than that, those of which the same is said get one line."""
_NOT_VERIFIED: Final = "Not verified: whose key signed it, and whether it is all there, is for safeguard verify to say."
# Typed out, for --help loads no class of evidence; a test holds them against those.
SEVERITIES: Final = ("critical", "high", "medium", "low")
STATES: Final = ("fail", "not-assessed", "stale", "accepted", "attested", "pass", "not-applicable", STANDING)


@click.command("findings", cls=shared.Command, short_help="List what a run found, and what to do about it.")
@click.argument("what", default="", metavar="[CONTROL|CHECK|TARGET]", shell_complete=completing.subjects)
@click.option("--owner", default="", metavar="NAME", help="Only those that NAME answers for.")
@click.option(
    "--severity", multiple=True, type=click.Choice(SEVERITIES), help="Only those; may be given several times."
)
@click.option("--status", multiple=True, type=click.Choice(STATES), help="Only those; may be given several times.")
@click.option(
    "--all", "every", is_flag=True, help="Also what passes, is accepted, or is never visible to this scanner."
)
@click.option("--each", is_flag=True, help="A line for each, however many there are.")
@click.option("--fix", is_flag=True, help="With what to do about each, in the words of its platform.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, one finding a line.")
@shared.run_option
@shared.config_option
@shared.kept_option
@click.pass_obj
def findings(screen: Screen, /, what: str, run: str, config: Path | None, store: str | None, **flags: Any) -> int:
    """List the findings of a run that need somebody: all, or those of a control, a check or a target.

    A target may be a pattern, as 'ssh:*'.
    """
    from scanner.cli import place
    from scanner.reports.console import console
    from scanner.reports.night import night

    if not store and paths.is_file(what):
        hint = f"Its findings, if it is a bundle: safeguard findings --store {visible(shlex.quote(what))}"
        raise CommandError(f"{visible(what)} is a file\n  {hint}")
    choice = Choice(what, flags["owner"], flags["severity"], flags["status"], flags["every"])
    settings = place.settings(config, run, store)
    with place.opened(run, settings, store) as (reader, which):
        found = place.find(reader, which)
        shown, said = night(found), place.which(found)
        of_it = choice.of_it(shown)
        chosen = [f for f in of_it if choice.shown(f)]
        if flags["as_json"]:
            _as_json(chosen, shown, screen)
            screen.talk(_NOT_VERIFIED)
            return 0
        _print(chosen, of_it, shown, console(sys.stdout, screen.color), fix=flags["fix"], each=flags["each"])
    if said:
        screen.talk(said)
    screen.talk(_NOT_VERIFIED)
    screen.talk(f"Next: {screen.strong(_next(choice, chosen, fix=flags['fix']))}")
    return 0


def _as_json(chosen: Sequence["Finding"], night: "Night", screen: Screen) -> None:
    from scanner.reports.expand import expand

    for finding in chosen:
        screen.answer(json.dumps(expand(finding, night), sort_keys=True))


def _print(  # noqa: PLR0913  # what is shown, and how
    chosen: Sequence["Finding"], of_it: Sequence["Finding"], night: "Night", to: "Console", *, fix: bool, each: bool
) -> None:
    from scanner.reports.console import columns, cut_mark, show
    from scanner.words import counted

    folded = len(chosen) > _MANY and not each
    rows = _folded(chosen, night, to) if folded else _rows(chosen, night, to)
    found = columns(rows, to.width, most=_CHECK, cut=cut_mark(to))
    for lines in _by_fix(chosen, night, to, folded=folded) if fix else [found]:
        show(to, lines)
    coverage = night.coverage
    where = f"Run {night.record.run}, {coverage.reached} of {counted(coverage.declared, 'target')} reached: "
    said = _rest(chosen, of_it) or f"{counted(len(of_it), 'finding')}, none in a state that was asked for."
    to.print(where + said + ("; alike ones share a line (--each)" if folded else ""), soft_wrap=True)


def _rest(chosen: Sequence["Finding"], of_it: Sequence["Finding"]) -> str:
    """What the lines above do not show, by state; a pass is only ever a number."""
    from collections import Counter

    from scanner.reports.states import STANDING, STATES
    from scanner.words import counted

    ids = {f.fingerprint for f in chosen}
    never = STANDING.lower()
    rest = Counter(never if f.standing else STATES[f.status].count for f in of_it if f.fingerprint not in ids)
    more = ", ".join(f"{n} {word}" for word, n in sorted(rest.items()))
    shown = counted(len(chosen), "finding")
    return f"{shown} shown" + (f"; not shown: {more} (--all)" if more else "") if chosen else ""


def _rows(some: Sequence["Finding"], night: "Night", to: "Console") -> Iterator[tuple["Text | str", ...]]:
    from collections import Counter

    from scanner.reports.sentence import sentence

    said = {f.fingerprint: (f.check, _where(f, night), sentence(f)) for f in some}
    count = Counter(said.values())
    owned = any(f.owner for f in some)
    for finding in some:
        check, where, line = said[finding.fingerprint]
        kind = night.catalogue.kinds.get(finding.kind)
        if kind and count[said[finding.fingerprint]] > 1:  # a bucket and a queue may be called alike
            line = f"{line} ({kind.title})"
        owner = (visible(finding.owner or ""),) if owned else ()
        yield _word(finding, to), finding.severity, visible(check), visible(where), *owner, visible(line)


def _folded(some: Sequence["Finding"], night: "Night", to: "Console") -> Iterator[tuple["Text | str", ...]]:
    """Those of which the same is said in one line: what fails by check, what was not seen by its cause."""
    from collections import Counter

    from scanner.reports.sentence import Alike, sentence, together
    from scanner.reports.unseen import where_of
    from scanner.words import counted, few

    causes: dict[tuple[Why, ...], Alike] = {}
    rest = []
    for finding in some:
        if whys := tuple(night.causes.of(finding)):
            causes.setdefault(whys, Alike(finding)).add(finding)
        else:
            rest.append(finding)
    owned, groups = any(f.owner for f in some), together(rest)
    count = Counter((alike.first.check, alike.first.seen) for alike in groups)
    for alike in groups:
        first, owner = alike.first, (visible(few(alike.owners)),) if owned else ()
        where, line = visible(where_of(night.called, alike.targets)), sentence(alike)
        kind = night.catalogue.kinds.get(first.kind)
        if kind and count[first.check, first.seen] > 1:
            line = f"{line} ({kind.title})"
        yield _word(first, to), first.severity, visible(first.check), where, *owner, visible(line)
    for whys, alike in causes.items():
        where, owner = visible(where_of(night.called, alike.targets)), (visible(few(alike.owners)),) if owned else ()
        why = visible("; ".join(why.said for why in whys))
        yield _word(alike.first, to), "", counted(alike.count, "finding"), where, *owner, why


def _word(finding: "Finding", to: "Console") -> "Text":
    from rich.text import Text

    from scanner.reports.console import has_unicode
    from scanner.reports.states import STATES

    state = STATES[finding.status]
    return Text(f"{state.mark if has_unicode(to) else state.ascii} {state.count}", state.style)


def _where(finding: "Finding", night: "Night") -> str:
    """What people call its target, and the part of it that it stands in, where its name does not say that."""
    called = night.called(finding.target)
    return f"{called}, {finding.site}" if finding.site and finding.site not in finding.name else called


def _by_fix(some: Sequence["Finding"], night: "Night", to: "Console", *, folded: bool) -> Iterator[Iterator["Text"]]:
    """Those with one thing to do together: what should be, or why it was not seen; the lines; what to do."""
    from rich.text import Text

    from scanner.reports.console import columns, cut_mark

    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Finding]] = {}
    for finding in some:
        groups.setdefault(_todo(finding, night), []).append(finding)
    for (head, todo), of_it in groups.items():
        yield iter([Text(visible(head), "bold")])
        rows = _folded(of_it, night, to) if folded else _rows(of_it, night, to)
        # Of one its own name stands in what is to be typed; of several all have the same words.
        own = {"Fix": night.catalogue.fix_of(of_it[0])} if len(of_it) == 1 else {}
        yield columns(rows, to.width, most=_CHECK, cut=cut_mark(to))
        yield columns([(word, visible(own.get(word, said))) for word, said in todo], to.width)
        yield iter([Text("")])


def _todo(finding: "Finding", night: "Night") -> tuple[str, tuple[tuple[str, str], ...]]:
    """A heading, and what to do: of what was not seen how to see it, and no fix of a failure that nobody has seen."""
    title = night.catalogue.checks[finding.check].title
    if finding.standing:
        return f"Never visible to this scanner: {title}   {finding.check}", ()
    if whys := night.causes.of(finding):
        more = [("Why", why.more) for why in whys if why.more]
        next_ = [("Next", why.next) for why in whys if why.next]
        return f"Not seen: {'; '.join(why.said for why in whys)}", tuple(more + next_)
    head = title if finding.status in {"pass", "not_applicable"} else f"Should be: {title}"
    return f"{head}   {finding.check}", (("Fix", night.catalogue.fix(finding.check, finding.kind)),)


def _next(choice: Choice, chosen: Sequence["Finding"], *, fix: bool) -> str:
    if chosen and not fix:
        return shlex.join(["safeguard", "findings", *choice.words(), "--fix"])
    return f"safeguard explain {chosen[0].check}" if chosen else "safeguard report --format html --output report.html"
