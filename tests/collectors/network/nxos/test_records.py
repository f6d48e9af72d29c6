"""What NX-OS writes down, where it goes, by which clock, and which copies there are of its configuration."""

from typing import Any

import pytest

from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, LogTrail, Release
from tests.collectors.network.nxos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

KEY = "ntp authentication-key 1 md5 x 7\n"
JOB = "feature scheduler\nscheduler job name b\n{}\n\nend-job\n"
DAILY = "scheduler schedule name d\n  job name b\n  time daily 1:00\n"
PEERS = "Total peers : 2\n* - selected for sync, + -  peer mode(active),\n    remote   local  st poll reach delay vrf\n"


def read(text: str, **said: Any) -> list[Any]:
    return facts("nxos", f"{text}\n", **said)


def test_itself() -> None:
    found = read("switchname leaf-2\nversion 10.3(9) Bios:version")
    release = about(found, Release)
    assert (about(found, Asset).name, release.version) == ("leaf-2", "10.3(9)")
    assert release.support_days_left == 94  # until 2027-02-28
    assert about(read("hostname x"), Release).version is None
    shown = "Software\n  BIOS: version 05.47\n  NXOS: version 10.4(5) [Maintenance Release]\nHardware\n"
    assert about(read("version 10.3(9)", version=shown), Release).version == "10.4(5)"
    assert about(read("", version="  system:    version 7.3(13)D1(1)\n"), Release).version == "7.3(13)D1(1)"
    assert about(read("version 7.0(3)I7(9)"), Release).support_days_left is None


G = "tacacs-server host 10.0.0.1\naaa group server tacacs+ G\n  server 10.0.0.1\n"


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("logging logfile messages 6 size 4194304", True),
        ("no logging logfile", False),
        ("no logging logfile\nlogging server 10.0.0.1", True),
        ("logging logfile messages 6\nno logging logfile messages 6", False),
        ("", True),  # Cisco says so
        ("logging frobnicate", None),
    ],
)
def test_recording(text: str, *, on: bool | None) -> None:
    assert about(read(text), LogTrail).enabled is on


@pytest.mark.parametrize(
    ("text", "records"),
    [
        (f"{G}aaa accounting default group G", ("admin", "commands", "errors", "sign-in")),
        (f"{G}aaa accounting default group A G local", ("admin", "commands", "errors", "sign-in")),
        ("aaa accounting default local", ("admin", "commands", "errors")),
        ("aaa accounting default group G", ("admin", "commands", "errors")),  # no server hears of sign-ins
        ("aaa accounting default group G\nno aaa accounting default group G", ("admin", "errors")),
        ("logging logfile messages 6\nlogging level authpri 6", ("admin", "errors", "sign-in")),
        ("logging logfile messages 6\nlogin on-success log", ("admin", "errors", "sign-in")),
        ("logging server 10.0.0.1 7\nlogging level authpriv 7", ("admin", "errors", "sign-in")),
        ("logging server 10.0.0.1\nlogin on-success log", ("admin", "errors", "sign-in")),  # informational, DISA says
        ("logging logfile messages 5\nlogging level authpri 6", ("admin", "errors")),  # the file takes too little
        ("logging logfile messages 6\nlogging level authpri 5", ("admin", "errors")),
        ("logging logfile messages 6\nlogging level aaa 6", ("admin", "errors")),
        ("logging logfile messages 6\nlogin on-success log\nno login on-success log", ("admin", "errors")),
        ("logging level authpri 6", ("admin", "errors")),
        ("", ("admin", "errors")),
        ("aaa accounting frobnicate", None),
    ],
)
def test_events(text: str, records: tuple[str, ...] | None) -> None:
    assert about(read(text), LogTrail).records == records


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("logging server 10.0.0.1", 1),
        ("logging server 10.0.0.1 6\nlogging server 10.0.0.2 5\nlogging server 10.0.0.2 6", 2),
        ("logging server 10.0.0.1 2", 0),
        ("logging server 10.0.0.1 2\nlogging server 10.0.0.2 6", 1),
        ("logging server 10.0.0.1 6\nno logging server 10.0.0.1", 0),
        ("logging server 10.0.0.1 6 frobnicate", None),
        ("", 0),
    ],
)
def test_delivery(text: str, copies: int | None) -> None:
    assert about(read(text), Delivery).copies == copies


