"""macOS: until when it is fixed, what waits to be installed, and since when one has looked."""

from collections.abc import Iterator
from functools import partial

from collectors.host.host import Host, age, moment, unanswered
from collectors.host.macos.machine.preferences import Preferences
from collectors.host.macos.patching.support import ENDS, days_left, newest
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Fixes, Release

_SETTINGS = "System Settings, General, Software Update"
KINDS = {
    "macos.release": Kind(
        "operating system",
        (Release, Fixes),
        {
            "patching.supported-release": f"{_SETTINGS}: upgrade; where the Mac takes none, replace it.",
            "patching.flaws-fixed-in-time": "softwareupdate --install --all --restart; no longer deferral by a profile"
            " than the windows allow.",
            "patching.automatic": "By a profile, com.apple.SoftwareUpdate: AutomaticCheckEnabled, AutomaticDownload,"
            " AutomaticallyInstallMacOSUpdates, CriticalUpdateInstall and ConfigDataInstall true.",
            "patching.state-known": f"{_SETTINGS}: check for updates.",
        },
        always=True,
    ),
}
_DOMAIN, _LIMITS = "com.apple.SoftwareUpdate", "com.apple.applicationaccess"
_SWITCHES = (
    *("AutomaticCheckEnabled", "AutomaticDownload", "AutomaticallyInstallMacOSUpdates"),
    *("CriticalUpdateInstall", "ConfigDataInstall"),
)
_LOOKED = ("LastFullSuccessfulDate", "LastSuccessfulDate", "LastBackgroundSuccessfulDate")
_DEFERRED = (
    *("forceDelayedSoftwareUpdates", "enforcedSoftwareUpdateDelay", "forceDelayedMajorSoftwareUpdates"),
    "enforcedSoftwareUpdateMinorOSDeferredInstallDelay",
)
_FRESH_ENOUGH = 15
"""Days. What is known is older than the time in which a critical flaw is to be fixed: then it says of none."""


def read_release(host: Host) -> Iterator[Fact]:
    """The system itself; what waits is told, and not since when."""
    updates, preferences = host.ask("macos.updates"), Preferences(host.ask("macos.preferences"))
    version = host.about["version"]
    today = moment(host.machine.asked).date()
    until = partial(host.answers.until, ours=ENDS)
    left = days_left(version, today, until)
    automatic, because = _automatic(preferences)
    name = f"{host.about['os']} {version}".strip()
    no_end = unclear(host.machine, f"Apple announces no end of support, and {name} is older than what it used to fix")
    yield Release(
        **host.fact("macos.release", "", preferences.got, name=name),
        version=version,
        support_days_left=left,
        auto_update=automatic,
        unread=(
            *(unread(support_days_left=no_end) if left is None else ()),
            *(unread(auto_update=because) if automatic is None else ()),
        ),
    )
    looked, not_looked = looked_days(preferences)
    doubt = _doubt(updates, looked, preferences, left, latest=newest(version, today, until))
    yield Fixes(
        **host.fact("macos.release", "", updates, preferences.got, name=name),
        oldest_critical_days=None if doubt else 0,
        oldest_high_days=None if doubt else 0,
        checked_days=looked,
        unread=(
            *(unread(oldest_critical_days=doubt, oldest_high_days=doubt) if doubt else ()),
            *(unread(checked_days=not_looked) if looked is None else ()),
        ),
    )


def looked_days(preferences: Preferences) -> tuple[int | None, Got]:
    """Days since the Mac looked for updates with success; FOREVER: it never did."""
    if lost := preferences.lost(_DOMAIN):
        return None, lost
    times = [at for key in _LOOKED if (at := preferences.value(_DOMAIN, key)) is not None]
    return (age(preferences.got.asked, max(times)) // 86400 if times else FOREVER), preferences.got


def _doubt(updates: Got, looked: int | None, preferences: Preferences, left: int | None, *, latest: bool) -> Got | None:
    """Why it cannot be told which flaws are open; `latest`: there is no newer macOS."""
    if lost := preferences.lost(_LIMITS) or preferences.lost(_DOMAIN):
        return lost
    if not updates.ok:
        return unanswered(updates)
    waiting = updates.body["count"]
    deferred = any(preferences.managed(_LIMITS, key) for key in _DEFERRED)
    reasons = (
        (waiting, f"{waiting} updates wait; macOS does not tell which flaws they fix, nor since when"),
        (looked is None or looked == FOREVER, "updates were never looked for"),
        (looked is not None and looked > _FRESH_ENOUGH, f"updates were looked for {looked} days ago"),
        (looked is not None and looked < 0, "updates were looked for in the future, so a clock is wrong"),
        (deferred, "a profile defers updates: what waits is not all shown"),
        (left is not None and left < 0, "its support is over: what is found now is not fixed"),
        (not latest, "Apple fixes every flaw in the newest macOS only, and some in those before"),
    )
    return next((unclear(updates, why) for holds, why in reasons if holds), None)


def _automatic(preferences: Preferences) -> tuple[bool | None, Got]:
    """All five switches; what is not set is as macOS delivers it, which its versions do differently."""
    if lost := preferences.lost(_DOMAIN):
        return None, lost
    said = {key: preferences.value(_DOMAIN, key) for key in _SWITCHES}
    if 0 in said.values():
        return False, preferences.got
    if unset := [key for key, value in said.items() if value is None]:
        return None, unclear(preferences.got, f"{', '.join(unset)} are not set")
    return True, preferences.got
