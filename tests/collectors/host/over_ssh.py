"""Well kept machines of all systems as they are met over SSH: each question's answer, as it would be sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec

from collectors.host.linux.kinds import LINUX
from collectors.host.macos.kinds import MACOS
from collectors.host.platform import Platform
from collectors.host.there import SSH
from collectors.host.windows.kinds import WINDOWS
from collectors.ssh.causes import SESSION
from scanner.answers import Answer, Answers, Source
from scanner.collector import Question
from scanner.facts import Fact
from scanner.targets import parse
from tests.collectors.host.macos.samples import SAMPLES as OF_MACOS
from tests.collectors.host.samples import SAMPLES as OF_LINUX
from tests.collectors.host.windows.outputs import OUTPUTS as OF_WINDOWS

HERE: Final = parse("ssh:web1")
NOW: Final = "2026-11-25T12:00:00Z"
ASKS: Final[Mapping[str, Question]] = {q.id: q for q in SSH.questions}
WANTED: Final = frozenset(ASKS)


@dataclass(frozen=True)
class System:
    """One system: its tables, and what a well kept machine says."""

    platform: Platform
    says: Mapping[str, str]

    @property
    def questions(self) -> list[str]:
        return [q.id for q in self.platform.questions]

    @property
    def first(self) -> str:
        return self.questions[0]


SYSTEMS: Final[Mapping[str, System]] = {
    "linux": System(LINUX, OF_LINUX),
    "macos": System(MACOS, OF_MACOS),
    "windows": System(WINDOWS, OF_WINDOWS),
}


def answer(question: str, body: Any = None, outcome: Any = "ok") -> Answer:
    return Answer(
        target=HERE.id,
        question=question,
        operation=ASKS[question].operation,
        needs=ASKS[question].needs,
        outcome=outcome,
        body=body,
        asked=NOW,
        source=Source(endpoint="web1:22", identity="host key SHA256:web1"),
        collector=SSH.name,
    )


@cache
def whole(system: str) -> tuple[Answer, ...]:
    """All answers of a well kept machine, and that of the session in which they came."""
    of = SYSTEMS[system]
    given = (answer(q.id, q.keep(of.says[q.id])) for q in of.platform.questions)
    return answer(SESSION, {"system": of.platform.system}), *given


def but(answers: tuple[Answer, ...], question: str, **changes: Any) -> tuple[Answer, ...]:
    """The same, but for one answer."""
    return tuple(msgspec.structs.replace(a, **changes) if a.question == question else a for a in answers)


def refused(answers: tuple[Answer, ...], question: str, outcome: str = "denied") -> tuple[Answer, ...]:
    return but(answers, question, outcome=outcome, body=None)


def without(answers: tuple[Answer, ...], question: str) -> tuple[Answer, ...]:
    return tuple(a for a in answers if a.question != question)


def read(answers: tuple[Answer, ...], asked: frozenset[str] = WANTED) -> list[Fact]:
    wanted = {q: ASKS[q].operation for q in asked}
    return list(SSH.read(Answers(HERE.id, enumerate(answers), wanted=wanted)))