@pytest.mark.parametrize(
    ("text", "on"),
    [("", True), ("login on-failure log", True), ("no login on-failure log", False), ("login frobnicate", None)],
)
def test_wrong_passwords(text: str, *, on: bool | None) -> None:
    alarm = about(read(text), Alarm)
    assert (alarm.watches, alarm.enabled, alarm.notifies) == ("sign-ins", on, None)


@pytest.mark.parametrize(
    ("text", "sources", "authenticated"),
    [
        ("ntp server 10.0.0.1", 1, False),
        ("ntp server 10.0.0.1 prefer\nntp server 10.0.0.1 use-vrf management minpoll 4\nntp peer 10.0.0.9", 1, False),
        ("", 0, False),
        (f"ntp authenticate\n{KEY}ntp trusted-key 1\nntp server 10.0.0.1 key 1", 1, True),
        (f"ntp server 10.0.0.1 use-vrf m key 1 minpoll 4\n{KEY}ntp trusted-key 1\nntp authenticate", 1, True),
        (
            f"ntp authenticate\n{KEY}ntp trusted-key 1\nntp server 10.0.0.1 key 1\nntp server 10.0.0.1 maxpoll 9",
            1,
            True,
        ),
        (f"ntp authenticate\n{KEY}ntp trusted-key 1\nntp server 10.0.0.1 key 1\nntp server 10.0.0.2", 2, False),
        (f"{KEY}ntp trusted-key 1\nntp server 10.0.0.1 key 1", 1, False),  # nobody asks for it
        (f"ntp authenticate\nno ntp authenticate\n{KEY}ntp trusted-key 1\nntp server 10.0.0.1 key 1", 1, False),
        ("ntp authenticate\nntp trusted-key 1\nntp server 10.0.0.1 key 1", 1, False),  # not defined
        (f"ntp authenticate\n{KEY}ntp server 10.0.0.1 key 1", 1, False),  # not trusted
        (f"ntp authenticate\n{KEY}ntp trusted-key 1\nntp server 10.0.0.1 key 0", 1, False),
        (f"ntp authenticate\n{KEY}ntp trusted-key 1", 0, False),
        ("ntp server 10.0.0.1\nclock protocol ntp vdc 1", 1, False),
        ("ntp server 10.0.0.1 frobnicate", None, None),
    ],
)
def test_clock(text: str, sources: int | None, *, authenticated: bool | None) -> None:
    clock = about(read(text), Clock)
    assert (clock.sources, clock.authenticated, clock.synchronised) == (sources, authenticated, None)


