"""Automatic logoff and workstation lock: 164.312(a)(2)(iii), 164.310(b), (c)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from checks.judgements import supposing
from scanner.check import Verdict, cannot_tell, check, failed, inapplicable, passed, span, unknown
from scanner.facts import FOREVER, Session

IDLE: Final[Mapping[str, int]] = MappingProxyType(
    {
        "shell": 600,  # session.idle.server_shell
        "console": 600,  # session.idle.server_shell
        "web": 900,  # session.idle.web_console
        "remote-access": 900,  # session.idle.web_console
        "database": 900,  # session.idle.web_console
        "management": 600,  # session.idle.network_device
    }
)
LOCK: Final[Mapping[str, int]] = MappingProxyType(
    {
        "desktop": 900,  # session.idle.workstation_lock
        "mobile": 120,  # session.idle.mobile_lock
    }
)
LIFETIME: Final[Mapping[str, int]] = MappingProxyType(
    {
        "web": 43200,  # session.lifetime.web
        "token": 3600,  # session.lifetime.token
        "remote-access": 28800,  # session.lifetime.remote_access
    }
)
GRACE: Final = 5  # session.lock_grace


@check(
    id="automatic-logoff.idle-ends",
    title="Idle sessions end by themselves",
    control="automatic-logoff",
    severity="high",
)
def idle_ends(session: Session, *, max_seconds: Mapping[str, int] = IDLE) -> Iterator[Verdict]:
    """A session left open lets the next person at the keyboard read ePHI.

    Rule: only of the kinds of session that max_seconds names. Passes where an idle one ends after so long or sooner;
    fails where it stays longer, or for ever, or only locks or is only disconnected. A limit of 0 seconds or fewer is
    not assessed.

    Fix: end idle sessions after a set time.
    """
    if session.surface in max_seconds:
        yield _idle(session, max_seconds[session.surface], {"ends": "end"})


@check(
    id="workstation-lock.idle-locks",
    title="Idle screens lock by themselves",
    control="workstation-lock",
    severity="high",
)
def idle_locks(session: Session, *, max_seconds: Mapping[str, int] = LOCK) -> Iterator[Verdict]:
    """An open screen shows ePHI to whoever walks by.

    Rule: only of the kinds of session that max_seconds names. Passes where an idle one locks or ends after so long or
    sooner; fails where it stays longer, or for ever, or is only disconnected. A limit of 0 seconds or fewer is not
    assessed.

    Fix: lock the screen after a set time.
    """
    if session.surface in max_seconds:
        yield _idle(session, max_seconds[session.surface], {"ends": "end", "locks": "lock"})


_SHORT_OF: Final[Mapping[str, str]] = MappingProxyType(
    {"locks": "only lock and go on", "disconnects": "are only disconnected and can be taken up again"}
)


def _idle(session: Session, limit: int, enough: Mapping[str, str]) -> Verdict:
    seconds, then = session.idle_seconds, session.on_idle
    if seconds == FOREVER:
        return failed("idle sessions stay open for ever")
    if seconds is not None and seconds > limit:
        return failed(f"idle sessions stay open for {span(seconds)}, more than {span(limit)}")
    if then is not None and then not in enough:
        return failed(f"idle sessions {_SHORT_OF[then]}")
    if seconds is None or then is None:
        return unknown(session, "idle_seconds", "on_idle")
    if seconds <= 0:  # most systems write 0 for "never": a reader that lets it through must not earn a pass
        return cannot_tell(f"an idle limit of {seconds} s cannot be meant")
    return passed(f"idle sessions {enough[then]} after {span(seconds)}")


@check(
    id="automatic-logoff.lifetime-bounded",
    title="Sessions end however busy they are",
    control="automatic-logoff",
    severity="medium",
)
def lifetime_bounded(session: Session, *, max_seconds: Mapping[str, int] = LIFETIME) -> Iterator[Verdict]:
    """A stolen session works until it ends.

    Rule: only of the kinds of session that max_seconds names. Passes where one ends after so long or sooner, however
    busy; fails where it lasts longer, or for ever. A lifetime of 0 seconds or fewer is not assessed.

    Fix: set a greatest lifetime, after which one signs in again.
    """
    if session.surface not in max_seconds:
        return
    limit = max_seconds[session.surface]
    match session.max_seconds:
        case None:
            yield unknown(session, "max_seconds")
        case int(seconds) if seconds == FOREVER:
            yield failed("a busy session never ends")
        case seconds if seconds > limit:
            yield failed(f"a session lasts up to {span(seconds)}, more than {span(limit)}")
        case seconds if seconds <= 0:
            yield cannot_tell(f"a lifetime of {seconds} s cannot be meant")
        case seconds:
            yield passed(f"a session ends after {span(seconds)} at the latest")


@check(
    id="automatic-logoff.enforced",
    title="Nobody can switch off their own idle limit",
    control="automatic-logoff",
    severity="medium",
)
def enforced(session: Session) -> Iterator[Verdict]:
    """A limit that a person may lift is gone on the first busy day.

    Rule: passes where a person cannot change their idle limit, fails where they can. Not applicable where there is no
    idle limit. Says nothing of tokens.

    Fix: set the limit where only administrators can change it, and lock the setting.
    """
    if session.surface == "token":  # what is not used ends with it, whatever anybody sets
        return
    if session.idle_seconds == FOREVER:
        yield inapplicable("there is no idle limit to enforce")
        return
    match session.enforced:
        case None:
            yield unknown(session, "idle_seconds", "enforced")
        case False:
            yield supposing(session, failed("a person can change the idle limit"), "idle_seconds")
        case True:
            yield passed("a person cannot change the idle limit")


@check(
    id="workstation-lock.password-on-return",
    title="Coming back to a locked screen takes a credential",
    control="workstation-lock",
    severity="high",
)
def password_on_return(session: Session, *, max_seconds: int = GRACE) -> Iterator[Verdict]:
    """A screen that opens at a touch is no lock.

    Rule: only of desktops and mobile devices. Passes where coming back to a locked screen takes a credential after
    max_seconds or sooner; fails where only later, or never. A time below 0 is not assessed.

    Fix: ask for the password, or another credential, as soon as the screen is locked.
    """
    if session.surface not in LOCK:
        return
    match session.reauth_seconds:
        case None:
            yield unknown(session, "reauth_seconds")
        case int(seconds) if seconds == FOREVER:
            yield failed("a locked screen never asks for a credential")
        case seconds if seconds > max_seconds:
            yield failed(
                f"a locked screen opens without a credential for {span(seconds)}, more than {span(max_seconds)}"
            )
        case 0:
            yield passed("a locked screen asks for a credential at once")
        case seconds if seconds < 0:
            yield cannot_tell(f"a grace time of {seconds} s cannot be meant")
        case seconds:
            yield passed(f"a locked screen asks for a credential after {span(seconds)}")
