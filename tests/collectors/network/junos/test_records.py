"""What a device with Junos writes down, where that goes, by which clock, and which copies there are of it."""

from typing import Any

import pytest

from collectors.network.platforms.junos.kinds import JUNOS
from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, LogTrail, Release
from tests.collectors.network.junos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

FILE, HOST = "set system syslog file f", "set system syslog host 10.0.0.1"


def read(text: str, **said: str) -> list[Any]:
    return facts("junos", f"set version 23.4R1.10\n{text}\n", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("", ("errors",)),
        (f"{FILE} any info", ("admin", "commands", "errors", "sign-in")),
        (f"{FILE} any any", ("admin", "commands", "errors", "sign-in")),
        (f"{FILE} any notice", None),  # whether changes are told as notice is not known
        (f"{FILE} any warning", ("errors",)),
        (f"{FILE} any emergency", ("errors",)),
        (f"{FILE} authorization info", ("errors", "sign-in")),
        (f"{FILE} authorization notice", ("errors",)),
        (f"{FILE} change-log info", ("admin", "errors")),
        (f"{FILE} interactive-commands any", ("commands", "errors")),
        (f"{FILE} any info\n{FILE} authorization none", ("admin", "commands", "errors")),
        (f"{FILE} any info\n{FILE} authorization critical", ("admin", "commands", "errors")),
        (f"{FILE} any none\n{FILE} authorization info", ("errors", "sign-in")),
        (f"{FILE} any info\n{FILE} authorization none\n{HOST} authorization info",
         ("admin", "commands", "errors", "sign-in")),
        (f"{FILE} any info\n{FILE} any error", ("errors",)),  # the last one counts
        (f'{FILE} any info\n{FILE} match "system login"', None),
        (f'{FILE} any info\n{FILE} match-strings [ "a" "b" ]', None),
        (f"{FILE} any info\n{FILE} match x\nset system syslog file g any info",
         ("admin", "commands", "errors", "sign-in")),
        ("set system syslog user * any info", ("errors",)),  # a screen keeps nothing
        ("set system syslog console any info", ("errors",)),
        ("set system syslog host other-routing-engine any info", ("errors",)),
        (f"{HOST} any info", ("admin", "commands", "errors", "sign-in")),
        ("set system accounting events [ login change-log ]\nset system accounting destination tacplus server 1.1.1.1",
         ("admin", "errors", "sign-in")),
        ("set system accounting events login", ("errors",)),  # nobody is told
        ("set system accounting destination radius server 10.0.0.1 secret x", ("errors",)),
        (f"{FILE} any info\nset system syslog frobnicate", None),
        (f"{FILE} any info\n{FILE} frobnicate info", None),
    ],
)  # fmt: skip
def test_events(text: str, records: tuple[str, ...] | None) -> None:
    trail = about(read(text), LogTrail)
    assert (trail.of, trail.records) == ("device", records)


@pytest.mark.parametrize(
    ("text", "enabled"),
    [
        ("", False),
        (f"{FILE} any info", True),
        (f"{FILE} kernel error", True),
        (f"{FILE} any none", False),
        (f"{FILE} archive size 1m", False),
        (f"{HOST} any critical", True),
        ("set system syslog user * any emergency", False),
        ("system { syslog { inactive: file f { any info; } } }", False),
        ("set system accounting events login\nset system accounting destination tacplus server 10.9.0.11", True),
        ("set system syslog frobnicate", None),
        ("system { syslog { /* OMITTED */ } }", None),
    ],
)
def test_the_log_is_on(text: str, *, enabled: bool | None) -> None:
    assert about(read(text), LogTrail).enabled is enabled


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("", 0),
        (f"{FILE} any info", 0),
        (f"{HOST} any info", 1),
        (f"{HOST} any info\n{HOST} port 6514\n{HOST} transport tls\n{HOST} routing-instance m", 1),
        (f"{HOST} any info\nset system syslog host log.example any any", 2),
        (f"{HOST} authorization info\n{HOST} change-log info", 1),
        (f"{HOST} authorization info", 0),  # without changes
        (f"{HOST} any notice\n{HOST} authorization info", None),  # most changes are told as notice
        (f"{HOST} change-log notice\n{HOST} authorization any", None),
        (f"{HOST} any notice", 0),  # without sign-ins
        (f"{HOST} any warning\n{HOST} authorization info", 0),
        (f"{HOST} kernel error", 0),
        (f"{HOST} any error", 0),
        (f"{HOST} any info\n{HOST} authorization none", 0),
        (f"{HOST} port 514", 0),
        (f'{HOST} any info\n{HOST} match "x"', None),
        ("set system syslog host other-routing-engine any info", 0),
        (f'{FILE} archive archive-sites "scp://u@h/x"', 0),
        (f"{HOST} any info\nset system syslog frobnicate", None),
    ],
)
def test_copies(text: str, copies: int | None) -> None:
    assert about(read(text), Delivery).copies == copies


