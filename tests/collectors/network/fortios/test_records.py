"""What a FortiGate writes down, where it goes, its clock, its copies, its release."""

from typing import Any

import pytest

from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, Fact, LogTrail, Release
from tests.collectors.network.fortios.configurations import HARDENED, NTP, STATUS, entry, world
from tests.collectors.network.reading import about, all_about, facts


def read(text: str, **said: Any) -> list[Fact]:
    return facts("fortios", text, whole=True, **said)


def log(which: str, *lines: str) -> str:
    return "\n".join((f"config log {which}", *lines, "end\n"))


def vdom(name: str, text: str) -> str:
    return f"config vdom\nedit {name}\n{text}end\n"


ON = "set status enable"
SERVER = log("syslogd setting", ON, "set server 10.0.0.1")


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (log("memory setting", ON), True),
        (log("disk setting", ON), True),
        (log("disk setting", ON, "set status disable"), None),
        (log("memory setting", "set status disable") + log("disk setting", ON), True),
        (log("memory setting", "set status disable") + log("disk setting", "set status disable"), False),
        (log("memory setting", "set status disable"), None),  # of the disk no line says it, and it depends on the model
        (log("null-device setting", "set status disable"), None),
        (SERVER, True),
        ("", None),
        (log("memory setting", "set status on"), None),
        (log("tape setting", ON), None),
    ],
)
def test_recording(text: str, on: bool | None) -> None:  # noqa: FBT001
    assert about(read(text), LogTrail).enabled is on


ALL = ("admin", "errors", "sign-in")
COMMANDS = ("admin", "commands", "errors", "sign-in")
NAMELESS = log("setting", "set user-anonymize enable")


@pytest.mark.parametrize(
    ("text", "records", "alarm"),
    [
        ("", ALL, True),
        (log("eventfilter", "set event enable", "set system enable"), ALL, True),
        (log("eventfilter", "set event disable"), ("errors",), False),
        (log("eventfilter", "set system disable"), ("errors",), False),
        (log("eventfilter", "set system disable", "set system enable"), ALL, True),
        (log("eventfilter", "set system disable") + log("eventfilter", "set vpn disable"), ("errors",), False),
        (log("eventfilter", "set vpn disable", "set user disable"), ALL, True),
        (log("eventfilter", "set systems disable"), None, None),
        (vdom("a", log("eventfilter", "set event disable")) + vdom("b", log("eventfilter")), ("errors",), False),
        (world("set cli-audit-log enable"), COMMANDS, True),
        (world("set cli-audit-log disable"), ALL, True),
        (NAMELESS, ("admin", "errors"), True),  # a sign-in without its name is none
        (NAMELESS.replace("enable", "disable"), ALL, True),
        (
            log("memory filter", "set admin disable"),
            None,
            None,
        ),  # of old releases: what is told elsewhere it leaves open
    ],
)
def test_events(text: str, records: tuple[str, ...] | None, alarm: bool | None) -> None:  # noqa: FBT001
    found = read(log("memory setting", ON) + text)
    assert about(found, LogTrail).records == records
    assert about(found, Alarm).enabled is alarm


OVERRIDE = log("setting", "set syslog-override enable")
ELSEWHERE = log("syslogd override-setting", ON, "set server 10.0.0.5")
FAZ = log("fortianalyzer setting", ON, "set server 10.0.0.9")


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("", 0),
        (SERVER, 1),
        (SERVER + SERVER, 1),
        (SERVER + log("syslogd2 setting", ON, "set server 10.0.0.1"), 1),  # one place by two blocks
        (SERVER + log("syslogd2 setting", ON, "set server 10.0.0.2"), 2),
        (SERVER + log("syslogd2 setting", "set server 10.0.0.2"), 1),  # it is off
        (SERVER + log("syslogd setting", "set status disable"), 0),
        (log("syslogd setting", ON), 0),  # and says no server
        (FAZ, 1),
        (log("fortiguard setting", ON), 1),
        (log("fortiguard setting", "set upload-option realtime"), 0),
        ("config switch-controller remote-log\nedit syslogd\nset status enable\nset server 1.2.3.4\nnext\nend\n", 0),
        (SERVER + log("syslogd filter", "set severity information"), 1),
        (SERVER + log("syslogd filter", "set severity debug"), 1),
        (SERVER + log("syslogd filter", "set severity notification"), 0),  # sign-ins are information
        (SERVER + log("syslogd filter", "set severity warning") + FAZ, 1),
        (SERVER + log("syslogd filter", "set forward-traffic disable"), 1),
        (SERVER + log("syslogd filter", 'set filter "logid(1)"'), None),
        (SERVER + log("syslogd filter", "config free-style", "edit 1", "set category event", "next", "end"), None),
        (SERVER + log("syslogd filter", 'set filter "logid(1)"') + FAZ, 1),
        (SERVER + log("syslogd filter", "set severity loud"), None),
        (SERVER + log("syslogd filter", "set event disable"), 0),  # of which sign-ins are
        (SERVER + log("syslogd filter", "set system disable", "set severity information") + FAZ, 1),
        (SERVER + log("syslogd filter", "set event disable", "set event enable"), 1),
        # A VDOM that sends its logs elsewhere: only where it says so.
        (vdom("a", log("syslogd override-setting", ON, "set server 10.0.0.5")), 0),
        (vdom("a", log("syslogd override-setting", "set override enable", ON, "set server 10.0.0.5")), 1),
        (vdom("a", OVERRIDE + log("syslogd override-setting", ON, "set server 10.0.0.5")), 1),
        (SERVER + vdom("a", OVERRIDE), None),
        (SERVER + vdom("a", OVERRIDE) + vdom("b", log("setting", "set syslog-override disable")), None),
        (SERVER + vdom("a", OVERRIDE) + vdom("b", OVERRIDE + ELSEWHERE), None),
        (SERVER + vdom("a", OVERRIDE + ELSEWHERE) + vdom("b", OVERRIDE + ELSEWHERE), 2),
        (vdom("a", ELSEWHERE) + vdom("b", OVERRIDE), None),
    ],
)
def test_copied_away(text: str, copies: int | None) -> None:
    assert about(read(text), Delivery).copies == copies


