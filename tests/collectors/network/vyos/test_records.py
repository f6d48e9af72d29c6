"""What a device with VyOS writes down, where that goes, by which clock, and which copies there are of it."""

from typing import Any

import pytest

from collectors.network.platforms.vyos.kinds import date
from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, LogTrail
from tests.collectors.network.reading import about, all_about, facts
from tests.collectors.network.vyos.configurations import BOOT, HARDENED

LOCAL, GLOBAL = "set system syslog local facility", "set system syslog global facility"
HOST = "set system syslog remote 10.0.0.1"
VERBOSE = "set service ssh loglevel verbose"


def read(text: str, **said: str) -> list[Any]:
    return facts("vyos", f"// Release version: 1.5.0\n{text}\n", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "enabled", "records"),
    [
        ("", False, ("errors",)),
        (f"{LOCAL} all level info", True, ("admin", "errors", "sign-in")),
        (f"{GLOBAL} all level 'info'", True, ("admin", "errors", "sign-in")),
        (f"{LOCAL} all level debug", True, ("admin", "errors", "sign-in")),
        (f"{LOCAL} all level all", True, ("admin", "errors", "sign-in")),
        (f"{LOCAL} all level notice", True, ("admin", "errors")),
        (f"{LOCAL} all level emerg", True, ("errors",)),
        (f"{LOCAL} all", True, ("admin", "errors")),  # `err` where no line says it
        (f"{LOCAL} auth level info", True, ("errors", "sign-in")),
        (f"{LOCAL} user level err", True, ("admin", "errors")),
        (f"{LOCAL} all level info\n{LOCAL} auth level err", True, ("admin", "errors")),  # its own outweighs it
        (f"{LOCAL} all level err\n{LOCAL} all level info", True, ("admin", "errors", "sign-in")),
        (f"{LOCAL} local7 level debug", True, ("errors",)),
        ("set system syslog file f facility all level info", True, ("admin", "errors", "sign-in")),
        (f"{HOST} facility all level info", True, ("admin", "errors", "sign-in")),
        ("set system syslog host 10.0.0.1 facility all level info", True, ("admin", "errors", "sign-in")),
        ("set system syslog console facility all level info", False, ("errors",)),
        ("set system syslog user x facility all level info", False, ("errors",)),
        ("set system syslog local marker interval 5", False, ("errors",)),
        (f"{LOCAL} all level info\nset service ssh loglevel error", True, None),
        (f"{LOCAL} all level info\nset service ssh loglevel QUIET", True, None),
        (f"{LOCAL} all level info\nset service ssh loglevel INFO", True, ("admin", "errors", "sign-in")),
        (f"{LOCAL} all level info\nset system syslog frobnicate", None, None),
        (f"{LOCAL} all level loud", None, None),
    ],
)
def test_events(text: str, records: tuple[str, ...] | None, *, enabled: bool | None) -> None:
    trail = about(read(text), LogTrail)
    assert (trail.of, trail.enabled, trail.records) == ("device", enabled, records)


@pytest.mark.parametrize(
    ("text", "copies", "encryption"),
    [
        ("", 0, []),
        (f"{LOCAL} all level info", 0, []),
        (f"{HOST} facility all level info", 1, ["none"]),
        (f"{HOST} facility all level info\n{HOST} port 6514\n{HOST} protocol tcp\n{HOST} tls enable", 1, ["required"]),
        (f"{HOST} facility all level info\n{HOST} tls ca-certificate x", 1, ["none"]),
        (f"{HOST} facility all level info\n{HOST} facility all protocol udp", 1, ["none"]),
        (f"{HOST} facility all level info\nset system syslog host log.example facility all level info", 2,
         ["none", "none"]),
        (f"{HOST} facility auth level info\n{HOST} facility user level info", 1, ["none"]),
        (f"{HOST} facility auth level info", 0, ["none"]),
        (f"{HOST} facility all level err", 0, ["none"]),
        (f"{HOST} facility all", 0, ["none"]),
        (f"{HOST} port 514", 0, ["none"]),
        (f"{HOST} facility all level info\n{HOST} frobnicate", None, [None]),
    ],
)  # fmt: skip
def test_copies(text: str, copies: int | None, encryption: list[str | None]) -> None:
    found = read(text)
    assert about(found, Delivery).copies == copies
    assert [one.encryption for one in found if isinstance(one, Channel) and one.protocol == "syslog"] == encryption


