"""The screens: where one answer is another than on the well kept Mac."""

import pytest

from tests.collectors.host.macos.mac import said
from tests.collectors.host.macos.samples import preferences


def screen(lock: str = "delay is immediate", own: str = "", sleep: str = "10", user: str = "ana") -> str:
    return f"@user {user}\n{own}lock={lock}\n@power\ndisplaysleep={sleep}\n"


MANAGED = ("screensaver",)


@pytest.mark.parametrize(
    ("prefs", "shown", "locks", "returns"),
    [
        (preferences(), screen(), "pass", "pass"),
        (preferences(), screen("is off"), "pass", "pass"),  # a profile stands before what a person chose
        (preferences(*MANAGED), screen(own="host.idleTime=900\n", sleep="0"), "pass", "pass"),
        (preferences(*MANAGED), screen(own="host.idleTime=901\n", sleep="0"), "fail", "pass"),
        (preferences(*MANAGED), screen(own="host.idleTime=1200\n", sleep="10"), "pass", "pass"),
        (preferences(*MANAGED), screen(own="host.idleTime=0\n", sleep="0"), "fail", "pass"),
        (preferences(*MANAGED), screen(sleep="0"), "fail", "pass"),  # unset is no limit: null compares `<=` 900 in JXA
        (preferences(*MANAGED), screen(sleep="10"), "not_assessed", "pass"),
        (preferences(*MANAGED), screen("is off", "host.idleTime=300\n"), "fail", "fail"),
        (preferences(*MANAGED), screen("delay is 5 seconds", "host.idleTime=300\n"), "pass", "pass"),
        (preferences(*MANAGED), screen("delay is 300 seconds", "host.idleTime=300\n"), "pass", "fail"),
        (preferences(*MANAGED), screen("delay is -1.000000 seconds", "host.idleTime=300\n"), "fail", "fail"),
        (preferences(*MANAGED), screen("says nothing", "host.idleTime=300\n"), "not_assessed", "not_assessed"),
        (preferences(*MANAGED), screen("says nothing", "host.idleTime=901\n", "0"), "fail", "not_assessed"),
        (preferences(*MANAGED), "@user ana\nown=denied\n@power\ndisplaysleep=10\n", "not_assessed", "not_assessed"),
        # A profile that was not seen may be weaker than what a person chose, or stricter.
        ("!denied", screen(own="host.idleTime=300\n"), "not_assessed", "not_assessed"),
        ("!denied", screen("is off", "host.idleTime=300\n"), "not_assessed", "not_assessed"),
        (f"{preferences(*MANAGED)}\nmanaged com.apple.screensaver=denied", screen(), "not_assessed", "not_assessed"),
        (preferences(), screen(own="managed=denied\n"), "not_assessed", "not_assessed"),
        (preferences(), screen(own="own=denied\nhost=denied\n"), "pass", "pass"),
    ],
)
def test_screens(prefs: str, shown: str, locks: str, returns: str) -> None:
    assert said("workstation-lock.idle-locks", "ana", preferences=prefs, screen=shown)[0] == locks
    assert said("workstation-lock.password-on-return", "ana", preferences=prefs, screen=shown)[0] == returns


@pytest.mark.parametrize(
    ("prefs", "status"),
    [
        (preferences(), "pass"),
        (preferences("askForPasswordDelay"), "fail"),
        (preferences("idleTime"), "fail"),
    ],
)
def test_who_may_change_the_lock(prefs: str, status: str) -> None:
    shown = screen(own="host.idleTime=300\n")
    assert said("automatic-logoff.enforced", "desktop/ana", preferences=prefs, screen=shown)[0] == status
