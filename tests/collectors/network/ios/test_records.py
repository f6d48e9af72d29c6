"""What a device with IOS writes down, where that goes, by which clock, and which copies there are of it."""

from typing import Any

import pytest

from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, LogTrail, Release
from tests.collectors.network.ios.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

AAA = "aaa new-model\ntacacs-server host 10.0.0.1\n"
BOTH = "login on-failure log\nlogin on-success log\n"
ARCHIVE = "archive\n log config\n  logging enable\n"


def read(text: str, **said: str) -> list[Any]:
    return facts("ios", f"version 15.7\n{text}", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("", ("errors",)),
        (BOTH, ("errors", "sign-in")),
        ("login on-failure log\n", ("errors",)),  # who came in is not told
        ("login on-success log\n", ("errors",)),
        # What is told is kept nowhere, unless a server takes it.
        (f"{BOTH}logging buffered 4096 errors\n", ("errors",)),
        (f"{BOTH}logging buffered warnings\n", ("errors",)),
        (f"{BOTH}logging buffered notifications\n", ("errors", "sign-in")),
        (f"{BOTH}logging buffered 4096\n", ("errors", "sign-in")),
        (f"{BOTH}no logging buffered\nlogging trap errors\nlogging host 10.0.0.1\n", ("errors",)),
        (f"{BOTH}logging buffered discriminator D 4096 debugging\n", None),
        (f"{BOTH}logging buffered errors\nlogging host 10.0.0.1\n", ("errors", "sign-in")),
        (f"{BOTH}logging buffered errors\nlogging host 10.0.0.1\nlogging trap errors\n", ("errors",)),
        (f"{BOTH}logging buffered errors\nlogging host 10.0.0.1 discriminator D\n", None),
        (f"{AAA}aaa accounting exec default start-stop group tacacs+\n", ("errors", "sign-in")),
        (f"{AAA}aaa accounting exec default none\n", ("errors",)),
        (f"{AAA}aaa accounting exec default\n action-type start-stop\n group tacacs+\n",
         ("errors", "sign-in")),
        (f"{AAA}aaa accounting exec default\n action-type none\n", ("errors",)),
        (f"{BOTH}{ARCHIVE}", ("admin", "commands", "errors", "sign-in")),
        ("archive\n path flash:x\n", ("errors",)),
        (f"{BOTH}{AAA}aaa accounting commands 15 default stop-only group tacacs+\n",
         ("admin", "commands", "errors", "sign-in")),
    ],
)  # fmt: skip
def test_events(text: str, records: tuple[str, ...] | None) -> None:
    trail = about(read(text), LogTrail)
    assert (trail.of, trail.records, trail.exempt) == ("device", records, ())


@pytest.mark.parametrize(
    ("text", "enabled"),
    [("", True), ("no logging on", False), ("no logging on\nlogging on", True), ("logging frob", None)],
)
def test_the_log_is_on(text: str, *, enabled: bool | None) -> None:
    assert about(read(text), LogTrail).enabled is enabled


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("", 0),
        ("logging host 10.0.0.1", 1),
        ("logging host 10.0.0.1\nlogging host 10.0.0.1\nlogging 10.0.0.2", 2),
        ("logging host 10.0.0.1\nlogging trap errors", 0),  # sign-ins are told as notifications
        ("logging host 10.0.0.1\nlogging trap 4", 0),
        ("logging host 10.0.0.1\nlogging trap 5", 1),
        ("logging host 10.0.0.1\nlogging trap notifications", 1),
        ("logging host 10.0.0.1\nlogging trap", 1),
        ("logging host 10.0.0.1\nno logging trap", 0),
        ("logging host 10.0.0.1\nlogging trap errors\nlogging trap debugging", 1),
        ("logging host 10.0.0.1\nlogging frobnicate", None),
    ],
)
def test_copies(text: str, copies: int | None) -> None:
    assert about(read(text), Delivery).copies == copies


@pytest.mark.parametrize(
    ("text", "enabled"),
    [("login on-failure log", True), ("login on-failure log every 3", True), ("", False), ("login frob", None)],
)
def test_wrong_passwords_are_told(text: str, *, enabled: bool | None) -> None:
    alarm = about(read(text), Alarm)
    assert (alarm.watches, alarm.enabled, alarm.notifies) == ("sign-ins", enabled, None)


KEYED = "ntp authenticate\nntp authentication-key 1 md5 0205 7\nntp trusted-key 1\n"


@pytest.mark.parametrize(
    ("text", "sources", "authenticated"),
    [
        ("", 0, False),
        ("ntp server 10.0.0.1", 1, False),
        ("ntp server 10.0.0.1\nntp server vrf M 10.0.0.2 prefer\nntp server 10.0.0.1 version 3", 2, False),
        ("ntp server 10.0.0.1\nntp peer 10.0.0.3", 2, False),
        (f"{KEYED}ntp server 10.0.0.1 key 1", 1, True),
        (f"{KEYED}ntp server 10.0.0.1 key 1\nntp server 10.0.0.2", 2, False),
        (f"{KEYED}ntp server 10.0.0.1 key 2", 1, False),  # no such key
        ("ntp authenticate\nntp trusted-key 1\nntp server 10.0.0.1 key 1", 1, False),  # trusted, and not defined
        ("ntp authenticate\nntp authentication-key 1 md5 x\nntp server 10.0.0.1 key 1", 1, False),  # not trusted
        (
            "ntp authentication-key 1 md5 x\nntp trusted-key 1\nntp server 10.0.0.1 key 1",
            1,
            False,
        ),  # nobody asks for it
        (
            "ntp authenticate\nntp authentication-key 11 md5 x\nntp trusted-key 10 - 12\nntp server 10.0.0.1 key 11",
            1,
            True,
        ),
        (KEYED, 0, False),
        ("sntp server 10.0.0.1\nsntp server 10.0.0.2 version 3\nntp server 10.0.0.1", 2, None),
        ("ntp frobnicate", None, None),
    ],
)
def test_time(text: str, sources: int | None, *, authenticated: bool | None) -> None:
    clock = about(read(text), Clock)
    assert (clock.sources, clock.authenticated) == (sources, authenticated)


