"""Passwords and second factors: typed once, where a password is asked for, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest

from tests.collectors.ssh.scanning import PASSPHRASE, TYPED, Go, ask, known, secret
from tests.servers.login import Manners, logging_in
from tests.servers.sshd import Pair, me, pair

AGREED = "Do you accept and acknowledge the statement above ? (yes/no) : "


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("passwords") / "user")


def _dialogue(*first: tuple[str, bool], then: tuple[tuple[str, bool], ...] | None = None) -> Manners:
    rounds = (first,) if then is None else (first, then)
    return Manners(TYPED, ways="keyboard-interactive", asks=rounds)


@pytest.mark.parametrize(
    ("manners", "password", "why", "tries"),
    [
        (Manners(TYPED, ways="password"), "env:PASSWORD", "password", ["password"]),
        (Manners(TYPED, ways="keyboard-interactive"), "env:PASSWORD", "keyboard-interactive", None),
        (Manners(TYPED, ways="password"), "env:WRONG", "LoginRefused", ["password"]),
        (Manners(TYPED, ways="keyboard-interactive"), "env:WRONG", "LoginRefused", None),
        (Manners(TYPED, ways="password,keyboard-interactive"), "env:WRONG", "LoginRefused", ["password"]),
        (Manners(TYPED, ways="password"), "env:NOT_SET", "SecretMissing (env:NOT_SET)", []),
        (Manners(TYPED, ways="publickey"), "env:PASSWORD", "LoginRefused", None),
        (Manners(TYPED, ways="hostbased"), "env:PASSWORD", "LoginRefused", None),
        # PAN-OS wants its banner to be agreed to, and shows what is typed there.
        (_dialogue((AGREED, True), ("Password: ", False)), "env:PASSWORD", "keyboard-interactive", None),
        (_dialogue((AGREED, True), then=(("Password: ", False),)), "env:PASSWORD", "keyboard-interactive", None),
        (_dialogue(("Password: ", False), then=((AGREED, True),)), "env:PASSWORD", "keyboard-interactive", None),
        (_dialogue((f"Token? {AGREED}", True)), "env:PASSWORD", "SecondFactor", None),
        # Whatever else is asked, nothing is said.
        (_dialogue(("Token: ", True)), "env:PASSWORD", "SecondFactor", None),
        (_dialogue(("Password: ", False), ("Token: ", False)), "env:PASSWORD", "SecondFactor", None),
        (_dialogue(("Password: ", False), then=(("Token: ", False),)), "env:PASSWORD", "SecondFactor", None),
        (_dialogue(("Password: ", False), then=(("Password: ", False),)), "env:WRONG", "LoginRefused", None),
        (_dialogue(then=(("Password: ", False),)), "env:PASSWORD", "keyboard-interactive", None),
    ],
)
def test_passwords(  # noqa: PLR0913, PLR0917  # a table
    tmp_path: Path, go: Go, manners: Manners, password: str, why: str, tries: list[str] | None
) -> None:
    with logging_in(pair(tmp_path / "host"), manners) as server:
        asked = go(server, password=password, user="ana")
    came = asked.session.outcome == "ok"
    assert (asked.session.body["login"] if came else asked.session.code) == why
    assert came or asked.cause
    assert {user for _, user in server.attempts} <= {"ana"}
    assert tries is None or [way for way, _ in server.attempts] == tries
    assert len([word for word in server.typed if word != "yes"]) <= 1, "what is refused is not typed again"
    assert set(server.typed) <= {TYPED, "wrong", *(["yes"] if AGREED in str(manners.asks) else [])}


@pytest.mark.parametrize(
    ("then", "password", "why"),
    [
        ("password", "env:PASSWORD", "publickey+password"),
        ("password", "", "SecondFactor"),
        ("password", "env:WRONG", "LoginRefused"),
        ("keyboard-interactive", "env:PASSWORD", "SecondFactor"),
        ("keyboard-interactive", "", "SecondFactor"),
        ("hostbased", "env:PASSWORD", "SecondFactor"),
    ],
)
def test_a_key_and_something_besides(  # noqa: PLR0913, PLR0917  # a table
    tmp_path: Path, go: Go, user: Pair, then: str, password: str, why: str
) -> None:
    manners = Manners(TYPED, keys=(user,), then=then)
    with logging_in(pair(tmp_path / "host"), manners) as server:
        asked = go(server, user, **({"password": password} if password else {}))
    came = asked.session.outcome == "ok"
    assert (asked.session.body["login"] if came else asked.session.code) == why
    if why == "SecondFactor":
        assert asked.session.outcome == "denied"
        assert "Match User" in asked.cause.advice
        assert server.typed == []


def test_a_password_stands_in_for_a_key_that_cannot_be_used(tmp_path: Path, go: Go) -> None:
    locked = pair(tmp_path / "locked", passphrase=PASSPHRASE)
    with logging_in(pair(tmp_path / "host"), Manners(TYPED)) as server:
        asked = go(server, locked, password="env:PASSWORD")  # noqa: S106  # a reference
    assert (asked.why, server.attempts) == (("ok", ""), [("password", me())])


def test_accounts_are_named_by_the_nearest(tmp_path: Path, go: Go) -> None:
    config = tmp_path / "config"
    with logging_in(pair(tmp_path / "host"), Manners(TYPED)) as server:
        config.write_text(f"Host web1\n  HostName 127.0.0.1\n  Port {server.port}\n  User conf\n")
        rows: list[tuple[str, dict[str, Any]]] = [("web1", {}), ("uri@web1", {}), ("uri@web1", {"user": "option"})]
        for name, options in rows:
            ask(
                0,
                name=name,
                secret=secret,
                agent=False,
                config=str(config),
                known_hosts=known(tmp_path, server.known),
                password="env:PASSWORD",  # noqa: S106  # a reference
                **options,
            )
    assert [user for _, user in server.attempts] == ["conf", "uri", "option"]
