"""AOS-CX: accounts, how secrets are stored, what is demanded of passwords, and what wrong ones lead to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Identity, Lockout, PasswordPolicy
from tests.collectors.network.aoscx.configurations import HARDENED, SMALL
from tests.collectors.network.reading import about, all_about, facts

HEAD = "!Version ArubaOS-CX FL.10.13.1000\n!export-password: default\n"
OWN = HEAD.replace("default", "custom")
USER = "snmpv3 user u auth sha auth-pass ciphertext AQB1 priv aes priv-pass ciphertext AQB2"
COMPLEX = "password complexity\n    minimum-length 15\n"
SHORTEST = "aaa authentication minimum-password-length"


def read(text: str, head: str = HEAD) -> list[Any]:
    return facts("aoscx", f"{head}{text}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # whether it may do all, whether the switch came with it, keys
        ("user ana group administrators password ciphertext AQB1", (True, "person", 0)),
        ("user ana group operators password ciphertext AQB1", (False, "person", 0)),
        ("user ana group auditors password plaintext x", (False, "person", 0)),
        ("user ana group ops password ciphertext AQB1", (None, "person", 0)),  # a group of its own
        ("user ana password ciphertext AQB1", (None, "person", 0)),
        ("user ana group operators\nuser ana password ciphertext AQB1", (False, "person", 0)),
        (
            (
                "user ana group operators password ciphertext AQB1\n"
                "user ana group administrators password ciphertext AQB1"
            ),
            (True, "person", 0),
        ),
        ("user ana group operators\nuser ana authorized-key ssh-rsa AAAA ana@desk", (False, "person", 1)),
    ],
)
def test_accounts(text: str, expected: tuple[Any, ...]) -> None:
    found = about(read(text), Identity, "user/ana")
    assert (found.privileged, found.holder, found.keys) == expected
    assert (found.enabled, found.mfa) == (True, "none")


def test_the_built_in_account_and_several() -> None:
    found = read("user admin group administrators password ciphertext A\nuser ana group operators password plaintext b")
    assert [one.holder for one in found if isinstance(one, Identity)] == ["built-in", "person"]
    assert about(found, Identity, "user/admin").privileged is True
    odd = read("user admin group administrators password ciphertext A\nuser ana frobnicate")
    assert about(odd, Identity, "user/admin").privileged is None
    assert about(odd, Credential, "user/admin").stored is None


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("user ana group operators password ciphertext AQBapX", None),  # which hash it is no line says
        ("user ana group operators password ciphertext ****", None),
        ("user ana group operators password plaintext Wint3rSale", "plain"),
        ('user ana group operators password plaintext ""', "empty"),
        ("user ana group operators password plaintext x\nuser ana password ciphertext AQBapX", None),
        ("user ana group operators", None),
    ],
)
def test_passwords(text: str, stored: str | None) -> None:
    assert about(read(text), Credential, "user/ana").stored == stored


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tacacs-server key {} AQBapX1", "tacacs-server"),
        ("radius-server key {} AQBapX1", "radius-server"),
        ("tacacs-server host 10.0.0.1 key {} AQBapX1 vrf mgmt", "server/10.0.0.1"),
        ("radius-server host 10.0.0.1 key {} AQBapX1 vrf mgmt", "server/10.0.0.1"),
        ("ntp authentication-key 7 sha1 {} AQBapX1 trusted", "ntp/7"),
        (USER.replace("ciphertext", "{}", 1), "snmpuser/u"),
    ],
)
def test_keys(text: str, name: str) -> None:
    """Ciphertext is by the export password: all switches have the same that were given none."""
    assert about(read(text.format("ciphertext")), Credential, name).stored == "reversible"
    assert about(read(text.format("ciphertext"), OWN), Credential, name).stored == "vault"
    assert about(read(text.format("ciphertext"), ""), Credential, name).stored is None  # whose it is no line says
    assert about(read(text.format("plaintext"), OWN), Credential, name).stored == "plain"
    masked = text.format("ciphertext").replace("AQBapX1", "****").replace("AQB1", "****")
    assert about(read(masked), Credential, name).stored is None
    again = f"{text.format('plaintext')}\n{text.format('ciphertext')}"
    assert about(read(again), Credential, name).stored == "reversible"  # the last line
    assert about(read(text.format("ciphertext")), Credential, name).form == "shared-key"


def test_a_key_that_does_not_say_how_it_is_written() -> None:
    assert about(read("ntp authentication-key 1 md5 AQBapX"), Credential, "ntp/1").stored is None
    assert not all_about(read("tacacs-server host 10.0.0.1 vrf mgmt"), Credential, "server/10.0.0.1")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", 0),
        ("snmp-server vrf mgmt", 1),  # public, until one is named
        ("snmp-server vrf mgmt\nsnmp-server snmpv3-only", 0),
        ("snmp-server vrf mgmt\nsnmp-server community a", 1),
        ("snmp-server community a\nsnmp-server community b\n    access-level rw", 2),
    ],
)
def test_communities(text: str, places: int) -> None:
    found = [one for one in read(text) if isinstance(one, Credential)]
    assert [(one.form, one.stored) for one in found] == [("community", "plain")] * places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (FOREVER, 0)),
        ("aaa authentication limit-login-attempts 3 lockout-time 900", (3, 900)),
        ("aaa authentication console-login-attempts 3 console-lockout-time 900", (FOREVER, 0)),  # of the console alone
        (
            (
                "aaa authentication limit-login-attempts 3 lockout-time 900\n"
                "aaa authentication limit-login-attempts 9 lockout-time 60"
            ),
            (9, 60),
        ),
        ("aaa authentication limit-login-attempts many", (None, None)),
    ],
)
def test_lockout(text: str, expected: tuple[int | None, int | None]) -> None:
    found = about(read(text), Lockout)
    assert (found.attempts, found.seconds) == expected


@pytest.mark.parametrize(
    ("text", "length", "history"),
    [
        ("", 0, None),
        (f"{COMPLEX}    enable", 15, None),
        (COMPLEX, 0, None),  # it is not on
        (f"{COMPLEX}    enable\n    no enable", 0, None),
        (f"{COMPLEX}    enable\n    minimum-length 8\n    history-count 5", 8, 5),
        (f"{COMPLEX}{SHORTEST} 8", 8, None),
        (f"{COMPLEX}    enable\n{SHORTEST} 8", 15, None),  # the longer one
        (f"{COMPLEX}    enable\n{SHORTEST} 20\n{SHORTEST} 16", 16, None),
        ("password complexity\n    enable", None, None),  # how long no line says
        (f"password complexity\n    enable\n{SHORTEST} 12", 12, None),
        (f"{COMPLEX}    enable\n    frobnicate", None, None),
    ],
)
def test_password_policy(text: str, length: int | None, history: int | None) -> None:
    found = about(read(text), PasswordPolicy)
    assert (found.min_length, found.history) == (length, history)


def test_a_hardened_switch_and_one_from_the_factory() -> None:
    found = facts("aoscx", HARDENED)
    assert {one.stored for one in found if isinstance(one, Credential) and one.form == "shared-key"} == {"vault"}
    assert about(found, PasswordPolicy).min_length == 15
    assert (about(found, Lockout).attempts, about(found, Identity, "user/ana").keys) == (FOREVER, 1)
    small = facts("aoscx", SMALL)
    assert [one.resource for one in small if isinstance(one, Identity)] == ["aoscx:r1/user/admin"]
    assert about(small, PasswordPolicy).min_length == 0
