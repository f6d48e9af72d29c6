"""What an ASA writes down, where it goes, its clock, its copies, and what it is."""

from typing import Any

import pytest

from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, Gap, LogTrail, Release
from tests.collectors.network.asa.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts


def read(text: str, **said: Any) -> list[Any]:
    return facts("asa", f"ASA Version 9.16(4)\n{text}\n", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("", False),
        ("logging enable", True),
        ("logging enable\nno logging enable", False),
        ("logging buffered informational", False),
        ("logging enable\nlogging frobnicate", None),
    ],
)
def test_recording(text: str, *, on: bool | None) -> None:
    assert about(read(text), LogTrail).enabled is on


ALL, CHANGES, NOTHING = {"errors", "sign-in", "admin", "commands"}, {"errors", "admin", "commands"}, {"errors"}
HOST = "logging host inside 10.0.0.1\n"


@pytest.mark.parametrize(
    ("text", "events", "alarm"),
    [
        ("", NOTHING, False),
        ("logging buffered informational", ALL, True),
        ("logging buffered 7", ALL, True),
        ("logging buffered notifications", CHANGES, False),
        ("logging buffered warnings", NOTHING, False),
        ("logging buffered informational\nlogging buffered errors", NOTHING, False),
        ("logging buffered informational\nno logging buffered", NOTHING, False),
        ("logging trap informational", NOTHING, False),  # to nobody
        (f"{HOST}logging trap informational", ALL, True),
        (f"{HOST}logging trap errors\nlogging buffered informational", ALL, True),
        ("logging monitor informational\nlogging console informational", NOTHING, False),  # on screens
        ("logging list MINE level informational\nlogging buffered MINE", None, None),
        (f"{HOST}logging buffered MINE\nlogging trap informational", ALL, True),
        ("logging buffered informational\nno logging message 106015", ALL, True),
        ("logging buffered informational\nno logging message 605005", None, None),
        ("logging buffered informational\nno logging message 111008\nlogging message 111008", ALL, True),
        ("logging buffered informational\nlogging message 605004 level debugging", None, None),
        ("logging buffered informational\nlogging class auth buffered errors", None, None),
        ("logging buffered informational\nlogging class vpn buffered errors", ALL, True),
        ("logging buffered informational\nlogging class auth buffered errors\nno logging class auth", ALL, True),
        ("logging buffered informational\nlogging frobnicate", None, None),
    ],
)
def test_events(text: str, events: set[str] | None, *, alarm: bool | None) -> None:
    found = read(f"logging enable\n{text}")
    records = about(found, LogTrail).records
    assert (records and set(records)) == events
    assert about(found, Alarm).enabled is alarm


def test_what_is_off_tells_nobody() -> None:
    assert about(read("logging buffered informational"), Alarm).enabled is False


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("", 0),
        (f"{HOST}logging trap informational", 1),
        (f"{HOST}logging trap notifications", 1),
        (f"{HOST}logging trap errors", 0),
        (f"{HOST}logging trap informational\nno logging trap", 0),
        (f"{HOST}logging trap MINE", None),
        (HOST, None),  # what no line means was not written down
        (f"{HOST}logging trap 5\nlogging host dmz 10.0.0.2 tcp/1514", 2),
        (f"{HOST}logging trap informational\nno logging enable", 0),
        (f"{HOST}logging trap informational\nno logging host inside 10.0.0.1", 0),
        (f"{HOST}logging trap informational\nlogging host frobnicate", None),
    ],
)
def test_delivery(text: str, copies: int | None) -> None:
    assert about(read(f"logging enable\n{text}"), Delivery).copies == copies


def test_a_server_with_logging_not_enabled_gets_nothing() -> None:
    found = read(f"{HOST}logging trap informational")
    assert about(found, Delivery).copies == 0
    assert about(found, Channel, "syslog/10.0.0.1").enabled is True


NTP = "ntp authenticate\nntp authentication-key 1 md5 x1y2\nntp authentication-key 7 cmac z3w4\nntp trusted-key 1\n"


@pytest.mark.parametrize(
    ("text", "sources", "authenticated"),
    [
        ("", 0, False),
        ("ntp server 10.0.0.1", 1, False),
        (f"{NTP}ntp server 10.0.0.1 key 1 source inside prefer\nntp server 10.0.0.2 key 1", 2, True),
        (f"{NTP}ntp server 10.0.0.1 key 1\nntp server 10.0.0.2", 2, False),
        (f"{NTP}ntp server 10.0.0.1 key 7", 1, False),  # not trusted
        (f"{NTP}ntp trusted-key 5 - 8\nntp server 10.0.0.1 key 7", 1, True),
        (f"{NTP}ntp trusted-key 9\nntp server 10.0.0.1 key 9", 1, False),  # not defined
        (f"{NTP}ntp trusted-key 0\nntp authentication-key 0 md5 x\nntp server 10.0.0.1 key 0", 1, False),
        (f"{NTP}no ntp authenticate\nntp server 10.0.0.1 key 1", 1, False),
        (f"{NTP}no ntp authentication-key 1 md5 x1y2\nntp server 10.0.0.1 key 1", 1, False),
        (f"{NTP}ntp server 10.0.0.1 key 1\nno ntp server 10.0.0.1", 0, False),
        (f"{NTP}ntp server 10.0.0.1 frobnicate", None, None),
    ],
)
def test_clock(text: str, sources: int | None, *, authenticated: bool | None) -> None:
    clock = about(read(text), Clock)
    assert (clock.sources, clock.authenticated) == (sources, authenticated)


