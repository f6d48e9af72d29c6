"""RouterOS: the ways in, who may come, and what they must show."""

import pytest

from scanner.facts import FOREVER, Credential, Gap, Identity, Lockout, PasswordPolicy, Session, SignIn
from tests.collectors.network.reading import about, all_about, facts

NEW = "# 2026-05-30 11:07:28 by RouterOS 7.16.2\n"
OLD = "# may/30/2026 11:07:28 by RouterOS 6.49.7\n"
WAYS = ("console", "ssh", "telnet", "winbox", "api")
SERVERS = "/radius\nadd address=10.0.0.1 service=login\nadd address=10.0.0.2 service=ppp,login\n"
RADIUS = f"{SERVERS}/user aaa\nset use-radius=yes\n"


def users(*rows: str) -> str:
    """As `/user print detail` shows them."""
    return "Flags: X - DISABLED\n" + "".join(f" {n} {row}\n\n" for n, row in enumerate(rows))


ADMIN = '  ;;; system default user\n     name="admin" group=full address=""'


def test_each_way_that_is_on_has_a_session() -> None:
    found = facts("routeros", NEW)
    assert {f.resource.partition("/")[2] for f in found if isinstance(f, Session)} == {*WAYS, "web"}
    assert {f.resource.partition("/")[2] for f in found if isinstance(f, SignIn)} == {*WAYS, "web"}


@pytest.mark.parametrize(
    ("lines", "off"),
    [
        ("set telnet disabled=yes\n", {"telnet"}),
        ("set winbox disabled=yes\nset api disabled=yes\n", {"winbox", "api"}),
        ("disable telnet,api\n", {"telnet", "api"}),
        ("disable [ find name=telnet ]\n", {"telnet"}),
        ("disable telnet,api\nenable api\n", {"telnet"}),
        ("set telnet disabled=yes\nset telnet disabled=no\n", set()),
        ("set telnet disabled=yes\nset telnet port=2323\n", {"telnet"}),
        ("set www disabled=yes\n", {"web"}),  # www-ssl is off by itself
        ("set www disabled=yes\nset www-ssl disabled=no\n", set()),
    ],
)
def test_nobody_comes_in_by_what_is_off(lines: str, off: set[str]) -> None:
    found = facts("routeros", f"{NEW}/ip service\n{lines}")
    assert {f.resource.partition("/")[2] for f in found if isinstance(f, Session)} == {*WAYS, "web"} - off


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        (OLD, FOREVER),  # no limit existed
        (NEW, None),  # it is of the accounts, which no export holds
        ("", None),  # of which release nobody says
    ],
)
def test_idle_without_accounts(text: str, idle: int | None) -> None:
    found = facts("routeros", f"{text}/ip ssh\nset strong-crypto=yes\n")
    for way in ("console", "ssh", "telnet"):
        assert about(found, Session, way).idle_seconds == idle


@pytest.mark.parametrize(
    ("rows", "idle", "then"),
    [
        ((f"{ADMIN} inactivity-policy=logout inactivity-timeout=10m",), 600, "ends"),
        ((f"{ADMIN} inactivity-policy=logout inactivity-timeout=00:05:00",), 300, "ends"),
        ((f"{ADMIN} inactivity-policy=none inactivity-timeout=10m",), FOREVER, "ends"),
        ((f"{ADMIN} inactivity-policy=lockscreen inactivity-timeout=5m",), 300, "locks"),
        (
            (
                f"{ADMIN} inactivity-policy=logout inactivity-timeout=5m",
                'name="bob" group=read inactivity-policy=logout inactivity-timeout=1h',
            ),
            3600,
            "ends",
        ),
        (
            (
                f"{ADMIN} inactivity-policy=logout inactivity-timeout=5m",
                'X name="bob" group=read inactivity-policy=none inactivity-timeout=1h',  # disabled
            ),
            300,
            "ends",
        ),
        ((f"{ADMIN} inactivity-policy=logout inactivity-timeout=soon",), None, "ends"),
        ((f"{ADMIN} inactivity-policy=logout", 'name="bob" group=read'), None, "ends"),
        ((f"{ADMIN}",), None, "ends"),
    ],
)
def test_idle_by_accounts(rows: tuple[str, ...], idle: int | None, then: str) -> None:
    found = facts("routeros", NEW, users=users(*rows))
    for way in ("console", "ssh", "telnet"):
        session = about(found, Session, way)
        assert (session.idle_seconds, session.on_idle) == (idle, then)
    assert about(found, Session, "winbox").idle_seconds is None  # the limit is of console sessions


