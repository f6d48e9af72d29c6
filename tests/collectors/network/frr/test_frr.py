"""FRR: the vty of its daemons, its log, and what is its host's."""

from typing import Any

import pytest

from collectors.network.platforms import PLATFORMS
from scanner.facts import (
    FOREVER,
    Alarm,
    Asset,
    Channel,
    Credential,
    Delivery,
    Gap,
    Lockout,
    LogTrail,
    PasswordPolicy,
    Release,
    Session,
    SignIn,
)
from tests.collectors.network.frr.configurations import HARDENED, OPEN
from tests.collectors.network.reading import about, all_about, facts

HEAD = "frr version 8.4.4\nfrr defaults traditional\nhostname edge-1\n"
VTY = "password zebra\nline vty\n"
NOT_LOGGED = ("errors",)


def read(text: str, **said: Any) -> list[Any]:
    return facts("frr", f"{HEAD}{text}\n", **said)


def test_of_which_release() -> None:
    found = read("hostname other")  # vtysh adds the name of its host
    assert (about(found, Release).version, about(found, Asset).name) == ("8.4.4", "edge-1")
    shown = read("", version="FRRouting 10.1_git (edge-1) on Linux(6.1).\nCopyright\n")
    assert about(shown, Release).version == "10.1_git"
    assert about(facts("frr", "log syslog\n"), Release).version is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # whether the vty answers, what is shown there, by name
        ("", (False, None, None)),
        ("line vty\n exec-timeout 5", (False, None, None)),
        ("enable password zebra", (False, None, None)),
        ("password zebra\nno password", (False, None, None)),
        ("line vty\n login", (False, None, None)),
        ("line vty\n no login\n login", (False, None, None)),
        ("line vty\n no login\nexit\nline vty\n login", (False, None, None)),
        # On which address it listens no line says.
        ("password zebra", (None, 1, False)),
        ("no password\npassword zebra", (None, 1, False)),
        (" password zebra", (None, 1, False)),
        ("router bgp 1\n password zebra", (None, 1, False)),  # how far in it stands means nothing
        ("password 8 lpPppCRLAKMdY", (None, 1, False)),
        ("line vty\n no login", (None, 0, False)),
        ("line vty\nno login", (None, 0, False)),
        ("password zebra\nline vty\n no login", (None, 0, False)),
        ("password zebra\nline vty\n no login\n login", (None, 1, False)),
        # Not understood: it could be anything.
        ("password zebra frobnicate", (None, None, None)),
        ("line vty\n frobnicate", (None, None, None)),
        ("line vty\n no login frobnicate", (None, None, None)),
        ("line vty 0 4", (None, None, None)),
    ],
)
def test_the_vty(text: str, expected: tuple[Any, ...]) -> None:
    found = read(text)
    telnet = about(found, Channel, "telnet")
    door = next(iter(all_about(found, SignIn, "vty")), None)
    said = (door.factors, door.individual) if door else (None, None)
    assert (telnet.enabled, *said) == expected
    assert telnet.protocol == "telnet"
    assert bool(door) == (telnet.enabled is None)
    assert bool(all_about(found, Session, "vty")) == bool(door)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 600),  # FRR's own
        (" exec-timeout 5 0", 300),
        (" exec-timeout 5", 300),
        ("exec-timeout 5", 300),
        (" exec-timeout 1 30", 90),
        (" exec-timeout 0 0", FOREVER),
        (" exec-timeout 0 20", 20),
        (" no exec-timeout", FOREVER),
        (" no exec-timeout\n exec-timeout 5 0", 300),
        (" exec-timeout 5 0\nexit\nline vty\n access-class x", 300),
        (" exec-timeout 5 0\n# by hand\n exec-timeout 7 0 ", 420),
        (" exec-timeout five", None),
    ],
)
def test_idle(text: str, seconds: int | None) -> None:
    assert about(read(f"{VTY}{text}"), Session, "vty").idle_seconds == seconds


@pytest.mark.parametrize(
    ("text", "vty", "enable"),
    [
        ("password zebra", "plain", ""),
        ("password 0 zebra", "plain", ""),
        ("password zebra!x", "plain", ""),
        ("password 8 lpPppCRLAKMdY\nenable password 8 nEQz0Y78PX7Kw", "weak-hash", "weak-hash"),
        ("service password-encryption\npassword zebra", "plain", ""),  # as somebody wrote it into a file
        ("password 8 lpPppCRLAKMdY\npassword zebra\nenable password x\nno enable password", "plain", ""),
        ("enable password zebra", "", "plain"),
        ("password ********", None, ""),
        ("password zebra\nenable frobnicate", None, ""),
    ],
)
def test_passwords(text: str, vty: str | None, enable: str) -> None:
    found = read(text)
    for name, stored in (("password", vty), ("enable", enable)):
        secrets = [one.stored for one in all_about(found, Credential, f"secret/{name}")]
        assert secrets == ([] if stored == "" else [stored])


