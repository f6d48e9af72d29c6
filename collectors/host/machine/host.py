"""The machine as a whole: its id, its parts' ids, and the states of its services."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scanner.answers import JSON, Answers, Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Fact, Guard, Promise

_ODD = re.compile(r"[^A-Za-z0-9._@%+:=,/\[\]-]")


@dataclass(frozen=True, slots=True)
class Host:
    """One machine, as its readers hold it: the answers, and how its facts are named."""

    answers: Answers
    machine: Got

    @property
    def about(self) -> Mapping[str, JSON]:
        """What `linux.machine` said."""
        body: Mapping[str, JSON] = self.machine.body
        return body

    @property
    def id(self) -> str:
        """`host:web1`: the one id of this machine, whatever target led to it."""
        return f"host:{_ODD.sub('-', str(self.about['hostname'])).lower()}"

    def ask(self, question: str) -> Got:
        """The answer to a question."""
        return self.answers.one(question)

    def fact(
        self, kind: str, part: str = "", *gots: Got, name: str = "", also: tuple[str, ...] | None = None
    ) -> dict[str, Any]:
        """The common fields of a fact about this machine, or about a part of it: `sshd`, `user/ana`, `/srv`.

        A part is also known by its machine, unless `also` says what it rests on.
        """
        path = _ODD.sub("-", part if part.startswith("/") else f"/{part}") if part else ""
        instance = (str(self.about["instance"]),) if self.about["instance"] else ()
        return {
            "target": self.answers.target,
            "resource": self.id + path,
            "kind": kind,
            "name": name or part or str(self.about["hostname"]),
            "also": also if also is not None else (self.id,) if part else instance,
            "answers": rests_on(self.machine, *gots),
        }

    def gap(self, kind: str, listing: Got, *promises: Promise) -> Iterator[Fact]:
        """Say that a listing failed."""
        yield from gaps(self.answers.target, kind, listing, *promises)


@dataclass(frozen=True, slots=True)
class Units:
    """The states of services, as systemd tells them; a machine without systemd has none to tell."""

    got: Got

    @property
    def known(self) -> bool:
        """There is a systemd, and it answered."""
        return self.got.ok

    def of(self, unit: str) -> Mapping[str, str]:
        """What is known of a unit; empty when it is not there."""
        found: Mapping[str, str] = (self.got.body or {}).get(unit, {})
        return found

    def running(self, *units: str) -> bool:
        """One of them is active now."""
        return any(self.of(unit).get("ActiveState") == "active" for unit in units)

    def starts(self, *units: str) -> bool:
        """One of them is enabled: it runs after the next start as well."""
        return any(self.of(unit).get("UnitFileState", "").startswith("enabled") for unit in units)

    def outdated(self, changed: int | None, *units: str) -> Got | None:
        """Why what the settings say may not be in force: they were changed after a unit that runs was started.

        `changed`: seconds of the epoch. A reload counts as a start; a signal that was sent by hand is not seen.
        """
        for unit in units if changed is not None else ():
            started = systemd_time(self.of(unit).get("StateChangeTimestamp", "")) if self.running(unit) else None
            if started and changed is not None and changed > started.timestamp():
                return unclear(self.got, f"{unit}: its settings were changed after it was started or last reloaded")
        return None

    def matching(self, pattern: "re.Pattern[str]") -> Iterator[tuple[str, Mapping[str, str]]]:
        """The units whose name matches, with what is known of them."""
        yield from ((name, unit) for name, unit in (self.got.body or {}).items() if pattern.search(name))


def unanswered(got: Got, why: str = "no answer that can be read") -> Got:
    """The reason for a None where there is no body: what failed, or, where "there is none" is no answer, that."""
    return unclear(got, why) if got.good else got


def moment(asked: str) -> datetime:
    """The time of an answer."""
    return datetime.fromisoformat(asked).astimezone(UTC)


def systemd_time(said: str) -> datetime | None:
    """Systemd's `Tue 2026-11-24 02:10:11 UTC`; None where it says nothing, or another zone."""
    try:
        return datetime.strptime(said, "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    except ValueError:
        return None


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


KINDS = {
    "linux.host": Kind(
        "Linux host",
        ((Asset, "host"),),
        {"backup.exists": "restic or borgmatic to a place that is not this machine, started by a systemd timer."},
        always=True,
    ),
}


def read_host(host: Host) -> Iterator[Fact]:
    """The machine itself."""
    yield Asset(**host.fact("linux.host"), role="host")