def test_idle_of_those_whom_radius_knows_is_not_shown() -> None:
    shown = users(f"{ADMIN} inactivity-policy=logout inactivity-timeout=10m")
    assert about(facts("routeros", NEW + RADIUS, users=shown), Session, "ssh").idle_seconds is None
    never = users(f"{ADMIN} inactivity-policy=none inactivity-timeout=10m")
    assert about(facts("routeros", NEW + RADIUS, users=never), Session, "ssh").idle_seconds == FOREVER


@pytest.mark.parametrize(
    ("lines", "servers", "bypass"),
    [
        ("", 0, ()),
        ("/user aaa\nset use-radius=no\n", 0, ()),
        ("/user aaa\nset use-radius=yes\n", 0, ()),  # no server is asked
        (RADIUS, 2, ("local-accounts",)),
        (f"{RADIUS}/user aaa\nset use-radius=no\n", 0, ()),
        (f"{RADIUS}/user aaa\nset accounting=yes\n", 2, ("local-accounts",)),
        (RADIUS.replace("ppp,login", "ppp"), 1, ("local-accounts",)),
        (RADIUS.replace("10.0.0.2", "10.0.0.1"), 1, ("local-accounts",)),
        (RADIUS.replace("add address=10.0.0.2", "add address=10.0.0.2 disabled=yes"), 1, ("local-accounts",)),
    ],
)
def test_sign_in(lines: str, servers: int, bypass: tuple[str, ...]) -> None:
    door = about(facts("routeros", NEW + lines), SignIn, "ssh")
    assert (door.factors, door.individual, door.directories, door.bypass) == (1, True, servers, bypass)


@pytest.mark.parametrize("line", ["/radius\nadd odd=1\n", "/user aaa\nset odd=1\n", "/ip service\nset ssh odd=1\n"])
def test_what_is_not_understood_leaves_doors_open(line: str) -> None:
    door = about(facts("routeros", NEW + RADIUS + line), SignIn, "ssh")
    assert (door.factors, door.directories) == (None, None)
    assert "not understood" in door.unread[0].ask


def test_accounts_as_a_command_shows_them() -> None:
    shown = users(
        f"{ADMIN} last-logged-in=2026-11-16 21:04:11",
        'X name="bob" group=write',
        "name=carol group=ops last-logged-in=nov/25/2026 01:02:03",
        "name=dave group=other",
    )
    groups = '/user group\nadd name=ops policy="ssh,read,write,policy,!ftp"\n'
    keys = '  0 user=carol bits=2048 key-owner="user=bob"\n  1 user=carol bits=256\n'
    found = facts("routeros", NEW + groups, users=shown, user_keys=keys)
    seen = {
        who.name: (who.holder, who.enabled, who.privileged, who.keys, who.unused_days)
        for who in found
        if isinstance(who, Identity)
    }
    assert seen == {
        "admin": ("built-in", True, True, 0, 10),
        "bob": ("person", False, False, 0, None),
        "carol": ("person", True, True, 2, 1),
        "dave": ("person", True, None, 0, None),
    }
    assert about(found, Credential, "user/bob").stored is None  # how, no source says
    assert not [f for f in found if isinstance(f, Gap)]


def test_without_that_command_nobody_knows_the_accounts() -> None:
    found = facts("routeros", NEW)
    assert {(gap.missing, gap.which) for gap in found if isinstance(gap, Gap)} == {
        ("identity", ""),
        ("credential", "password"),
    }
    assert "/user print detail" in next(gap.ask for gap in found if isinstance(gap, Gap))


