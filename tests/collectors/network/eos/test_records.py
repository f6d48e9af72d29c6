"""What a device with EOS writes down, where it goes, its clock, its copies, and what it is."""

from typing import Any

import pytest

from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, LogTrail, Release
from tests.collectors.network.eos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts


def read(text: str, **said: Any) -> list[Any]:
    return facts("eos", f"! device: x (y, EOS-4.34.2F)\n{text}\n", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("", True),
        ("logging on", True),
        ("no logging on", False),
        ("no logging on\nlogging on", True),
        ("no logging console\nno logging synchronous", True),
        ("logging frobnicate", None),
    ],
)
def test_recording(text: str, *, on: bool | None) -> None:
    assert about(read(text), LogTrail).enabled is on


TOLD = "aaa authentication policy on-success log\naaa authentication policy on-failure log\n"
EXEC, COMMANDS = "aaa accounting exec default start-stop", "aaa accounting commands all default start-stop"


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("", {"errors"}),
        (TOLD, {"errors", "sign-in"}),
        ("aaa authentication policy on-failure log", {"errors"}),
        (f"{TOLD}no aaa authentication policy on-success log", {"errors"}),
        (f"{TOLD}logging level AAA critical", {"errors"}),
        (f"{TOLD}logging level AAA informational\nlogging level BGP critical", {"errors", "sign-in"}),
        (f"{EXEC} group radius logging", {"errors", "sign-in"}),
        (f"{EXEC} logging", {"errors", "sign-in"}),
        ("aaa accounting exec default none", {"errors"}),
        ("aaa accounting exec console start-stop logging", {"errors"}),
        (f"{EXEC} logging\nno aaa accounting exec default", {"errors"}),
        (f"{COMMANDS} logging group radius", {"errors", "admin", "commands"}),
        ("aaa accounting commands 15 default stop-only logging", {"errors", "admin", "commands"}),
        ("aaa accounting commands 0,7-15 default stop-only logging", {"errors", "admin", "commands"}),
        ("aaa accounting commands 0-7 default start-stop logging", {"errors"}),
        (f"{COMMANDS} logging\naaa accounting commands all default none", {"errors"}),
        (f"{COMMANDS} logging\nlogging level ACCOUNTING notifications", {"errors"}),
        (f"{COMMANDS} group radius logging\nlogging level ACCOUNTING notifications", {"errors", "admin", "commands"}),
        (f"{COMMANDS} frobnicate", None),
        (f"{TOLD}logging policy match match-list QUIET discard", None),
    ],
)
def test_events(text: str, events: set[str] | None) -> None:
    records = about(read(text), LogTrail).records
    assert (records and set(records)) == events


HOST = "logging host 10.0.0.1\n"


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("", 0),
        (HOST, 1),
        (f"{HOST}logging trap informational", 1),
        (f"{HOST}logging trap notifications", 1),
        (f"{HOST}logging trap 4", 0),
        (f"{HOST}logging trap errors\nlogging trap informational", 1),
        (f"{HOST}no logging trap", 0),
        (f"{HOST}logging trap", 1),
        (f"{HOST}no logging on", 0),
        (f"{HOST}logging trap system severity errors", 1),
        (f"{HOST}logging vrf M host 10.0.0.1\nlogging vrf M host 10.0.0.2 514 protocol tcp", 2),
        (f"{HOST}logging host 10.0.0.2 frobnicate", None),
    ],
)
def test_delivery(text: str, copies: int | None) -> None:
    assert about(read(text), Delivery).copies == copies


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("", False),
        (TOLD, True),
        (f"{TOLD}no aaa authentication policy on-failure log", False),
        (f"{TOLD}logging level AAA errors", False),
        (f"{TOLD}logging level AAA warnings", True),
        (f"{TOLD}aaa frobnicate", None),
    ],
)
def test_alarm(text: str, *, on: bool | None) -> None:
    assert about(read(text), Alarm).enabled is on


NTP = "ntp authentication-key 1 sha1 x1y2\nntp authentication-key 7 md5 z3w4\nntp trusted-key 1\nntp authenticate\n"


@pytest.mark.parametrize(
    ("text", "sources", "authenticated"),
    [
        ("", 0, False),
        ("ntp server 10.0.0.1", 1, False),
        (f"{NTP}ntp server 10.0.0.1 key 1", 1, True),
        (f"{NTP}ntp server vrf M 10.0.0.1 prefer iburst version 4 key 1\nntp server 10.0.0.2 key 1", 2, True),
        (f"{NTP}ntp server 10.0.0.1 key 1\nntp server 10.0.0.2", 2, False),
        (f"{NTP}ntp server 10.0.0.1 key 1\nno ntp server 10.0.0.1", 0, False),
        (f"{NTP}ntp server 10.0.0.1 key 1\nntp server vrf M 10.0.0.1 key 1", 1, True),
        (f"{NTP}ntp server 10.0.0.1 key 7", 1, False),  # not trusted
        (f"{NTP}ntp trusted-key 2-3,5-8\nntp server 10.0.0.1 key 7", 1, True),
        (f"{NTP}ntp trusted-key 5 - 8\nntp server 10.0.0.1 key 7", 1, True),
        (f"{NTP}ntp trusted-key 9\nntp server 10.0.0.1 key 9", 1, False),  # not defined
        (f"{NTP}no ntp authentication-key 1\nntp server 10.0.0.1 key 1", 1, False),
        (f"{NTP}ntp server 10.0.0.1 key 0", 1, False),
        (f"{NTP}no ntp authenticate\nntp server 10.0.0.1 key 1", 1, False),
        (f"{NTP}ntp authenticate servers\nntp server 10.0.0.1 key 1", 1, True),
        (f"{NTP}ntp local-interface Management1\nntp serve all", 0, False),
        (f"{NTP}ntp server 10.0.0.1 frobnicate", None, None),
    ],
)
def test_clock(text: str, sources: int | None, *, authenticated: bool | None) -> None:
    clock = about(read(text), Clock)
    assert (clock.sources, clock.authenticated) == (sources, authenticated)


