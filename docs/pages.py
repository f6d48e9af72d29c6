"""Write the pages of docs/ that are made from the code, so that they cannot drift from it. Run by `make docs`."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from docs import words
from docs.attacks import attacks
from docs.devices import devices
from scanner import plugins
from scanner.check import Check, span
from scanner.collector import Collector, Question
from scanner.evidence import instructions
from scanner.facts import Fact, Promise, tag
from scanner.profile import Profile, Requirement, Slot, Threshold
from scanner.profile.layers import load_profile
from scanner.reports import tally
from scanner.words import few

HERE = Path(__file__).parent
MADE = "<!-- Made by `make docs` from the code. Change the code. -->"

_CHECKS = """\
{checks} checks serve {controls} controls. A check judges one class of facts, once for all platforms. What was not read
is *not assessed*, never passed. A number that the rule does not contain carries the authority it comes from.
`safeguard explain CHECK` says the same in the terminal.

*How it is judged* is enough to work a finding out by hand. Of what does not stand there the check says nothing: there
is no finding. A word in `this type` is a setting; its value stands in the table, and that of a run in its
`catalogue.json`. A *guard* is a switch that makes a mistake impossible, a *way in* what one group must show to come
in at one place; the `facet` of a finding says which one it is about. What is not known is never guessed: where it
could turn a pass into a fail, or a fail into anything else, the finding is *not assessed*; what decides alone decides
without it."""

_PLATFORMS = """\
For each platform: the kinds of resources, the facts that each gives (a promised fact that does not come is *not
assessed*), and every question with the right it takes. Nothing else is ever asked, and nothing is ever written."""

_RULE = """\
{regulation}, as of {as_of}:
{requirements}, and beside them {beside}.

*partial*: a machine sees a part, the rest waits for a record that a person signs. *attestation*: no machine can see
it; it never turns green because something nearby is. No row is *automatic*, all of it seen by a machine: each asks for
procedures, policies or decisions too.