@pytest.mark.parametrize(
    ("shown", "error"),
    [
        ("", "no account"),
        ("bad command name user (line 1 column 2)\n", "refused"),
        ("not enough permissions (9)\n", "refused"),
        (' 0 name="a b" group=full\n', "no name"),
        (" 0 name=bob\n", "no name"),
    ],
)
def test_accounts_that_cannot_be_read(shown: str, error: str) -> None:
    with pytest.raises(ValueError, match=error):
        facts("routeros", NEW, users=shown)


def test_accounts_that_a_script_makes() -> None:
    lines = (
        '/user\nadd group=full name=bob password="x y"\nset admin disabled=yes\nadd group=read name=eve password=""\n'
    )
    found = facts("routeros", NEW + lines)
    assert about(found, Identity, "user/admin").enabled is False
    assert about(found, Identity, "user/bob").privileged is True
    assert about(found, Credential, "user/bob").stored is None
    assert about(found, Credential, "user/eve").stored == "empty"
    assert [f for f in found if isinstance(f, Gap)]  # it need not be all


@pytest.mark.parametrize(
    ("lines", "length"),
    [
        ("", 0),
        ("/user settings\nset minimum-categories=3 minimum-password-length=15\n", 15),
        ("/user settings\nset minimum-password-length=15\nset minimum-password-length=8\n", 8),
        ("/user settings\nset minimum-password-length=15 !minimum-categories\n", 15),
        ("/user settings\nset minimum-password-length=15\nset !minimum-password-length\n", 0),
        ("/user settings\nset minimum-password-length=long\n", None),
        ("/user settings\nset odd=1\n", None),
    ],
)
def test_length_of_passwords(lines: str, length: int | None) -> None:
    assert about(facts("routeros", NEW + lines), PasswordPolicy).min_length == length


def test_of_a_lock_no_source_says() -> None:
    lock = about(facts("routeros", NEW), Lockout)
    assert (lock.attempts, lock.seconds) == (None, None)


@pytest.mark.parametrize(
    ("lines", "stored"),
    [
        ("/radius\nadd address=10.0.0.1 secret=abc service=ppp\n", {"server/10.0.0.1": "plain"}),
        ("/radius\nadd address=10.0.0.1 service=ppp\n", {"server/10.0.0.1": "plain"}),  # an export may hide it
        ('/radius\nadd address=10.0.0.1 secret="" service=ppp\n', {"server/10.0.0.1": "empty"}),
        ("/system ntp key\nadd key-id=3\n", {"ntp/3": "plain"}),
        ("/tool e-mail\nset password=abc user=x\n", {"mail": "plain"}),
        ('/tool e-mail\nset password="" user=""\n', {}),
        ("/radius\nadd address=10.0.0.1 secret=abc service=ppp odd=1\n", {}),
    ],
)
def test_secrets(lines: str, stored: dict[str, str]) -> None:
    found = facts("routeros", NEW + lines)
    kept = {f.name: f.stored for f in found if isinstance(f, Credential) and f.form == "shared-key"}
    assert kept == stored


def test_nothing_is_said_twice() -> None:
    assert len(all_about(facts("routeros", NEW + RADIUS), SignIn, "ssh")) == 1


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        ("/tool romon\nset enabled=yes\n", True),
        ("/tool romon\nset enabled=yes id=00:00:00:00:00:01 secrets=x\n/tool romon port\nadd interface=ether1\n", True),
        ("/tool romon\nset enabled=yes\nset enabled=no\n", False),
        ("/tool romon\nset frobnicate=yes\n", True),
        ("", False),
    ],
)
def test_who_comes_by_romon(lines: str, *, there: bool) -> None:
    """Over the neighbours, whatever the services say of addresses; by the same accounts."""
    found = facts("routeros", f"{NEW}{RADIUS}{lines}", whole=True)
    assert [one.idle_seconds for one in all_about(found, Session, "romon")] == [None] * there
    doors = all_about(found, SignIn, "romon")
    assert [one.bypass for one in doors] == [None if "frob" in lines else ("local-accounts",)] * there
