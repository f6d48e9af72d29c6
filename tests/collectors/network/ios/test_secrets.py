"""Accounts of IOS, how secrets are stored, and what wrong passwords lead to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Identity, Lockout, PasswordPolicy, Reuse
from tests.collectors.network.ios.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts


def read(text: str, **options: Any) -> list[Any]:
    return facts("ios", f"version 15.7\n{text}", whole=True, **options)


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("password 0 x1y2z3", "plain"),
        ("password x1y2z3", "plain"),
        ("password 7 0205", "reversible"),
        ("password 6 QHCKBYNaUTeM", "vault"),
        ("secret 5 $1$abcd$efgh", "weak-hash"),
        ("secret 4 abcd", "weak-hash"),
        ("secret 8 $8$abcd$efgh", "strong-hash"),
        ("secret 9 $9$abcd$efgh", "strong-hash"),
        ("algorithm-type scrypt secret 9 $9$abcd$efgh", "strong-hash"),
        ("secret 3 what", None),
        ('password ""', "empty"),
        ("nopassword", "empty"),
    ],
)
def test_account(words: str, stored: str | None) -> None:
    found = read(f"username ana {words}\n")
    assert about(found, Credential, "user/ana").stored == stored
    who = about(found, Identity, "user/ana")
    assert (who.holder, who.enabled, who.interactive, who.privileged, who.mfa) == ("person", True, True, False, "none")


@pytest.mark.parametrize(
    ("text", "privileged", "interactive"),
    [
        ("username ana privilege 15 secret 9 $9$a$b", True, True),
        ("username ana privilege 15\nusername ana secret 9 $9$a$b", True, True),
        ("username ana secret 9 $9$a$b\nusername ana privilege 15", True, True),
        ("username ana privilege 7 secret 9 $9$a$b", False, True),
        ("username ana privilege 15", True, False),  # without a password
    ],
)
def test_rights(text: str, *, privileged: bool, interactive: bool) -> None:
    who = about(read(text), Identity, "user/ana")
    assert (who.privileged, who.interactive) == (privileged, interactive)


def test_an_account_that_is_not_understood() -> None:
    who = about(read("username ana frobnicate 3\nusername ben password 7 0205\n"), Identity, "user/ben")
    assert (who.holder, who.privileged) == (None, None)


@pytest.mark.parametrize(
    ("text", "part", "form", "stored"),
    [
        ("enable secret 9 $9$a$b", "enable-secret", "password", "strong-hash"),
        ("enable secret 5 $1$a$b", "enable-secret", "password", "weak-hash"),
        ("enable password x", "enable-password", "password", "plain"),
        ("enable password level 5 7 0205", "enable-password/level5", "password", "reversible"),
        ("line vty 0 4\n login\n password 7 0205", "line/vty0-4", "password", "reversible"),
        ("line con 0\n password x", "line/console", "password", "plain"),
        ("snmp-server community x ro", "community/1", "community", "plain"),
        ("tacacs server T\n address ipv4 10.0.0.1\n key 7 0205", "server/T", "shared-key", "reversible"),
        ("tacacs server T\n key 6 abc", "server/T", "shared-key", "vault"),
        ("radius server T\n key x", "server/T", "shared-key", "plain"),
        ("tacacs-server host 10.0.0.1 key 7 0205", "server/10.0.0.1", "shared-key", "reversible"),
        ("radius-server key 7 0205", "radius-server", "shared-key", "reversible"),
        (
            "aaa group server radius G\n server-private 10.0.0.1 key 7 0205",
            "server/10.0.0.1",
            "shared-key",
            "reversible",
        ),
        ("ntp authentication-key 3 md5 0205 7", "ntp/3", "shared-key", "reversible"),
        ("ntp authentication-key 3 md5 x", "ntp/3", "shared-key", "plain"),
    ],
)
def test_secret(text: str, part: str, form: str, stored: str) -> None:
    secret = about(read(text), Credential, part)
    assert (secret.form, secret.stored) == (form, stored)


def test_of_a_line_that_lets_nobody_in_no_password_matters() -> None:
    assert not [one for one in read("line aux 0\n no exec\n password x\n") if isinstance(one, Credential)]


@pytest.mark.parametrize(
    ("text", "attempts", "seconds"),
    [
        ("login block-for 900 attempts 3 within 120", 3, 900),
        ("login block-for 900 attempts 3 within 119", 3, 900),
        ("login block-for 60 attempts 3 within 1", 3, 60),
        ("login block-for 60 attempts 10 within 60\nlogin block-for 900 attempts 3 within 120", 3, 900),
        ("aaa new-model\naaa local authentication attempts max-fail 5", 5, FOREVER),
        ("", FOREVER, 0),
        ("login frobnicate", None, None),
    ],
)
def test_lockout(text: str, attempts: int | None, seconds: int | None) -> None:
    lock = about(read(text), Lockout)
    assert (lock.attempts, lock.seconds) == (attempts, seconds)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("login block-for 900 attempts 3 within 60", 60),
        ("aaa new-model\naaa local authentication attempts max-fail 5", FOREVER),
        ("login frobnicate", None),
    ],
)
def test_how_far_apart_wrong_passwords_count(text: str, seconds: int | None) -> None:
    assert about(read(text), Lockout).within_seconds == seconds


@pytest.mark.parametrize(
    ("text", "least"), [("security passwords min-length 15", 15), ("", None), ("security frobnicate", None)]
)
def test_policy(text: str, least: int | None) -> None:
    assert about(read(text), PasswordPolicy).min_length == least


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("enable password night1ngale\nusername ana password 0 night1ngale",
         {"enable-password": ("ana",), "user/ana": ("enable-password",)}),
        ("enable password night1ngale\nusername ana password 7 08274547011E4B0203000A1E",
         {"enable-password": (), "user/ana": ()}),
        ("enable secret 9 $9$a$b\nusername ana secret 9 $9$a$b", {}),  # salted: the same would look otherwise
        ("tacacs server A\n key x1y2\ntacacs server B\n key x1y2", {"server/A": (), "server/B": ()}),
        ("tacacs server A\n key x1y2\nsnmp-server community x1y2",
         {"server/A": ("community/1",), "community/1": ("server/A",)}),
        ('username ana password ""\nusername ben password ""', {}),
    ],
)  # fmt: skip
def test_reuse(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    every = [one for one in read(text) if isinstance(one, Reuse)]
    assert {one.resource.partition("/")[2]: one.elsewhere for one in every} == expected


def test_numbers_of_two_answers_are_not_compared() -> None:
    """Each answer numbers its secrets for itself, by a key of its own."""
    every = "snmp-server community c0mmun1ty RO\nenable password night1ngale\nend\n"
    found = [one for one in read("enable password night1ngale", config_all=every) if isinstance(one, Reuse)]
    assert {one.resource.partition("/")[2]: one.elsewhere for one in found} == {"enable-password": ()}


def test_hardened() -> None:
    found = facts("ios", HARDENED)
    stored = {one.resource.partition("/")[2]: one.stored for one in found if isinstance(one, Credential)}
    assert stored == {
        "user/rescue": "strong-hash",
        "enable-secret": "strong-hash",
        "server/tac-1": "vault",
        "server/tac-2": "vault",
        "ntp/1": "reversible",
    }
    lock = about(found, Lockout)
    assert (lock.attempts, lock.seconds, about(found, PasswordPolicy).min_length) == (3, 900, 15)
    assert len(all_about(found, Identity, "user/rescue")) == 1
