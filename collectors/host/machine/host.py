"""The machine as a whole: its id, its parts' ids, and the states of its services."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scanner.answers import JSON, Answers, Got, gaps, rests_on, unclear
from scanner.collector import Kind
from scanner.facts import Asset, Fact, Promise

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

    def matching(self, pattern: "re.Pattern[str]") -> Iterator[tuple[str, Mapping[str, str]]]:
        """The units whose name matches, with what is known of them."""
        yield from ((name, unit) for name, unit in (self.got.body or {}).items() if pattern.search(name))


def unanswered(got: Got, why: str = "no answer that can be read") -> Got:
    """The reason for a None where there is no body: what failed, or, where "there is none" is no answer, that."""
    return unclear(got, why) if got.good else got


def moment(asked: str) -> datetime:
    """The time of an answer."""
    return datetime.fromisoformat(asked).astimezone(UTC)


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
