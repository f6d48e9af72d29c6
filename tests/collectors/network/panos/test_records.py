"""What PAN-OS writes down, where it goes, its clock, its copies, its release."""

from typing import Any

import pytest

from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, Fact, LogTrail, Release
from tests.collectors.network.panos.configurations import CLOCK, HARDENED, NTP, SUPER, VERSION, XML
from tests.collectors.network.reading import about, facts


def read(*lines: str, **said: Any) -> list[Fact]:
    return facts("panos", "".join(f"set {line}\n" for line in lines), whole=True, **said)


AUDIT = "deviceconfig setting management audit-tracking op-commands"


@pytest.mark.parametrize(
    ("lines", "records"),
    [
        ([], ("admin", "errors", "sign-in")),
        ([f"{AUDIT} yes"], ("admin", "commands", "errors", "sign-in")),
        ([f"{AUDIT} yes", f"{AUDIT} no"], ("admin", "errors", "sign-in")),
        (["deviceconfig setting management audit-tracking ui-actions yes"], ("admin", "errors", "sign-in")),
        (["log-settings unheard-of x"], None),
        (["deviceconfig system panorama-server 10.0.0.8"], None),
    ],
)
def test_events(lines: list[str], records: tuple[str, ...] | None) -> None:
    assert about(read(*lines), LogTrail).records == records


SYSLOG = "shared log-settings syslog S server a server 10.0.0.1"
SECOND = "shared log-settings syslog S server b server 10.0.0.2"


def sends(of: str, *said: str) -> list[str]:
    return [f"shared log-settings {of} match-list m {one}" for one in said]


ALL = 'filter "All Logs"'
BOTH = [*sends("system", ALL, "send-syslog S"), *sends("config", ALL, "send-syslog S")]
OLD = [
    "shared log-settings system informational send-syslog using-syslog-setting S",
    "shared log-settings config any send-syslog using-syslog-setting S",
]
PANORAMA = [*sends("system", ALL, "send-to-panorama yes"), *sends("config", ALL, "send-to-panorama yes")]


@pytest.mark.parametrize(
    ("lines", "copies"),
    [
        ([], 0),
        ([SYSLOG], 0),  # nothing sends anything there
        ([SYSLOG, *BOTH], 1),
        ([SYSLOG, SECOND, *BOTH], 2),
        ([SYSLOG, SECOND.replace("0.2", "0.1"), *BOTH], 1),
        ([SYSLOG, *BOTH[:2]], 0),  # changes are not sent
        ([SYSLOG, *BOTH[2:]], 0),  # sign-ins are not sent
        ([SYSLOG, *sends("system", "send-syslog S"), *BOTH[2:]], 0),  # without a filter it sends nothing
        ([SYSLOG, *sends("system", 'filter "( severity geq high )"', "send-syslog S"), *BOTH[2:]], None),
        ([SYSLOG, *sends("system", f"{ALL} send-syslog S"), *sends("config", f"{ALL} send-syslog S")], 1),
        (BOTH, 0),  # the profile is not there
        ([SYSLOG, *OLD], 1),
        ([SYSLOG, OLD[0].replace("informational", "critical"), OLD[1]], 0),
        (PANORAMA, 1),
        ([*PANORAMA[:3], PANORAMA[3].replace("yes", "no")], 0),
        ([SYSLOG, *BOTH, *PANORAMA], 2),
        ([SYSLOG, *BOTH, "shared log-settings syslog S servers c"], None),
        (["shared log-settings profiles P match-list m send-syslog S", SYSLOG], 0),  # that is traffic
        (["shared log-settings system critical send-email"], 0),
        ([f"template T config {SYSLOG}", *BOTH], 0),
        ([SYSLOG, *BOTH[:2], f"{sends('config', 'send-syslog S')[0]} {ALL}"], None),  # typed on one line
        ([SYSLOG, *BOTH, *sends("system", "quarantine no")], 1),
        (["deviceconfig system panorama-server 10.0.0.8"], None),
        (["deviceconfig system panorama-server 10.0.0.8", SYSLOG, *BOTH], 1),
    ],
)
def test_copied_away(lines: list[str], copies: int | None) -> None:
    assert about(read(*lines), Delivery).copies == copies


SSL = "shared log-settings syslog S server a transport SSL"


@pytest.mark.parametrize(
    ("lines", "encryption", "enabled"),
    [
        ([SYSLOG, *BOTH], "none", True),  # by default it is UDP
        ([SYSLOG, SSL, *BOTH], "required", True),
        ([SYSLOG, SSL.replace("SSL", "TCP"), *BOTH], "none", True),
        ([SYSLOG, SSL, SSL.replace("SSL", "UDP"), *BOTH], "none", True),
        ([SSL, SYSLOG, *BOTH], "required", True),
        ([SYSLOG, SSL.replace("shared", "vsys vsys1"), *BOTH], "none", True),  # of another profile with its name
        ([SYSLOG, SSL], "required", None),
        ([SYSLOG, "shared log-settings profiles P match-list m send-syslog S"], "none", True),
        ([SYSLOG, "deviceconfig setting management audit-tracking send-syslog S"], "none", True),
        ([SYSLOG, SSL, SYSLOG.replace("S server a", "R server r")], "none", None),  # once over TLS, once not
    ],
)
def test_how_logs_travel(lines: list[str], encryption: str, enabled: bool | None) -> None:  # noqa: FBT001
    told = about(read(*lines), Channel, "syslog/10.0.0.1")
    assert (told.encryption, told.enabled) == (encryption, enabled)


def ntp(which: str, *said: str) -> list[str]:
    return [f"deviceconfig system ntp-servers {which}-ntp-server {one}" for one in said]


