"""Windows machines for tests: answers as they would be sealed, and what is judged of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from collectors.host.windows.kinds import WINDOWS
from scanner.answers import Answer, Answers, Source
from scanner.collector import Collector
from scanner.evidence import canonical
from scanner.facts import Fact, Gap, facet, spread
from scanner.judging.assess import assess
from scanner.scope import declare
from scanner.targets import Target
from tests.collectors.host.windows.outputs import OUTPUTS
from tests.judged import registry, rule

F = TypeVar("F", bound=Fact)
NOW = "2026-11-25T12:00:00Z"
QUESTIONS = {q.id: q for q in WINDOWS.questions}
WINDOWS_ALONE = Collector(
    scheme="windows",
    platform="Windows",
    version="1",
    kinds=WINDOWS.kinds,
    questions=WINDOWS.questions,
    options={},
    collect=lambda _: iter(()),
    read=WINDOWS.read,
)
TARGET = Target(id="windows:pc", scheme="windows", name="pc", ephi=True)


def answer(question: str, body: Any = None, outcome: str = "ok") -> Answer:
    return Answer(
        target=TARGET.id,
        question=question,
        operation=QUESTIONS[question].operation,
        needs=QUESTIONS[question].needs,
        outcome=outcome,  # type: ignore[arg-type]  # tests say words
        body=body,
        asked=NOW,
        source=Source(endpoint="pc:22"),
        collector=WINDOWS_ALONE.name,
    )


def kept(question: str) -> Any:
    """What is kept of the recorded output."""
    return QUESTIONS[question].keep(OUTPUTS[question])


def answers(**changed: Any) -> list[Answer]:
    """All answers of a well kept machine, but those that are named: another body, what changes it, or an outcome."""
    by = {f"windows.{name.replace('_', '-')}": value for name, value in changed.items()}
    assert by.keys() <= QUESTIONS.keys(), by.keys() - QUESTIONS.keys()
    return [_answer(question, by.get(question)) for question in QUESTIONS]


def _answer(question: str, changed: Any) -> Answer:
    if isinstance(changed, str):
        return answer(question, outcome=changed)
    body = kept(question) if changed is None or callable(changed) else changed
    if callable(changed):
        changed(body)
    return answer(question, body)


def to(*path: Any, value: Any) -> Callable[[Any], None]:
    """Put a value into a body."""

    def put(body: Any) -> None:
        for step in path[:-1]:
            body = body[step]
        body[path[-1]] = value

    return put


def read(given: list[Answer]) -> list[Fact]:
    wanted = {q: QUESTIONS[q].operation for q in QUESTIONS}
    found = list(WINDOWS.read(Answers(TARGET.id, enumerate(given), wanted=wanted)))
    fed = {q: {one for promise in QUESTIONS[q].feeds for one in spread(promise)} for q in QUESTIONS}
    for fact in found:
        if not isinstance(fact, Gap):
            mine = {(type(fact), facet(fact))}
            assert all(mine <= fed[given[place].question] for place in fact.answers), fact
            promises = {one for promise in WINDOWS.kinds[fact.kind].gives for one in spread(promise)}
            assert mine <= promises, (fact.kind, mine)
    return found


def only(cls: type[F], found: list[Fact], end: str = "") -> F:
    """The one fact of a class, and an end of its resource."""
    some = [f for f in found if isinstance(f, cls) and f.resource.endswith(end)]
    assert len(some) == 1, [(type(f).__name__, f.resource) for f in some]
    return some[0]


def why(fact: Fact, field: str) -> tuple[str, str]:
    """The outcome that explains a None, and what it says."""
    assert getattr(fact, field) is None, getattr(fact, field)
    return next((u.outcome, u.ask) for u in fact.unread if u.field == field)


def verdicts(given: list[Answer]) -> Mapping[tuple[str, str], str]:
    """By check and end of the resource what is found, through the real checks and the rule in force."""
    known = registry()
    with_windows = replace(known, collectors={**known.collectors, "windows": WINDOWS_ALONE})
    lines = [canonical.dumps(msgspec.to_builtins(a)) for a in sorted(given, key=lambda a: a.key)]
    assessment = assess(lines, declare([TARGET], with_windows, rule()), rule(), with_windows)
    found: dict[tuple[str, str], str] = {}
    for finding in assessment.findings:
        if not finding.standing:
            where = finding.check, finding.resource.partition("/")[2]
            found[where] = max(found.get(where, ""), finding.status.value, key=_WORST.index)
    return found


_WORST = ["", "not_applicable", "pass", "not_assessed", "fail"]
"""Of the parts of one verdict, and of several facts about one thing."""
