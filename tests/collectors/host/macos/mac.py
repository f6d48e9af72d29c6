"""Macs for tests: answers as they would be sealed, and what the real checks say of them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

import msgspec

from collectors.host.here import LOCAL
from collectors.host.macos.kinds import MACOS
from collectors.host.macos.questions import QUESTIONS
from collectors.host.reading import reader
from scanner.answers import Answer, Answers, Source
from scanner.collector import Collector
from scanner.evidence import canonical
from scanner.facts import Fact
from scanner.finding import Finding
from scanner.judging.assess import assess
from scanner.plugins import Registry
from scanner.scope import declare
from scanner.targets import parse
from tests.collectors.host.macos.samples import SAMPLES
from tests.judged import registry, rule

F = TypeVar("F", bound=Fact)
NOW = "2026-11-25T12:00:00Z"
BY_ID = {q.id: q for q in QUESTIONS}
MAC: Collector = replace(LOCAL, kinds=MACOS.kinds, questions=MACOS.questions, read=reader((MACOS,), "macos.machine"))


def answer(question: str, body: Any = None, outcome: str = "ok") -> Answer:
    """One answer of the target `local:`."""
    return Answer(
        target="local:mac-1",
        question=question,
        operation=BY_ID[question].operation,
        needs=BY_ID[question].needs,
        outcome=outcome,  # type: ignore[arg-type]  # tests say words
        body=body,
        asked=NOW,
        source=Source(endpoint="this machine"),
        collector=MAC.name,
    )


def answers(instead: Mapping[str, Any]) -> list[Answer]:
    """Those of the well kept Mac of the samples, but for these: raw output as text, or an outcome as `!denied`."""
    said = {**SAMPLES, **{f"macos.{name}": text for name, text in instead.items()}}
    assert said.keys() == BY_ID.keys()
    return [
        answer(q, outcome=text[1:]) if text.startswith("!") else answer(q, BY_ID[q].keep(text))
        for q, text in said.items()
    ]


def facts(some: list[Answer]) -> list[Fact]:
    """What is read of them."""
    wanted = {q: BY_ID[q].operation for q in BY_ID}
    return list(MAC.read(Answers("local:mac-1", enumerate(some), wanted=wanted)))


def read(**instead: str) -> list[Fact]:
    """What is read of the well kept Mac, but for these answers; `sudo_x` is `sudo-x`."""
    return facts(answers({name.replace("_", "-"): text for name, text in instead.items()}))


def only(cls: type[F], found: list[Fact], resource: str = "") -> F:
    """The one fact of a class, by an end of its resource."""
    some = [f for f in found if isinstance(f, cls) and f.resource.endswith(resource)]
    assert len(some) == 1, [(type(f).__name__, f.kind, f.resource) for f in some or found]
    return some[0]


@cache
def _registry() -> Registry:
    return replace(registry(), collectors={**registry().collectors, "local": MAC})


def findings(some: list[Answer]) -> list[Finding]:
    """What the checks say under the rule in force."""
    lines = [canonical.dumps(msgspec.to_builtins(a)) for a in sorted(some, key=lambda a: a.key)]
    found = _registry()
    return list(assess(lines, declare([parse("local:mac-1")], found, rule()), rule(), found).findings)


def said(check: str, resource: str = "", part: str = "", **instead: str) -> tuple[str, str]:
    """The status and the sentence of one check on one thing."""
    every = findings(answers({name.replace("_", "-"): text for name, text in instead.items()}))
    some = [f for f in every if f.check == check and f.resource.endswith(resource) and f.facet.endswith(part)]
    assert len(some) == 1, [(f.check, f.resource, f.facet) for f in some or every]
    return some[0].status.value, some[0].seen
