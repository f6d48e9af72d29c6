"""`safeguard explain`: a control, a check, or a citation in the law's own words."""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.cli import completing, shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.check import Check
    from scanner.config import Config
    from scanner.profile import Profile, Requirement, Support, Threshold


@click.command("explain", cls=shared.Command, short_help="Say what a control, a check or a citation means.")
@click.argument("what", metavar="CONTROL|CHECK|CITATION", shell_complete=completing.subjects)
@shared.profile_option
@shared.run_option
@shared.config_option
@shared.kept_option
@click.pass_obj
def explain(screen: Screen, /, *, what: str, profile: str | None, run: str, config: Path | None, **more: Any) -> int:
    """Say what a control means, what a check judges, or what the rule says, and what can be seen of it."""
    from scanner.cli import place
    from scanner.profile.layers import load_profile

    settings = place.settings(config, run, more["store"])
    checks = settings.registry.checks
    rules = load_profile(profile or settings.profile, checks)
    tonight = _tonight(settings, run, more["store"])
    cite = what.removeprefix("45 CFR ").lstrip("§ ")
    cited = next((row for row in rules.requirements if row.cite == cite), None)
    if what in checks:
        lines = _check(checks[what], rules)
    elif rules.maps(what):
        lines = _control(what, rules, checks.values(), tonight)
    elif cited:
        lines = _citation(cited, rules, tonight)
    elif section := [row for row in rules.requirements if row.cite.startswith(f"{cite}(")]:
        lines = _section(cite, section, rules)
    else:
        raise CommandError(_unknown(what, [*checks, *rules.controls, *(r.cite for r in rules.requirements)]))
    *said, step = lines
    screen.answer("\n".join([*said, _again(step, profile, run, config, more["store"])]))
    return 0


def _again(step: str, profile: str | None, run: str, config: Path | None, store: str | None) -> str:
    """What to type next, with what was said of the evidence and the profile, as far as that command takes it."""
    if step.endswith(" report"):
        return step + (f" {shlex.quote(run)}" if run else "") + shared.where(config=config, store=store)
    by = f" --profile {shlex.quote(profile)}" if profile and " explain " in step else ""
    return step + by + shared.where(run=run, config=config, store=store)


def _tonight(config: "Config", named: str, store: str | None) -> "_Tonight":
    """How controls stand in the run that is named, else in the last one; nothing where there is none."""
    from scanner.cli import place
    from scanner.finding import Status
    from scanner.reports.night import night
    from scanner.reports.states import STATES
    from scanner.words import counted

    counts: dict[str, Counter[Status]] = {}
    try:
        with place.opened(named, config, store) as (reader, which):
            shown = night(place.find(reader, which))
            for finding in shown.findings:
                if not finding.standing:
                    counts.setdefault(finding.control, Counter())[finding.status] += 1
    except place.NoRunError:
        if named or store:
            raise
        return _Tonight()
    coverage = shown.coverage
    return _Tonight(
        {c: ", ".join(f"{n[s]} {STATES[s].count}" for s in Status if n[s]) for c, n in counts.items()},
        f"{shown.record.run}, {coverage.reached} of {counted(coverage.declared, 'target')} reached",
    )


@dataclass(frozen=True, slots=True)
class _Tonight:
    """How controls stand in a run."""

    by_control: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    """Which one, and how many of its targets were reached; empty where there is none."""

    def of(self, control: str) -> str:
        """Of one control."""
        return self.by_control.get(control, "nothing looked" if self.run else "")


def _check(check: "Check[Any, Any]", rules: "Profile") -> Iterator[str]:
    severity = rules.severities.get(check.id, check.severity)
    yield f"{check.id}   {check.title}   {severity}"
    yield from ("", *_wrapped(check.why), "")
    yield from _table("For", [(check.control,)])
    yield from _table("Supports", _supports(rules.citations(check.control), rules))
    for name, value in rules.settings(check).items():
        yield from _setting(check.id, name, value, rules)
    if reason := rules.disabled.get(check.id):
        yield f"  Disabled by the profile: {reason}"
    if check.rule:
        yield from ("", *_wrapped(f"How it is judged: {check.rule}"))
    yield from ("", *_wrapped(f"Fix: {check.fix}"), "")
    yield f"Next: safeguard findings {check.id} --fix"


def _setting(check: str, name: str, value: Any, rules: "Profile") -> Iterator[str]:
    """What a profile may set, what it is set to, and whose number that is."""
    keyed = value.items() if isinstance(value, Mapping) else [("", value)]
    for key, one in keyed:
        found = rules.deciding(check, name, key)
        unit = found[1].unit if found else "seconds" if name.endswith("seconds") else ""
        said = _said(one, unit if unit != name else "")
        yield f"  Setting  {name}{f'.{key}' if key else ''} = {said}"
        if found:
            yield from _wrapped(f"{found[0]}: {found[1].authority}", " " * 11)
            yield from _wrapped(f"The rule: {found[1].rule_says}", " " * 11)


