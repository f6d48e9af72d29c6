"""A host as its readers hold it: its answers, its id, its parts' ids."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from scanner.answers import HIDDEN, JSON, Answers, Got, gaps, rests_on, unclear, unread
from scanner.facts import Fact, Guard, Promise

_ODD = re.compile(r"[^A-Za-z0-9._@%+:=,/\[\]-]")


@dataclass(frozen=True, slots=True)
class Host:
    """One machine, as its readers hold it: the answers, and how its facts are named."""

    answers: Answers
    machine: Got

    @property
    def about(self) -> Mapping[str, JSON]:
        """What the first question of its system was answered."""
        body: Mapping[str, JSON] = self.machine.body
        return body

    @property
    def id(self) -> str:
        """That of its target: two machines may call themselves alike, and one must not pass by the other's backup."""
        return self.answers.target

    @property
    def off(self) -> int | None:
        """Seconds between its clock and ours when it was asked; None where it did not tell its own."""
        try:
            return abs(int((moment(str(self.about["clock"])) - moment(self.machine.asked)).total_seconds()))
        except (KeyError, ValueError):
            return None

    @property
    def no_time(self) -> Got:
        """The reason where `off` is None. A drop is stamped by its host alone: no other clock stands beside."""
        return unclear(self.machine, "its own time is not told") if "clock" in self.about else HIDDEN

    def ask(self, question: str) -> Got:
        """The answer to a question."""
        return self.answers.one(question)

    def fact(
        self, kind: str, part: str = "", *gots: Got, name: str = "", beneath: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """The common fields of a fact about this machine, or about a part of it: `sshd`, `user/ana`, `/srv`."""
        path = _ODD.sub("-", part if part.startswith("/") else f"/{part}") if part else ""
        return {
            "target": self.answers.target,
            "resource": self.id + path,
            "kind": kind,
            "name": name or part or str(self.about["hostname"]),
            "rests_on": beneath,
            "within": _within(self.id) if part else (),
            "answers": rests_on(self.machine, *gots),
        }

    def gap(self, kind: str, listing: Got, *promises: Promise) -> Iterator[Fact]:
        """Say that a listing failed."""
        yield from gaps(self.answers.target, kind, listing, *promises)


@lru_cache(maxsize=64)
def _within(name: str) -> tuple[str, ...]:
    """One value for all parts of a host."""
    return (name,)


def unanswered(got: Got, why: str = "no answer that can be read") -> Got:
    """The reason for a None where there is no body: what failed, or, where "there is none" is no answer, that."""
    return unclear(got, why) if got.good else got


def moment(asked: str) -> datetime:
    """The time of an answer."""
    return datetime.fromisoformat(asked).astimezone(UTC)


_WHILE_ASKING = 3600
"""Seconds a run may take: what happens meanwhile happens after the time of the answer, and is of now."""


def age(asked: str, then: int) -> int:
    """Seconds from a time (of the epoch) to that of an answer; negative where it lies ahead: a clock is wrong."""
    seconds = int(moment(asked).timestamp()) - then
    return 0 if -_WHILE_ASKING <= seconds < 0 else seconds


def guard(  # noqa: PLR0913  # one guard has so many sides
    host: Host, kind: str, part: str, prevents: str, *, on: bool | None, why: Got
) -> Guard:
    """The fact about a switch. `prevents`: a word of `Guard`; `why`: what it was read from, or why it is not known."""
    return Guard(
        **host.fact(kind, part, why),
        prevents=prevents,  # type: ignore[arg-type]  # a word of its readers
        in_force=on,
        unread=unread(in_force=why) if on is None else (),
    )
