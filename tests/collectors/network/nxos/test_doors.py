"""Ways into NX-OS: which there are, when an idle session ends, and what somebody must show."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Session, SignIn
from tests.collectors.network.nxos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

LINES = "line console\nline vty\n"
TWO = "tacacs-server host 10.0.0.1\ntacacs-server host 10.0.0.2 key 7 x\n"
GROUP = "aaa group server tacacs+ G\n    server 10.0.0.1\n    server 10.0.0.2\n"
SHOWN = "         default: group G \n         console: group G none \n         dot1x: not configured\n"
RADIUS = "radius-server host 10.0.0.1 authentication accounting\nradius-server host 10.0.0.2\n"
TOLD = "radius-server host 10.0.0.1 accounting\nradius-server host 10.0.0.2 authentication\n"
LOGIN = "aaa authentication login"
KEY = "username ana sshkey ssh-rsa AAAAB3\n"


def read(text: str, **said: Any) -> list[Any]:
    return facts("nxos", f"version 10.3(9) Bios:version\n{text}\n", **said)


@pytest.mark.parametrize(
    ("text", "part", "seconds"),
    [
        ("line console\n  exec-timeout 5\nline vty", "console", 300),
        ("line console\nline vty\n  exec-timeout 15", "vty", 900),
        ("line console\n  exec-timeout 0", "console", FOREVER),
        ("line vty\n  exec-timeout 5\n  exec-timeout 0", "vty", FOREVER),  # the last one counts
        ("line vty\n  exec-timeout 15\n  absolute-timeout 20\nline console\nline vty\n", "vty", 900),  # opened again
        ("line com1\n  exec-timeout 7", "aux", 420),
        ("feature nxapi\nnxapi idle-timeout 10", "api", 600),
        ("feature netconf\nnetconf idle-timeout 0", "netconf", FOREVER),
        ("feature netconf\nnetconf idle-timeout 60", "netconf", 3600),
    ],
)
def test_idle(text: str, part: str, seconds: int) -> None:
    session = about(read(text), Session, part)
    assert (session.idle_seconds, session.on_idle, session.surface) == (seconds, "ends", "management")


def test_idle_that_no_line_says() -> None:
    found = read(f"{LINES}feature nxapi\nfeature netconf")
    console = about(found, Session, "console")
    assert (console.idle_seconds, console.stands[0][:17]) == (FOREVER, "no line says it: ")
    for part in ("vty", "api", "netconf"):
        assert about(found, Session, part).idle_seconds is None
    told = read(LINES, config_all="line console\n  exec-timeout 0\nline vty\n  exec-timeout 30\n")
    assert about(told, Session, "vty").idle_seconds == 1800
    assert about(read(f"{LINES}  no exec-timeout"), Session, "vty").idle_seconds is None


def test_a_limit_and_its_holder() -> None:
    vty = about(read("line vty\n exec-timeout 5\n absolute-timeout 60"), Session, "vty")
    assert (vty.max_seconds, vty.enforced) == (3600, False)  # terminal session-timeout
    assert about(read("line vty\n absolute-timeout 0"), Session, "vty").max_seconds == FOREVER


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", {"console", "vty"}),
        ("no feature ssh", {"console"}),  # Telnet is off where no line names it
        ("no feature ssh\nfeature telnet", {"console", "vty"}),
        ("feature ssh\nno feature ssh", {"console"}),
        ("no feature ssh\nfeature ssh", {"console", "vty"}),
        ("no ssh server enable", {"console"}),  # as releases before 5.0 write it
        ("feature nxapi", {"console", "vty", "api"}),
        ("feature nxapi\nno feature nxapi", {"console", "vty"}),
        ("feature netconf\nfeature restconf", {"console", "vty", "netconf", "restconf"}),
        ("feature grpc", {"console", "vty", "grpc"}),
    ],
)
def test_ways(text: str, parts: set[str]) -> None:
    found = read(f"{LINES}{text}")
    for cls in (Session, SignIn):
        assert {one.resource.partition("/")[2] for one in found if isinstance(one, cls)} == parts


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        # factors, way round, by name, servers
        (f"{LOGIN} default local", "vty", (1, (), True, 0)),
        (f"{LOGIN} default none", "vty", (0, (), False, 0)),
        (f"{TWO}{GROUP}{LOGIN} default group G", "vty", (None, (), True, 2)),
        (f"{LOGIN} default group G\n{GROUP}{TWO}", "vty", (None, (), True, 2)),  # in any order
        (f"{TWO}{GROUP}{LOGIN} default group G local", "vty", (None, (), True, 2)),
        (f"{TWO}{GROUP}{LOGIN} default group G none", "vty", (0, ("silent-servers",), True, 2)),
        (f"{TWO}{GROUP}{LOGIN} default local\n{LOGIN} default group G", "vty", (None, (), True, 2)),
        (f"{TWO}{GROUP}feature nxapi\n{LOGIN} default group G", "api", (None, (), True, 2)),
        (f"{TWO}{LOGIN} default group tacacs+", "vty", (None, (), True, 2)),
        (f"{TWO}{LOGIN} default group radius", "vty", (1, (), True, 0)),
        (f"{RADIUS}{LOGIN} default group radius", "vty", (None, (), True, 2)),
        (f"{TOLD}{LOGIN} default group radius", "vty", (None, (), True, 1)),  # one is only told
        (f"{GROUP}{LOGIN} default group G", "vty", (1, (), True, 0)),  # members that are defined nowhere
        (f"{TWO}{GROUP.replace('tacacs+', 'radius')}{LOGIN} default group G", "vty", (1, (), True, 0)),
        (f"tacacs-server host 10.0.0.1 test idle-time 3\n{GROUP}{LOGIN} default group G", "vty", (1, (), True, 0)),
        (
            (
                f"{TWO}aaa group server tacacs+ A\n server 10.0.0.1\naaa group server tacacs+ B\n server 10.0.0.2\n"
                f"{LOGIN} default group A B"
            ),
            "vty",
            (None, (), True, 2),
        ),
        # A public key lets its account in whatever the servers say; the console takes none.
        (f"{TWO}{GROUP}{KEY}{LOGIN} default group G", "vty", (1, ("local-accounts",), True, 2)),
        (f"{TWO}{GROUP}{KEY}{LOGIN} console group G", "console", (None, (), True, 2)),
        (f"{KEY}{LOGIN} default local", "vty", (1, (), True, 0)),
        (f"{TWO}{GROUP}{LOGIN} console group G\n{LOGIN} default local", "console", (None, (), True, 2)),
        (f"{LOGIN} error-enable\n{LOGIN} ascii-authentication\n{LOGIN} console local", "console", (1, (), True, 0)),
        # Without `local` the list of all others is the console's too.
        (f"{TWO}{GROUP}{LOGIN} default group G", "console", (None, (), True, 2)),
        (f"{LOGIN} default local", "console", (1, (), True, 0)),
        (f"{LOGIN} default none", "console", (0, (), False, 0)),
        ("", "console", (1, (), True, 0)),  # local accounts, Cisco says
        ("", "vty", (1, (), True, 0)),
    ],
)
def test_sign_in(text: str, part: str, expected: tuple[Any, ...]) -> None:
    door = about(read(f"{LINES}{text}"), SignIn, part)
    assert (door.factors, door.bypass, door.individual, door.directories) == expected
    assert door.audience == "administrators"


def test_what_the_console_asks_where_no_line_tells() -> None:
    text = f"{LINES}{TWO}{GROUP}{LOGIN} default group G local"
    door = about(read(text), SignIn, "console")
    assert (door.factors, door.directories, door.bypass) == (None, None, None)
    assert "show aaa authentication" in door.unread[0].ask
    told = about(read(text, aaa=SHOWN), SignIn, "console")
    assert (told.factors, told.bypass, told.directories) == (0, ("silent-servers",), 2)
    assert about(read(LINES, aaa=SHOWN), SignIn, "vty").directories == 0  # the group has no member
    assert about(read(text, config_all=f"{LOGIN} console local\n"), SignIn, "console").factors == 1


def test_the_auxiliary_port() -> None:
    assert about(read("line com1\n exec-timeout 5"), SignIn, "aux").factors is None


def test_lines_that_are_not_understood() -> None:
    found = read("line console\n  exec-timeout 5\nline vty\n  exec-timeout 5\n  frobnicate\n")
    console, vty = about(found, Session, "console"), about(found, Session, "vty")
    assert (console.idle_seconds, vty.idle_seconds, vty.max_seconds) == (300, None, None)
    assert {one.ask for one in vty.unread} == {"show running-config: not understood: line 6"}
    assert about(read(f"line tty 7\n{LINES}"), Session, "console").idle_seconds is None
    assert about(read(f"{LINES}{LOGIN} default group G frob(nicate)"), SignIn, "vty").factors is None
    assert about(read(f"{LINES}no username ana"), SignIn, "vty").factors is None


def test_hardened() -> None:
    found = facts("nxos", HARDENED)
    idle = {one.resource.partition("/")[2]: one.idle_seconds for one in found if isinstance(one, Session)}
    assert idle == {"console": 300, "vty": 300, "api": 300}
    for part in idle:
        (door,) = all_about(found, SignIn, part)
        assert (door.factors, door.bypass, door.individual, door.directories) == (None, (), True, 2)
