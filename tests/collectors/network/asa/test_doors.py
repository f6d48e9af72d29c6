"""The ways into an ASA."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Session, SignIn
from tests.collectors.network.asa.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

SSH = "ssh 10.0.0.0 255.0.0.0 inside\n"
WEB = "http server enable\nhttp 10.0.0.0 255.0.0.0 inside\n"
TELNET = "telnet 10.0.0.0 255.0.0.0 inside\n"


def read(text: str, **said: Any) -> list[Any]:
    return facts("asa", f"ASA Version 9.16(4)\n{SSH}{WEB}{TELNET}{text}\n", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "way", "seconds"),
    [
        ("console timeout 5", "console", 300),
        ("console timeout 0", "console", FOREVER),
        ("console timeout 0\nconsole timeout 5", "console", 300),  # the last one counts
        ("console timeout 5\nno console timeout", "console", FOREVER),
        ("", "console", FOREVER),  # CIS says so
        ("console timeout soon", "console", None),
        ("ssh timeout 5", "ssh", 300),
        ("ssh timeout 60", "ssh", 3600),
        ("console timeout 5", "ssh", 300),  # by default
        ("ssh timeout soon", "ssh", None),
        ("telnet timeout 5", "telnet", 300),
        ("", "telnet", None),  # nobody wrote down what no line means
        ("http server idle-timeout 5", "web", 300),
        ("", "web", 1200),
        ("http server idle-timeout 5\nhttp frobnicate", "web", None),
    ],
)
def test_idle(text: str, way: str, seconds: int | None) -> None:
    assert about(read(text), Session, way).idle_seconds == seconds


def test_the_console_of_a_context() -> None:
    found = facts("asa", f"ASA Version 9.16(4) <context>\n{SSH}", whole=True)
    assert (about(found, Session, "console").idle_seconds, about(found, Session, "ssh").idle_seconds) == (None, 300)


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("http server session-timeout 60", 3600),
        ("http server session-timeout 60\nno http server session-timeout", FOREVER),
        ("", FOREVER),
    ],
)
def test_longest(text: str, longest: int) -> None:
    assert about(read(text), Session, "web").max_seconds == longest
    assert about(read(text), Session, "ssh").max_seconds == FOREVER


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        (SSH, {"console", "ssh"}),
        (f"{SSH}{TELNET}", {"console", "ssh", "telnet"}),
        (f"{SSH}{TELNET}no telnet 10.0.0.0 255.0.0.0 inside", {"console", "ssh"}),
        (f"{SSH}{WEB}", {"console", "ssh", "web"}),
        (f"{SSH}http 10.0.0.0 255.0.0.0 inside", {"console", "ssh"}),  # without the server it is nothing
        (f"{SSH}http server enable", {"console", "ssh"}),  # without somebody who may come
        (f"{SSH}{WEB}no http server enable", {"console", "ssh"}),
        ("", {"console", "ssh"}),  # whether nobody comes by SSH then was not written down
    ],
)
def test_ways(text: str, ways: set[str]) -> None:
    found = facts("asa", f"ASA Version 9.16(4)\n{text}\n", whole=True)
    for cls in (Session, SignIn):
        assert {one.resource.partition("/")[2] for one in found if isinstance(one, cls)} == ways


SERVERS = """\
aaa-server G protocol radius
aaa-server G (inside) host 10.0.0.1
 key x1y2
