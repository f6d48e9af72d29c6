"""Ways into a device with Junos: when an idle session ends, and what somebody must show."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Session, SignIn
from tests.collectors.network.junos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

TWO = "set system tacplus-server 10.0.0.1 secret x\nset system tacplus-server 10.0.0.2 secret x\n"
RADIUS = "set system radius-server 10.0.0.3 secret x\n"
SSH = "set system services ssh root-login deny\n"
KEY = 'set system login user ana authentication ssh-ed25519 "ssh-ed25519 AAAA ana"\n'


def read(text: str, **said: Any) -> list[Any]:
    return facts("junos", f"set version 23.4R1.10\n{text}\n", whole=True, **said)


def sessions(text: str) -> dict[str, int | None]:
    found = (one for one in read(text) if isinstance(one, Session))
    return {one.resource.partition("/")[2]: one.idle_seconds for one in found}


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("", {"global": FOREVER}),
        ("set system login idle-timeout 5", {"global": 300}),
        ("set system login idle-timeout 0", {"global": FOREVER}),
        ("set system login idle-timeout 60\nset system login idle-timeout 5", {"global": 300}),  # the last one counts
        ("set system login class A idle-timeout 10", {"global": FOREVER, "class/A": 600}),
        ("set system login class A idle-timeout 0", {"global": FOREVER, "class/A": FOREVER}),
        ("set system login class A permissions all", {"global": FOREVER}),  # nobody is of it
        ("set system login user ana class super-user", {"global": FOREVER, "class/super-user": FOREVER}),
        ("set system login user ana class unauthorized", {"global": FOREVER}),
        # A class's own limit outweighs the one for all, and where it has none that one holds.
        (
            (
                "set system login idle-timeout 5\nset system login class A idle-timeout 60\n"
                "set system login user b class B"
            ),
            {"global": 300, "class/A": 3600, "class/B": 300},
        ),
        (
            "set groups G system login idle-timeout 60\nset apply-groups G\nset system login idle-timeout 5",
            {"global": 300},
        ),
        ("set groups G system login idle-timeout 60\nset apply-groups G", {"global": 3600}),
        ("set groups G system login idle-timeout 60", {"global": FOREVER}),
        ("system { login { inactive: idle-timeout 5; } }", {"global": FOREVER}),
        ("system { login { /* OMITTED */ } }", {"global": None}),
        ("set system login frobnicate", {"global": None}),
        ("set system login class A frobnicate", {"global": None}),
        ("set groups re0 system login idle-timeout 5\nset apply-groups re0", {"global": None}),
        ("rename system login class A to class B", {"global": None}),
        ("set system scripts commit allow-transients", {"global": None}),  # a script may say otherwise
    ],
)
def test_idle(text: str, idle: dict[str, int | None]) -> None:
    assert sessions(text) == idle


def test_where_it_stands() -> None:
    session = about(read("set system login class A idle-timeout 10"), Session, "class/A")
    assert (session.surface, session.on_idle, session.max_seconds) == ("management", "ends", FOREVER)
    assert session.stands[0] == "line 2: system login class A idle-timeout 10"
    assert about(read(""), Session, "global").stands[0].startswith("no line says it: Juniper: ")


@pytest.mark.parametrize(
    ("text", "enforced"),
    [("", False), ('set system login class A deny-commands "^set cli idle-timeout"', None)],
)
def test_whoever_is_in_may_lift_the_limit(text: str, *, enforced: bool | None) -> None:
    found = read(f"set system login class A idle-timeout 10\n{text}")
    assert about(found, Session, "class/A").enforced is enforced
    assert about(found, Session, "global").enforced is False


@pytest.mark.parametrize(
    ("text", "version", "idle"),
    [
        ("set system services web-management https session idle-timeout 5", "23.4R1", None),  # no such line
        ("set system services web-management session idle-timeout 10", "23.4R1", 600),
        ("", "23.4R1", 1800),
        ("", "13.2R1", 86400),
        ("", "18.4R1", None),  # it changed in between
    ],
)
def test_pages(text: str, version: str, idle: int | None) -> None:
    on = "set system services web-management https system-generated-certificate"
    found = facts("junos", f"set version {version}\n{on}\n{text}\n", whole=True)
    assert about(found, Session, "web").idle_seconds == idle


def test_pages_that_are_off_have_no_session() -> None:
    assert "web" not in sessions("set system services web-management session idle-timeout 10")


def seen(text: str, way: str, **options: Any) -> tuple[Any, ...]:
    door = about(read(text, **options), SignIn, way)
    assert door.audience == "administrators"
    return door.factors, door.bypass, door.individual, door.directories


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # factors, way round, by name, servers
        ("", (1, (), True, 0)),
        ("set system authentication-order password", (1, (), True, 0)),
        (f"{TWO}set system authentication-order tacplus", (None, (), True, 2)),
        (f"{TWO}set system authentication-order [ tacplus password ]", (1, ("local-accounts",), True, 2)),
        (f"{TWO}set system authentication-order [ password tacplus ]", (1, ("local-accounts",), True, 2)),
        (f"{TWO}{RADIUS}set system authentication-order [ radius tacplus ]", (None, (), True, 1)),  # the first is asked
        ("set system authentication-order radius", (1, (), True, 0)),  # no server is defined
        (f"{TWO}set system authentication-order [ radius tacplus ]", (None, (), True, 2)),  # nor asked
        (f"{TWO}set system authentication-order radius", (1, (), True, 0)),
        (f"{TWO}set system tacplus-server 10.0.0.1 port 49\nset system authentication-order tacplus",
         (None, (), True, 2)),
        (("set system accounting destination tacplus server 10.0.0.9 secret x\n"
         "set system tacplus-server 10.0.0.1 secret x\nset system authentication-order tacplus"), (None, (), True, 1)),
        (f"{TWO}set system authentication-order tacplus\nset system services ssh authentication-order password",
         (1, (), True, 0)),  # it has an order of its own
        (f"{TWO}set system services ssh authentication-order tacplus", (None, (), True, 2)),
        (f"{TWO}{KEY}set system authentication-order tacplus", (1, ("local-accounts",), True, 2)),  # a key asks nobody
        (f"{TWO}{KEY}set system login user ana authentication no-public-keys\nset system authentication-order tacplus",
         (None, (), True, 2)),
        (f"{TWO}{KEY}set system services ssh no-public-keys\nset system authentication-order tacplus",
         (None, (), True, 2)),
        (f"{TWO}set system services ssh trusted-user-ca-key-file /x\nset system authentication-order tacplus",
         (1, ("local-accounts",), True, 2)),
        (f"{TWO}{KEY}set system services ssh no-passwords\nset system authentication-order tacplus", (1, (), True, 0)),
        ("set system authentication-order ldaps", (None, None, None, None)),
        ("set system authentication-order frobnicate", (None, None, None, None)),
        ("set system radius-server 10.0.0.1 frobnicate", (None, None, None, None)),
        ("set system services ssh frobnicate", (None, None, None, None)),
    ],
)  # fmt: skip
def test_sign_in(text: str, expected: tuple[Any, ...]) -> None:
    assert seen(f"{SSH}{text}", "ssh") == expected


def test_a_key_of_the_account_for_emergencies_is_no_way_round() -> None:
    text = f"{SSH}{TWO}{KEY}set system authentication-order tacplus"
    assert seen(text, "ssh")[1] == ("local-accounts",)
    assert seen(text, "console")[1] == ()


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("", {"console"}),
        ("set system ports console disable", set()),
        ("set system ports console insecure", {"console"}),
        ("set system ports auxiliary type vt100", {"console", "aux"}),
        ("set system ports auxiliary authentication-order radius\nset system ports auxiliary disable", {"console"}),
        ("set system services ssh root-login deny\nset system services telnet", {"console", "ssh", "telnet"}),
        ("set system services web-management http interface ge-0/0/0.0", {"console", "web"}),
        ("set system services web-management session session-limit 3", {"console"}),
        ("set system services rest https server-certificate x", {"console", "api"}),
        ("system { services { inactive: telnet; } }", {"console"}),
        ("set system services telnet\ndeactivate system services telnet", {"console"}),
        (("set system services ssh root-login deny\nset system services ssh no-passwords\n"
         "set system services ssh no-public-keys"), {"console"}),  # nobody can
        ("set system services netconf ssh", {"console", "netconf"}),  # SSH is there for that alone
        ("set system services netconf ssh\nset system services ssh root-login deny", {"console", "ssh"}),
        # Root is nobody's own name.
        ("set system services ssh root-login allow", {"console", "ssh", "ssh-root"}),
        ("set system services ssh root-login deny-password", {"console", "ssh"}),
        ('set system services ssh root-login deny-password\nset system root-authentication ssh-rsa "ssh-rsa A r"',
         {"console", "ssh", "ssh-root"}),
        ("set system services ssh", {"console", "ssh"}),  # as deny-password, since 17.4
        ("set system services ssh root-login allow\nset system services ssh no-passwords", {"console", "ssh"}),
    ],
)  # fmt: skip
def test_ways(text: str, ways: set[str]) -> None:
    assert {one.resource.partition("/")[2] for one in read(text) if isinstance(one, SignIn)} == ways


def test_root_by_ssh() -> None:
    assert seen("set system services ssh root-login allow", "ssh-root") == (1, (), False, 0)
    found = facts("junos", "set system services ssh\n", whole=True)  # of a release that nobody knows
    (root,) = all_about(found, SignIn, "ssh-root")
    assert (root.factors, root.individual) == (None, None)


def test_hardened() -> None:
    found = facts("junos", HARDENED)
    idle = {one.resource.partition("/")[2]: one.idle_seconds for one in found if isinstance(one, Session)}
    assert idle == {"global": 300, "class/ENGINEER": 300, "class/READERS": 300, "web": 600}
    doors = {one.resource.partition("/")[2]: one for one in found if isinstance(one, SignIn)}
    assert doors.keys() == {"console", "ssh", "web"}
    assert {(one.factors, one.bypass, one.individual, one.directories) for one in doors.values()} == {
        (None, (), True, 2)
    }
