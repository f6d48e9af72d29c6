import pytest

from checks.session import enforced, idle_ends, idle_locks, lifetime_bounded, password_on_return
from scanner.check import Judged
from scanner.facts import FOREVER, Session
from tests.checks.every import only
from tests.make import make

PASS, FAIL, UNKNOWN, NA = Judged.PASS, Judged.FAIL, Judged.UNKNOWN, Judged.INAPPLICABLE


@pytest.mark.parametrize(
    ("surface", "idle", "then", "judged", "seen"),
    [
        ("shell", 600, "ends", PASS, "idle sessions end after 10 min"),
        ("shell", 601, "ends", FAIL, "idle sessions stay open for 10 min 1 s, more than 10 min"),
        ("console", 3600, "ends", FAIL, "idle sessions stay open for 1 h, more than 10 min"),
        ("web", 900, "ends", PASS, "idle sessions end after 15 min"),
        ("database", 901, "ends", FAIL, "idle sessions stay open for 15 min 1 s, more than 15 min"),
        ("shell", FOREVER, "ends", FAIL, "idle sessions stay open for ever"),
        ("shell", FOREVER, None, FAIL, "idle sessions stay open for ever"),
        ("shell", 601, None, FAIL, "idle sessions stay open for 10 min 1 s, more than 10 min"),
        ("shell", 60, "locks", FAIL, "idle sessions only lock and go on"),
        ("shell", None, "disconnects", FAIL, "idle sessions are only disconnected and can be taken up again"),
        ("shell", 0, "ends", UNKNOWN, "an idle limit of 0 s cannot be meant"),
        ("shell", -1, "ends", UNKNOWN, "an idle limit of -1 s cannot be meant"),
        ("shell", None, "ends", UNKNOWN, "after how long an idle session ends: denied (it:Ask)"),
        ("shell", 60, None, UNKNOWN, "what happens to an idle session: denied (it:Ask)"),
        (
            "shell",
            None,
            None,
            UNKNOWN,
            "after how long an idle session ends and what happens to an idle session: denied (it:Ask)",
        ),
    ],
)
def test_idle_ends(surface: str, idle: int | None, then: str | None, judged: Judged, seen: str) -> None:
    (verdict,) = idle_ends(make(Session, surface=surface, idle_seconds=idle, on_idle=then))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize("surface", ["desktop", "mobile", "token"])
def test_idle_ends_leaves_screens_and_tokens_to_others(surface: str) -> None:
    assert idle_ends(make(Session, surface=surface, idle_seconds=FOREVER)) == []


def test_a_limit_of_zero_is_a_limit() -> None:
    session = make(Session, surface="shell", idle_seconds=1, on_idle="ends")
    assert only(idle_ends(session, max_seconds={"shell": 0})) is FAIL


@pytest.mark.parametrize(
    ("surface", "idle", "then", "judged"),
    [
        ("desktop", 900, "locks", PASS),
        ("desktop", 900, "ends", PASS),
        ("desktop", 901, "locks", FAIL),
        ("mobile", 120, "locks", PASS),
        ("mobile", 121, "locks", FAIL),
        ("desktop", 60, "disconnects", FAIL),
        ("desktop", FOREVER, "locks", FAIL),
        ("desktop", 0, "locks", UNKNOWN),
        ("desktop", None, "locks", UNKNOWN),
        ("desktop", 60, None, UNKNOWN),
        ("shell", FOREVER, "ends", None),
    ],
)
def test_idle_locks(surface: str, idle: int | None, then: str | None, judged: Judged | None) -> None:
    assert only(idle_locks(make(Session, surface=surface, idle_seconds=idle, on_idle=then))) is judged


@pytest.mark.parametrize(
    ("surface", "most", "judged", "seen"),
    [
        ("token", 3600, PASS, "a session ends after 1 h at the latest"),
        ("token", 3660, FAIL, "a session lasts up to 1 h 1 min, more than 1 h"),
        ("web", 43200, PASS, "a session ends after 12 h at the latest"),
        ("web", 43260, FAIL, "a session lasts up to 12 h 1 min, more than 12 h"),
        ("remote-access", FOREVER, FAIL, "a busy session never ends"),
        ("token", 0, UNKNOWN, "a lifetime of 0 s cannot be meant"),
        ("token", None, UNKNOWN, "how long a session may last: denied (it:Ask)"),
    ],
)
def test_lifetime_bounded(surface: str, most: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = lifetime_bounded(make(Session, surface=surface, max_seconds=most))
    assert (verdict.judged, verdict.seen) == (judged, seen)


def test_a_shell_needs_no_greatest_lifetime() -> None:
    assert lifetime_bounded(make(Session, surface="shell", max_seconds=FOREVER)) == []


@pytest.mark.parametrize(
    ("idle", "held", "judged"),
    [
        (600, True, PASS),
        (None, True, PASS),
        (600, False, FAIL),
        (None, False, UNKNOWN),
        (600, None, UNKNOWN),
        (FOREVER, False, NA),
        (FOREVER, None, NA),
    ],
)
def test_enforced(*, idle: int | None, held: bool | None, judged: Judged) -> None:
    assert only(enforced(make(Session, surface="shell", idle_seconds=idle, enforced=held))) is judged


@pytest.mark.parametrize(
    ("grace", "judged", "seen"),
    [
        (0, PASS, "a locked screen asks for a credential at once"),
        (5, PASS, "a locked screen asks for a credential after 5 s"),
        (6, FAIL, "a locked screen opens without a credential for 6 s, more than 5 s"),
        (-1, UNKNOWN, "a grace time of -1 s cannot be meant"),
        (FOREVER, FAIL, "a locked screen never asks for a credential"),
        (None, UNKNOWN, "after how long coming back takes a password: denied (it:Ask)"),
    ],
)
def test_password_on_return(grace: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = password_on_return(make(Session, surface="desktop", reauth_seconds=grace))
    assert (verdict.judged, verdict.seen) == (judged, seen)
    assert password_on_return(make(Session, surface="web", reauth_seconds=grace)) == []
