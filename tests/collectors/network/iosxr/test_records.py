"""What IOS XR writes down, where it goes, by which clock, and which copies there are of its configuration."""

from typing import Any

import pytest

from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, Gap, LogTrail, Release
from tests.collectors.network.iosxr.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

KEY = "authentication-key 1 md5 encrypted 08\n trusted-key 1\n"
SERVER = "tacacs-server host 10.0.0.9\n"
TOLD = "aaa accounting {} default start-stop group tacacs+\n"
SHOWN = """\
Fri Sep 25 23:34:26.169 UTC
Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)
    Console logging: Disabled
    Trap logging: level {}, 0 messages logged
    Buffer logging: level {}, 114 messages logged
"""
SAVE = "configuration commit auto-save filename "


def read(text: str, **said: Any) -> list[Any]:
    return facts("iosxr", f"{text}\nend\n", **said)


def ntp(text: str) -> str:
    return f"ntp\n {text}\n!\n"


def test_itself() -> None:
    found = read("!! IOS XR Configuration 6.6.2\n!! Last change by ana\nhostname edge-2")
    release = about(found, Release)
    assert (about(found, Asset).name, release.version, release.support_days_left) == ("edge-2", "6.6.2", None)
    assert about(read("!! IOS XR Configuration version = 5.3.4\nhostname x"), Release).version == "5.3.4"
    assert about(read("hostname x"), Release).version is None
    shown = (
        "Wed Nov 25 02:10:00 UTC\nCisco IOS XR Software, Version 7.5.2\nCopyright (c) 2013-2022\ncisco NCS-5500 () p\n"
    )
    assert about(read("!! IOS XR Configuration 7.5.1", version=shown), Release).version == "7.5.2"
    later = "Cisco IOS XR Software, Version 24.2.2 LNT\n"
    assert about(read("", version=later), Release).version == "24.2.2"


def test_what_came_whole() -> None:
    cut = "!! IOS XR Configuration 6.6.2\nhostname x\nssh server v2\n"
    assert not [one for one in facts("iosxr", cut) if isinstance(one, Channel)]
    assert [one for one in facts("iosxr", f"{cut}end\nconfdConfig x\n") if isinstance(one, Channel)]
    assert not [one for one in facts("iosxr", f"{cut}banner motd #\nend\n") if isinstance(one, Channel)]


ROOT = """\
Fri Mar 13 03:04:31.513 DST
Task:                  aaa  : READ    WRITE    EXECUTE    DEBUG
Task:              root-lr  : READ    WRITE    EXECUTE    DEBUG (reserved)
"""
FEW = """\
Task:                  aaa  : READ
Task:      config-services  : READ
Task:               crypto  :         WRITE
Task:          ip-services  : READ
Task:              logging  : READ    WRITE
Task:                 snmp  : READ
"""


@pytest.mark.parametrize(
    ("tasks", "why"),
    [
        (ROOT, ""),
        ("% Invalid input detected at '^' marker.\n", ""),
        (FEW.replace("        WRITE", "READ    WRITE") + "Task: tty-access : READ\n", ""),
        (FEW, "the account may not read the task crypto, tty-access, and may have been shown a part"),
        ("User x has the following Task ID(s):\n\nNo task ids available\n", "the account may read no task, and may"),
    ],
)
def test_an_account_that_is_shown_a_part(tasks: str, why: str) -> None:
    """What is not there is then no sign that it is off."""
    found = read("ssh server v2", tasks=tasks)
    assert bool([one for one in found if isinstance(one, Channel)]) == (not why)
    gaps = [one for one in found if isinstance(one, Gap)]
    assert bool(gaps) == bool(why)
    assert all(one.outcome == "denied" and why in one.ask for one in gaps)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("logging buffered informational", True),
        ("logging buffered 4000000", True),
        ("logging 10.0.0.1 vrf default", True),
        ("logging disable", False),
        ("logging disable\nlogging 10.0.0.1 vrf default\nlogging buffered debugging", False),
        ("logging console disable\nlogging monitor disable", True),
        ("", True),  # Cisco says so
        ("logging frobnicate", None),
    ],
)
def test_recording(text: str, *, on: bool | None) -> None:
    assert about(read(text), LogTrail).enabled is on
    assert about(read(text), Alarm).enabled is on


