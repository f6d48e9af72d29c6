"""What is started again and again, as readers ask for it."""

from dataclasses import dataclass

from collectors.host.host import Host
from scanner.answers import Got


@dataclass(frozen=True, slots=True)
class Schedule:
    """What cron and the timers of systemd start, as far as each of them was read."""

    cron: Got
    timers: Got

    @property
    def lost(self) -> Got | None:
        """The listing that did not come; None where all was read."""
        return next((one for one in (self.timers, self.cron) if not one.good), None)

    @property
    def tools(self) -> set[str]:
        """All known tools that something starts. What stands in a crontab while no cron runs is not started."""
        return self.by_cron | {row["tool"] for row in (self.timers.body if self.timers.ok else [])}

    @property
    def by_cron(self) -> set[str]:
        """Those that cron starts."""
        return (
            {row["tool"] for row in self.cron.body["starts"]} if self.cron.ok and self.cron.body["running"] else set()
        )

    def services(self, tool: str) -> set[str]:
        """The services through which timers start it."""
        return {row["unit"] for row in self.timers.body if row["tool"] == tool} if self.timers.ok else set()


def schedule_of(host: Host) -> Schedule:
    """What this machine starts by itself."""
    return Schedule(host.ask("linux.cron"), host.ask("linux.timers"))
