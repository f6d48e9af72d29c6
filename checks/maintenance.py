"""Systems are kept sound, and trouble is noticed: 164.308(a)(1)(ii)(B), (a)(5)(ii)(B), (a)(6)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from checks.judgements import ago, ends, heard, lately, switch
from scanner.check import Verdict, cannot_tell, check, days, failed, passed, unknown
from scanner.facts import FOREVER, Alarm, Alerts, Definitions, Detector, Fixes, Release

SUPPORT_DAYS: Final = 90  # release.support_left
CRITICAL_DAYS: Final = 15  # patch.critical
HIGH_DAYS: Final = 30  # patch.high
OPEN_DAYS: Final = 7  # detector.findings_open
CHECKED_DAYS: Final = 7  # patch.checked
DEFINITIONS_DAYS: Final = 7  # malware.definitions


@check(id="patching.supported-release", title="Its maker still fixes it", control="patching", severity="high")
def supported_release(release: Release, *, min_days: int = SUPPORT_DAYS) -> Iterator[Verdict]:
    """Flaws found after the end of support stay open for ever.

    Rule: fails where its maker's support has ended; fails at low severity where it ends in fewer than min_days; passes
    where as many or more are left, or no end is announced.

    Fix: move to a release that is supported.
    """
    of = f" of {release.version}" if release.version and release.version not in release.name else ""
    match release.support_days_left:
        case None:
            yield unknown(release, "support_days_left")
        case left if left < 0:
            yield failed(f"support{of} ended {ago(-left)}")
        case left if left < min_days:
            yield failed(f"support{of} ends in {days(left)}, less than {days(min_days)}", severity="low")
        case int(left) if left == FOREVER:
            yield passed(f"no end of support{of} is announced")
        case left:
            yield ends(f"support{of} ends in", left, min_days)


@check(id="patching.flaws-fixed-in-time", title="Open flaws are fixed in time", control="patching", severity="high")
def flaws_fixed_in_time(fixes: Fixes, *, critical: int = CRITICAL_DAYS, high: int = HIGH_DAYS) -> Iterator[Verdict]:
    """From the day a fix is published, everyone can read what it fixes.

    Rule: two findings, one of the worst rank of flaws and one of the next. Passes where none is open, or the fix of the
    oldest open one has been out for at most critical days, or high days of the next rank; else fails. A fix from the
    future is not assessed.

    Fix: install the fixes.
    """
    yield _in_time(fixes, "oldest_critical_days", critical, "critical")
    yield _in_time(fixes, "oldest_high_days", high, "high")


def _in_time(fixes: Fixes, field: str, limit: int, rank: str) -> Verdict:
    match getattr(fixes, field):
        case None:
            return unknown(fixes, field, part=rank)
        case 0:
            return passed(f"no {rank} flaw is open", part=rank)
        case count if count < 0:
            return cannot_tell(f"the fix of a {rank} flaw is dated in the future, so a clock is wrong", part=rank)
        case count if count == FOREVER:
            return failed(f"a {rank} flaw is open, and its fix is older than anyone recorded", part=rank)
        case count if count > limit:
            said = f"the fix of an open {rank} flaw is {days(count)} old, more than {days(limit)}"
            return failed(said, part=rank)
        case count:
            said = f"the fix of the oldest open {rank} flaw is {days(count)} old, within {days(limit)}"
            return passed(said, part=rank)


@check(id="patching.automatic", title="Fixes install themselves", control="patching", severity="low")
def automatic(release: Release, *, required: bool = False) -> Iterator[Verdict]:
    """Machines do not forget, and do not go on holiday.

    Rule: only if required. Passes where updates install themselves, fails where they do not.

    Fix: switch automatic updates on, at least for security fixes.
    """
    if required:
        yield switch(release, "auto_update", on="fixes install themselves", off="fixes wait for somebody")


@check(id="patching.state-known", title="Missing fixes are looked for regularly", control="patching", severity="medium")
def state_known(fixes: Fixes, *, max_days: int = CHECKED_DAYS) -> Iterator[Verdict]:
    """A machine that has not looked does not know what it lacks.

    Rule: passes where it last looked for missing fixes at most max_days ago; fails where longer ago, or never. A look
    in the future is not assessed.

    Fix: let it look for updates daily.
    """
    yield lately(fixes, "checked_days", max_days, "last looked for fixes")


@check(id="patching.flaws-looked-for", title="Known flaws are looked for", control="patching", severity="medium")
def flaws_looked_for(detector: Detector) -> Iterator[Verdict]:
    """What is not looked for is found by somebody else.

    Rule: only of what looks for known flaws. Passes where it is on, fails where it is off.

    Fix: switch on a scanner of known flaws for all that runs.
    """
    if detector.watches == "vulnerabilities":
        yield switch(detector, "enabled", on="known flaws are looked for", off="nobody looks for known flaws")


@check(id="malware-protection.on", title="Malware protection is on", control="malware-protection", severity="high")
def malware_protection_on(detector: Detector) -> Iterator[Verdict]:
    """Malicious software is how most ransom demands begin.

    Rule: only of what looks for malicious software. Passes where it is on, fails where it is off.

    Fix: install malware protection, and switch it on.
    """
    if detector.watches == "malware":
        yield switch(detector, "enabled", on="malware protection is on", off="malware protection is off")


@check(
    id="malware-protection.current",
    title="Malware definitions are current",
    control="malware-protection",
    severity="medium",
)
def malware_protection_current(definitions: Definitions, *, max_days: int = DEFINITIONS_DAYS) -> Iterator[Verdict]:
    """Protection finds only what it has been told of.

    Rule: passes where its definitions were fetched at most max_days ago; fails where longer ago, or never. A date in
    the future is not assessed.

    Fix: let it fetch its definitions daily; see why the last attempt failed.
    """
    age = lately(definitions, "age_days", max_days, "fetched")
    yield age if definitions.age_days is None else replace(age, seen=f"definitions {age.seen}")


@check(
    id="threat-detection.on-and-heard",
    title="Threats and changes of the configuration are noticed",
    control="threat-detection",
    severity="medium",
)
def on_and_heard(alarm: Alarm, *, must_notify: bool = True) -> Iterator[Verdict]:
    """An alarm that rings in an empty room protects nobody.

    Rule: only of alarms on threats and on changes of the configuration. Passes where it is on and, if must_notify,
    somebody is told; else fails.

    Fix: switch the detection on, and send its alarms to somebody.
    """
    if alarm.watches in ("threats", "config-changes"):
        yield heard(alarm, alarm.watches.replace("config-", "configuration "), must_notify=must_notify)


@check(
    id="threat-detection.findings-handled",
    title="Serious findings are handled soon",
    control="threat-detection",
    severity="high",
)
def findings_handled(alerts: Alerts, *, max_days: int = OPEN_DAYS) -> Iterator[Verdict]:
    """An alarm that stays open for weeks is an intruder who stays for weeks.

    Rule: passes where no serious finding is open, or the oldest open one is at most max_days old; fails where it is
    older. A date in the future is not assessed.

    Fix: look into the finding, and close it once it is dealt with.
    """
    match alerts.oldest_open_days:
        case None:
            yield unknown(alerts, "oldest_open_days")
        case count if count < 0:
            yield cannot_tell("a serious finding is dated in the future, so a clock is wrong")
        case count if count > max_days:
            since = "nobody knows since when" if count == FOREVER else f"{days(count)}, more than {days(max_days)}"
            yield failed(f"a serious finding is open: {since}")
        case 0:
            yield passed("no serious finding is open")
        case count:
            yield passed(f"the oldest open serious finding is {days(count)} old")


@check(
    id="incident-response.contact",
    title="The provider knows whom to tell of an incident",
    control="incident-response",
    severity="low",
)
def contact(alarm: Alarm) -> Iterator[Verdict]:
    """When the provider sees an intrusion first, its message must find a reader.

    Rule: only of notices of the provider. Passes where somebody is named whom it tells, fails where nobody is.

    Fix: name a security contact, a mailbox that several people read.
    """
    if alarm.watches == "provider-notices":
        named = "somebody is named whom the provider tells"
        yield switch(alarm, "notifies", on=named, off="no security contact is set with the provider")