@pytest.mark.parametrize(
    ("text", "records"),
    [
        (f"{SERVER}{TOLD.format('exec')}{TOLD.format('commands')}", ("admin", "commands", "errors", "sign-in")),
        (
            f"{SERVER}{TOLD.format('exec')}{TOLD.format('commands')}logging buffered critical",
            ("admin", "commands", "errors", "sign-in"),
        ),
        (f"{SERVER}logging buffered critical\n{TOLD.format('exec')}", ("errors", "sign-in")),
        (f"{SERVER}logging buffered critical\n{TOLD.format('commands').replace(' default ', ' other ')}", ("errors",)),
        (f"{SERVER}logging buffered critical\n{TOLD.format('commands').replace('start-stop', 'none')}", ("errors",)),
        (f"{SERVER}logging buffered critical\n{TOLD.format('exec').replace('group tacacs+', 'none')}", ("errors",)),
        (f"{SERVER}logging buffered critical\n{TOLD.format('system')}", ("errors",)),
        ("logging buffered informational", ("admin", "errors", "sign-in")),
        # What is sieved may be what tells of sign-ins.
        ("logging buffered informational\nlogging buffered discriminator nomatch1 SECURITY", None),
        ("logging buffered informational\nlogging buffered discriminator\n match1 BGP\n!", None),
        (
            (
                "logging buffered debugging\nlogging buffered discriminator match1 BGP\n"
                "logging 10.0.0.1 vrf default severity info"
            ),
            ("admin", "errors", "sign-in"),
        ),
        ("logging buffered critical\nlogging buffered informational", ("admin", "errors", "sign-in")),
        ("logging buffered 4000000", ("admin", "errors", "sign-in")),  # debugging is the default
        ("logging buffered critical", ("errors",)),
        ("logging buffered warnings\nlogging 10.0.0.1 vrf default severity info", ("admin", "errors", "sign-in")),
        ("logging buffered warnings\nlogging 10.0.0.1 vrf default severity error", ("errors",)),
        ("logging buffered warnings\nlogging 10.0.0.1 vrf default", ("admin", "errors", "sign-in")),
        ("logging 10.0.0.1 vrf default severity critical", ("admin", "errors", "sign-in")),  # the buffer takes them
        ("", ("admin", "errors", "sign-in")),
        # No server hears of it, or lines take lists of their own.
        (f"logging buffered critical\n{TOLD.format('exec')}", ("errors",)),
        (f"{SERVER}logging buffered critical\n{TOLD.format('exec')}line default\n accounting exec Q\n", ("errors",)),
        ("aaa accounting frobnicate", None),
    ],
)
def test_events(text: str, records: tuple[str, ...] | None) -> None:
    assert about(read(text), LogTrail).records == records


def test_levels_that_the_router_shows() -> None:
    quiet, loud = SHOWN.format("critical", "errors"), SHOWN.format("informational", "debugging")
    assert about(read("", logging=quiet), LogTrail).records == ("errors",)
    assert about(read("", logging=loud), LogTrail).records == ("admin", "errors", "sign-in")
    assert about(read("logging 10.0.0.1 vrf default", logging=quiet), Delivery).copies == 0
    assert about(read("logging 10.0.0.1 vrf default", logging=loud), Delivery).copies == 1
    assert about(read("logging 10.0.0.1 vrf default severity info", logging=quiet), Delivery).copies == 1


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("logging 10.0.0.1 vrf default severity info port default", 1),
        ("logging 10.0.0.1", 1),  # as much as a server is told by default, Cisco says
        ("logging 10.0.0.1 vrf default severity info\nlogging 10.0.0.2 vrf default severity debugging", 2),
        ("logging 10.0.0.1 vrf default severity info\nlogging 10.0.0.1 vrf default severity error", 1),  # one server
        ("logging 10.0.0.1 vrf default severity critical", 0),
        ("logging 10.0.0.1 vrf default severity critical\nlogging 10.0.0.2 vrf default severity info", 1),
        ("logging trap critical\nlogging 10.0.0.1 vrf default severity info", 0),  # so much is let out
        ("logging trap informational\nlogging 10.0.0.1 vrf default", 1),
        ("logging trap errors\nlogging 10.0.0.1", 0),
        ("logging trap disable\nlogging 10.0.0.1 vrf default severity info", 0),
        ("logging trap\nlogging 10.0.0.1", 1),
        ("logging tls-server A\n severity debugging\n address ipv4 10.0.0.2\n!\n", 1),
        ("logging tls-server A\n severity error\n tls-hostname a.example\n!\n", 0),
        ("logging tls-server A\n trustpoint X\n!\n", 0),  # nowhere
        ("logging disable\nlogging 10.0.0.1 vrf default severity info", 0),
        ("logging archive\n device harddisk\n severity debugging\n!\n", 0),
        ("logging 10.0.0.1 frobnicate", None),
        ("", 0),
    ],
)
def test_delivery(text: str, copies: int | None) -> None:
    assert about(read(text), Delivery).copies == copies