@pytest.mark.parametrize(
    ("hardware", "text", "sources"),
    [
        ("FPR4K-SM-24, 228880 MB RAM", "", None),  # its chassis has the clock
        ("FPR4K-SM-24, 228880 MB RAM", "ntp server 10.0.0.1", 1),
        ("ASA5516, 8192 MB RAM", "", 0),
    ],
)
def test_clock_of_a_chassis(hardware: str, text: str, sources: int | None) -> None:
    found = facts("asa", f": Hardware:   {hardware}\nASA Version 9.16(4)\n{text}\n", whole=True)
    assert about(found, Clock).sources == sources


@pytest.mark.parametrize(
    ("zone", "told", "off"),
    [
        ("", "02:10:09.123 UTC Thu Nov 26 2026\n", 9),
        ("clock timezone EST -5", "21:10:00.123 EST Wed Nov 25 2026\n", 0),
        ("clock timezone IST 5 30", "07:40:00.123 IST Thu Nov 26 2026\n", 0),
        ("", "21:10:00.123 EST Wed Nov 25 2026\n", None),
    ],
)
def test_what_the_device_says_of_its_clock(zone: str, told: str, off: int | None) -> None:
    clock = about(read(zone, clock=told, ntp_status="Clock is synchronized, stratum 3, reference is 10.0.0.1\n"), Clock)
    assert (clock.off_seconds, clock.synchronised) == (off, True)


APPLET = 'event manager applet B\n event syslog id 111008\n action 1 cli command "{}"'


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("", []),
        (APPLET.format("copy startup-config scp://u:x@10.0.0.1//opt/b"), [("ssh", "required")]),
        (APPLET.format(" copy startup-config scp://u:x@10.0.0.1//opt/b"), [("ssh", "required")]),
        (APPLET.format("copy /noconfirm running-config tftp://10.0.0.1/x"), [("ftp", "none")]),
        (APPLET.format("copy running-config disk0:/x"), []),
        (APPLET.format("write memory"), []),
        (APPLET.format("copy run scp://h/x").replace("event syslog id 111008", "event none"), []),  # by hand alone
        (f"{APPLET.format('copy run scp://h/x')}\nno event manager applet B", []),
        (f"{APPLET.format('copy run scp://h/x')}\n action 2 syslog msg done", [("ssh", "required")]),
        (f'{APPLET.format("copy run scp://h/x")}\n action 1 cli command "copy run disk0:/x"', []),  # instead
        (f"{APPLET.format('copy run scp://h/x')}\n frobnicate", [(None, None)]),
    ],
)
def test_copies(text: str, ways: list[tuple[str | None, str | None]]) -> None:
    found = read(text)
    sent = [one for one in found if isinstance(one, Channel) and "/copy/" in one.resource]
    assert len(all_about(found, Backup)) == len(ways)
    if ways != [(None, None)]:
        assert [(one.protocol, one.encryption) for one in sent] == ways
    else:
        assert [one.enabled for one in sent] == [None]


@pytest.mark.parametrize(
    ("text", "said", "version"),
    [
        ("ASA Version 9.6(3)8", {}, "9.6(3)8"),
        (": Saved\n:\nASA Version 9.18(1) <context>", {}, "9.18(1)"),
        ("hostname x", {}, None),
        ("hostname x", {"version": "Cisco Adaptive Security Appliance Software Version 9.16(4)\n"}, "9.16(4)"),
    ],
)
def test_release(text: str, said: dict[str, str], version: str | None) -> None:
    release = about(facts("asa", text, whole=True, **said), Release)
    assert (release.version, release.support_days_left) == (version, None)


def test_asset() -> None:
    asset = about(read("hostname fw-1"), Asset)
    assert (asset.role, asset.name, asset.kind) == ("device", "fw-1", "asa.device")


def test_the_system_that_holds_contexts_says_nothing_of_them() -> None:
    found = facts("asa", HARDENED.replace("9.16(4)", "9.16(4) <system>"))
    assert {type(fact) for fact in found} == {Asset, Release, Gap}
    assert all("context" in fact.ask for fact in found if isinstance(fact, Gap))
    assert {type(fact) for fact in facts("asa", HARDENED.replace("9.16(4)", "9.16(4) <context>"))} > {Clock, LogTrail}


def test_hardened() -> None:
    found = facts("asa", HARDENED)
    trail, clock = about(found, LogTrail), about(found, Clock)
    assert (trail.enabled, trail.records) == (True, ("admin", "commands", "errors", "sign-in"))
    assert (about(found, Delivery).copies, about(found, Alarm).enabled) == (2, True)
    assert (clock.sources, clock.authenticated) == (2, True)
    assert about(found, Backup).offsite is True