@pytest.mark.parametrize(
    ("status", "told", "synchronised", "off"),
    [
        ("synchronised to NTP server (10.0.0.1) at stratum 3\n", "Thu Nov 26 02:10:09 2026\nTimezone: UTC\n", True, 9),
        ("unsynchronised\n", "Thu Nov 26 02:09:00 2026\ntimezone is UTC\nClock source: local\n", False, 60),
        ("unsynchronised\n", "Thu Nov 26 02:09:00 2026\nTimezone: US/Pacific\n", False, None),
        ("what\n", "", None, None),
    ],
)
def test_what_the_device_says_of_its_clock(
    status: str, told: str, *, synchronised: bool | None, off: int | None
) -> None:
    said = {"ntp_status": status} | ({"clock": told} if told else {})
    clock = about(read("", **said), Clock)
    assert (clock.synchronised, clock.off_seconds) == (synchronised, off)


JOB = "schedule B interval 60 timeout 30 max-log-files 10 command"
HANDLER = "event-handler E\n   trigger on-startup-config\n   action bash"


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("", []),
        (f"{JOB} copy running-config scp:u@10.0.0.1/x", [("ssh", "required")]),
        (f"{JOB} copy running-config tftp:/10.0.0.1/x", [("ftp", "none")]),
        (f"{JOB} copy running-config flash:x", []),
        (f"{JOB} show tech-support", []),
        (f"{JOB} copy running-config scp:u@10.0.0.1/x\nno schedule B", []),
        (f"{JOB} copy running-config scp:u@10.0.0.1/x\n{JOB} show version", []),
        (f"{JOB} bash scp /mnt/flash/startup-config u@h:/x", [("ssh", "required")]),
        (f"{HANDLER} buf () {{ cp /mnt/flash/startup-config /mnt/flash/startup-config_1; }}; buf", []),
        (f"{HANDLER} scp /mnt/flash/startup-config u@h:/x", [("ssh", "required")]),
        (f"{HANDLER} curl -T /mnt/flash/startup-config ftp://u:x@h/", [("ftp", "none")]),
        (
            f"{HANDLER}\n      #!/bin/bash\n      /usr/bin/scp /mnt/flash/startup-config u@h:\n      EOF",
            [("ssh", "required")],
        ),
        (f"{HANDLER} logger scp failed", []),
        ("event-handler E\n   action bash scp /mnt/flash/startup-config u@h:/x", []),  # nothing sets it off
        (f"{HANDLER} scp /mnt/flash/startup-config u@h:/x\n   frobnicate", [(None, None)]),
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
    ("text", "said", "version", "left"),
    [
        ("! device: x (DCS-7050SX3, EOS-4.34.2F)", {}, "4.34.2F", True),
        ("! device: x (DCS-7050SX3, EOS-4.29.2F)", {}, "4.29.2F", True),
        ("! device: x (DCS-7050SX3, EOS-4.9.2F)", {}, "4.9.2F", False),
        ("hostname x", {}, None, False),
        ("hostname x", {"version": "Arista DCS-7280SRA\nSoftware image version: 4.34.1M\n"}, "4.34.1M", True),
        ("! device: x (y, EOS-4.34.2F)\nhostname x\n! device: x (y, EOS-4.99.0F)", {}, "4.34.2F", True),
    ],
)
def test_release(text: str, said: dict[str, str], version: str | None, *, left: bool) -> None:
    release = about(facts("eos", text, whole=True, **said), Release)
    assert (release.version, release.support_days_left is not None) == (version, left)


def test_asset() -> None:
    asset = about(read("hostname leaf-1"), Asset)
    assert (asset.role, asset.name, asset.kind) == ("device", "leaf-1", "eos.device")


def test_hardened() -> None:
    found = facts("eos", HARDENED)
    trail, clock = about(found, LogTrail), about(found, Clock)
    assert (trail.enabled, trail.records) == (True, ("admin", "commands", "errors", "sign-in"))
    assert (about(found, Delivery).copies, about(found, Alarm).enabled) == (2, True)
    assert (clock.sources, clock.authenticated) == (2, True)
    assert about(found, Backup).offsite is True


def test_cut_short() -> None:
    """Nothing of a configuration that did not come whole is believed."""
    for text in (HARDENED.removesuffix("end\n"), HARDENED[: HARDENED.index("EOF is not alone")] + "end\n"):
        assert {type(fact).__name__ for fact in facts("eos", text)} == {"Gap"}