def _control(name: str, rules: "Profile", checks: "Iterable[Check[Any, Any]]", tonight: "_Tonight") -> Iterator[str]:
    control = rules.control(name)
    yield f"{name}   {control.title}"
    yield from ("", *_wrapped(control.why), "")
    yield from _table("Supports", _supports(rules.citations(name), rules))
    own = [c.id for c in checks if c.control == name]
    limits = {n: t for n, t in rules.thresholds.items() if any(s.check in own for s in t.sets)}
    for key, limit in limits.items():
        yield from ("", f"  Limit    {key} = {_limit(limit)}")
        where = f", {limit.where}" if limit.where else ""
        yield from _wrapped(f"{limit.authority}{where}", " " * 11)
        yield from _wrapped(f"The rule: {limit.rule_says}", " " * 11)
        others = [f"{o.value}: {o.authority}{'' if o.seen else ' (from memory)'}" for o in limit.others]
        yield from (line for other in others for line in _wrapped(f"Others: {other}", " " * 11))
    yield from ("", *_wrapped(f"Shows: {control.proves}"), *_wrapped(f"Does not show: {control.does_not_prove}"), "")
    yield f"Checks    {', '.join(own) or 'none: only a signed statement can answer it'}"
    yield f"Last run  {tonight.of(name)} (run {tonight.run})" if tonight.run else "Last run  there is none"
    yield f"Next: safeguard findings {name} --fix"


def _citation(row: "Requirement", rules: "Profile", tonight: "_Tonight") -> Iterator[str]:
    yield "   ".join([row.citation, row.title, *([row.designation] if row.designation else []), row.safeguard])
    if rules.status == "proposed":
        yield f"{rules.title}: {rules.label or 'proposed, not law'}"
    yield from ("", *_wrapped(row.text if row.summary else f"“{row.text}”", "    "), "")
    if row.summary:
        yield from ("In our words, not the official ones.", "")
    if row.designation == "addressable":
        yield "Addressable is not optional: implement it, or decide in writing why not and what instead"
        yield "(164.306(d)(3))."
    seen = [(name, strength, tonight.of(name)) for name, strength in rules.supporters(row.cite)]
    seen.sort(key=lambda cells: cells[1])
    yield from _table("Seen by", seen)
    if row.evidence.automatic:
        yield from _wrapped(f"A machine can see: {row.evidence.automatic}")
    if row.evidence.attestation:
        yield from _wrapped(f"A person must sign: {row.evidence.attestation}")
    if row.crosswalk.nist_800_53r5:
        yield f"  NIST     {', '.join(row.crosswalk.nist_800_53r5)}"
    yield f"Next: safeguard explain {seen[0][0]}" if seen else "Next: safeguard report"


def _section(cite: str, some: "Sequence[Requirement]", rules: "Profile") -> Iterator[str]:
    """The rows of a section, or of a standard that is no row of its own."""
    from scanner.words import counted

    yield f"{cite}   {counted(len(some), 'row')} of {rules.title}"
    yield ""
    rows = []
    for row in some:
        named = [name for name, _ in rules.supporters(row.cite)]
        seen = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if named[3:] else "")
        rows.append((row.cite, row.designation or row.kind.replace("_", " "), row.title, seen or "a person must sign"))
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        yield ("  " + "  ".join(cell.ljust(width) for cell, width in zip(cells, wide, strict=True))).rstrip()
    yield f"Next: safeguard explain '{some[0].cite}'"


def _limit(limit: "Threshold") -> str:
    return _said(limit.value, limit.unit)


def _said(value: Any, unit: str) -> str:
    """A number with its unit, as people say it."""
    from scanner.check import days, span

    if isinstance(value, int) and not isinstance(value, bool) and unit in {"seconds", "days"}:
        return span(value) if unit == "seconds" else days(value)
    return f"{_value(value)} {unit}".rstrip()


def _supports(supports: "Iterable[Support]", rules: "Profile") -> list[tuple[str, ...]]:
    words = {"direct": "direct", "supporting": "supporting only"}
    return [(s.cite, words[s.strength], rules.requirement(s.cite).designation or "") for s in supports]


def _table(head: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True))
        yield f"  {head if not number else '':<8} {cells}".rstrip()


def _wrapped(text: str, indent: str = "") -> list[str]:
    import textwrap

    from scanner.reports.drawing import room

    return textwrap.wrap(text, room(100), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _value(value: Any) -> str:
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(map(str, value)) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _unknown(what: str, names: Iterable[str]) -> str:
    from scanner.written.yamlschema import nearest

    hint, _ = nearest(what, names)
    said = f"no control, check or citation “{visible(what)}”"
    return f"{said}. {hint[0].upper()}{hint[1:]}" if hint else f"{said}\n  Next: safeguard checks   lists what there is"
