"""AOS-CX: the log, where it goes, the clock, the copies, the release."""

from typing import Any

import pytest

from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, LogTrail, Release
from tests.collectors.network.aoscx.configurations import HARDENED, SMALL
from tests.collectors.network.reading import about, all_about, facts

HEAD = "!Version ArubaOS-CX FL.10.13.1000\n!export-password: default\n"
NTP = "ntp enable\nntp server 10.0.0.1 key-id 1 iburst\n"
KEY = "ntp authentication\nntp authentication-key 1 sha1 ciphertext AQB1"
COUNTED = "tacacs-server host 10.0.0.1 vrf mgmt\naaa accounting all-mgmt default start-stop group tacacs local"
RADIUS = "radius-server host 10.0.0.2\naaa group server radius G\n    server 10.0.0.2\n"
AUDIT = "include-auditable-events"
JOB = "job j\n    10 cli copy running-config sftp://u@10.0.0.5/x cli vrf mgmt\n"
DAILY = "schedule s\n    10 job j\n    trigger on 03:00 daily\n"


def read(text: str, **said: Any) -> list[Any]:
    return facts("aoscx", f"{HEAD}{text}\n", **said)


def test_of_which_release() -> None:
    found = read("hostname edge-1\nhostname edge-2")
    assert about(found, Release).version == "FL.10.13.1000"
    assert (about(found, Asset).role, about(found, Asset).name) == ("device", "edge-2")
    shown = read("", version="ArubaOS-CX\n(c) Copyright\nVersion      : FL.10.10.1100   \nBuild Date   : x\n")
    assert about(shown, Release).version in ("FL.10.10.1100", "FL.10.13.1000")
    assert about(facts("aoscx", "hostname x\n"), Release).version is None
    virtual = facts("aoscx", "!Version ArubaOS-CX Virtual.10.05.0020\nhostname x\n")
    assert about(virtual, Release).version == "Virtual.10.05.0020"


def test_what_is_recorded() -> None:
    """Local accounting cannot be turned off."""
    trail = about(read(""), LogTrail)
    assert (trail.enabled, {*(trail.records or ())}) == (True, {"admin", "commands", "errors", "sign-in"})
    alarm = about(read(""), Alarm)
    assert (alarm.watches, alarm.enabled) == ("sign-ins", None)


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("", 0),
        ("logging 10.0.0.1", 0),  # sign-ins and changes stay
        (f"logging 10.0.0.1 {AUDIT}", 1),
        (f"logging 10.0.0.1 tls severity info {AUDIT} vrf mgmt", 1),
        (f"logging 10.0.0.1 {AUDIT}\nlogging 10.0.0.2 udp 1514 {AUDIT}", 2),
        (f"logging 10.0.0.1 {AUDIT}\nlogging 10.0.0.1", 0),  # the last line about it
        (f"logging 10.0.0.1\nlogging 10.0.0.1 {AUDIT}", 1),
        (f"logging 10.0.0.1 {AUDIT} disable", 0),
        ("logging facility local0\nlogging console severity info", 0),
        (COUNTED, 1),
        (f"{COUNTED}\nlogging 10.0.0.1 {AUDIT}", 2),
        (COUNTED.partition("\n")[2], 0),  # no server is there
        (f"{COUNTED}\naaa accounting all-mgmt default start-stop local", 0),
        (f"{COUNTED}\naaa accounting all-mgmt console start-stop local", 0),  # what is done there stays
        (f"{COUNTED}\naaa accounting all-mgmt console start-stop group tacacs", 1),
        (COUNTED.replace("default", "ssh"), 0),
        (f"{RADIUS}aaa accounting all-mgmt default start-stop group G", 1),
        (f"logging 10.0.0.1 {AUDIT} frobnicate", None),
        ("aaa accounting all-mgmt frobnicate", None),
    ],
)
def test_where_it_goes(text: str, copies: int | None) -> None:
    assert about(read(text), Delivery).copies == copies


@pytest.mark.parametrize(
    ("options", "encryption"),
    [("", "none"), ("udp", "none"), ("tcp 1514", "none"), ("tls", "required"), ("tls 6514 vrf mgmt", "required")],
)
def test_how_it_travels(options: str, encryption: str) -> None:
    sent = about(read(f"logging siem.example.org {options}".rstrip()), Channel, "syslog/siem.example.org")
    assert (sent.protocol, sent.enabled, sent.encryption) == ("syslog", True, encryption)
    assert not all_about(read("logging 10.0.0.1 disable"), Channel, "syslog/10.0.0.1")