@pytest.mark.parametrize(
    ("text", "encryption"),
    [
        (f"{HOST} any info", "none"),
        (f"{HOST} transport tcp", "none"),
        (f"{HOST} transport tls", "required"),
        (f"{HOST} transport tls\n{HOST} transport udp", "none"),
        (f"{HOST} frobnicate", None),
    ],
)
def test_how_logs_travel(text: str, encryption: str | None) -> None:
    found = [one for one in read(text) if isinstance(one, Channel) and one.protocol == "syslog"]
    assert [one.encryption for one in found] == ([encryption] if encryption else [])


@pytest.mark.parametrize(
    ("text", "enabled"),
    [
        ("", False),
        (f"{FILE} authorization info", True),
        (f"{FILE} authorization error", False),
        (f"{FILE} authorization info\n{FILE} match x", None),
        ("set system syslog frobnicate", None),
    ],
)
def test_wrong_passwords_are_told(text: str, *, enabled: bool | None) -> None:
    alarm = about(read(text), Alarm)
    assert (alarm.watches, alarm.enabled, alarm.notifies) == ("sign-ins", enabled, None)


KEYED = "set system ntp authentication-key 1 type md5 value x\nset system ntp trusted-key 1\n"
SERVER = "set system ntp server 10.0.0.1"


@pytest.mark.parametrize(
    ("text", "sources", "authenticated"),
    [
        ("", 0, False),
        (SERVER, 1, False),
        (f"{SERVER}\n{SERVER} prefer\n{SERVER} version 4", 1, False),  # one, on three lines
        (f"{SERVER}\nset system ntp server 2001:db8::1", 2, False),
        (f"{SERVER}\nset system ntp peer 10.0.0.3\nset system ntp boot-server 10.0.0.4", 1, False),
        (f"{KEYED}{SERVER} key 1", 1, True),
        (f"{KEYED}{SERVER} key 1 prefer", 1, True),
        (f"{KEYED}{SERVER} key 1\nset system ntp server 10.0.0.2", 2, False),
        (f"{KEYED}{SERVER} key 1\nset system ntp peer 10.0.0.2", 1, False),  # sets the clock too
        (f"{KEYED}{SERVER} key 2", 1, False),  # no such key
        (f"set system ntp trusted-key 1\n{SERVER} key 1", 1, False),  # trusted, and not defined
        (f"set system ntp authentication-key 1 value x\n{SERVER} key 1", 1, False),  # not trusted
        (f"set system ntp authentication-key 1 type md5\nset system ntp trusted-key 1\n{SERVER} key 1", 1, False),
        (f"set system ntp authentication-key 0 value x\nset system ntp trusted-key 0\n{SERVER} key 0", 1, False),
        (("set system ntp trusted-key [ 1 2 ]\nset system ntp authentication-key 2 type sha256 value x\n"
         f"{SERVER} key 2"), 1, True),
        (f"{SERVER} nts", 1, True),
        (f"{SERVER} nts remote-identity hostname x", 1, True),
        (f"{KEYED}{SERVER} key 1\nset system ntp broadcast-client", 1, False),
        (KEYED, 0, False),
        (f"{KEYED}{SERVER} key 1\nset system processes ntp disable", 0, False),
        ("set system ntp frobnicate", None, None),
        (f"{SERVER} key 1 frobnicate", None, None),
    ],
)  # fmt: skip
def test_time(text: str, sources: int | None, *, authenticated: bool | None) -> None:
    clock = about(read(text), Clock)
    assert (clock.sources, clock.authenticated) == (sources, authenticated)


NOW = 0xEEB20AC6 + 2226
"""Seconds since 1900 of 02:10, when all is asked."""
STATUS = """\
status=0664 leap_none, sync_ntp, 6 events, event_peer/strat_chg,
version="ntpd 4.2.0-a Fri Sep 12 06:40:03  2014 (1)", processor="i386",
system="JUNOS12.3R12", leap=00, stratum=3, precision=-18,
rootdelay=12.190, rootdispersion=29.613, peer=49181, refid=10.0.0.1,
reftime=eeb1ffa1.b39a5cd3  Thu, Nov 26 2026 21:00:01.701, poll=10,
clock=eeb20ac6.c7a2b3f1  Wed, Nov 25 2026 21:10:06.779, state=4, offset=0.1
"""


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (STATUS, (True, 2)),
        (STATUS.replace("leap_none, sync_ntp", "leap_alarm, sync_unspec"), (False, 2)),
        (STATUS.replace("clock=", "time="), (True, None)),
        ("clock=eeb20ac6.c7a2b3f1", (None, 2)),
    ],
)
def test_in_step(status: str, expected: tuple[bool | None, int | None]) -> None:
    clock = about(read(SERVER, clock=status.replace("eeb20ac6", f"{NOW + 2:08x}")), Clock)
    assert (clock.synchronised, clock.off_seconds) == expected