def test_the_clock_as_it_is_shown() -> None:
    text = "ntp server 10.0.0.1\nclock timezone EST -5 0"
    zone = "Time source is NTP\n21:10:02.500 EST Wed Nov 25 2026\n"
    step = about(read(text, ntp_status=f"{PEERS}*10.0.0.1  10.0.0.9  3  64  377 0.001 default\n", clock=zone), Clock)
    assert (step.synchronised, step.off_seconds) == (True, 2)
    lost = about(read(text, ntp_status=f"{PEERS}=10.0.0.1  10.0.0.9  16  64  0 0.000\n"), Clock)
    assert (lost.synchronised, lost.off_seconds) == (False, None)
    assert about(read(text, ntp_status="% Invalid command\n"), Clock).synchronised is None
    for off in ("clock protocol none vdc 1", "feature ntp\nno feature ntp"):
        assert about(read(f"{text}\n{off}"), Clock).synchronised is False
    assert about(read(text, clock="21:10:02.500 CET Wed Nov 25 2026\n"), Clock).off_seconds is None


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (f"{JOB.format('copy running-config scp://u@10.0.0.1/x vrf management')}{DAILY}", ["ssh"]),
        (f"{JOB.format('copy running-config tftp://10.0.0.1/x')}{DAILY.replace('  ', '')}", ["ftp"]),
        (f"{DAILY}{JOB.format('cli var name t x ;copy run bootflash:/x ;copy bootflash:/x sftp://h/x')}", ["ssh"]),
        (f"{JOB.format('copy running-config startup-config')}{DAILY}", []),
        (f"{JOB.format('copy running-config bootflash:/x')}{DAILY}", []),
        (f"{JOB.format('copy scp://u@10.0.0.1/x running-config')}{DAILY}", []),  # the other way round
        (JOB.format("copy running-config scp://u@10.0.0.1/x"), []),  # nothing starts it
        (f"{JOB.format('copy run scp://h/x')}{DAILY}no feature scheduler\n", []),
        (f"{JOB.format('copy run scp://h/x')}{DAILY}".replace("feature scheduler\n", ""), []),
        (f"{JOB.format('copy run scp://h/x')}scheduler schedule name d\n  job name other\n  time daily 1:00\n", []),
        (f"{JOB.format('copy run scp://h/x')}scheduler schedule name d\n  job name b\n", []),
        (f"{JOB.format('copy run scp://h/x')}scheduler schedule name d\n  job name b\n  time start now\n", []),
        (
            (
                f"{JOB.format('copy run scp://h/x')}scheduler schedule name d\n  job name b\n"
                "  time start 2026:01:01:01:00 repeat 1:0:0\n"
            ),
            ["ssh"],
        ),
        ('event manager applet A\n  event cli match "x"\n  action 1 cli copy run https://h/x', ["tls"]),
        ('event manager applet A\n  event syslog pattern "x"\n  action 1.0 cli command "copy run ftp://h/x"', ["ftp"]),
        ('event manager applet A\n  event cli match "x"\n  action 1 cli copy run ftp://h/x\n  action 1 cli sh run', []),
        (
            (
                'event manager applet A\n  event cli match "x"\n  action 1 cli copy run ftp://h/x\n'
                "  action 1 cli copy run scp://h/x\n  action 2 cli copy run tftp://h/x\n  action 2 event-default"
            ),
            ["ssh"],  # of a step the last one counts
        ),
        ("event manager applet A\n  action 1 cli copy run scp://h/x", []),
        ("event manager applet A\n  event none\n  action 1 cli show version", []),
        ("feature scheduler\nscheduler logfile size 16", []),
    ],
)
def test_copies(text: str, how: list[str]) -> None:
    found = read(text)
    assert len(all_about(found, Backup)) == len(how)
    sent = [one.protocol for one in found if isinstance(one, Channel) and "/copy/" in one.resource]
    assert sent == how


def test_a_job_that_does_not_end() -> None:
    """What stands behind it would be read as its commands: then it is no whole configuration."""
    text = "scheduler job name b\ncopy run scp://h/x\nfeature telnet\n"
    assert not [one for one in facts("nxos", text) if isinstance(one, Channel)]


def test_hardened() -> None:
    found = facts("nxos", HARDENED)
    trail = about(found, LogTrail)
    assert (trail.enabled, trail.records) == (True, ("admin", "commands", "errors", "sign-in"))
    assert (about(found, Delivery).copies, about(found, Alarm).enabled) == (2, True)
    clock = about(found, Clock)
    assert (clock.sources, clock.authenticated) == (2, True)
    assert about(found, Backup).offsite is True
    assert about(found, Release).support_days_left == 460
    assert not [one for one in found if any("not understood" in why.ask for why in one.unread)]
