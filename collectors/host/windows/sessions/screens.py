"""The screen: when it locks, for whoever sits there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from collectors.host.host import Host, unanswered
from collectors.host.windows.kept import number
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Session

KINDS = {
    "windows.screen": Kind(
        "screen",
        ((Session, "desktop"),),
        {
            "workstation-lock.idle-locks": "Interactive logon: Machine inactivity limit, 900 seconds"
            " (InactivityTimeoutSecs in Policies System); it holds for everyone.",
            "workstation-lock.password-on-return": "In Winlogon: ScreenSaverGracePeriod=0 (REG_SZ).",
            "automatic-logoff.enforced": "Interactive logon: Machine inactivity limit; nobody can change that.",
        },
        always=True,
    ),
}
_LONGEST = 599940
"""Seconds: Windows takes no greater limit."""
_GRACE = 5
"""Seconds, as delivered."""


@dataclass(frozen=True, slots=True)
class Saver:
    """The screen saver of one person."""

    seconds: int
    """Until it locks; FOREVER: it does not."""
    fixed: bool
    """By policy: its owner cannot change it."""
    opens: bool
    """It comes, and lets whoever touches a key back in."""


def read_screens(host: Host) -> Iterator[Fact]:
    """One `Session` for the screen: the weakest of all who use it."""
    lock, screens = host.ask("windows.lock"), host.ask("windows.screens")
    if not lock.ok:
        yield from host.gap("windows.screen", unanswered(lock), (Session, "desktop"))
        return
    limit = number(lock.body["system"], "InactivityTimeoutSecs") or 0
    grace = number(lock.body["logon"], "ScreenSaverGracePeriod")
    if 0 < limit <= _LONGEST:
        yield _by_machine(host, limit, _GRACE if grace is None else grace, lock, screens)
    else:
        yield _by_person(host, _GRACE if grace is None else grace, lock, screens)


def _by_machine(host: Host, limit: int, grace: int, lock: Got, screens: Got) -> Session:
    """Windows itself locks for everyone, and asks at once; who has a screen saver that comes first has its grace."""
    people = _people(screens)
    sooner = any(one.seconds < limit for one in people) or bool(_unseen(screens))
    return Session(
        **host.fact("windows.screen", "screen", lock, screens),
        surface="desktop",
        idle_seconds=limit,
        on_idle="locks",
        max_seconds=None,
        enforced=True,
        reauth_seconds=max(grace, 0) if sooner else 0,
        unread=unread(max_seconds=NOT_ASKED),
    )


def _by_person(host: Host, grace: int, lock: Got, screens: Got) -> Session:
    people, unseen = _people(screens), _unseen(screens)
    never = any(one.seconds == FOREVER for one in people)
    # One whose screen stays open is enough to say so; that none does takes all of them.
    why = None if never else unseen
    opens = any(one.opens for one in people)
    return Session(
        **host.fact("windows.screen", "screen", lock, screens),
        surface="desktop",
        idle_seconds=None if why else max((one.seconds for one in people), default=FOREVER),
        on_idle="locks",
        max_seconds=None,
        enforced=None if why else all(one.fixed for one in people),
        reauth_seconds=FOREVER if opens else None if unseen else max(grace, 0),
        unread=(
            *unread(max_seconds=NOT_ASKED),
            *(unread(idle_seconds=why, enforced=why) if why else ()),
            *(unread(reauth_seconds=unseen) if unseen and not opens else ()),
        ),
    )


def _people(screens: Got) -> list[Saver]:
    return [_saver(one) for one in screens.body["seen"]] if screens.ok else []


def _unseen(screens: Got) -> Got | None:
    """Why it is not known of all."""
    if not screens.ok:
        return unanswered(screens)
    if missed := screens.body["unseen"]:
        some = ", ".join(missed[:3]) + (" and others" if len(missed) > 3 else "")  # noqa: PLR2004  # enough to look for
        return unclear(screens, f"the settings of {some} are not loaded while they are not signed in")
    return None if screens.body["seen"] else unclear(screens, "nobody has signed in here yet")


def _saver(one: Mapping[str, JSON]) -> Saver:
    policy, said = one["policy"], {**one["own"], **one["policy"]}
    seconds = number(said, "ScreenSaveTimeOut") or 0
    comes = number(said, "ScreenSaveActive") == 1 and seconds > 0 and said.get("program") is True
    secure = number(said, "ScreenSaverIsSecure") == 1
    fixed = {"ScreenSaveActive", "ScreenSaverIsSecure", "ScreenSaveTimeOut"} <= policy.keys()
    return Saver(seconds if comes and secure else FOREVER, fixed, comes and not secure)