@pytest.mark.parametrize(
    ("text", "sources", "authenticated"),
    [
        ("", 0, False),
        ("ntp server 10.0.0.1", 0, False),  # it is not on
        ("ntp enable", 0, False),
        (NTP, 1, False),
        (f"{NTP}no ntp enable", 0, False),
        (f"{NTP}ntp server 10.0.0.1\nntp server 10.0.0.2", 2, False),
        (f"{NTP}{KEY} trusted", 1, True),
        (f"{KEY} trusted\n{NTP}", 1, True),  # in any order
        (f"{NTP}{KEY}\nntp trusted-key 1", 1, True),
        (f"{NTP}{KEY}", 1, False),  # the key is not trusted
        (f"{NTP}ntp authentication\nntp trusted-key 1", 1, False),  # the key is not there
        (f"{NTP}{KEY.partition(chr(10))[2]} trusted", 1, False),
        (f"{NTP}{KEY} trusted\nno ntp authentication", 1, False),
        (f"{NTP}{KEY} trusted\nntp server 10.0.0.2", 2, False),  # one without a key
        (f"{NTP}{KEY} trusted\nntp server 10.0.0.2 key-id 2", 2, False),
        (f"{NTP}{KEY} trusted\nntp server 10.0.0.1 minpoll 4", 1, False),  # the last line about it
        (f"{NTP}ntp server 10.0.0.2 frobnicate 3", None, None),
    ],
)
def test_clock(text: str, sources: int | None, authenticated: bool | None) -> None:  # noqa: FBT001  # a table
    found = about(read(text), Clock)
    assert (found.sources, found.authenticated) == (sources, authenticated)


def test_a_clock_that_old_releases_do_not_name() -> None:
    old = facts("aoscx", "!Version ArubaOS-CX FL.10.05.0020\nntp server 10.0.0.1\n")
    assert about(old, Clock).sources is None


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("NTP is enabled.\nSynchronized to NTP Server 17.253.2.253 at stratum 2.\n", True),
        ("NTP Status Information\n\nNTP : Enabled\n\nNTP Synchronization Information\n\nNTP Server : x\n", True),
        ("NTP is enabled.\nNot synchronized with an NTP server.\n", False),
        ("NTP is enabled.\n", None),
    ],
)
def test_in_step(shown: str, expected: bool | None) -> None:  # noqa: FBT001  # a table
    assert about(read(NTP, ntp_status=shown), Clock).synchronised is expected


@pytest.mark.parametrize(
    ("shown", "off"),
    [
        ("Thu Nov 26 02:10:00 UTC 2026\n", 0),
        ("Thu Nov 26 02:09:00 UTC 2026\nSystem is configured for timezone : UTC\n", 60),
        ("Thu Nov 26 02:10:00 PKT 2026\n", None),  # how far that is from UTC nobody says
    ],
)
def test_what_time_it_is(shown: str, off: int | None) -> None:
    assert about(read(NTP, clock=shown), Clock).off_seconds == off


def test_what_is_no_time() -> None:
    for text in ("", "no time\n", "Thu Foo 26 02:10:00 UTC 2026\n", "Thu Nov 99 02:10:00 UTC 2026\n"):
        with pytest.raises(ValueError, match=r"."):
            read(NTP, clock=text)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("", []),
        (JOB, []),  # nothing runs it
        (DAILY, []),
        (JOB + DAILY, ["ssh"]),
        (DAILY + JOB, ["ssh"]),
        (JOB.replace("sftp://u@", "tftp://") + DAILY, ["ftp"]),
        (JOB.replace("running-config sftp://u@10.0.0.5/x cli", "running-config checkpoint c") + DAILY, []),
        (JOB.replace("10 cli", "10 cli show tech\n    20 cli") + DAILY, ["ssh"]),
        (f"{JOB}    no enable\n{DAILY}", []),
        (f"{JOB}    no enable\n    enable\n{DAILY}", ["ssh"]),
        (f"{JOB}{DAILY}    no enable\n", []),
        (f"{JOB}    10 cli show clock\n{DAILY}", []),  # it takes the step over
        (f"{JOB}    20 cli copy running-config scp://u@10.0.0.6/x cli\n{DAILY}", ["ssh", "ssh"]),
        (JOB + DAILY.replace("trigger on 03:00 daily", "trigger at 03:00"), []),  # once
        (JOB + DAILY.replace("trigger on 03:00 daily", "trigger every days 7"), ["ssh"]),
        (JOB + DAILY.replace("job j", "job other"), []),
        (JOB + DAILY + DAILY.replace("schedule s", "schedule t"), ["ssh"]),
    ],
)
def test_copies(text: str, ways: list[str]) -> None:
    found = read(text)
    assert [one.offsite for one in found if isinstance(one, Backup)] == [True] * len(ways)
    assert [one.protocol for one in found if isinstance(one, Channel) and "/copy/" in one.resource] == ways


def test_copies_that_are_not_understood() -> None:
    found = read(f"{JOB}{DAILY}    frobnicate")
    assert [one.offsite for one in found if isinstance(one, Backup)] == [None]


def test_a_hardened_switch_and_one_from_the_factory() -> None:
    found = facts("aoscx", HARDENED)
    assert about(found, Delivery).copies == 3
    assert (about(found, Clock).sources, about(found, Clock).authenticated) == (2, True)
    assert about(found, Backup).mechanism == "copy"
    small = facts("aoscx", SMALL)
    assert (about(small, Delivery).copies, about(small, Clock).sources) == (0, 1)
    assert not [one for one in small if isinstance(one, Backup)]
