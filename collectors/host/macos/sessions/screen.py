"""The screens: when each person's locks, and what it takes to come back."""

from collections.abc import Iterator, Mapping

from collectors.host.host import Host, unanswered
from collectors.host.macos.machine.preferences import Preferences
from collectors.host.macos.sessions.ask import OFF
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Session

_PROFILE = "By a profile, com.apple.screensaver:"
KINDS = {
    "macos.desktop": Kind(
        "desktop session",
        ((Session, "desktop"),),
        {
            "workstation-lock.idle-locks": f"{_PROFILE} idleTime 900 or less, askForPassword true; without one: System"
            " Settings, Lock Screen.",
            "workstation-lock.password-on-return": f"{_PROFILE} askForPassword true, askForPasswordDelay 0; without"
            " one: `sysadminctl -screenLock immediate -password -`.",
            "automatic-logoff.enforced": f"{_PROFILE} idleTime, askForPassword and askForPasswordDelay.",
        },
    ),
}
_DOMAIN = "com.apple.screensaver"


def read_screens(host: Host) -> Iterator[Fact]:
    """A `Session` for each person who has an account here."""
    screen = host.ask("macos.screen")
    preferences = Preferences(host.ask("macos.preferences"))
    if not screen.ok:
        yield from host.gap("macos.desktop", unanswered(screen), (Session, "desktop"))
        return
    if screen.body["odd"]:
        why = unclear(screen, "an account whose name or number is not understood")
        yield from host.gap("macos.desktop", why, (Session, "desktop"))
    for name, person in screen.body["people"].items():
        yield _session(host, name, person, screen, preferences)


def _session(host: Host, name: str, person: Mapping[str, JSON], screen: Got, preferences: Preferences) -> Session:
    lock, lock_forced, no_lock = _lock(person, screen, preferences)
    idle, idle_forced, no_idle = _idle(person, screen, preferences)
    if lock == FOREVER:
        idle, no_idle = FOREVER, None
    forced = idle_forced and lock_forced
    untold = _unseen(person, screen, preferences)
    enforced = None if untold and not forced else forced
    return Session(
        **host.fact("macos.desktop", f"desktop/{name}", screen, preferences.got, name=name),
        surface="desktop",
        idle_seconds=idle,
        on_idle=None if lock is None else "locks",
        max_seconds=None,
        enforced=enforced,
        reauth_seconds=lock,
        unread=(
            *unread(max_seconds=NOT_ASKED),
            *(unread(idle_seconds=no_idle) if no_idle else ()),
            *(unread(on_idle=no_lock, reauth_seconds=no_lock) if no_lock else ()),
            *(unread(enforced=untold) if untold and enforced is None else ()),
        ),
    )


def _lock(person: Mapping[str, JSON], screen: Got, preferences: Preferences) -> tuple[int | None, bool, Got | None]:
    """Seconds until coming back takes a password, whether a profile says so; or why not known.

    What a person chose stands in a keychain since macOS 10.13, not in their preferences: `sysadminctl` tells it.
    """
    asked = _forced(person, preferences, "askForPassword")
    delay = _forced(person, preferences, "askForPasswordDelay")
    if asked == 0:
        return FOREVER, True, None
    if unseen := _unseen(person, screen, preferences):
        return None, False, unseen
    if asked and delay is not None and delay >= 0:
        return delay, True, None
    if person["lock"] is None:
        untold = unclear(screen, "sysadminctl says nothing of who is not signed in")
        return None, False, _shut(person, screen, "host", "own") or untold
    return (FOREVER if person["lock"] == OFF else person["lock"]), False, None


def _idle(person: Mapping[str, JSON], screen: Got, preferences: Preferences) -> tuple[int | None, bool, Got | None]:
    """Seconds until the screen saver or the sleep of the display locks; that nothing is set is never a limit."""
    forced = _forced(person, preferences, "idleTime")
    own = [layer["idleTime"] for name in ("host", "own") if "idleTime" in (layer := person["set"].get(name) or {})]
    saver = forced if forced is not None else next(iter(own), None)
    lost = _unseen(person, screen, preferences) or (_shut(person, screen, "host", "own") if forced is None else None)
    sleep = _sleep(screen.body["displaysleep"])
    if lost:
        return None, False, lost
    if saver is not None and saver > 0:
        return min(saver, sleep or FOREVER), forced is not None, None
    if sleep == FOREVER:
        return FOREVER, False, None
    later = f"the display sleeps after {sleep // 60} min" if sleep else "when the display sleeps is not told"
    what = "idleTime is 0" if saver is not None else "idleTime is not set"
    return None, False, unclear(screen, f"{what}: no screen saver is sure to start; {later}")


def _sleep(minutes: list[int]) -> int | None:
    """Seconds until the display sleeps, on battery and on the mains; None where neither is told."""
    if not minutes:
        return None
    return FOREVER if min(minutes) <= 0 else max(minutes) * 60


def _forced(person: Mapping[str, JSON], preferences: Preferences, key: str) -> int | None:
    """What a profile sets for this person or for all; the weaker of two that differ."""
    mine: int | None = (person["set"].get("managed") or {}).get(key)
    both = [value for value in (mine, preferences.managed(_DOMAIN, key)) if value is not None]
    if not both:
        return None
    return min(both) if key == "askForPassword" or min(both) <= 0 else max(both)


def _unseen(person: Mapping[str, JSON], screen: Got, preferences: Preferences) -> Got | None:
    """Why it is not known what a profile sets: it stands before all else, and may be weaker."""
    return preferences.lost(_DOMAIN) or _shut(person, screen, "managed")


def _shut(person: Mapping[str, JSON], screen: Got, *layers: str) -> Got | None:
    """Why what is set for this person in some layers is not known."""
    if any(layer in person["set"] and person["set"][layer] is None for layer in layers):
        return Got("denied", f"{screen.ask} (root)", place=screen.place)
    return None