ONE = ntp("primary", "ntp-server-address 10.0.0.1")
TWO = ntp("secondary", "ntp-server-address 10.0.0.2")
KEY = "authentication-type symmetric-key"
PROVEN = ntp("primary", f"{KEY} algorithm sha1 authentication-key -AQ==a", f"{KEY} key-id 1")


@pytest.mark.parametrize(
    ("lines", "synchronised", "sources", "authenticated"),
    [
        ([], False, 0, False),
        (ONE, True, 1, False),
        (ONE + TWO, True, 2, False),
        (ONE + ntp("secondary", "ntp-server-address 10.0.0.1"), True, 1, False),
        (ONE + ntp("primary", "ntp-server-address 10.0.0.9"), True, 1, False),
        (ONE + PROVEN, True, 1, True),
        (ONE + ntp("primary", "authentication-type autokey"), True, 1, True),
        (ONE + ntp("primary", "authentication-type none"), True, 1, False),
        (ONE + PROVEN + TWO, True, 2, False),
        (ONE + PROVEN + TWO + ntp("secondary", "authentication-type autokey"), True, 2, True),
        (ONE + ntp("primary", KEY), True, 1, False),  # and no key
        (ONE + ntp("primary", f"{KEY} key-id 1"), True, 1, False),
        (["deviceconfig system ntp-server-1 10.0.0.1"], True, 1, False),  # as old releases write it
        (ONE + ntp("tertiary", "ntp-server-address 10.0.0.3"), None, None, None),
        ([f"template T config {one}" for one in ONE], False, 0, False),
        (["deviceconfig system panorama-server 10.0.0.8"], True, None, False),
    ],
)
def test_clock(lines: list[str], synchronised: bool | None, sources: int, authenticated: bool | None) -> None:  # noqa: FBT001
    told = about(read(*lines, ntp=NTP), Clock)
    assert (told.synchronised, told.sources, told.authenticated) == (synchronised, sources, authenticated)


@pytest.mark.parametrize(
    ("said", "synchronised"),
    [
        (NTP, True),
        ("NTP state:\n    NTP synched to LOCAL\n", False),
        ("NTP state:\n    NTP not synched, using local clock\n", False),
        ("what?\n", None),
    ],
)
def test_in_step(said: str, synchronised: bool | None) -> None:  # noqa: FBT001
    assert about(read(*ONE, ntp=said), Clock).synchronised is synchronised


def test_in_step_that_was_not_asked() -> None:
    assert about(read(*ONE), Clock).synchronised is None


ZONE = "deviceconfig system timezone"


@pytest.mark.parametrize(
    ("zone", "said", "off"),
    [
        ("US/Central", CLOCK, 3),
        ("America/Chicago", CLOCK, 3),
        ("US/Pacific", CLOCK.replace("20:09:57 CST", "18:09:57 PST"), 3),
        ("UTC", "Thu Nov 26 02:10:04 UTC 2026\n", 4),
        ("Asia/Shanghai", CLOCK, None),  # CST is China's there
        ("America/Havana", CLOCK, None),
        ("US/Central", "what?", None),
    ],
)
def test_how_far_off(zone: str, said: str, off: int | None) -> None:
    if said == "what?":
        assert about(read(f"{ZONE} {zone}"), Clock).off_seconds is None
    else:
        assert about(read(f"{ZONE} {zone}", clock=said), Clock).off_seconds == off


EXPORT = "deviceconfig system config-bundle-export-schedule n"


@pytest.mark.parametrize(
    ("lines", "ways"),
    [
        ([], []),
        ([f"{EXPORT} enable yes", f"{EXPORT} protocol scp hostname 10.0.0.3"], ["ssh"]),
        ([f"{EXPORT} enable yes", f"{EXPORT} protocol ftp hostname 10.0.0.3"], ["ftp"]),
        ([f"{EXPORT} enable no", f"{EXPORT} protocol scp hostname 10.0.0.3"], []),
        ([f"{EXPORT} protocol scp hostname 10.0.0.3"], []),
        ([f"{EXPORT} enable yes"], []),
        (["deviceconfig system panorama-server 10.0.0.8"], ["tls"]),  # it is sent each commit
        (["deviceconfig system panorama local-panorama panorama-server 10.0.0.8"], ["tls"]),
        (["deviceconfig system log-export-schedule x protocol ftp hostname 10.0.0.3"], []),  # of logs
    ],
)
def test_copies(lines: list[str], ways: list[str]) -> None:
    found = read(*lines)
    sent = [fact for fact in found if isinstance(fact, Channel) and fact.kind == "panos.sending"]
    assert [fact.protocol for fact in sent] == ways
    assert [fact.offsite for fact in found if isinstance(fact, Backup)] == [True] * len(ways)


def test_release() -> None:
    assert about(read(SUPER, version=VERSION), Release).version == "11.1.6"
    assert about(facts("panos", XML), Release).version == "11.1.6"
    assert about(read(), Release).version is None


def test_hardened() -> None:
    found = facts("panos", HARDENED, version=VERSION, ntp=NTP, clock=CLOCK)
    assert about(found, Asset).name == "clinic-fw"
    trail, clock = about(found, LogTrail), about(found, Clock)
    assert (trail.enabled, trail.records) == (True, ("admin", "commands", "errors", "sign-in"))
    assert about(found, Delivery).copies == 2
    assert about(found, Alarm).enabled is True
    assert (clock.synchronised, clock.sources, clock.authenticated, clock.off_seconds) == (True, 2, True, 3)
    assert not [u for fact in found for u in fact.unread if "not understood" in u.ask]


def test_xml() -> None:
    found = facts("panos", XML)
    assert about(found, Delivery).copies == 1
    assert (about(found, Clock).sources, about(found, Clock).authenticated) == (2, False)
