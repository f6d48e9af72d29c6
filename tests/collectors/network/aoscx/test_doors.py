"""Ways into AOS-CX: which there are, when an idle session ends, and what somebody must show."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Session, SignIn
from tests.collectors.network.aoscx.configurations import HARDENED, SMALL
from tests.collectors.network.reading import about, all_about, facts

HEAD = "!\n!Version ArubaOS-CX FL.10.13.1000\n!export-password: default\n"
OPEN = "ssh server vrf mgmt\nhttps-server vrf mgmt\n"
TWO = "tacacs-server host 10.0.0.1 vrf mgmt\ntacacs-server host 10.0.0.2 key ciphertext AQBapX\n"
GROUP = "aaa group server tacacs G\n    server 10.0.0.1 vrf mgmt\n    server 10.0.0.2\n"
LOGIN = "aaa authentication login"
KEY = "user ana authorized-key ssh-rsa AAAAB3 ana@desk\n"
THROUGH = "aaa authentication allow-fail-through\n"


def read(text: str, head: str = HEAD, **said: Any) -> list[Any]:
    return facts("aoscx", f"{head}{OPEN}{text}\n", **said)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 1800),  # Aruba's own
        ("cli-session\n    timeout 10", 600),
        ("cli-session\n    timeout 0", FOREVER),
        ("cli-session\n    timeout 10\n    no timeout", 1800),
        ("cli-session\n    timeout 10\ncli-session\n    timeout 60", 3600),  # the last one counts
        ("cli-session\n    timeout 10\ncli-session\n    max-per-user 3", 600),  # opened again
        ("session-timeout 5", 300),  # as old releases write it
        ("session-timeout 0", FOREVER),
        ("session-timeout 5\nno session-timeout", 1800),
        ("cli-session\n    timeout 10\nsession-timeout 5", 300),
        ("session-timeout 5\ncli-session\n    timeout 10", 600),
        ("cli-session\n    timeout ten", None),
        ("cli-session\n    frobnicate 3", None),
        ("session-timeout 5 frobnicate", None),
    ],
)
def test_idle(text: str, seconds: int | None) -> None:
    """One limit for all shells."""
    found = read(f"{text}\ntelnet server vrf mgmt")
    for way in ("console", "ssh", "telnet"):
        session = about(found, Session, way)
        assert (session.idle_seconds, session.surface) == (seconds, "management")
        assert session.on_idle == ("ends" if seconds else None)
    assert about(found, Session, "web").idle_seconds == 1200


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("https-server session-timeout 10", 600),
        ("https-server session-timeout 0", FOREVER),
        ("https-server session-timeout 10\nhttps-server session-timeout 20", 1200),
        ("https-server session-timeout ten", None),
        ("https-server frobnicate 3", None),
    ],
)
def test_idle_of_the_pages(text: str, seconds: int | None) -> None:
    assert about(read(text), Session, "web").idle_seconds == seconds


def test_idle_that_no_line_says() -> None:
    assert about(read(""), Session, "ssh").stands[0].startswith("no line says it: HPE: ")
    old = read("", HEAD.replace("10.13.1000", "10.05.0020"))
    assert about(old, Session, "web").idle_seconds is None  # was not found for releases before 10.06
    told = read("", running_config_all="cli-session\n    timeout 45\n", config_all="cli-session\n    timeout 45\n")
    assert about(told, Session, "ssh").idle_seconds == 2700


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", {"console"}),
        ("ssh server vrf mgmt", {"console", "ssh"}),
        ("ssh server vrf mgmt\nno ssh server vrf default", {"console", "ssh"}),
        ("ssh server vrf mgmt\nno ssh server vrf mgmt", {"console"}),
        ("no ssh server vrf mgmt\nssh server vrf mgmt", {"console", "ssh"}),
        ("telnet server vrf default", {"console", "telnet"}),
        ("https-server vrf mgmt", {"console", "web"}),
        ("https-server session-timeout 10", {"console"}),
    ],
)
def test_ways(text: str, parts: set[str]) -> None:
    found = facts("aoscx", f"{HEAD}{text}\n")
    for cls in (Session, SignIn):
        assert {one.resource.partition("/")[2] for one in found if isinstance(one, cls)} == parts


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        # factors, way round, by name, servers
        ("", "console", (1, (), True, 0)),  # local accounts, HPE says
        ("", "ssh", (1, (), True, 0)),
        ("", "web", (1, (), True, 0)),
        (f"{LOGIN} default local", "ssh", (1, (), True, 0)),
        (f"{TWO}{GROUP}{LOGIN} default group G", "ssh", (None, (), True, 2)),
        (f"{LOGIN} default group G\n{GROUP}{TWO}", "ssh", (None, (), True, 2)),  # in any order
        (f"{TWO}{GROUP}{LOGIN} default group G local", "web", (None, (), True, 2)),
        (f"{TWO}{GROUP}{LOGIN} default G local", "ssh", (None, (), True, 2)),
        (f"{TWO}{LOGIN} default group tacacs local", "ssh", (None, (), True, 2)),  # all that there are
        (f"{TWO}{LOGIN} default group radius tacacs", "ssh", (None, (), True, 0)),  # the first is empty
        (f"{GROUP}{LOGIN} default group G", "ssh", (1, (), True, 0)),  # members that are defined nowhere
        (f"{TWO}{GROUP.replace('tacacs', 'radius')}{LOGIN} default group G", "ssh", (1, (), True, 0)),
        (f"{TWO}{GROUP}{LOGIN} default local\n{LOGIN} default group G", "ssh", (None, (), True, 2)),
        # A list of its own outweighs that of all.
        (f"{TWO}{LOGIN} default group tacacs\n{LOGIN} ssh local", "ssh", (1, (), True, 0)),
        (f"{TWO}{LOGIN} default group tacacs\n{LOGIN} ssh local", "console", (None, (), True, 2)),
        (f"{TWO}{LOGIN} default group tacacs\n{LOGIN} console local", "console", (1, (), True, 0)),
        (f"{TWO}{LOGIN} default local\n{LOGIN} https-server group tacacs", "web", (None, (), True, 2)),
        # Local accounts before the servers, or asked after these have refused.
        (f"{TWO}{LOGIN} default local group tacacs", "ssh", (1, ("local-accounts",), True, 2)),
        (f"{TWO}{THROUGH}{LOGIN} default group tacacs local", "ssh", (1, ("local-accounts",), True, 2)),
        (f"{TWO}{THROUGH}no {THROUGH}{LOGIN} default group tacacs local", "ssh", (None, (), True, 2)),
        (f"{THROUGH}{LOGIN} default local", "ssh", (1, (), True, 0)),
        # A key lets its account in whatever the servers say; by SSH alone.
        (f"{TWO}{KEY}{LOGIN} default group tacacs", "ssh", (1, ("local-accounts",), True, 2)),
        (f"{TWO}{KEY}{LOGIN} default group tacacs", "console", (None, (), True, 2)),
        (f"{TWO}{KEY}no ssh public-key-authentication\n{LOGIN} default group tacacs", "ssh", (None, (), True, 2)),
        (f"{KEY}{LOGIN} default local", "ssh", (1, (), True, 0)),
        (f"{TWO}{KEY}no ssh password-authentication\n{LOGIN} default group tacacs", "ssh", (1, (), True, 0)),
        (f"{TWO}{LOGIN} default group tacacs fro(b", "ssh", (None, None, None, None)),
        (f"{TWO}{LOGIN} default group tacacs\nradius-server frobnicate", "web", (None, None, None, None)),
        (f"{TWO}{GROUP}    frobnicate\n{LOGIN} default group G", "console", (None, None, None, None)),
    ],
)
def test_sign_in(text: str, part: str, expected: tuple[Any, ...]) -> None:
    door = about(read(text), SignIn, part)
    assert (door.factors, door.bypass, door.individual, door.directories) == expected
    assert door.audience == "administrators"


def test_hardened() -> None:
    found = facts("aoscx", HARDENED)
    idle = {one.resource.partition("/")[2]: one.idle_seconds for one in found if isinstance(one, Session)}
    assert idle == {"console": 600, "ssh": 600, "web": 600}
    for part in idle:
        (door,) = all_about(found, SignIn, part)
        assert (door.factors, door.bypass, door.individual, door.directories) == (None, (), True, 2)
    assert {one.idle_seconds for one in facts("aoscx", SMALL) if isinstance(one, Session)} == {1800, 1200}
