"""Ways into PAN-OS: how long an idle session stays, and what somebody must show."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Fact, Session, SignIn
from tests.collectors.network.panos.configurations import HARDENED, SUPER, VERSION, XML
from tests.collectors.network.reading import about, facts

IDLE = "deviceconfig setting management idle-timeout"


def read(*lines: str, **said: Any) -> list[Fact]:
    return facts("panos", "".join(f"set {line}\n" for line in lines), whole=True, **said)


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ([f"{IDLE} 10"], 600),
        ([f"{IDLE} 1440"], 86400),
        ([f"{IDLE} 0"], FOREVER),
        ([f"{IDLE} 10", f"{IDLE} 60"], 3600),  # the later line counts
        ([f"config devices localhost.localdomain {IDLE} 5"], 300),
        ([], 3600),
        ([f"{IDLE} soon"], None),
        ([f"{IDLE} 10", "deviceconfig setting management idle-time 60"], None),
        ([f"template T config {IDLE} 5"], 3600),  # meant for others
        (["network virtual-router r protocol bgp peer-group g peer p connection-options idle-hold-time 15"], 3600),
    ],
)
def test_idle(lines: list[str], seconds: int | None) -> None:
    found = read(*lines)
    for part in ("console", "ssh", "web"):
        assert about(found, Session, part).idle_seconds == seconds


@pytest.mark.parametrize(
    ("lines", "version", "longest"),
    [
        (["deviceconfig setting management admin-session max-session-time 60"], "", 3600),
        (["deviceconfig setting management admin-session max-session-time 0"], "sw-version: 11.1.2\n", 2592000),
        ([], "sw-version: 11.1.2\n", 2592000),
        ([], "sw-version: 10.1.2\n", FOREVER),
        ([], "", FOREVER),
    ],
)
def test_longest(lines: list[str], version: str, longest: int) -> None:
    said = {"version": version} if version else {}
    assert about(read(*lines, SUPER, **said), Session, "web").max_seconds == longest


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["deviceconfig system service disable-telnet yes"], {"console", "ssh", "web"}),
        (["deviceconfig system service disable-telnet no"], {"console", "ssh", "web", "telnet"}),
        ([f"deviceconfig system service disable-{name} yes" for name in ("telnet", "ssh", "https")], {"console"}),
    ],
)
def test_only_ways_that_are_open(lines: list[str], parts: set[str]) -> None:
    for cls in (Session, SignIn):
        assert {fact.name for fact in read(*lines) if isinstance(fact, cls)} == parts


def user(name: str, *said: str) -> list[str]:
    return [f"mgt-config users {name} {one}" for one in said]


def profile(name: str, method: str, *more: str) -> list[str]:
    behind = "" if method in ("local-database", "none") else f" server-profile {method}s"
    return [f"shared authentication-profile {name} method {method}{behind}", *more]


ANA, BEN = user("ana", "phash $5$x$y"), user("ben", "phash $5$x$z")
TACACS = profile("P", "tacplus")
TWO = [f"shared server-profile tacplus tacpluss server s{n} address 10.0.0.{n}" for n in (1, 2)]
OF_P = user("ana", "phash $5$x$y", "authentication-profile P")
DEVICE = ["deviceconfig system authentication-profile P"]


def sign_in(lines: list[str], part: str = "ssh", **said: Any) -> tuple[Any, ...]:
    door = about(read(*lines, **said), SignIn, part)
    return (door.factors, door.bypass, door.individual, door.directories)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], (1, (), True, 0)),
        (ANA, (1, (), True, 0)),
        # The profile of an account is asked in place of its password.
        (OF_P + TACACS + TWO, (None, (), True, 2)),
        (OF_P + TACACS + TWO[:1], (None, (), True, 1)),
        (OF_P + TACACS + [TWO[0], TWO[1].replace("0.2", "0.1")], (None, (), True, 1)),
        (OF_P + TACACS, (None, (), True, 0)),  # its servers are defined nowhere
        (OF_P + TACACS + TWO + BEN, (1, ("local-accounts",), True, 2)),
        (OF_P + TWO, (1, (), True, 0)),  # so is the profile itself: the password is what is left
        (OF_P + profile("P", "local-database"), (1, (), True, 0)),
        (OF_P + profile("P", "none"), (None, None, None, None)),
        (user("ana", "phash *", "authentication-profile P") + TACACS + TWO, (None, (), True, 2)),
        # That of the device is asked of those alone who have no password.
        (DEVICE + TACACS + TWO, (None, (), True, 2)),
        (DEVICE + TACACS + TWO + ANA, (1, ("local-accounts",), True, 2)),
        (DEVICE + TACACS + TWO + OF_P, (None, (), True, 2)),
        # A key lets in by SSH whatever else is said.
        (OF_P + user("ana", "public-key AAAA") + TACACS + TWO, (1, ("local-accounts",), True, 2)),
        # Of a sequence all must be servers.
        ([*OF_P, "shared authentication-sequence P authentication-profiles [ Q R ]", *profile("Q", "tacplus"),
          *profile("R", "radius"), *TWO], (None, (), True, 2)),
        ([*OF_P, "shared authentication-sequence P authentication-profiles [ Q R ]", *profile("Q", "tacplus"),
          *profile("R", "local-database"), *TWO], (1, (), True, 0)),
        # An identity provider is asked in a browser alone.
        (DEVICE + profile("P", "saml-idp"), (1, (), True, 0)),
        ([*DEVICE, "template T config shared authentication-profile P method none"], (1, (), True, 0)),
        ([*OF_P, *TACACS, *TWO, "shared authentication-profile P method smoke-signals"], (None, None, None, None)),
    ],
)  # fmt: skip
def test_sign_in(lines: list[str], told: tuple[Any, ...]) -> None:
    assert sign_in(lines) == told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (OF_P + user("ana", "public-key AAAA") + TACACS + TWO, (None, (), True, 2)),  # keys are of SSH
        (DEVICE + profile("P", "saml-idp"), (None, (), True, None)),
        (DEVICE + profile("P", "saml-idp") + ANA, (1, ("local-accounts",), True, None)),
        ([*ANA, "deviceconfig system certificate-profile C"], (None, None, None, None)),
    ],
)
def test_pages(lines: list[str], told: tuple[Any, ...]) -> None:
    assert sign_in(lines, "web") == told


def test_an_account_for_emergencies_is_no_way_round() -> None:
    assert sign_in(OF_P + TACACS + TWO + BEN, glass=["ben"]) == (None, (), True, 2)


def test_hardened() -> None:
    found = facts("panos", HARDENED, version=VERSION, glass=["admin"])
    for part in ("console", "ssh", "web"):
        assert about(found, Session, part).idle_seconds == 600
        door = about(found, SignIn, part)
        assert (door.bypass, door.individual, door.directories) == ((), True, 2)
        assert [one.outcome for one in door.unread if one.field == "factors"] == ["hidden"]  # the servers know


def test_xml() -> None:
    found = facts("panos", XML)
    assert about(found, Session, "telnet").idle_seconds == 300  # a profile opens it on an interface
    assert about(found, SignIn, "ssh").directories == 2
    assert about(found, SignIn, "ssh").bypass == ("local-accounts",)


PANORAMA = "deviceconfig system panorama local-panorama panorama-server 10.0.0.8"


def test_what_panorama_may_say_is_open() -> None:
    session = about(read(PANORAMA), Session, "ssh")
    assert session.idle_seconds is None
    assert "Panorama may; “show config merged”" in session.unread[0].ask
    assert about(read(PANORAMA, f"{IDLE} 10"), Session, "ssh").idle_seconds == 600


def test_what_panorama_says() -> None:
    merged = f"set {PANORAMA}\nset {IDLE} 15\nset deviceconfig system hostname x\n"
    session = about(read(PANORAMA, merged=merged), Session, "ssh")
    assert (session.idle_seconds, session.stands) == (900, (f"merged with Panorama: {IDLE} 15",))
    assert session.answers == (0, 1)
    unsaid = about(read(PANORAMA, merged=f"set {PANORAMA}\n"), Session, "ssh")
    assert unsaid.idle_seconds == 3600  # neither of them says it
    cut = about(read(PANORAMA, merged=f"set {PANORAMA}\nset {IDLE} 1"), Session, "ssh")
    assert cut.idle_seconds is None
