"""Guards of the running machine: is a changed file noticed, does it boot signed code only."""

from collections.abc import Iterator

from collectors.host.host import Host, guard, unanswered
from collectors.host.linux.machine.host import Units
from collectors.host.linux.schedule.schedule import Schedule, schedule_of
from scanner.answers import Got, unclear
from scanner.collector import Kind
from scanner.facts import Fact, Guard

KINDS = {
    "linux.integrity": Kind(
        "file integrity",
        ((Guard, "silent-file-change"),),
        {
            "integrity.changes-noticed": "apt-get install --no-install-recommends aide aide-common (otherwise a mail"
            " server comes along), aideinit, mv /var/lib/aide/aide.db.new /var/lib/aide/aide.db, systemctl enable"
            " --now dailyaidecheck.timer (RHEL: dnf install aide, aide --init, mv aide.db.new.gz aide.db.gz, a cron"
            " line for aide --check)."
        },
        always=True,
    ),
    "linux.boot": Kind(
        "boot",
        ((Guard, "unsigned-boot"),),
        {
            "integrity.boot": "Switch Secure Boot on in the firmware (mokutil --sb-state tells). Kernels and modules"
            " that are not signed do not load then (dkms): sign them first, mokutil --import."
        },
    ),
}


def read_integrity(host: Host) -> Iterator[Fact]:
    """File integrity: a tool, a database to compare with, and something that starts it."""
    got, units = host.ask("linux.integrity"), Units(host.ask("linux.units"))
    on, why = _watched(got, schedule_of(host), units)
    yield guard(host, "linux.integrity", "integrity", "silent-file-change", on=on, why=why)


_COMPARING = {"aide", "tripwire", "samhain"}
"""Each compares only when told so: to make a new database notices nothing."""


def _watched(got: Got, schedule: Schedule, units: Units) -> tuple[bool | None, Got]:
    if not got.ok:
        return None, unanswered(got)
    if units.running("samhain.service"):
        return True, got
    if "wazuh" in got.body["tools"] and units.running("wazuh-agent.service") and got.body["wazuh"] != "off":
        denied = Got("denied", f"{got.ask}: ossec.conf (root)", place=got.place)
        return (True, got) if got.body["wazuh"] == "on" else (None, denied)
    if units.running("osqueryd.service"):
        return None, unclear(got, "osquery runs; whether it watches files stands in its own settings")
    if not got.body["tools"]:
        return False, got
    if got.body["database"] is None:
        denied = Got("denied", f"{got.ask} (root)", place=got.place)
        return (None, denied) if got.body["denied"] else (False, got)
    timed = units.running("dailyaidecheck.timer", "aidecheck.timer", "aide-check.timer")
    if units.of("dailyaidecheck.timer") and not timed:
        return False, got  # Debian's line for cron does nothing where there is a timer
    if timed or schedule.tools & {f"{tool}-check" for tool in _COMPARING}:
        return True, got
    if schedule.tools & _COMPARING:
        return None, unclear(got, "what is started of it is not known: to compare takes --check")
    lost = units.got if not units.got.good else schedule.lost
    return (None, lost) if lost else (False, got)


def read_boot(host: Host) -> Iterator[Fact]:
    """Secure Boot; a container does not boot."""
    boot = host.ask("linux.boot")
    if host.about["container"]:
        return
    if not boot.ok:
        yield guard(host, "linux.boot", "boot", "unsigned-boot", on=None, why=unanswered(boot))
        return
    secure = {"on": True, "off": False}.get(boot.body["secure"], False if boot.body["firmware"] == "bios" else None)
    why = unclear(boot, "the firmware has no SecureBoot variable") if secure is None else boot
    yield guard(host, "linux.boot", "boot", "unsigned-boot", on=secure, why=why)