def test_wrong_passwords_and_short_ones() -> None:
    found = read(VTY)
    assert about(found, Lockout).attempts == FOREVER
    assert about(found, PasswordPolicy).min_length == 0
    assert about(found, Alarm).enabled is False
    shut = read("")
    for cls in (Lockout, PasswordPolicy, Alarm, SignIn, Session):
        assert not [one for one in shut if isinstance(one, cls)]


@pytest.mark.parametrize(
    ("text", "enabled", "records"),
    [
        ("", False, NOT_LOGGED),
        ("log syslog informational", True, NOT_LOGGED),  # nobody asks for commands
        ("log syslog informational\nlog commands", True, None),  # and sign-ins are the host's
        ("log commands\nlog syslog", True, None),
        ("log syslog errors\nlog commands", True, NOT_LOGGED),
        ("log syslog errors\nlog file /x\nlog commands", True, None),
        ("log syslog\nlog trap errors\nlog commands", True, NOT_LOGGED),
        ("log syslog debugging\nlog trap errors\nlog commands", True, None),
        ("log syslog\nlog trap errors\nno log trap\nlog commands", True, None),
        ("log syslog\nlog commands\nno log commands", True, NOT_LOGGED),
        ("log file /x\nno log file", False, NOT_LOGGED),
        ("log stdout", True, NOT_LOGGED),
        ("log monitor\nlog facility local3\nlog filtered-file /x errors", False, NOT_LOGGED),
        ("log extended x\n destination journald", True, NOT_LOGGED),
        ("log extended x\n destination none", False, NOT_LOGGED),
        ("log extended x\n destination syslog\n no destination", False, NOT_LOGGED),
        ("log extended x\n destination syslog\nexit\nno log extended x", False, NOT_LOGGED),
        ("log extended x\n destination syslog\n priority errors\nlog commands", True, NOT_LOGGED),
        ("log extended x\ndestination syslog\nlog commands", True, None),
        ("log syslog frobnicate", None, None),
        ("log extended x\n frobnicate", None, None),
    ],
)
def test_what_is_recorded(text: str, enabled: bool | None, records: Any) -> None:  # noqa: FBT001  # a table
    trail = about(read(text), LogTrail)
    assert (trail.enabled, trail.records) == (enabled, records)


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("", 0),
        ("log file /x", 0),
        ("log stdout", 0),
        ("log syslog errors", 0),
        ("log syslog informational", None),  # the host knows where to
        ("log syslog errors\nlog extended x\n destination journald", None),
        ("log extended x\n destination file /x", 0),
        ("log frobnicate", None),
    ],
)
def test_where_it_goes(text: str, copies: int | None) -> None:
    assert about(read(text), Delivery).copies == copies


def test_what_is_the_hosts() -> None:
    missing = {(one.missing, one.outcome) for one in facts("frr", HARDENED) if isinstance(one, Gap)}
    assert missing == {
        (tag, "unclear") for tag in ("session", "sign-in", "clock", "backup", "lockout", "password-policy", "alarm")
    }


def test_why_the_hosts_ways_in_are_not_known() -> None:
    """Of signing in nothing is said of idle limits."""
    said = {one.missing: one.ask.rpartition(": ")[2] for one in facts("frr", HARDENED) if isinstance(one, Gap)}
    assert said["session"] == "who comes to vtysh comes to its host first, and the host's idle limit is its own"
    assert said["sign-in"] == "who comes to vtysh comes to its host first, and signs in there"


def test_one_that_is_open() -> None:
    found = facts("frr", OPEN)
    assert about(found, Session, "vty").idle_seconds == FOREVER
    assert [one.stored for one in found if isinstance(one, Credential)] == ["plain", "plain"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (HARDENED, True),
        (HARDENED.removeprefix("Building configuration...\n\n"), True),
        (HARDENED.removesuffix("end\n"), False),
        (f"\n{HARDENED}".removesuffix("end\n"), False),
        (OPEN, True),  # a file has no mark at its end
        (OPEN.rstrip(), False),
        (f"{OPEN}end", True),
        ("", False),
    ],
)
def test_whole(text: str, whole: bool) -> None:  # noqa: FBT001  # a table
    assert PLATFORMS["frr"].config.keep(text)["whole"] is whole
