"""Ways into a FortiGate: how long an idle session stays, and what somebody must show."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Fact, Session, SignIn
from tests.collectors.network.fortios.configurations import HARDENED, entry, world
from tests.collectors.network.reading import about, all_about, facts

PORT = "config system interface\nedit port1\nset allowaccess ping https ssh\nnext\nend\n"
ADMIN = "config system admin\nedit admin\nset accprofile super_admin\nset password ENC SH2x\nnext\nend\n"
CLERK = "config system admin\nedit ana\nset accprofile clerk\nset password ENC SH2y\nnext\nend\n"
LDAP = "config user ldap\nedit dc\nset server 10.0.0.1\nset secondary-server 10.0.0.2\nnext\nend\n"
GROUP = "config user group\nedit g\nset member dc\nnext\nend\n"
REMOTE = "config system admin\nedit any\nset remote-auth enable\nset wildcard enable\nset remote-group g\nnext\nend\n"


def read(text: str, **said: Any) -> list[Fact]:
    return facts("fortios", f"{PORT}{text}", whole=True, **said)


def profile(*lines: str) -> str:
    return entry("system accprofile", "clerk", *lines)


OVERRIDE = "set admintimeout-override enable"


@pytest.mark.parametrize(
    ("text", "part", "seconds"),
    [
        (world("set admintimeout 10"), "console", 600),
        (world("set admintimeout 10"), "ssh", 600),
        (world("set admintimeout 10"), "web", 600),
        (world("set admintimeout 480"), "web", 28800),
        (world("set admintimeout 10", "set admintimeout 20"), "ssh", 1200),  # the later line counts
        (world("set admintimeout 10") + world("set admintimeout 20"), "ssh", 1200),
        (world("set admintimeout 10") + world(), "ssh", 600),  # opened again, it keeps what it said
        (world("set admintimeout 10", "unset admintimeout"), "ssh", 300),
        ("", "ssh", 300),
        ("", "console", 300),
        (world("set admintimeout 10", "set admin-console-timeout 120"), "console", 120),
        (world("set admintimeout 10", "set admin-console-timeout 0"), "console", 600),
        (world("set admintimeout 10", "set admin-console-timeout 120"), "ssh", 600),
        # A profile with a limit of its own is as long as the longest for whoever comes in.
        (world("set admintimeout 5") + CLERK + profile(OVERRIDE, "set admintimeout 60"), "ssh", 3600),
        (world("set admintimeout 5") + CLERK + profile(OVERRIDE, "set admintimeout 0"), "ssh", FOREVER),
        (world("set admintimeout 5") + CLERK + profile(OVERRIDE), "ssh", 600),
        (world("set admintimeout 5") + CLERK + profile("set admintimeout 60"), "ssh", 300),
        (world("set admintimeout 5") + ADMIN + profile(OVERRIDE, "set admintimeout 60"), "ssh", 300),  # of nobody
        (world("set admintimeout 30") + CLERK + profile(OVERRIDE, "set admintimeout 2"), "ssh", 1800),  # of super_admin
        (world("set admintimeout 30") + ADMIN + CLERK + profile(OVERRIDE, "set admintimeout 2"), "ssh", 1800),
        (
            world("set admintimeout 5")
            + profile(OVERRIDE, "set admintimeout 60")
            + CLERK.replace("next", "set accprofile-override enable\nnext").replace("profile clerk", "profile other"),
            "ssh",
            3600,
        ),
    ],
)
def test_idle(text: str, part: str, seconds: int) -> None:
    session = about(read(text), Session, part)
    assert (session.idle_seconds, session.on_idle, session.enforced) == (seconds, "ends", True)


@pytest.mark.parametrize(
    "line", ["set admintimeout", "set admintimeout ten", "set admintimeout -1", "set admin-timeout 10", "append x y"]
)
def test_a_line_that_is_not_understood_leaves_it_open(line: str) -> None:
    session = about(read(world("set admintimeout 5", line)), Session, "ssh")
    assert session.idle_seconds is None
    assert "not understood: line 8" in session.unread[0].ask


def test_what_is_so_by_default() -> None:
    found = read(world("set hostname x"), config_all=world("set admintimeout 7") + PORT)
    session = about(found, Session, "ssh")
    assert (session.idle_seconds, session.stands) == (420, ("by default: set admintimeout 7",))


@pytest.mark.parametrize(
    ("access", "parts"),
    [
        ("ping https ssh", {"console", "ssh", "web"}),
        ("ping", {"console"}),
        ("ping telnet http", {"console", "telnet"}),
        ("https", {"console", "web"}),
    ],
)
def test_only_ways_that_are_open(access: str, parts: set[str]) -> None:
    found = facts("fortios", PORT.replace("ping https ssh", access), whole=True)
    for cls in (Session, SignIn):
        assert {fact.name for fact in found if isinstance(fact, cls)} == parts


def sign_in(text: str, part: str = "ssh", **said: Any) -> tuple[Any, ...]:
    door = about(read(text, **said), SignIn, part)
    return (door.factors, door.bypass, door.individual, door.directories)


LONELY = LDAP.replace("set secondary-server 10.0.0.2\n", "")


def vdom(name: str, text: str) -> str:
    return f"config vdom\nedit {name}\n{text}next\nend\n"


TOKEN = ADMIN.replace("next", "set two-factor fortitoken\nnext")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", (1, (), True, 0)),
        (ADMIN, (1, (), True, 0)),
        (ADMIN + CLERK, (1, (), True, 0)),
        (TOKEN, (2, (), True, 0)),
        (TOKEN.replace("fortitoken", "email"), (2, (), True, 0)),
        (TOKEN.replace("fortitoken", "disable"), (1, (), True, 0)),
        (TOKEN + CLERK, (1, (), True, 0)),  # the weakest counts
        # Local accounts come in beside the servers, whether these answer or not.
        (LDAP + GROUP + REMOTE + ADMIN, (1, ("local-accounts",), True, 2)),
        (LDAP + GROUP + REMOTE + TOKEN, (None, (), True, 2)),
        (LDAP + GROUP + REMOTE.replace("next", "set two-factor fortitoken\nnext") + TOKEN, (2, (), True, 2)),
        (world("set admin-restrict-local enable") + LDAP + GROUP + REMOTE + ADMIN, (None, (), True, 2)),
        (world("set admin-restrict-local all") + LDAP + GROUP + REMOTE + ADMIN, (None, (), True, 2)),
        (
            world("set admin-restrict-local disable") + LDAP + GROUP + REMOTE + ADMIN,
            (1, ("local-accounts",), True, 2),
        ),
        (LDAP.replace("set secondary-server 10.0.0.2\n", "") + GROUP + REMOTE + TOKEN, (None, (), True, 1)),
        (LDAP.replace("10.0.0.2", "10.0.0.1") + GROUP + REMOTE + TOKEN, (None, (), True, 1)),  # one server by two names
        (GROUP + REMOTE + TOKEN, (None, (), True, 0)),  # its member is defined nowhere
        (LDAP + REMOTE + TOKEN, (None, (), True, 0)),  # and its group
        # Of a name that several VDOMs have, the one with the fewest counts.
        (vdom("a", LONELY + GROUP) + vdom("b", LDAP + GROUP) + REMOTE + TOKEN, (None, (), True, 1)),
        (vdom("a", LDAP + GROUP) + vdom("b", LONELY + GROUP) + REMOTE + TOKEN, (None, (), True, 1)),
        (vdom("a", GROUP) + vdom("b", LDAP + GROUP) + REMOTE + TOKEN, (None, (), True, 0)),
        (vdom("a", LONELY) + vdom("b", LDAP + GROUP) + REMOTE + TOKEN, (None, (), True, 2)),
        (world("set admin-ssh-password disable") + ADMIN, (1, (), True, 0)),
    ],
)
def test_sign_in(text: str, told: tuple[Any, ...]) -> None:
    assert sign_in(text) == told


@pytest.mark.parametrize(("part", "bypass"), [("console", ("local-accounts",)), ("ssh", ()), ("web", ())])
def test_local_accounts_on_the_console_alone(part: str, bypass: tuple[str, ...]) -> None:
    text = world("set admin-restrict-local non-console-only") + LDAP + GROUP + REMOTE + ADMIN
    assert sign_in(text, part)[1] == bypass


@pytest.mark.parametrize(
    ("line", "by"),
    [
        ("set timezone x", "no line says it: Fortinet: admin-restrict-local, "),
        ("set admin-restrict-local disable", ": set admin-restrict-local disable"),
    ],
)
def test_why_local_accounts_are_a_way_round_is_said(line: str, by: str) -> None:
    door = about(read(world(line) + LDAP + GROUP + REMOTE + ADMIN), SignIn, "ssh")
    assert door.bypass == ("local-accounts",)
    assert any(by in one for one in door.stands)


def test_an_account_for_emergencies_is_no_way_round() -> None:
    assert sign_in(LDAP + GROUP + REMOTE + ADMIN, glass=["admin"]) == (None, (), True, 2)
    assert sign_in(TOKEN + CLERK, glass=["ana"]) == (2, (), True, 0)
    assert sign_in(ADMIN, glass=["admin"]) == (1, (), True, 0)


SAML = "config system saml\nset status enable\nset role service-provider\nend\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SAML + ADMIN, (1, ("local-accounts",), True, None)),
        (SAML + TOKEN, (None, (), True, None)),
        (SAML.replace("service-provider", "identity-provider") + ADMIN, (1, (), True, 0)),
        (SAML.replace("enable", "disable") + ADMIN, (1, (), True, 0)),
        (world("set admin-forticloud-sso-login enable") + ADMIN, (1, ("local-accounts",), True, None)),
        (world("set admin-https-pki-required enable") + ADMIN, (None, None, None, None)),
    ],
)
def test_pages(text: str, told: tuple[Any, ...]) -> None:
    assert sign_in(text, "web") == told


@pytest.mark.parametrize(
    "text", ["config user ldap\nedit dc\nset server\nnext\nend\n", "config system admin\nset x\nend\n"]
)
def test_what_is_not_understood_leaves_a_sign_in_open(text: str) -> None:
    assert sign_in(ADMIN + text) == (None, None, None, None)


def test_hardened() -> None:
    found = facts("fortios", HARDENED, glass=["admin"])
    for part in ("console", "ssh", "web"):
        assert about(found, Session, part).idle_seconds == 600
        door = about(found, SignIn, part)
        assert (door.bypass, door.individual, door.directories) == ((), True, 2)
        assert [one.outcome for one in door.unread if one.field == "factors"] == ["hidden"]  # the servers know
    assert not all_about(found, Session, "telnet")