@pytest.mark.parametrize(
    ("status", "shown", "zone", "expected"),
    [
        ("Clock is synchronized, stratum 2, reference is 10.0.0.1", "02:10:07.123 UTC Thu Nov 26 2026", "", (True, 7)),
        (
            "Clock is unsynchronized, stratum 16, no reference clock",
            "*02:00:00.000 UTC Thu Nov 26 2026",
            "",
            (False, 600),
        ),
        ("Clock is synchronized", "21:10:00.000 EST Wed Nov 25 2026", "clock timezone EST -5 0", (True, 0)),
        ("Clock is synchronized", "07:40:03.000 IST Thu Nov 26 2026", "clock timezone IST 5 30", (True, 3)),
        ("Clock is synchronized", "21:10:00.000 EST Wed Nov 25 2026", "", (True, None)),
        ("%NTP is not enabled.", "02:10:07.123 UTC Thu Nov 26 2026", "", (None, 7)),
    ],
)
def test_the_clock(status: str, shown: str, zone: str, expected: tuple[bool | None, int | None]) -> None:
    clock = about(read(zone, ntp_status=f"{status}\n", clock=f"{shown}\nTime source is NTP\n"), Clock)
    assert (clock.synchronised, clock.off_seconds) == expected


@pytest.mark.parametrize(
    ("text", "stamps"),
    [
        ("service timestamps log datetime msec", True),
        ("service timestamps log uptime", False),
        ("service timestamps log", False),
        ("service timestamps debug datetime", False),
        ("service timestamps log datetime\nno service timestamps log", False),
        ("service timestamps log datetime\nno service timestamps debug", True),
        ("service timestamps log datetime\nno service timestamps", False),
        ("", False),
    ],
)
def test_entries_carry_the_time(text: str, *, stamps: bool) -> None:
    assert about(read(text), Clock).stamps is stamps


@pytest.mark.parametrize(
    ("text", "protocols"),
    [
        ("", []),
        ("archive\n path scp://u@10.0.0.1/$h\n write-memory", ["ssh"]),
        ("archive\n path tftp://10.0.0.1/$h\n time-period 1440", ["ftp"]),
        ("archive\n path https://10.0.0.1/x\n write-memory", ["tls"]),
        ("archive\n path scp://u@10.0.0.1/$h", []),  # nothing makes it write
        ("archive\n path flash:x\n write-memory", []),  # the same box
        ('event manager applet B\n event syslog pattern "I"\n action 1.0 cli command "copy run scp://u@10.0.0.1/x"',
         ["ssh"]),
        ('event manager applet B\n action 1.0 cli command "show version"', []),
        ("kron policy-list P\n cli copy run ftp://10.0.0.1/x\nkron occurrence O in 7:0 recurring\n policy-list P",
         ["ftp"]),
        ("kron policy-list P\n cli copy run ftp://10.0.0.1/x", []),  # nothing runs it
    ],
)  # fmt: skip
def test_copies_of_the_configuration(text: str, protocols: list[str]) -> None:
    found = read(text)
    assert [one.offsite for one in found if isinstance(one, Backup)] == [True] * len(protocols)
    assert [one.protocol for one in found if isinstance(one, Channel) and "/copy/" in one.resource] == protocols


@pytest.mark.parametrize(
    ("text", "shown", "version"),
    [
        ("", "", "15.7"),
        ("", "Cisco IOS Software, IOSv Software, Version 15.7(3)M3, RELEASE SOFTWARE (fc2)\n", "15.7(3)M3"),
        ("", "Cisco IOS Software [Cupertino], Catalyst L3 Switch Software, Version 17.9.4a, RELEASE\n", "17.9.4a"),
    ],
)
def test_release(text: str, shown: str, version: str) -> None:
    assert about(read(text, **({"version": shown} if shown else {})), Release).version == version


def test_support() -> None:
    release = about(
        facts("iosxe", "version 17.9\nend\n", version="Cisco IOS Software, Version 17.9.4a, RELEASE\n"), Release
    )
    assert release.support_days_left is not None
    assert release.stands
    unknown = about(facts("ios", "version 99.9\nend\n"), Release)
    assert unknown.support_days_left is None
    assert "when the support of 99.9 ends" in unknown.unread[0].ask


def test_hardened() -> None:
    found = facts("ios", HARDENED)
    trail, clock = about(found, LogTrail), about(found, Clock)
    assert (trail.enabled, trail.records) == (True, ("admin", "commands", "errors", "sign-in"))
    assert (clock.sources, clock.authenticated) == (2, True)
    assert (about(found, Delivery).copies, about(found, Alarm).enabled, about(found, Asset).name) == (2, True, "edge-1")
    assert len(all_about(found, Backup)) == 1
