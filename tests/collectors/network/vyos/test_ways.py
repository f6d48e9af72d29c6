"""Ways into a device with VyOS: when an idle shell ends, and what somebody must show; and how its text is read."""

from typing import Any

import pytest

from collectors.network.syntax.vyos import vyos, vyos_whole
from scanner.facts import FOREVER, Gap, Release, Session, SignIn
from tests.collectors.network.reading import about, facts
from tests.collectors.network.vyos.configurations import BOOT, HARDENED

SSH = "set service ssh port 22\n"
ONE = "set system login user ana authentication encrypted-password '$6$a$b'\n"
RADIUS = "set system login radius server 10.0.0.1 key x\nset system login radius server 10.0.0.2 key x\n"
KEY = "set system login user ana authentication public-keys ana@x key AAAA\n"
OTP = "set system login user ana authentication otp key ABCDEFGH\n"


def read(text: str, **said: Any) -> list[Any]:
    return facts("vyos", f"{text}\n", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("set system host-name 'r1'", ["system host-name r1"]),
        ("set system host-name r1\ndelete system host-name", []),
        ("system {\n host-name r1\n}", ["system host-name r1"]),
        ('system {\n host-name "r1"\n login {\n }\n}', ["system host-name r1", "system login"]),
        ("service {\n ssh {\n }\n}", ["service ssh"]),  # an empty block says that it is there
        ("service {\n ntp {\n  server a {\n  }\n  server b {\n   nts\n  }\n }\n}",
         ["service ntp server a", "service ntp server b nts"]),
        ('system {\n login {\n  banner {\n   pre-login "a; {b} // c"\n  }\n  timeout 5\n }\n}',
         ['system login banner pre-login "a; {b} // c"', "system login timeout 5"]),
        ("set system login banner pre-login 'it; {b} \"c\"'", ['system login banner pre-login "it; {b} \\"c\\""']),
        ("/* a {\n b */\nsystem {\n x\n}\n// y {", ["system x"]),
        ("vyos@r1:~$ show configuration commands\nset system x\nvyos@r1:~$", ["system x"]),
        ("vyos@r1# show\nset system x\n[edit]", ["system x"]),
        ("interfaces {\n loopback lo {\n }\n}\nsystem {\n x\n}", ["system x"]),
        ("set interfaces ethernet eth0 description 'service telnet'", []),
        ("// Release version: 1.3.3\n", ["version 1.3.3"]),
        ("/* Release version: VyOS 1.2.1 */\n", ["version 1.2.1"]),
        ("set system host-name '// Release version: 9'", ['system host-name "// Release version: 9"']),
        ("rename system x to y", ["/*"]),
    ],
)  # fmt: skip
def test_syntax(text: str, said: list[str]) -> None:
    assert [one.text for one in vyos(text)] == said


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (HARDENED, True),
        (HARDENED.rstrip(), False),
        (f"{HARDENED.rstrip()}\nvyos@r1:~$ ", True),
        (BOOT, True),
        (BOOT[: BOOT.index("syslog")], False),
        (f"{BOOT}}}\n", False),
        ("", False),
        ("hello\n", False),
        ("hostname r1\nend\n", False),
    ],
)
def test_whole(text: str, *, whole: bool) -> None:
    assert vyos_whole(text) is whole
    assert isinstance(facts("vyos", text)[0], Gap) is not whole


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("", {"console": FOREVER}),
        ("set system login timeout 300", {"console": 300}),
        ("set system login timeout '300'\nset system login timeout 600", {"console": 600}),
        (f"{SSH}set system login timeout 300", {"console": 300, "ssh": 300}),
        ("set service telnet port 23", {"console": FOREVER, "telnet": FOREVER}),
        ("set service ssh", {"console": FOREVER, "ssh": FOREVER}),
        ("set system login frobnicate", {"console": None}),
        ("set system login timeout soon", {"console": None}),
        ("edit system login\nset timeout 5", {"console": None}),
    ],
)
def test_idle(text: str, idle: dict[str, int | None]) -> None:
    found = read(text)
    assert {one.resource.partition("/")[2]: one.idle_seconds for one in found if isinstance(one, Session)} == idle
    assert all(one.surface == "management" for one in found if isinstance(one, Session))


