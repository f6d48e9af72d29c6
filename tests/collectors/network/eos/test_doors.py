"""The ways into a device with EOS."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Session, SignIn
from tests.collectors.network.eos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

API = "management api http-commands\n   no shutdown\n"


def read(text: str, **said: Any) -> list[Any]:
    return facts("eos", f"! device: x (y, EOS-4.34.2F)\n{text}\n", whole=True, **said)


@pytest.mark.parametrize("way", ["console", "ssh", "telnet"])
@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("   idle-timeout 10", 600),
        ("   idle-timeout 0", FOREVER),
        ("   idle-timeout 10\n   idle-timeout 60", 3600),  # the last one counts
        ("   idle-timeout 60\n   idle-timeout 0", FOREVER),
        ("   idle-timeout 10\n   no idle-timeout", FOREVER),
        ("", FOREVER),  # seen so on a device
        ("   idle-timeout ten", None),
        ("   idle-timeout 10\n   frobnicate", None),
    ],
)
def test_idle(way: str, lines: str, seconds: int | None) -> None:
    assert about(read(f"management {way}\n   no shutdown\n{lines}".replace("console\n   no shutdown", "console")),
                 Session, way).idle_seconds == seconds  # fmt: skip


def test_a_block_that_is_opened_again_keeps_what_it_said() -> None:
    found = read("management ssh\n   idle-timeout 10\n!\nmanagement ssh\n!\nmanagement ssh\n   connection limit 5")
    assert about(found, Session, "ssh").idle_seconds == 600


def test_what_no_line_says_has_its_basis() -> None:
    session = about(read(""), Session, "console")
    assert any(one.startswith("no line says it: ") for one in session.stands)
    assert (session.surface, session.on_idle, session.enforced) == ("management", "ends", True)


def test_a_session_that_ends_however_busy() -> None:
    session = about(read("management ssh\n   idle-timeout 10\n   session timeout 60"), Session, "ssh")
    assert (session.idle_seconds, session.max_seconds) == (600, None)  # its unit is not known


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("", {"console", "ssh"}),
        (API, {"console", "ssh", "api"}),
        ("management ssh\n   shutdown", {"console"}),
        ("management ssh\n   shutdown\n   vrf M\n      no shutdown", {"console", "ssh"}),
        ("management telnet\n   no shutdown", {"console", "ssh", "telnet"}),
        ("management telnet\n   shutdown", {"console", "ssh"}),
        ("management telnet\n   shutdown\n   frobnicate", {"console", "ssh", "telnet"}),  # nobody knows
    ],
)
def test_ways(text: str, ways: set[str]) -> None:
    found = read(text)
    for cls in (Session, SignIn):
        assert {one.resource.partition("/")[2] for one in found if isinstance(one, cls)} == ways


@pytest.mark.parametrize("line", ["   session timeout 10", ""])
def test_what_the_session_of_the_api_counts_is_not_known(line: str) -> None:
    assert about(read(f"{API}{line}"), Session, "api").idle_seconds is None


SERVERS = (
    "radius-server host 10.0.0.1 key 7 0205\nradius-server host 10.0.0.2 vrf M\ntacacs-server host 10.0.0.3\n"
    "aaa group server radius G\n   server 10.0.0.1\n   server 10.0.0.2 vrf M\n   server 10.0.0.9\n"
)


@pytest.mark.parametrize(
    ("lines", "factors", "bypass", "individual", "directories"),
    [
        ("", 1, (), True, 0),
        ("aaa authentication login default local", 1, (), True, 0),
        ("aaa authentication login default group radius local", None, (), True, 2),
        ("aaa authentication login default group tacacs+ local", None, (), True, 1),
        ("aaa authentication login default group G local", None, (), True, 2),  # 10.0.0.9 is defined nowhere
        ("aaa authentication login default group X local", 1, (), True, 0),
        ("aaa authentication login default local group radius", 1, ("local-accounts",), True, 2),
        ("aaa authentication login default group radius none", 0, ("silent-servers",), True, 2),
        ("aaa authentication login default none", 0, (), False, 0),
        ("aaa authentication login default local\naaa authentication login default group radius", None, (), True, 2),
        ("aaa authentication login default group radius\nno aaa authentication login default", 1, (), True, 0),
        ("aaa authentication login default group radius frobnicate", None, None, None, None),
        ("aaa authentication login default group radius\naaa frobnicate", None, None, None, None),
    ],
)
def test_sign_in(
    lines: str, factors: int | None, bypass: tuple[str, ...] | None, *, individual: bool | None, directories: int | None
) -> None:
    door = about(read(f"{SERVERS}{lines}"), SignIn, "ssh")
    assert (door.factors, door.bypass, door.individual, door.directories) == (factors, bypass, individual, directories)
    assert door.audience == "administrators"


@pytest.mark.parametrize(
    ("lines", "console", "ssh", "api"),
    [
        ("aaa authentication login default group radius local", 2, 2, 2),
        ("aaa authentication login default group radius local\naaa authentication login console local", 0, 2, 2),
        ("aaa authentication login default local\naaa authentication login command-api group tacacs+", 0, 0, 1),
        ("aaa authentication login console group radius\nno aaa authentication login console", 0, 0, 0),
    ],
)
def test_lists(lines: str, console: int, ssh: int, api: int) -> None:
    found = read(f"{SERVERS}{API}{lines}")
    assert [about(found, SignIn, way).directories for way in ("console", "ssh", "api")] == [console, ssh, api]


def test_a_group_that_is_opened_again_and_a_server_that_is_gone() -> None:
    text = f"{SERVERS}aaa group server radius G\n   no server 10.0.0.2 vrf M\nno radius-server host 10.0.0.7\n"
    found = read(f"{text}aaa authentication login default group G")
    assert about(found, SignIn, "ssh").directories == 1


KEY = "username ana secret sha512 $6$a$b\nusername ana ssh-key ssh-ed25519 AAAAC3Nz ana@ward\n"


@pytest.mark.parametrize(
    ("lines", "bypass"),
    [
        (KEY, ("local-accounts",)),  # a key asks no server
        (f"{KEY}no username ana ssh-key", ()),
        (f"{KEY}management ssh\n   authentication protocol keyboard-interactive", ()),
        (f"{KEY}management ssh\n   authentication protocol keyboard-interactive public-key", ("local-accounts",)),
        (f"{KEY}management ssh\n   authentication mode password", ()),
        (f"{KEY}management ssh\n   authentication protocol frobnicate", None),
    ],
)
def test_keys(lines: str, bypass: tuple[str, ...] | None) -> None:
    found = read(f"{SERVERS}aaa authentication login default group radius local\n{lines}")
    assert about(found, SignIn, "ssh").bypass == bypass
    assert about(found, SignIn, "console").bypass == ()


def test_keys_alone() -> None:
    text = f"aaa authentication login default group radius\n{KEY}management ssh\n   authentication protocol public-key"
    door = about(read(text), SignIn, "ssh")
    assert (door.factors, door.directories, door.individual) == (1, 0, True)


def test_hardened() -> None:
    found = facts("eos", HARDENED)
    assert {way: about(found, Session, way).idle_seconds for way in ("console", "ssh")} == {"console": 600, "ssh": 600}
    assert not all_about(found, Session, "telnet")
    for way in ("console", "ssh", "api"):
        door = about(found, SignIn, way)
        assert (door.factors, door.bypass, door.individual, door.directories) == (None, (), True, 2)
        assert [one.outcome for one in door.unread if one.field == "factors"] == ["hidden"]