aaa-server G (inside) host 10.0.0.2
aaa-server G (dmz) host 10.0.0.2
aaa-server T protocol tacacs+
aaa-server T host 10.0.0.3
"""
KEY = "username ana attributes\n ssh authentication publickey abc hashed\n"


@pytest.mark.parametrize(
    ("lines", "factors", "bypass", "individual", "directories"),
    [
        ("aaa authentication ssh console LOCAL", 1, (), True, 0),
        ("aaa authentication ssh console G LOCAL", None, (), True, 2),
        ("aaa authentication ssh console G", None, (), True, 2),
        ("aaa authentication ssh console T LOCAL", None, (), True, 1),
        ("aaa authentication ssh console X LOCAL", 1, (), True, 0),  # defined nowhere
        ("aaa authentication ssh console LOCAL\naaa authentication ssh console G", None, (), True, 2),
        ("aaa authentication telnet console G", None, None, None, None),  # what SSH asks then hangs on the release
        ("aaa authentication ssh console G\nno aaa authentication ssh console G", None, None, None, None),
        ("aaa authentication ssh console G\nno aaa-server G (inside) host 10.0.0.1", None, (), True, 1),
        ("aaa authentication ssh console G\nno aaa-server G protocol radius", None, (), True, 0),
        ("aaa authentication ssh console G LOCAL frobnicate", None, None, None, None),
        (f"{KEY}aaa authentication ssh console G LOCAL", 1, ("local-accounts",), True, 2),
        (f"{KEY} no ssh authentication publickey\naaa authentication ssh console G LOCAL", None, (), True, 2),
    ],
)
def test_sign_in(
    lines: str, factors: int | None, bypass: tuple[str, ...] | None, *, individual: bool | None, directories: int | None
) -> None:
    door = about(read(f"{SERVERS}{lines}"), SignIn, "ssh")
    assert (door.factors, door.bypass, door.individual, door.directories) == (factors, bypass, individual, directories)


@pytest.mark.parametrize(
    ("lines", "console", "telnet", "web"),
    [
        ("aaa authentication serial console G\naaa authentication http console LOCAL", 2, 0, 0),
        ("aaa authentication telnet console G\naaa authentication http console T", None, 2, 1),
        ("aaa authentication enable console G", None, 0, 0),  # of the privileged mode, no way in
        ("aaa authentication match LIST inside G\naaa authentication secure-http-client", None, 0, 0),  # of traffic
        ("aaa authentication http console G\nhttp authentication-certificate inside", None, 0, None),
    ],
)
def test_ways_by_name(lines: str, console: int | None, telnet: int | None, web: int | None) -> None:
    found = read(f"{SERVERS}{lines}")
    assert [about(found, SignIn, way).directories for way in ("console", "telnet", "web")] == [console, telnet, web]


def test_without_accounts_one_password_is_for_all() -> None:
    found = read("")
    for way in ("telnet", "web"):
        door = about(found, SignIn, way)
        assert (door.factors, door.individual, door.directories) == (1, False, 0)
    assert about(found, SignIn, "console").factors is None


def test_hardened() -> None:
    found = facts("asa", HARDENED)
    assert [about(found, Session, way).idle_seconds for way in ("console", "ssh", "web")] == [300, 300, 300]
    assert not all_about(found, Session, "telnet")
    for way in ("console", "ssh", "web"):
        door = about(found, SignIn, way)
        assert (door.factors, door.bypass, door.individual, door.directories) == (None, (), True, 2)
        assert [one.outcome for one in door.unread if one.field == "factors"] == ["hidden"]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        (f"{WEB}rest-api image disk0:/asa-restapi-132346-lfbff-k8.SPA\nrest-api agent", True),
        (f"{WEB}rest-api agent\nno rest-api agent", False),
        (f"{WEB}rest-api image disk0:/asa-restapi-132346-lfbff-k8.SPA", False),
        (f"{WEB}rest-api frobnicate", True),
        ("rest-api agent", False),  # without the server of the pages it answers nobody
        (WEB, False),
    ],
)
def test_programs_come_in_by_the_pages(text: str, *, there: bool) -> None:
    found = facts("asa", f"ASA Version 9.16(4)\n{text}\n", whole=True)
    ways = [fact for fact in found if fact.name == "rest-api"]
    assert [type(one) for one in ways] == [Session, SignIn] * there
    for one in ways:
        assert (getattr(one, "idle_seconds", None), getattr(one, "factors", None)) == (None, None)