@pytest.mark.parametrize(
    ("text", "console", "ssh"),
    [
        # factors, way round, by name, servers
        ("", (1, (), True, 0), (1, (), True, 0)),
        (ONE, (1, (), True, 0), (1, (), True, 0)),
        (f"{ONE}{OTP}", (2, (), True, 0), (2, (), True, 0)),
        (f"{ONE}{OTP}set system login user ben authentication encrypted-password '$6$c$d'", (1, (), True, 0),
         (1, (), True, 0)),
        ((f"{ONE}{OTP}set system login user ben authentication encrypted-password '$6$c$d'\n"
         "set system login user ben disable"), (2, (), True, 0), (2, (), True, 0)),
        (f"{ONE}{OTP}set system login user ben authentication encrypted-password '!'", (2, (), True, 0),
         (2, (), True, 0)),
        (f"{ONE}{OTP}{KEY}", (2, (), True, 0), (1, (), True, 0)),  # the key alone is enough
        (f"{ONE}{KEY}set service ssh disable-password-authentication", (1, (), True, 0), (1, (), True, 0)),
        (RADIUS, (1, ("local-accounts",), True, 2), (1, ("local-accounts",), True, 2)),
        (f"{RADIUS}set system login radius security-mode optional", (1, ("local-accounts",), True, 2),
         (1, ("local-accounts",), True, 2)),
        (f"{RADIUS}set system login radius security-mode mandatory", (None, (), True, 2), (None, (), True, 2)),
        (f"{RADIUS}{ONE}{KEY}set system login radius security-mode mandatory", (None, (), True, 2),
         (1, ("local-accounts",), True, 2)),
        (f"{RADIUS}{KEY}set system login user ana disable\nset system login radius security-mode mandatory",
         (None, (), True, 2), (None, (), True, 2)),
        (f"{RADIUS}set service ssh trusted-user-ca x\nset system login radius security-mode mandatory",
         (None, (), True, 2), (1, ("local-accounts",), True, 2)),
        (f"{RADIUS}set system login radius server 10.0.0.2 disable\nset system login radius security-mode mandatory",
         (None, (), True, 1), (None, (), True, 1)),
        ("set system login radius server 10.0.0.1 disable\nset system login radius server 10.0.0.1 key x",
         (1, (), True, 0), (1, (), True, 0)),
        ("set system login tacacs server 10.0.0.1 key x\nset system login tacacs security-mode mandatory",
         (None, (), True, 1), (None, (), True, 1)),
        ("set system login radius-server 10.0.0.1 secret x", (1, ("local-accounts",), True, 1),
         (1, ("local-accounts",), True, 1)),
        ("set system login radius frobnicate", (None,) * 4, (None,) * 4),
        ("set system login user ana frobnicate", (None,) * 4, (None,) * 4),
        ("set service ssh frobnicate", (1, (), True, 0), (None,) * 4),
    ],
)  # fmt: skip
def test_sign_in(text: str, console: tuple[Any, ...], ssh: tuple[Any, ...]) -> None:
    found = read(SSH + text)
    for way, expected in (("console", console), ("ssh", ssh)):
        door = about(found, SignIn, way)
        assert (door.factors, door.bypass, door.individual, door.directories) == expected


def test_why_local_accounts_are_a_way_round_is_said() -> None:
    (stands,) = about(read(RADIUS), SignIn, "console").stands
    assert "no line says it: vyos-1x: security-mode is optional" in stands


def test_nobody_comes_in_by_ssh_without_a_key() -> None:
    found = read(f"{SSH}{ONE}set service ssh disable-password-authentication")
    assert {one.resource.partition("/")[2] for one in found if isinstance(one, SignIn)} == {"console"}


@pytest.mark.parametrize(
    ("text", "said", "version", "left"),
    [
        ("// Release version: 1.3.3", "", "1.3.3", -330),
        ("// Release version: 1.4.0", "", "1.4.0", None),
        ("set system host-name x", "Version:          VyOS 1.3.8\nRelease train:    equuleus", "1.3.8", -330),
        ("set system host-name x", "Version:  1.5-rolling-202401010026", "1.5-rolling-202401010026", None),
        ("set system host-name x", "", None, None),
    ],
)
def test_release(text: str, said: str, version: str | None, left: int | None) -> None:
    release = about(read(text, **({"version": said} if said else {})), Release)
    assert (release.version, release.support_days_left) == (version, left)


@pytest.mark.parametrize(
    "text", ["set service salt-minion master '10.0.0.9'", "set service salt-minion", "service {\n salt-minion {\n }\n}"]
)
def test_a_master_that_commands_it_is_a_way_in(text: str) -> None:
    """What it asks of whom no line of the device says."""
    found = read(text)
    assert about(found, Session, "salt").idle_seconds is None
    door = about(found, SignIn, "salt")
    assert (door.factors, door.bypass, door.individual, door.directories) == (None, None, None, None)
    assert not [one for one in read(ONE) if one.name == "salt"]
