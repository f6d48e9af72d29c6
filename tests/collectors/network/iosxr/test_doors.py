"""Ways into IOS XR: templates and the pools that take them, when an idle session ends, what somebody must show."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Session, SignIn
from tests.collectors.network.iosxr.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

POOL = "vty-pool default 0 4\n"
TEMPLATE = "line template T\n exec-timeout 7 0\n!\nvty-pool default 0 4 line-template T\n"
TWO = "tacacs-server host 10.0.0.1 port 49\n key 7 x\n!\ntacacs-server host 10.0.0.2 port 49\n!\n"
RADIUS = (
    "radius-server host 10.0.0.1 auth-port 1812 acct-port 1813\n!\n"
    "radius-server host 10.0.0.2 auth-port 1645 acct-port 1646\n!\n"
)
TOLD = "radius-server host 10.0.0.1 auth-port 0 acct-port 1813\n!\nradius-server host 10.0.0.2\n!\n"
GROUP = "aaa group server tacacs+ G\n server 10.0.0.1\n server 10.0.0.2\n!\n"
PRIVATE = "aaa group server tacacs+ G\n server-private 10.0.0.7 port 49\n  key 7 x\n !\n server 10.0.0.1\n!\n"
LOGIN = "aaa authentication login"
KEY = "ssh server username ana\n keystring AAAAB3\n!\n"


def read(text: str) -> list[Any]:
    return facts("iosxr", f"!! IOS XR Configuration 7.5.2\n{text}\nend\n")


@pytest.mark.parametrize(
    ("text", "part", "seconds"),
    [
        ("line console\n exec-timeout 5 0", "console", 300),
        ("line console\n exec-timeout 0 0", "console", FOREVER),
        ("line console\n exec-timeout 5 30", "console", 330),
        ("line console\n exec-timeout 5\n exec-timeout 0 0", "console", FOREVER),  # the last one counts
        ("line default\n exec-timeout 15 0", "default", 900),
        ("line default\n exec-timeout 15 0", "console", 900),  # what it does not say the default template does
        ("line default\n exec-timeout 15 0\n!\nline console\n exec-timeout 5 0", "console", 300),
        ("line console\n exec-timeout 5 0\n!\nline console\n!\n", "console", 300),  # opened again
        (f"{TEMPLATE}line default\n exec-timeout 15 0", "T", 420),
        (f"{TEMPLATE.replace(' exec-timeout 7 0', ' width 80')}line default\n exec-timeout 15 0", "T", 900),
        (f"{TEMPLATE}line template T\n exec-timeout 0 0", "T", FOREVER),
        ("netconf-yang agent\n ssh\n session idle-timeout 10", "netconf", 600),
        ("netconf-yang agent ssh\nnetconf-yang agent session idle-timeout 10", "netconf", 600),
    ],
)
def test_idle(text: str, part: str, seconds: int) -> None:
    session = about(read(text), Session, part)
    assert (session.idle_seconds, session.on_idle, session.surface, session.enforced) == (
        *(seconds, "ends"),
        *("management", True),
    )


def test_idle_that_no_line_says() -> None:
    found = read(f"{POOL}netconf-yang agent\n ssh\n")
    for part in ("console", "default", "netconf"):
        assert about(found, Session, part).idle_seconds is None  # remembered alone
    assert about(read("line default\n session-timeout 5\n timeout login response 30"), Session, "default").unread


def test_the_longest() -> None:
    assert about(read("line default\n absolute-timeout 60"), Session, "default").max_seconds == 3600
    assert about(read("line default\n absolute-timeout 0"), Session, "default").max_seconds == FOREVER
    assert about(read(POOL), Session, "default").max_seconds is None  # Cisco's documents differ
    netconf = "netconf-yang agent\n ssh\n session absolute-timeout 60\n"
    assert about(read(netconf), Session, "netconf").max_seconds == 3600
    assert about(read("netconf-yang agent ssh"), Session, "netconf").max_seconds == FOREVER


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", {"console", "default"}),
        (POOL, {"console", "default"}),
        ("vty-pool default 0 4 line-template T", {"console", "T"}),
        ("vty-pool default 0 4 line-template T\nvty-pool more 5 9", {"console", "T", "default"}),
        ("vty-pool default 0 4\nvty-pool more 5 9 line-template T", {"console", "default", "T"}),
        ("vty-pool default 0 4\nvty-pool default 0 9 line-template T", {"console", "T"}),
        ("vty-pool default 0 4\nvty-pool eem 100 105 line-template E", {"console", "default"}),  # scripts alone
        ("vty-pool fm 100 105 line-template E", {"console", "default"}),
        ("line default\n transport input none", {"console"}),
        (f"{TEMPLATE}line default\n transport input none", {"console"}),  # T says nothing else
        (f"{TEMPLATE}line template T\n transport input ssh\n!\nline default\n transport input none", {"console", "T"}),
        ("netconf-yang agent\n ssh", {"console", "default", "netconf"}),
        ("netconf-yang agent\n rate-limit 2048", {"console", "default"}),
        ("netconf agent tty\n", {"console", "default"}),
        ("line template UNUSED\n exec-timeout 0 0", {"console", "default"}),
    ],
)
def test_ways(text: str, parts: set[str]) -> None:
    found = read(text)
    for cls in (Session, SignIn):
        assert {one.resource.partition("/")[2] for one in found if isinstance(one, cls)} == parts


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        # factors, way round, by name, servers
        (f"{LOGIN} default local", "default", (1, (), True, 0)),
        (f"{LOGIN} default none", "default", (0, (), False, 0)),
        (f"{LOGIN} default line", "default", (1, (), False, 0)),
        (f"{TWO}{LOGIN} default group tacacs+", "default", (None, (), True, 2)),
        (f"{LOGIN} default group tacacs+\n{TWO}", "default", (None, (), True, 2)),  # in any order
        (f"{TWO}{LOGIN} default group tacacs+ local", "default", (None, (), True, 2)),
        (f"{TWO}{LOGIN} default group tacacs+ none", "default", (0, ("silent-servers",), True, 2)),
        (f"{TWO}{LOGIN} default local group tacacs+", "default", (1, ("local-accounts",), True, 2)),
        (f"{TWO}{LOGIN} default line group tacacs+", "default", (1, ("line",), False, 2)),
        (f"{TWO}{LOGIN} default local\n{LOGIN} default group tacacs+", "default", (None, (), True, 2)),
        (f"{TWO}{LOGIN} default group radius", "default", (None, (), True, 0)),
        (f"{RADIUS}{LOGIN} default group radius local", "default", (None, (), True, 2)),
        (f"{TOLD}{LOGIN} default group radius", "default", (None, (), True, 1)),  # one is only told
        (f"{TWO}{GROUP}{LOGIN} default group G", "default", (None, (), True, 2)),
        (f"{GROUP}{LOGIN} default group G", "default", (None, (), True, 0)),  # members that are defined nowhere
        (f"{TWO}{GROUP.replace('tacacs+', 'radius')}{LOGIN} default group G", "default", (None, (), True, 0)),
        (f"{TWO}{PRIVATE}{LOGIN} default group G", "default", (None, (), True, 2)),
        (f"{PRIVATE}{LOGIN} default group G", "default", (None, (), True, 1)),
        # A list by its name
        (f"{TWO}{LOGIN} L group tacacs+\nline default\n login authentication L", "default", (None, (), True, 2)),
        (f"{TWO}{LOGIN} L group tacacs+\nline default\n login authentication L", "console", (None, (), True, 2)),
        (
            f"{TWO}{LOGIN} L group tacacs+\n{LOGIN} default local\nline console\n login authentication L",
            "default",
            (1, (), True, 0),
        ),
        (f"{TEMPLATE}{TWO}{LOGIN} L group tacacs+\nline template T\n login authentication L", "T", (None, (), True, 2)),
        (f"{LOGIN} L group tacacs+\nline default\n login authentication M", "default", (None, None, None, None)),
        # A public key lets its account in whatever the servers say; the console takes none.
        (f"{TWO}{KEY}{LOGIN} default group tacacs+", "default", (1, ("local-accounts",), True, 2)),
        (f"{TWO}{KEY}{LOGIN} default group tacacs+", "console", (None, (), True, 2)),
        (f"{KEY}{LOGIN} default local", "default", (1, (), True, 0)),
        (f"{TWO}ssh server username ana\n!\n{LOGIN} default group tacacs+", "default", (None, (), True, 2)),
        ("aaa authentication dot1x default local\naaa authentication ppp default local", "default", (1, (), True, 0)),
        ("", "console", (1, (), True, 0)),  # local accounts, Cisco says
        ("", "default", (1, (), True, 0)),
        (f"{TWO}{LOGIN} default group tacacs+\nnetconf-yang agent ssh", "netconf", (None, (), True, 2)),
        (
            f"{TWO}{LOGIN} L group tacacs+\nline default\n login authentication L\n!\nnetconf-yang agent ssh",
            "netconf",
            (None, None, None, None),
        ),
    ],
)
def test_sign_in(text: str, part: str, expected: tuple[Any, ...]) -> None:
    door = about(read(text), SignIn, part)
    assert (door.factors, door.bypass, door.individual, door.directories) == expected
    assert door.audience == "administrators"


def test_lines_that_are_not_understood() -> None:
    found = read("line console\n exec-timeout 5 0\n frobnicate\n!\nline default\n exec-timeout 5 0\n")
    console, vty = about(found, Session, "console"), about(found, Session, "default")
    assert (console.idle_seconds, vty.idle_seconds) == (None, 300)
    assert {one.ask for one in console.unread if one.field == "idle_seconds"} == {
        "show running-config: not understood: line 4"
    }
    below = read(
        "line console\n exec-timeout 5 0\n!\nline default\n frobnicate\n"
    )  # the console may take it from there
    assert about(below, Session, "console").idle_seconds is None
    assert about(read(f"line tty 7\n{POOL}line default\n exec-timeout 5 0"), Session, "default").idle_seconds is None
    assert about(read(f"{LOGIN} default group G frob(nicate)"), SignIn, "default").factors is None
    assert about(read(f"no {LOGIN} default"), SignIn, "console").factors is None


@pytest.mark.parametrize(
    ("text", "part"),
    [("xml agent", "xml"), ("xml agent\n vrf default\n!", "xml"), ("xml agent ssl", "xml-ssl"), ("xml agent tty", "")],
)
def test_an_agent_of_xml_is_a_way_in(text: str, part: str) -> None:
    found = read(f"{text}\n{LOGIN} default group tacacs+ none\ntacacs-server host 10.0.0.1")
    ways = [one for one in found if isinstance(one, (Session, SignIn)) and one.name.startswith("xml")]
    assert [one.name for one in ways] == ([part, part] if part else [])
    assert [one.idle_seconds for one in ways if isinstance(one, Session)] == [None] * bool(part)
    assert [one.factors for one in ways if isinstance(one, SignIn)] == [0] * bool(part)


def test_hardened() -> None:
    found = facts("iosxr", HARDENED)
    idle = {one.resource.partition("/")[2]: one.idle_seconds for one in found if isinstance(one, Session)}
    assert idle == {"console": 300, "default": 300, "netconf": 300, "grpc": None}
    for part in ("console", "default"):
        (door,) = all_about(found, SignIn, part)
        assert (door.factors, door.bypass, door.individual, door.directories) == (None, (), True, 2)