Whoever counts the standards in Appendix A of the subpart finds 18. It has business associate contracts once, as
164.308(b)(1); since the Omnibus Rule of 2013 164.308(b)(2) asks the same of a business associate and its
subcontractors, in words of its own, and Appendix A was left as it was. It is a row of its own here, so that nobody's
answer to one stands for the other: the nineteenth. 164.316(b)(1)(i) and (ii) are clauses of one standard, and none of
the 19."""


def pages() -> Mapping[str, str]:
    """Every page by its file name."""
    registry = plugins.load()
    profile = load_profile("hipaa-security-rule", registry.checks)
    return {
        "attacks.md": _page(attacks()),
        "checks.md": _page(checks(registry, profile)),
        "devices.md": _page(("# Network devices", MADE, *devices())),
        "platforms.md": _page(platforms(registry)),
        "rule.md": _page(rule(registry, profile)),
        "verify.md": f"{MADE}\n\n{instructions.text().decode()}",
    }


def checks(registry: plugins.Registry, profile: Profile) -> Iterator[str]:
    """One chapter a control, one section a check."""
    by_control: dict[str, list[Check[Any, Any]]] = {}
    for check in registry.checks.values():
        by_control.setdefault(check.control, []).append(check)
    yield "# The checks"
    yield MADE
    yield _CHECKS.format(checks=len(registry.checks), controls=len(by_control))
    for control, some in sorted(by_control.items()):
        yield from _control(control, profile)
        for check in some:
            yield from _check(check, registry, profile)


def _control(name: str, profile: Profile) -> Iterator[str]:
    control = profile.control(name)
    yield f"## {name}"
    yield f"*{control.title}.* {control.why}"
    yield "Supports " + ", ".join(f"{s.cite} ({s.strength})" for s in profile.citations(name)) + "."
    yield f"Proves: {control.proves} Does not prove: {control.does_not_prove}"


def _check(check: Check[Any, Any], registry: plugins.Registry, profile: Profile) -> Iterator[str]:
    beside = f" beside `{tag(check.related)}`" if check.related else ""
    yield f"### {check.id}"
    yield f"**{check.title}.** {check.why}"
    yield f"Severity {check.severity}. Judges `{tag(check.fact)}`{beside}."
    yield f"How it is judged: {_rule(check)}"
    yield f"Fix: {check.fix}"
    yield from _table("setting | value | whose number | the rule says", _settings(check, profile))
    if fixes := [*_fixes(check.id, registry.collectors.values())]:
        yield "\n".join(fixes)


def _rule(check: Check[Any, Any]) -> str:
    """Its settings in another type."""
    return re.sub(rf"\b({'|'.join(check.settings)})\b", r"`\1`", check.rule) if check.settings else check.rule


def _settings(check: Check[Any, Any], profile: Profile) -> Iterator[str]:
    for name, threshold in profile.thresholds.items():
        for slot in threshold.sets:
            if slot.check == check.id:
                yield " | ".join(_limit(name, slot, threshold))


def _limit(name: str, slot: Slot, threshold: Threshold) -> Iterator[str]:
    yield f"`{slot.setting}.{slot.key}` (`{name}`)" if slot.key else f"`{slot.setting}` (`{name}`)"
    yield _value(threshold)
    yield _cell(threshold.authority)
    yield _cell(threshold.rule_says)


def _value(threshold: Threshold) -> str:
    match threshold.value, threshold.unit:
        case int(seconds), "seconds":
            return span(seconds)
        case tuple(items), _:
            return _cell(", ".join(map(str, items)))
        case value, unit:
            return f"{value} {unit}".strip()


def _fixes(check: str, collectors: Iterable[Collector]) -> Iterator[str]:
    kinds = {name: (kind.of or c.platform, kind) for c in collectors for name, kind in c.kinds.items()}
    for platform, kind in kinds.values():
        if check in kind.fix:
            yield f"- {platform}, {kind.title}: {_cell(kind.fix[check].replace(chr(10), ' / '))}"


def platforms(registry: plugins.Registry) -> Iterator[str]:
    """What is asked of each platform, with which right, and what is read from it."""
    yield "# The platforms"
    yield MADE
    yield _PLATFORMS
    told: dict[str, set[str]] = {}
    for collector in sorted(registry.collectors.values(), key=_systems):
        yield f"## {collector.platform} (`{collector.scheme}:`)"
        asked = {q.id for q in collector.questions}
        shared = [scheme for scheme, others in told.items() if others <= asked]
        parts = _parts(collector, asked.difference(*(told[scheme] for scheme in shared)), told) if shared else {}
        there = [n for s in {*shared, *parts.values()} for n in registry.collectors[s].kinds]
        kinds = {n: k for n, k in collector.kinds.items() if n not in there}
        own = asked.difference(*(told[scheme] for scheme in {*shared, *parts.values()}))
        questions = [q for q in collector.questions if q.id in own]
        if shared:
            below = [f"`{scheme}:`" for scheme in shared] + [f"`{p}.` below `{scheme}:`" for p, scheme in parts.items()]
            yield f"All that stands below {few(below, len(below))}{', and beside it:' if kinds or questions else '.'}"
        yield from _table(
            "kind | | gives", (f"`{n}` | {k.title} | {', '.join(map(_promise, k.gives))}" for n, k in kinds.items())
        )
        yield from _table("question | operation | right | read into", map(_asked, questions))
        if any(q.untried for q in questions):
            yield _UNTRIED
        told[collector.scheme] = asked


def _parts(collector: Collector, asked: Collection[str], told: Mapping[str, Collection[str]]) -> dict[str, str]:
    """The systems of which another one is asked the very same, by the word of their questions, and which one."""
    words = sorted({name.partition(".")[0] for name, kind in collector.kinds.items() if kind.of})
    mine = {word: {q for q in asked if q.startswith(f"{word}.")} for word in words}
    found = {word: [s for s, others in told.items() if some and some <= set(others)] for word, some in mine.items()}
    return {word: schemes[0] for word, schemes in found.items() if schemes}


def _systems(collector: Collector) -> tuple[int, bool]:
    """Of how many systems it asks: what asks any of them refers to the pages of each, and what is dropped to all."""
    return len({kind.of for kind in collector.kinds.values() if kind.of}), collector.drops is not None


_UNTRIED = "† Written from recordings and manuals of others: no real one has answered this question to us yet."


def _asked(question: Question) -> str:
    mark = " †" if question.untried else ""
    feeds = ", ".join(map(_promise, question.feeds))
    operation, right = _code(question.operation), _code(question.needs)
    return f"`{question.id}`{mark} | {operation} | {right} | {feeds}{_only(question)}"


def _only(question: Question) -> str:
    """What a question waits for: the shipped profiles may not ask it."""
    checks = f"only where a profile lets {' or '.join(map(_code, question.serves))} speak" if question.serves else ""
    option = f"only where the target sets {' or '.join(map(_code, question.option))}" if question.option else ""
    said = "; ".join(filter(None, (checks, option)))
    return f" ({said})" if said else ""


def _promise(promise: Promise) -> str:
    cls, which = promise if isinstance(promise, tuple) else (promise, "")
    name: type[Fact] = cls
    return f"{tag(name)} ({which})" if which else tag(name)


def rule(registry: plugins.Registry, profile: Profile) -> Iterator[str]:
    """Every row of the rule, and who can answer it."""
    served = {c.control for c in registry.checks.values()}
    yield "# The rule, row by row"
    yield MADE
    yield _RULE.format(
        regulation=profile.regulation,
        as_of=profile.as_of,
        requirements=tally.said(profile.requirements),
        beside=tally.said_beside(profile.requirements),
    )
    rows = (" | ".join(_row(r, profile, served)) for r in profile.requirements)
    yield from _table("row | title | | safeguard | seen by | controls", rows)


def _row(row: Requirement, profile: Profile, served: set[str]) -> Iterator[str]:
    yield from (row.cite, _cell(row.title), row.designation or "", row.safeguard, row.evidence.mode)
    controls = ((c, strength, "" if c in served else ", no check yet") for c, strength in profile.supporters(row.cite))
    yield ", ".join(f"{control} ({strength}{lack})" for control, strength, lack in controls)


def _table(head: str, rows: Iterable[str]) -> Iterator[str]:
    rows = [*rows]
    if rows:
        yield "\n".join(f"| {row} |" for row in (head, " | ".join(["---"] * (head.count("|") + 1)), *rows))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _code(text: str) -> str:
    return f"`{_cell(text)}`" if text else ""


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    for file, text in pages().items():
        (HERE / file).write_text(text, "utf-8")
        print(f"docs/{file}")
    words.PLACE.write_text(words.words(), "utf-8")
    print(words.PLACE.relative_to(HERE.parent))