@pytest.mark.parametrize(
    ("text", "sources", "authenticated"),
    [
        (ntp("server 10.0.0.1"), 1, False),
        (ntp("server 10.0.0.1\n server vrf MGMT 10.0.0.2 prefer\n peer 10.0.0.3"), 2, False),
        ("ntp server 10.0.0.1\nntp server 10.0.0.2 source Loopback0 prefer", 2, False),
        ("", 0, False),
        (ntp(f"authenticate\n {KEY} server 10.0.0.1 key 1"), 1, True),
        (ntp(f"server 10.0.0.1 key 1 prefer\n {KEY} authenticate"), 1, True),  # in any order
        ("ntp authenticate\nntp authentication-key 1 md5 x\nntp trusted-key 1\nntp server 10.0.0.1 key 1", 1, True),
        (ntp(f"authenticate\n {KEY}") + ntp("server 10.0.0.1 key 1"), 1, True),  # opened again
        (ntp(f"authenticate\n {KEY} server 10.0.0.1 key 1\n server 10.0.0.2"), 2, False),
        (ntp(f"{KEY} server 10.0.0.1 key 1"), 1, False),  # nobody asks for it
        (ntp("authenticate\n trusted-key 1\n server 10.0.0.1 key 1"), 1, False),  # not defined
        (ntp("authenticate\n authentication-key 1 md5 x\n server 10.0.0.1 key 1"), 1, False),  # not trusted
        (ntp(f"authenticate\n {KEY} server 10.0.0.1 key 2"), 1, False),
        (ntp(f"authenticate\n {KEY}"), 0, False),
        (ntp("server 10.0.0.1\n frobnicate"), None, None),
    ],
)
def test_clock(text: str, sources: int | None, *, authenticated: bool | None) -> None:
    clock = about(read(text), Clock)
    assert (clock.sources, clock.authenticated, clock.synchronised) == (sources, authenticated, None)


def test_the_clock_as_it_is_shown() -> None:
    stamp = "Wed Nov 25 21:09:59.100 EST\n"
    text = f"{ntp('server 10.0.0.1')}clock timezone EST -5"
    said = {"ntp_status": f"{stamp}\nClock is synchronized, stratum 3, reference is 10.0.0.1\n"}
    step = about(read(text, clock=f"{stamp}21:10:02.500 EST Wed Nov 25 2026\n", **said), Clock)
    assert (step.synchronised, step.off_seconds) == (True, 2)
    lost = about(read(text, ntp_status="Clock is unsynchronized, stratum 16, no reference clock\n"), Clock)
    assert (lost.synchronised, lost.off_seconds) == (False, None)
    assert about(read(text, ntp_status="% NTP is not running\n"), Clock).synchronised is None
    assert about(read(text, clock="21:10:02.500 CET Wed Nov 25 2026\n"), Clock).off_seconds is None
    half = about(read("clock timezone IST 5 30", clock="07:40:00.000 IST Thu Nov 26 2026\n"), Clock)
    assert half.off_seconds == 0
    named = "clock timezone CET Europe/Berlin"
    assert about(read(named, clock="03:10:00.000 CET Thu Nov 26 2026\n"), Clock).off_seconds is None


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (f"{SAVE}scp://user1@server1://test-folder/test_123", ["ssh"]),
        (f"{SAVE}sftp://u@10.0.0.1/x timestamp maximum 5", ["ssh"]),
        (f"{SAVE}tftp://10.0.0.1/x", ["ftp"]),
        (f"{SAVE}ftp://u:p@10.0.0.1/x", ["ftp"]),
        (f"{SAVE}scp://u@10.0.0.1/x\n{SAVE}tftp://10.0.0.1/x", ["ftp"]),  # the last one counts
        (f"{SAVE}scp://u@10.0.0.1/x\n{SAVE}harddisk:/x", []),
        (f"{SAVE}scp://u@10.0.0.1/x maximum 5 password encrypted 08", ["ssh"]),
        (f"{SAVE}harddisk:/x", []),
        (f"{SAVE}disk0:/x maximum 10", []),
        ("configuration commit auto-save", []),
        ("configuration display interfaces virtual", []),
        ("", []),
    ],
)
def test_copies(text: str, how: list[str]) -> None:
    found = read(text)
    assert len(all_about(found, Backup)) == len(how)
    sent = [one.protocol for one in found if isinstance(one, Channel) and "/copy/" in one.resource]
    assert sent == how


def test_hardened() -> None:
    found = facts("iosxr", HARDENED)
    trail = about(found, LogTrail)
    assert (trail.enabled, trail.records) == (True, ("admin", "commands", "errors", "sign-in"))
    assert (about(found, Delivery).copies, about(found, Alarm).enabled) == (2, True)
    clock = about(found, Clock)
    assert (clock.sources, clock.authenticated) == (2, True)
    assert about(found, Backup).offsite is True
    assert not [one for one in found if any("not understood" in why.ask for why in one.unread)]
