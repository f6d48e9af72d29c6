"""The machine as a whole, and the states of its services."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from collectors.host.host import Host
from scanner.answers import Got, unclear
from scanner.collector import Kind
from scanner.facts import Asset, Fact


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


def systemd_time(said: str) -> datetime | None:
    """Systemd's `Tue 2026-11-24 02:10:11 UTC`; None where it says nothing, or another zone."""
    try:
        return datetime.strptime(said, "%a %Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
    except ValueError:
        return None


KINDS = {
    "linux.host": Kind(
        "Linux host",
        ((Asset, "host"),),
        {"backup.exists": "restic or borgmatic to a place that is not this machine, started by a systemd timer."},
        always=True,
    ),
}


def read_host(host: Host) -> Iterator[Fact]:
    """The machine itself. What a cloud says of its instance counts for it; what it says of itself counts here alone."""
    instance = str(host.about["instance"])
    yield Asset(**host.fact("linux.host"), also=(instance,) if instance else (), role="host")
