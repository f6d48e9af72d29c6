"""The distribution: until when it is fixed, what waits to be installed, and since when one has looked."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from collectors.host.host import Host, age, moment, unanswered
from collectors.host.linux.machine.host import Units
from collectors.host.linux.patching.support import ENDS, days_left
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Fixes, Release

KINDS = {
    "linux.release": Kind(
        "operating system",
        (Release, Fixes),
        {
            "patching.supported-release": "Back up, then upgrade the distribution: Ubuntu do-release-upgrade; Debian"
            " the next release in /etc/apt/sources.list*, then apt full-upgrade; RHEL leapp upgrade; SLES zypper"
            " migration.",
            "patching.flaws-fixed-in-time": "apt-get update && apt-get dist-upgrade (RHEL: dnf upgrade --security;"
            " SLES: zypper patch; Amazon Linux 2023: dnf check-release-update, then dnf upgrade --releasever=VERSION),"
            " then restart if /run/reboot-required says so.",
            "patching.automatic": "apt-get install unattended-upgrades && dpkg-reconfigure -plow unattended-upgrades"
            " (RHEL: dnf"
            " install dnf-automatic, apply_updates = yes, systemctl enable --now dnf-automatic.timer).",
            "patching.state-known": "apt-get update daily: systemctl enable --now apt-daily.timer (RHEL:"
            " dnf-makecache.timer).",
        },
        always=True,
    ),
}
_NO_SOURCE = "none of its package sources tells which updates are for security"
_PINNED = "it is held at a release: what was fixed in later ones is not seen"
_RANKS = {"critical", "important", "high", "moderate", "medium", "low"}
_FRESH_ENOUGH = 15
"""Days. Lists that are older than the time in which a critical flaw is to be fixed cannot say that there is none."""


def read_release(host: Host) -> Iterator[Fact]:
    """The distribution: until when it is fixed, and what waits to be installed."""
    updates, auto, units = host.ask("linux.updates"), host.ask("linux.auto-updates"), host.ask("linux.units")
    about = host.about
    left, no_end = _support(host, updates)
    automatic, because = _automatic(auto, Units(units))
    yield Release(
        **host.fact("linux.release", "", updates, auto, units, name=about["title"] or about["os"]),
        version=about["version"],
        support_days_left=left,
        auto_update=automatic,
        unread=(
            *(unread(support_days_left=no_end) if left is None else ()),
            *(unread(auto_update=because) if automatic is None else ()),
        ),
    )
    yield _fixes(host, updates, over=left is not None and left < 0)


def _fixes(host: Host, updates: Got, *, over: bool) -> Fixes:
    """What waits, and since when one has looked; `over` is the support of its makers."""
    looked, not_looked = _looked(host, updates)
    critical, high, why = _oldest(host, updates, looked, over=over)
    return Fixes(
        **host.fact("linux.release", "", updates, name=host.about["title"] or host.about["os"]),
        oldest_critical_days=critical,
        oldest_high_days=high,
        checked_days=looked,
        unread=(
            *(unread(oldest_critical_days=why) if critical is None else ()),
            *(unread(oldest_high_days=why) if high is None else ()),
            *(unread(checked_days=not_looked) if looked is None else ()),
        ),
    )


def _support(host: Host, updates: Got) -> tuple[int | None, Got]:
    """Days until the makers' support ends; where that is over and an extension was bought, nobody tells until when."""
    about = host.about
    today = moment(host.machine.asked).date()
    until = partial(host.answers.until, ours=ENDS)
    left = days_left(about["os"], about["version"], today, told=about["support_end"], until=until)
    if left is not None and left < 0 and updates.ok and updates.body["extended"]:
        return None, unclear(updates, f"support ended {-left} days ago; until when its paid extension runs is not told")
    name = about["title"] or about["os"] or "this system"
    return left, unclear(host.machine, f"the end of support of {name} is not known")


def _looked(host: Host, updates: Got) -> tuple[int | None, Got]:
    if not updates.ok:
        return None, unanswered(updates)
    if _pinned(host, updates.body["release"]):
        return None, unclear(updates, _PINNED)
    at = updates.body["looked"]
    if at is not None:
        return age(updates.asked, at) // 86400, updates
    return FOREVER if updates.body["never"] else None, unclear(updates, _NO_SOURCE)


