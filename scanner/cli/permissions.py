"""`safeguard permissions`: what a platform must grant, as something to paste there."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli import completing, shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.collector import Collector, Question
    from scanner.config import Config
    from scanner.evidence.sealed import SealedRun
    from scanner.judging.coverage import Coverage, Unseen
    from scanner.profile import Profile
    from scanner.targets import Target


_READS = (
    "All are reads, and none returns the content of an object or a record. A secret that stands in a",
    "setting (a function's environment, a device's configuration) is dropped as it comes.",
)


def _foreign(by: str) -> Iterator[str]:
    yield f"The plugin {visible(by)} asks for them, and is not ours: what they let it read, and what it keeps"
    yield "of that, its makers know. Look at it before you grant them."


@click.command("permissions", cls=shared.Command, short_help="Print the rights to grant on a platform.")
@click.argument("platform", metavar="PLATFORM", shell_complete=completing.platforms)
@click.option("--missing", is_flag=True, help="Only what was denied in the last run.")
@shared.run_option
@shared.profile_option
@shared.config_option
@shared.kept_option
@click.pass_obj
def permissions(  # noqa: PLR0913  # as many options
    screen: Screen,
    /,
    *,
    platform: str,
    missing: bool,
    run: str,
    profile: str | None,
    config: Path | None,
    store: str | None,
) -> int:
    """Print the rights that the checks of a profile need on PLATFORM (aws, ios, local, ...). stdout is only the policy.

    Of a target that lists others, as aws://PROFILE?organization=true&role=NAME, those to list and to enter them.
    """
    from scanner.cli import place
    from scanner.config import load_config
    from scanner.profile.layers import load_profile
    from scanner.words import counted

    settings = load_config(config)
    collector, listing = _collector(platform, settings)
    rules = load_profile(profile or settings.profile, settings.registry.checks)
    of_lists = _needed(collector, rules, settings, lists=True)
    of_targets = _of(platform, collector, _needed(collector, rules, settings))
    needed = _rights(of_lists, listing.options) if listing else _rights(of_targets)
    if missing:
        needed = _rights([*of_lists, *of_targets])
    of = f"{counted(len(needed), 'right')} that profile {Path(rules.id).name} takes"
    if missing:
        with place.opened(run, settings, store) as (reader, which):
            needs, said = _missing(place.find(reader, which), collector, needed, of)
    else:
        needs, said = needed, [f"{collector.platform}: {of}"]
    for line in said:
        screen.talk(f"# {line}")
    entering = collector.enters(listing).rstrip() if listing and not missing else ""
    if entering:
        screen.talk(f"# What is last enters what is listed; there it takes: safeguard permissions {collector.scheme}")
    if needs and "root" not in needs:  # of which the grant itself says what it is
        by = settings.registry.brought.get(collector.scheme)
        for line in _foreign(by) if by else _READS:
            screen.talk(f"# {line}")
    rights = (collector.grant(needs) if collector.grant else "\n".join(needs)).rstrip() if needs else ""
    text = "\n\n".join(filter(None, (rights, entering)))
    if not text:
        return 0
    if more := text.count("\n\n"):
        screen.talk(f"# {more + 1} documents, a blank line between them{_which(collector)}")
    screen.answer(text)
    return 0


def _which(collector: "Collector") -> str:
    """Which of several documents are needed: where there is one for each system, those of the systems at hand."""
    several = len({kind.of for kind in collector.kinds.values() if kind.of}) > 1
    return ", one for each platform: take those of the platforms that you have." if several else ". All are needed."


def _collector(name: str, config: "Config") -> "tuple[Collector, Target | None]":
    """The collector of a platform or a target; and the target, where it is a list of others."""
    from scanner.config.declared import stand_alone

    known = config.registry.collectors
    if "://" in name:
        target = stand_alone(name, config.registry)
        collector = known[target.scheme]
        return collector, target if collector.lists(target) else None
    name = name.removesuffix(":")
    found = known.get(name) or _by_platform(known.values()).get(name.lower())
    if not found:
        shown = re.sub(r":.+", ":…", name)  # a target may hold a password at the wrong place
        raise CommandError(f"no collector for “{visible(shown)}”\n  There are: {', '.join(known) or 'none'}")
    return found, None


def _by_platform(known: "Collection[Collector]") -> "dict[str, Collector]":
    """The collectors by what people call a platform, or a system of one, in small letters."""
    asked = [c for c in known if not c.drops]  # of whose systems nothing is granted
    systems = {kind.of.lower(): c for c in asked[::-1] for kind in c.kinds.values() if kind.of}
    return systems | {c.platform.lower(): c for c in known}


def _of(name: str, collector: "Collector", questions: "Iterable[Question]") -> "Sequence[Question]":
    """Of a system's name its own questions, whose ids begin with it; of any other name all."""
    system = name.lower() if name.lower() in {k.of.lower() for k in collector.kinds.values() if k.of} else ""
    return [q for q in questions if not system or q.id.startswith(f"{system}.")]


def _needed(collector: "Collector", rules: "Profile", config: "Config", *, lists: bool = False) -> "Iterable[Question]":
    """Every question that an enabled check needs."""
    from scanner.scope import needs

    enabled = {n: c for n, c in config.registry.checks.items() if n not in rules.disabled and rules.maps(c.control)}
    needed = needs(enabled, rules)
    return collector.wanted(needed.facts, heard=needed.heard, lists=lists).values()


def _rights(questions: "Iterable[Question]", options: "Collection[str] | None" = None) -> list[str]:
    """Every right that they take, each once, in order; of a target with these options, those that it is asked."""
    asked = (q for q in questions if options is None or not q.option or set(q.option).intersection(options))
    return sorted({need for question in asked for need in question.needs.replace(",", " ").split()})


def _missing(
    run: "SealedRun", collector: "Collector", needed: Sequence[str], of: str
) -> tuple[Sequence[str], Sequence[str]]:
    """The rights that a run lacked, and what to say of them."""
    from scanner.reports.unseen import scheme

    coverage = _coverage(run)
    denied = {u.needs: u for u in _denied(coverage) if scheme(u.target) == collector.scheme}
    needs = sorted({need for many in denied for need in many.split()} & set(needed)) or sorted(denied)
    if not needs and not any(t.reached for t in coverage.targets if scheme(t.target) == collector.scheme):
        return (), [f"{collector.platform} answered nothing in run {run.record.run}: what is missing is not known"]
    denied_of = f"{len(needs) or 'none'} of {of} {'were' if len(needs) > 1 else 'was'} denied in run {run.record.run}"
    said = f"{collector.platform}: {denied_of}"
    return needs, [said, *(f"  {row.needs}   leaves {row.findings} open" for row in denied.values())]


def _coverage(run: "SealedRun") -> "Coverage":
    """What was covered, as it was signed: what is printed here gets granted."""
    from scanner.judging.coverage import Coverage
    from scanner.signed import member, signed_by

    signed_by(run)
    return member(run, "coverage.json", Coverage)


def _denied(coverage: "Coverage") -> Iterator["Unseen"]:
    yield from (u for u in coverage.unseen if u.reason == "denied" and u.needs)