@pytest.mark.parametrize(
    ("text", "enabled"),
    [
        ("", False),
        (f"{LOCAL} all level info", None),  # whether info holds those that were refused was not found
        (f"{LOCAL} all level info\n{VERBOSE}", True),
        (f"{LOCAL} all level info\nset service ssh loglevel VERBOSE", True),
        (VERBOSE, False),  # nothing takes it
        (f"{LOCAL} all level info\nset service ssh loglevel fatal", None),
        ("set system syslog frobnicate", None),
    ],
)
def test_wrong_passwords_are_told(text: str, *, enabled: bool | None) -> None:
    alarm = about(read(text), Alarm)
    assert (alarm.watches, alarm.enabled, alarm.notifies) == ("sign-ins", enabled, None)


@pytest.mark.parametrize(
    ("text", "sources", "authenticated"),
    [
        ("", 0, False),
        ("set service ntp server a", 1, False),
        ("set system ntp server a", 1, False),  # before 1.4
        ("set service ntp server a\nset service ntp server a prefer\nset service ntp server b pool", 2, False),
        ("set service ntp server a nts", 1, True),
        ("set service ntp server a nts\nset service ntp server b", 2, False),
        ("set service ntp server a nts\nset service ntp server b noselect", 1, True),
        ("set service ntp server a noselect", 0, False),
        ("set service ntp listen-address 10.0.0.1", 0, False),
        ("service {\n ntp {\n  server a {\n  }\n }\n}", 1, False),
        ("set service ntp frobnicate", None, None),
    ],
)
def test_time(text: str, sources: int | None, *, authenticated: bool | None) -> None:
    clock = about(read(text), Clock)
    assert (clock.sources, clock.authenticated) == (sources, authenticated)


@pytest.mark.parametrize(
    ("status", "told", "expected"),
    [
        ("Leap status     : Normal", "Thu Nov 26 02:10:07 UTC 2026", (True, 7)),
        ("Leap status     : Not synchronised", "Thu Nov 26 02:10:07 AM UTC 2026", (False, 7)),
        ("Leap status     : Normal", "Thu 26 Nov 2026 02:09:00 AM UTC", (True, 60)),
        ("", "Thu Nov 26 02:10:00 PM UTC 2026", (None, 43200)),
    ],
)
def test_in_step(status: str, told: str, expected: tuple[bool | None, int]) -> None:
    clock = about(read("set service ntp server a", ntp_status=status, clock=told), Clock)
    assert (clock.synchronised, clock.off_seconds) == expected


@pytest.mark.parametrize("text", ["", "Thu Nov 26 02:10:07 CET 2026", "Invalid command: show [date]", "02:10:07 UTC"])
def test_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="no time"):
        date(text)


@pytest.mark.parametrize(
    ("location", "schemes"),
    [
        ("scp://u:p@h/x", ["SCP"]),
        ("sftp://u:p@h/x", ["SFTP"]),
        ("ftp://u:p@h/x", ["FTP"]),
        ("tftp://h/x", ["TFTP"]),
        ("http://u:p@h/x", ["HTTP"]),
        ("git+https://u:p@h/x", ["HTTPS"]),
        ("git+ssh://u@h/x", ["SCP"]),
        ("file:///x", []),
    ],
)
def test_copies_of_the_configuration(location: str, schemes: list[str]) -> None:
    found = read(f"set system config-management commit-archive location '{location}'")
    sent = [one for one in found if isinstance(one, Channel) and "/copy/" in one.resource]
    assert [one.name.rpartition(" ")[2] for one in sent] == schemes
    assert len(all_about(found, Backup)) == len(schemes)
    assert all((one.encryption == "none") is (schemes[0] in ("FTP", "TFTP", "HTTP")) for one in sent)


def test_revisions_stay_on_the_device() -> None:
    assert not all_about(read("set system config-management commit-revisions 100"), Backup)


def test_hardened() -> None:
    found = facts("vyos", HARDENED)
    trail, clock = about(found, LogTrail), about(found, Clock)
    assert (trail.enabled, trail.records) == (True, ("admin", "errors", "sign-in"))
    assert (clock.sources, clock.authenticated) == (2, True)
    assert (about(found, Delivery).copies, about(found, Alarm).enabled) == (2, True)
    assert about(found, Asset).name == "edge-1"
    assert len(all_about(found, Backup)) == 1


def test_the_image() -> None:
    found = facts("vyos", BOOT)
    assert about(found, LogTrail).records == ("admin", "errors", "sign-in")
    assert (about(found, Clock).sources, about(found, Delivery).copies) == (2, 0)
    assert not all_about(found, Backup)