@pytest.mark.parametrize(
    ("text", "encryption"),
    [
        (SERVER, "none"),
        (log("syslogd setting", ON, "set server 10.0.0.1", "set mode reliable"), "none"),  # over TCP
        (log("syslogd setting", ON, "set server 10.0.0.1", "set enc-algorithm high"), "none"),  # over UDP
        (log("syslogd setting", ON, "set server 10.0.0.1", "set mode reliable", "set enc-algorithm low"), "required"),
        (log("syslogd setting", ON, "set server 10.0.0.1", "set mode reliable", "set enc-algorithm disable"), "none"),
        (FAZ.replace("9", "1"), "none"),
        (FAZ.replace("9\n", "1\nset reliable enable\n"), "required"),
        (FAZ.replace("9\n", "1\nset reliable enable\nset enc-algorithm disable\n"), "none"),
    ],
)
def test_how_logs_travel(text: str, encryption: str) -> None:
    assert about(read(text), Channel, "syslog/10.0.0.1").encryption == encryption


def ntp(*lines: str) -> str:
    return "\n".join(("config system ntp", *lines, "end\n"))


def server(number: int, *lines: str) -> tuple[str, ...]:
    return ("config ntpserver", f"edit {number}", f"set server 10.0.0.{number}", *lines, "next", "end")


KEY = ("set authentication enable", "set key ENC abcd", "set key-id 1")
SYNC = "set ntpsync enable"
CUSTOM = "set type custom"


@pytest.mark.parametrize(
    ("text", "synchronised", "sources", "authenticated"),
    [
        ("", False, 0, False),
        (ntp("set ntpsync disable"), False, 0, False),
        (ntp(SYNC), True, 2, False),  # the maker's own
        (ntp(SYNC, "set server-mode enable", "set interface fortilink"), True, 2, False),
        (ntp(SYNC, *server(1, *KEY)), True, 2, False),  # a server that is named and not asked
        (ntp(SYNC, CUSTOM, *server(1)), True, 1, False),
        (ntp(SYNC, CUSTOM, *server(1), *server(2)), True, 2, False),
        (ntp(SYNC, CUSTOM, *server(1), *server(1)), True, 1, False),
        (ntp(SYNC, CUSTOM), True, 0, False),
        (ntp(CUSTOM, *server(1)), False, 0, False),
        (ntp(SYNC, CUSTOM, *server(1, *KEY)), True, 1, True),
        (ntp(SYNC, CUSTOM, *server(1, *KEY), *server(2, *KEY)), True, 2, True),
        (ntp(SYNC, CUSTOM, *server(1, *KEY), *server(2)), True, 2, False),
        (ntp(SYNC, CUSTOM, *server(1, KEY[0])), True, 1, False),  # asked for a proof, and no key
        (ntp(SYNC, CUSTOM, *server(1, *KEY[1:])), True, 1, False),
        (ntp(SYNC, CUSTOM, "set authentication enable", "set key x", *server(1)), True, 1, False),  # as a server
        (ntp(SYNC, "set typ custom"), None, None, None),
    ],
)
def test_clock(text: str, synchronised: bool | None, sources: int, authenticated: bool | None) -> None:  # noqa: FBT001
    told = about(read(text, ntp_status=NTP), Clock)
    assert (told.synchronised, told.sources, told.authenticated) == (synchronised, sources, authenticated)


@pytest.mark.parametrize(
    ("zone", "status", "off"),
    [
        ("Etc/UTC", STATUS, 2),
        ("GMT", STATUS, 2),
        ("04", STATUS, None),
        ("US/Pacific", STATUS, None),
        ("Etc/UTC", STATUS.replace("Nov 26", "Feb 31"), None),
        ("Etc/UTC", "Version: FortiGate-VM64 v7.4.8,build1\n", None),
    ],
)
def test_how_far_off(zone: str, status: str, off: int | None) -> None:
    assert about(read(world(f'set timezone "{zone}"'), status=status), Clock).off_seconds == off


