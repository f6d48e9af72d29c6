import pytest

from scanner.facts import Clock
from tests.collectors.host.machines import only, read, why

TRACKING = "tracking,A,1.2.3.4,3,0,0,0,0,0,0,0,0,0,{}\nsource,^,*,1.2.3.4,2,6,377,1\nsource,^,?,1.2.3.5,2,6,0,1\n"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("NTP=yes\nNTPSynchronized=yes\n", (True, 1, False)),
        ("NTP=yes\nNTPSynchronized=no\n", (False, 0, False)),
        (TRACKING.format("Normal"), (True, 1, None)),
        (TRACKING.format("Normal") + "auth,1.2.3.4,NTS,1,15,256\n", (True, 1, True)),
        (TRACKING.format("Normal") + "auth,1.2.3.4,NTS,1\nauth,1.2.3.5,-,0\n", (True, 1, False)),
        ("NTPSynchronized=no\n" + TRACKING.format("Normal"), (True, 1, None)),
        ("NTPSynchronized=yes\n" + TRACKING.format("Not synchronised"), (False, 1, None)),
        ("NTPSynchronized=yes\n" + TRACKING.replace(",*,", ",?,").format("Normal"), (False, 1, None)),
        ("NTP=no\nNTPSynchronized=yes\n", (None, None, False)),
        ("NTP=no\nNTPSynchronized=yes\ntracking,506 Cannot talk to daemon\n", (None, None, False)),
        ("NTP=yes\nNTPSynchronized=yes\ntracking,506 Cannot talk to daemon\n", (True, 1, False)),
        ("tracking,506 Cannot talk to daemon\nsource,506 Cannot talk to daemon\n", (False, 0, False)),
        (TRACKING.replace(",*,", ",?,").format("Not synchronised"), (False, 1, None)),
        (
            "ntpq,     remote  refid\nntpq,======\nntpq,*1.2.3.4 .GPS.\nntpq,+1.2.3.5 .GPS.\nntpq, 1.2.3.6 .INIT.\n",
            (True, 2, False),
        ),
    ],
)
def test_the_clock(text: str, seen: tuple[bool | None, int | None, bool | None]) -> None:
    clock = only(Clock, read({"time": text.encode()}))
    assert (clock.synchronised, clock.sources, clock.authenticated) == seen


def test_nothing_that_keeps_the_clock() -> None:
    assert only(Clock, read({"time": "absent"})).synchronised is False
    assert why(only(Clock, read({"time": "absent"}, container=True)), "synchronised") == "unclear"


@pytest.mark.parametrize(
    ("clock", "off"),
    [
        ("2026-11-25T12:00:00Z", 0),
        ("2026-11-25T12:05:01Z", 301),
        ("2026-11-24T08:47:00Z", 97980),
        ("", None),
        ("yesterday", None),
    ],
)
def test_its_time_beside_ours(clock: str, off: int | None) -> None:
    assert only(Clock, read({"time": b"NTP=yes\nNTPSynchronized=yes\n"}, clock=clock)).off_seconds == off
