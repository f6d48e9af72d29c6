"""Lines of IOS: which there are, when an idle session ends, and what somebody must show."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Gap, Session, SignIn
from tests.collectors.network.ios.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

AAA = "aaa new-model\n"
TWO = "tacacs server A\n address ipv4 10.0.0.1\ntacacs server B\n address ipv4 10.0.0.2\n"
GROUP = "aaa group server tacacs+ G\n server name A\n server name B\n"


def read(text: str, **said: str) -> list[Any]:
    return facts("ios", f"version 15.7\n{text}", whole=True, **said)


@pytest.mark.parametrize(
    ("line", "part", "seconds"),
    [
        ("line con 0\n exec-timeout 5 0", "console", 300),
        ("line con 0\n exec-timeout 10", "console", 600),
        ("line con 0\n exec-timeout 0 30", "console", 30),
        ("line con 0\n exec-timeout 0 0", "console", FOREVER),
        ("line con 0\n exec-timeout 0", "console", FOREVER),
        ("line con 0\n no exec-timeout", "console", FOREVER),
        ("line con 0\n exec-timeout 5 0\n exec-timeout 0 0", "console", FOREVER),  # the last one counts
        ("line con 0\n no exec-timeout\n exec-timeout 5 0", "console", 300),
        ("line aux 0\n exec-timeout 1 0", "aux", 60),
        ("line vty 0 4\n exec-timeout 9 30", "vty0-4", 570),
        ("line vty 5\n exec-timeout 9 30", "vty5", 570),
        ("line vty 5 15\n exec-timeout 35791 0", "vty5-15", 2147460),
        ("line 2\n exec-timeout 3 0", "tty2", 180),
        ("line 0/0/0 0/0/12\n exec-timeout 3 0", "tty0/0/0-0/0/12", 180),
    ],
)
def test_idle(line: str, part: str, seconds: int) -> None:
    session = about(read(line), Session, part)
    assert (session.idle_seconds, session.on_idle, session.surface) == (seconds, "ends", "management")
    assert all(one.startswith("line ") for one in session.stands)


@pytest.mark.parametrize(
    ("line", "part"), [("line con 0", "console"), ("line aux 0", "aux"), ("line vty 0 4", "vty0-4")]
)
def test_idle_that_no_line_says(line: str, part: str) -> None:
    session = about(read(line), Session, part)
    assert session.idle_seconds == 600
    assert session.stands[0].startswith("no line says it: ")
    (told,) = all_about(
        facts("ios", f"{line}\n", whole=True, config_all=f"{line}\n exec-timeout 3 0\nend\n"), Session, part
    )
    assert (told.idle_seconds, told.stands) == (180, ("by default: exec-timeout 3 0",))


def test_every_range_by_itself() -> None:
    found = read(
        "line con 0\n exec-timeout 5\nline vty 0 4\n exec-timeout 5\nline vty 5 14\n exec-timeout 0\nline vty 15\n"
    )
    idle = {one.resource.partition("/")[2]: one.idle_seconds for one in found if isinstance(one, Session)}
    assert idle == {"console": 300, "vty0-4": 300, "vty5-14": FOREVER, "vty15": 600}


@pytest.mark.parametrize(
    "line",
    [
        "line vty 0 4\n transport input none",
        "line vty 0 4\n no transport input",
        "line aux 0\n no exec",
        "line con 0\n no exec",
    ],
)
def test_nobody_comes_in(line: str) -> None:
    assert not [one for one in read(line) if isinstance(one, Session | SignIn)]


def test_the_console_takes_no_protocol_and_is_open() -> None:
    assert about(read("line con 0\n transport input none\n exec-timeout 5"), Session, "console").idle_seconds == 300


def test_a_line_that_is_not_understood() -> None:
    found = read(
        "line con 0\n exec-timeout 5 0\n login local\nline vty 0 4\n exec-timeout 5 0\n login local\n frobnicate\n"
    )
    console, vty = about(found, Session, "console"), about(found, Session, "vty0-4")
    assert (console.idle_seconds, vty.idle_seconds, vty.enforced) == (300, None, None)
    assert {one.ask for one in vty.unread} == {"show running-config: not understood: line 8"}
    assert about(found, SignIn, "console").factors == 1
    assert about(found, SignIn, "vty0-4").factors is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # factors, way round, by name, servers
        ("line vty 0 4\n login local", (1, (), True, 0)),
        ("line vty 0 4\n password 7 0205\n login", (1, (), False, 0)),
        ("line vty 0 4\n no login", (0, (), False, 0)),
        (f"{AAA}{TWO}aaa authentication login default group tacacs+ local\nline vty 0 4", (None, (), True, 2)),
        (f"{AAA}{TWO}{GROUP}aaa authentication login default group G local\nline vty 0 4", (None, (), True, 2)),
        # The list stands behind the line that names it, and the default one is not it.
        (
            (
                f"{AAA}line vty 0 4\n login authentication V\naaa authentication login default local\n"
                f"aaa authentication login V group G local\n{GROUP}{TWO}"
            ),
            (None, (), True, 2),
        ),
        # One server of the group is defined nowhere, and another is no member.
        (
            (
                f"{AAA}tacacs server A\n address ipv4 10.0.0.1\ntacacs server C\n address ipv4 10.0.0.3\n{GROUP}"
                "aaa authentication login default group G local\nline vty 0 4"
            ),
            (None, (), True, 1),
        ),
        (f"{AAA}aaa authentication login default group radius\nline vty 0 4", (None, (), True, 0)),
        (
            (
                f"{AAA}radius-server host 10.0.0.1 key x\nradius-server host 10.0.0.1 key x\n"
                "radius-server host 10.0.0.2\n"
                "aaa authentication login default group radius local\nline vty 0 4"
            ),
            (None, (), True, 2),
        ),
        (
            (
                f"{AAA}aaa group server radius P\n server-private 10.0.0.1 key x\n server-private 10.0.0.2 key x\n"
                "aaa authentication login default group P\nline vty 0 4"
            ),
            (None, (), True, 2),
        ),
        (f"{AAA}aaa authentication login default local\nline vty 0 4", (1, (), True, 0)),
        (
            f"{AAA}aaa authentication login default local group tacacs+\n{TWO}line vty 0 4",
            (1, ("local-accounts",), True, 2),
        ),
        (
            f"{AAA}aaa authentication login default group tacacs+ none\n{TWO}line vty 0 4",
            (0, ("silent-servers",), True, 2),
        ),
        (f"{AAA}aaa authentication login default none\nline vty 0 4", (0, (), False, 0)),
        (f"{AAA}aaa authentication login default enable\nline vty 0 4", (1, (), False, 0)),
        (f"{AAA}aaa authentication login default line\nline vty 0 4", (1, (), False, 0)),
        (f"no aaa new-model\n{AAA}aaa authentication login default local\nline vty 0 4", (1, (), True, 0)),
        (f"{AAA}no aaa new-model\nline vty 0 4\n login local", (1, (), True, 0)),
    ],
)
def test_sign_in(text: str, expected: tuple[Any, ...]) -> None:
    door = about(read(text), SignIn, "vty0-4")
    assert (door.factors, door.bypass, door.individual, door.directories) == expected
    assert door.audience == "administrators"


def test_what_a_directory_demands_no_device_knows() -> None:
    door = about(
        read(f"{AAA}{TWO}aaa authentication login default group tacacs+ local\nline vty 0 4"), SignIn, "vty0-4"
    )
    assert [(one.field, one.outcome) for one in door.unread] == [
        ("factors", "hidden"),
        ("phishing_resistant", "hidden"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{AAA}line vty 0 4\n login authentication GONE", "the list GONE of sign-in methods is not there"),
        (f"{AAA}aaa authentication login default group G oops\nline vty 0 4", "not understood: line 3"),
        (f"{AAA}aaa oops\naaa authentication login default local\nline vty 0 4", "not understood: line 3"),
    ],
)
def test_sign_in_that_no_line_tells(text: str, why: str) -> None:
    door = about(read(text), SignIn, "vty0-4")
    assert door.factors is None
    assert {one.ask for one in door.unread} == {f"show running-config: {why}"}


def test_a_line_that_asks_for_a_password_and_has_none_lets_nobody_in() -> None:
    assert not all_about(read("line vty 0 4\n login\n"), SignIn, "vty0-4")


@pytest.mark.parametrize(
    ("text", "idle", "expected"),
    [
        ("ip http secure-server\nip http timeout-policy idle 300 life 3600 requests 9\nip http authentication local",
         300, (1, 0)),
        ((f"ip http server\nip http authentication aaa login-authentication W\n{AAA}{TWO}"
         "aaa authentication login W group tacacs+\nip http timeout-policy idle 60 life 60 requests 1"), 60, (None, 2)),
    ],
)  # fmt: skip
def test_pages(text: str, idle: int, expected: tuple[int | None, int]) -> None:
    found = read(text)
    assert about(found, Session, "web").idle_seconds == idle
    door = about(found, SignIn, "web")
    assert (door.factors, door.directories) == expected


def test_no_pages() -> None:
    assert not all_about(read("no ip http server\nno ip http secure-server\n"), Session, "web")


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        ("Current privilege level is 15", ""),
        ("Current privilege level is 7", "the account has level 7, and may have been shown a part"),
        ("Current privilege level is 1", "the account has level 1, and may have been shown a part"),
        (
            "Currently in View Context with view 'AUDIT'",
            "the account is in the view AUDIT, and may have been shown a part",
        ),
    ],
)
def test_of_a_part_nothing_counts(shown: str, why: str) -> None:
    found = facts("ios", HARDENED, privilege=f"{shown}\n")
    assert bool(why) == all(isinstance(one, Gap) for one in found)
    assert not why or {(one.outcome, one.ask) for one in found if isinstance(one, Gap)} == {
        ("denied", f"show running-config: {why}")
    }


def test_hardened() -> None:
    found = facts("ios", HARDENED)
    idle = {one.resource.partition("/")[2]: one.idle_seconds for one in found if isinstance(one, Session)}
    assert idle == {"console": 300, "vty0-4": 300, "web": 300}
    doors = {
        one.resource.partition("/")[2]: (one.bypass, one.individual, one.directories)
        for one in found
        if isinstance(one, SignIn)
    }
    assert doors == dict.fromkeys(("console", "vty0-4", "web"), ((), True, 2))