def _oldest(host: Host, updates: Got, looked: int | None, *, over: bool) -> tuple[int | None, int | None, Got]:
    """Ages of the oldest open flaws: only where the package manager tells date and severity, or nothing is open."""
    if doubt := _doubt(host, updates, looked, over=over):
        return None, None, doubt
    if updates.body["manager"] == "apk":
        return 0, 0, updates
    today = moment(updates.asked).date()
    waiting: list[Mapping[str, str]] = updates.body["open"]
    critical, high = (
        _age([w for w in waiting if w["severity"] in words], today) for words in (("critical",), ("important", "high"))
    )
    return critical, high, unclear(updates, "an advisory without a date")


def _doubt(host: Host, updates: Got, looked: int | None, *, over: bool) -> Got | None:
    """Why it cannot be told which flaws are open."""
    if not updates.ok:
        return unanswered(updates)
    body = updates.body
    manager, waiting = body["manager"], len(body["open"])
    unranked = [w for w in body["open"] if w["severity"] not in _RANKS]
    when = "never looked for" if looked == FOREVER else f"looked for {looked} days ago"
    reasons = (
        (_pinned(host, body["release"]), _PINNED),
        (looked is None or not (body["sources"] or body["never"]), _NO_SOURCE),
        (looked is not None and looked > _FRESH_ENOUGH, f"updates were {when}: let it look again"),
        (looked is not None and looked < 0, "the lists of updates are dated in the future, so a clock is wrong"),
        (waiting and manager in _SILENT, f"{_waits(waiting)}; {_SILENT.get(manager)}: install what waits"),
        (body["held"], f"{body['held']} packages or rules keep updates back, perhaps fixes"),
        (over, "its support is over: what is found now is not fixed"),
        (unranked, f"{len(unranked)} security advisories tell no severity"),
        (body["restart"], "updates are installed, but a restart is due: what runs is older"),
        (body["kernel"] and not host.about["container"], "a later kernel is installed than the one that runs"),
    )
    return next((unclear(updates, why) for holds, why in reasons if holds), None)


_SILENT = {
    # Neither its lists nor its archives date a fix or rank it; the changelogs that do are not on the machine.
    "apt": "apt tells neither since when nor how grave",
    "apk": "apk tells neither since when nor how grave",
    "zypper": "zypper does not tell since when",
}
"""What a package manager does not tell of a fix. Only dnf has its date and its severity."""


def _waits(count: int) -> str:
    return "1 security update waits" if count == 1 else f"{count} security updates wait"


def _pinned(host: Host, release: str) -> bool:
    """Dnf looks into one release only. Amazon Linux 2023 does so unless `latest` is asked for; RHEL can be made to."""
    amazon = host.about["os"] == "amzn" and host.about["version"].startswith("20")
    return release != "latest" if amazon else release == "minor" or "." in release or release == "other"


def _age(waiting: list[Mapping[str, str]], today: date) -> int | None:
    if any(not w["date"] for w in waiting):
        return None
    return max(((today - date.fromisoformat(w["date"])).days for w in waiting), default=0)


def _automatic(auto: Got, units: Units) -> tuple[bool | None, Got]:
    if not auto.ok:
        return None, unanswered(auto)
    said = auto.body
    if said.get("manager") == "apt":
        wanted = said.get("tool") and said["periodic"].get("Unattended-Upgrade", "0") not in {"0", "false", "no"}
        on = bool(wanted) and said["periodic"].get("Enable", "1") != "0" and said["security"]
        timers: tuple[str, ...] = ("apt-daily-upgrade.timer",)
    else:
        timers = ("dnf-automatic.timer", "dnf5-automatic.timer")
        on = said.get("apply_updates", "").lower() in {"yes", "true", "1"}
        if units.running("dnf-automatic-install.timer"):
            return True, auto
    if not on:
        return False, auto
    if not units.known:
        return None, unclear(auto, "without systemd it is not known what starts it")
    return units.running(*timers), auto