def test_the_time_that_ntp_counts() -> None:
    kept = next(question for question in JUNOS.questions if question.id == "junos.clock").keep(STATUS)
    assert kept["zone"] == "UTC"
    assert kept["time"] == "2026-11-26T01:32:54"
    with pytest.raises(ValueError, match="no status"):
        JUNOS.questions[-1].keep("error: timed out, nothing received")


SITES = 'set system archival configuration archive-sites "scp://u@10.0.0.5/x" password "$9$a"\n'
COMMIT = "set system archival configuration transfer-on-commit\n"


@pytest.mark.parametrize(
    ("text", "schemes"),
    [
        ("", []),
        (SITES, []),  # nothing starts it
        (COMMIT, []),
        (f"{SITES}{COMMIT}", ["SCP"]),
        (f"{SITES}set system archival configuration transfer-interval 1440", ["SCP"]),
        (f"{COMMIT}set system archival configuration archive-sites ftp://u:p@h/x", ["FTP"]),
        (f"{COMMIT}set system archival configuration archive-sites pasvftp://u:p@h/x", ["FTP"]),
        (f"{COMMIT}{SITES}set system archival configuration archive-sites http://h/x", ["SCP", "HTTP"]),
        (f"{COMMIT}set system archival configuration archive-sites file:///var/tmp", []),
        (f"{COMMIT}set system archival configuration archive-sites /var/tmp", []),
        ("set system syslog file f archive archive-sites scp://u@h/x", []),  # of log files
        (("set event-options destinations D archive-sites scp://u@h/x\n"
         "set event-options policy P then upload filename /config/juniper.conf.gz destination D"), ["SCP"]),
        (("set event-options destinations D archive-sites scp://u@h/x\n"
         "set event-options policy P then upload filename /var/log/messages destination D"), []),
        (("set event-options destinations E archive-sites scp://u@h/x\n"
         "set event-options policy P then upload filename /config/juniper.conf.gz destination D"), []),
    ],
)  # fmt: skip
def test_copies_of_the_configuration(text: str, schemes: list[str]) -> None:
    found = read(text)
    assert [
        one.name.rpartition(" ")[2] for one in found if "/copy/" in one.resource and isinstance(one, Channel)
    ] == schemes
    assert len(all_about(found, Backup)) == len(schemes)
    assert all(
        one.encryption == "none" for one in found if isinstance(one, Channel) and one.name.endswith(("FTP", " HTTP"))
    )


@pytest.mark.parametrize(
    ("text", "shown", "version", "left"),
    [
        ("version 23.4R2-S2.1;", "", "23.4R2-S2.1", 761),
        ("set version 22.3R1.11", "", "22.3R1.11", -789),
        ("set version 15.1X49-D170.4", "", "15.1X49-D170.4", -2156),
        ("set version 23.4R2-S2.1", "Hostname: r1\nModel: mx240\nJunos: 22.3R1.11", "22.3R1.11", -789),  # what runs
        ("set system host-name x", "JUNOS Software Release [12.3R12.4]", "12.3R12.4", -3952),
        ("set system host-name x", "JUNOS Base OS boot [12.3R12.4]", "12.3R12.4", -3952),
        ("set system host-name x", "", None, None),
        ("set version 99.1R1", "", "99.1R1", None),
    ],
)  # fmt: skip
def test_release(text: str, shown: str, version: str | None, left: int | None) -> None:
    said = {"version": shown} if shown else {}
    release = about(facts("junos", f"{text}\n", whole=True, **said), Release)
    assert (release.version, release.support_days_left) == (version, left)


def test_name() -> None:
    assert about(read("set system host-name edge-1"), Asset).name == "edge-1"


def test_hardened() -> None:
    found = facts("junos", HARDENED)
    trail, clock = about(found, LogTrail), about(found, Clock)
    assert (trail.enabled, trail.records) == (True, ("admin", "commands", "errors", "sign-in"))
    assert (clock.sources, clock.authenticated) == (2, True)
    assert about(found, Delivery).copies == 2
    assert about(found, Alarm).enabled is True
    assert len(all_about(found, Backup)) == 1


@pytest.mark.parametrize("cut", range(20, HARDENED.count("\n"), 7))
def test_a_configuration_that_is_cut_short(cut: int) -> None:
    text = "\n".join(HARDENED.splitlines()[:cut])
    if not JUNOS.whole(text):
        assert not all_about(facts("junos", text), Release)
    else:  # between two blocks of the outermost depth
        assert text.rstrip().endswith("}")
