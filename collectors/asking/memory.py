"""What was answered, as far as later questions look at it."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from collectors.asking.row import Row
from scanner.answers import JSON, Answer

T = TypeVar("T")


class Memory:
    """The answers that later questions look at; no others are kept."""

    def __init__(self, rows: Iterable[Row], now: str = "") -> None:
        self.now = now
        self._wanted = {i for row in rows for i in (row.each, *row.after) if i}
        self._by: dict[str, dict[str, Answer]] = {}
        self._made: dict[tuple[Any, ...], Any] = {}

    def forget(self, rows: Iterable[Row]) -> None:
        """Drop what none of these rows, the only ones that wait, looks at."""
        self._wanted = {i for row in rows for i in (row.each, *row.after) if i}
        self._by = {question: answers for question, answers in self._by.items() if question in self._wanted}
        self._made = {}

    def note(self, answer: Answer) -> None:
        """Keep it where some row will look at it."""
        if answer.question in self._wanted:
            self._by.setdefault(answer.question, {})[answer.about] = answer

    def every(self, question: str) -> list[Answer]:
        """All answers to a question that hold a body, by what they are about."""
        return [a for _, a in sorted(self._by.get(question, {}).items()) if a.outcome == "ok"]

    def body(self, question: str, about: str = "") -> JSON:
        """The kept fields; None where there is no good answer."""
        answer = self._by.get(question, {}).get(about)
        return answer.body if answer and answer.outcome in {"ok", "empty"} else None

    def bodies(self, question: str) -> list[JSON]:
        """The bodies of all answers to a question."""
        return [a.body for a in self.every(question)]

    def outcome(self, question: str, about: str = "") -> str:
        """How it ended; empty where it was not asked."""
        answer = self._by.get(question, {}).get(about)
        return answer.outcome if answer else ""

    def once(self, make: Callable[..., T], *about: str) -> T:
        """What `make` makes of this memory, and of these names; made anew once `forget` was called."""
        if (key := (make, *about)) not in self._made:
            self._made[key] = make(self, *about)
        made: T = self._made[key]
        return made