def test_in_step() -> None:
    assert about(read(ntp(SYNC), ntp_status=NTP.replace("yes", "no")), Clock).synchronised is False
    assert about(read(ntp(SYNC), ntp_status="what?"), Clock).synchronised is None
    assert about(read(ntp(SYNC)), Clock).synchronised is None


SEND = 'set script "execute backup config sftp /x 10.0.0.1 u p"'
ACTION = entry("system automation-action", "away", "set action-type cli-script", SEND)
NIGHTLY = entry("system automation-trigger", "t", "set trigger-type scheduled", "set trigger-hour 2")
STITCH = entry("system automation-stitch", "s", "set trigger t", "config actions", "edit 1", "set action away", "end")


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("", []),
        (ACTION + NIGHTLY + STITCH, ["ssh"]),
        (ACTION + NIGHTLY + entry("system automation-stitch", "s", "set trigger t", 'set action "x" "away"'), ["ssh"]),
        (ACTION + NIGHTLY + STITCH.replace("set trigger t", "set trigger t\nset status disable"), []),
        (ACTION + STITCH, []),  # nothing sets it off
        (ACTION + NIGHTLY, []),
        (NIGHTLY + STITCH, []),
        (ACTION + NIGHTLY.replace("next", "set trigger-frequency once\nnext") + STITCH, []),
        (ACTION + entry("system automation-trigger", "t", "set event-type config-change") + STITCH, ["ssh"]),
        (ACTION + entry("system automation-trigger", "t", "set event-type incoming-webhook") + STITCH, []),
        (ACTION.replace("sftp", "flash") + NIGHTLY + STITCH, []),  # it stays in the box
        (ACTION.replace("sftp", "usb") + NIGHTLY + STITCH, []),
        (ACTION.replace("sftp", "tftp") + NIGHTLY + STITCH, ["ftp"]),
        (ACTION.replace("backup config", "backup full-config") + NIGHTLY + STITCH, ["ssh"]),
        (ACTION.replace("execute backup", "get system") + NIGHTLY + STITCH, []),
        (entry("system auto-script", "b", SEND, "set start auto", "set repeat 0", "set interval 86400"), ["ssh"]),
        (
            entry("system auto-script", "b", SEND.replace("execute", "\nexec"), "set start auto", "set repeat 0"),
            ["ssh"],
        ),
        (entry("system auto-script", "b", SEND, "set start auto"), []),  # once
        (entry("system auto-script", "b", SEND, "set start auto", "set repeat 1"), []),
        (entry("system auto-script", "b", SEND, "set repeat 0"), []),  # by hand
        (world("set revision-backup-on-logout enable"), []),  # it stays in the box
        ("config system auto-install\nset auto-install-config enable\nend\n", []),
    ],
)
def test_copies(text: str, ways: list[str]) -> None:
    found = read(text)
    sent = [fact for fact in found if isinstance(fact, Channel) and fact.kind == "fortios.sending"]
    assert [fact.protocol for fact in sent] == ways
    assert len([fact for fact in found if isinstance(fact, Backup)]) == len(ways)


def test_copies_that_are_not_understood() -> None:
    broken = ACTION + NIGHTLY + STITCH + entry("system automation-stitch", "s", "set trigger")
    assert about(read(broken), Backup).offsite is None


HEAD = "#config-version=FGVMK6-6.4.4-FW-build1803-201209:opmode=1:vdom=0\n"
UPDATES = "config system fortiguard\nset auto-firmware-upgrade %s\nend\n"


@pytest.mark.parametrize(
    ("text", "said", "version"),
    [
        (HEAD, {}, "6.4.4"),
        (HEAD, {"status": STATUS}, "7.4.8"),  # what it says itself
        ("", {"status": STATUS}, "7.4.8"),
        ("", {}, None),
        ("#config-version=???\n", {}, None),
    ],
)
def test_release(text: str, said: dict[str, str], version: str | None) -> None:
    assert about(read(text, **said), Release).version == version


def test_updates() -> None:
    assert about(read(UPDATES % "enable"), Release).auto_update is True
    assert about(read(UPDATES % "disable"), Release).auto_update is False
    assert about(read(HEAD), Release).auto_update is None


def test_hardened() -> None:
    found = facts("fortios", HARDENED, status=STATUS, ntp_status=NTP)
    assert about(found, Asset).name == "clinic-fw"
    trail, clock = about(found, LogTrail), about(found, Clock)
    assert (trail.enabled, trail.records, trail.exempt) == (True, COMMANDS, ())
    assert about(found, Delivery).copies == 2
    assert about(found, Alarm).enabled is True
    assert (clock.synchronised, clock.sources, clock.authenticated, clock.off_seconds) == (True, 2, True, 2)
    assert about(found, Backup).offsite is True
    assert about(found, Release).version == "7.4.8"
    assert not all_about(found, Channel, "telnet")[0].enabled
    assert not [u for fact in found for u in fact.unread if "not understood" in u.ask]
