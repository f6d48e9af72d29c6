"""Accounts of VyOS, how secrets are stored, and what wrong passwords lead to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Identity, Lockout, PasswordPolicy
from tests.collectors.network.reading import about, all_about, facts
from tests.collectors.network.vyos.configurations import BOOT, HARDENED

USER = "set system login user ana authentication"


def read(text: str) -> list[Any]:
    return facts("vyos", f"{text}\n", whole=True)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (f"{USER} encrypted-password '$6$a$b'", "strong-hash"),
        (f"{USER} encrypted-password '$5$a$b'", "strong-hash"),
        (f"{USER} encrypted-password '$y$j9T$a$b'", "strong-hash"),
        (f"{USER} encrypted-password '$1$a$b'", "weak-hash"),
        (f"{USER} encrypted-password 'abJnggxhB/yWI'", None),  # DES, or what somebody wrote in its place
        (f"{USER} encrypted-password '****************'", None),
        (f"{USER} encrypted-password xxxxxx", None),
        (f"{USER} plaintext-password 'Wint3r'", "plain"),
        (f"{USER} plaintext-password 'Wint3r'\n{USER} encrypted-password '$6$a$b'", "plain"),
        (f"{USER} plaintext-password ''\n{USER} encrypted-password '$6$a$b'", "strong-hash"),
        (f"{USER} encrypted-password '$1$a$b'\n{USER} encrypted-password '$6$a$b'", "strong-hash"),
    ],
)
def test_account(text: str, stored: str | None) -> None:
    found = read(text)
    assert about(found, Credential, "user/ana").stored == stored
    who = about(found, Identity, "user/ana")
    assert (who.holder, who.enabled, who.interactive, who.privileged, who.mfa) == ("person", True, True, True, "none")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (f"{USER} encrypted-password '!'", 0),
        (f"{USER} encrypted-password '*'", 0),
        (f"{USER} plaintext-password ''", 0),
        (f"{USER} public-keys a@x key AAAA\n{USER} public-keys a@x type ssh-rsa", 1),
        (f"{USER} public-keys a@x key AAAA\n{USER} public-keys b@x key BBBB", 2),
        ("set system login user ana full-name 'Ana'", 0),
    ],
)
def test_an_account_without_a_password(text: str, keys: int) -> None:
    found = read(text)
    assert not all_about(found, Credential, "user/ana")
    who = about(found, Identity, "user/ana")
    assert (who.interactive, who.keys) == (False, keys)


@pytest.mark.parametrize(
    ("text", "privileged", "enabled", "mfa"),
    [
        ("", True, True, "none"),
        ("set system login user ana level admin", True, True, "none"),
        ("set system login user ana level operator", False, True, "none"),
        ("set system login user ana level operator\nset system login user ana level admin", True, True, "none"),
        ("set system login user ana operator group default", False, True, "none"),
        ("set system login user ana disable", True, False, "none"),
        (f"{USER} otp key ABCDEFGH", True, True, "strong"),
        (f"{USER} otp rate-limit 3", True, True, "none"),
        (f"{USER} otp key ABCDEFGH\n{USER} public-keys a@x key AAAA", True, True, "none"),  # which needs no password
        ("set system login user ana frobnicate", None, None, None),
    ],
)
def test_rights(text: str, mfa: str | None, *, privileged: bool | None, enabled: bool | None) -> None:
    who = about(read(f"{USER} encrypted-password '$6$a$b'\n{text}"), Identity, "user/ana")
    assert (who.privileged, who.enabled, who.mfa) == (privileged, enabled, mfa)


def test_the_image() -> None:
    """Its account has a password that everybody knows."""
    found = facts("vyos", BOOT)
    assert about(found, Identity, "user/vyos").holder == "built-in"
    assert about(found, Credential, "user/vyos").stored == "reversible"


@pytest.mark.parametrize(
    ("text", "part", "form", "stored"),
    [
        ("set system login radius server 10.0.0.1 key 'x1y2z3'", "server/10.0.0.1", "shared-key", "plain"),
        ("set system login radius server 10.0.0.1 secret x", "server/10.0.0.1", "shared-key", "plain"),
        ("set system login radius-server 10.0.0.1 secret x", "server/10.0.0.1", "shared-key", "plain"),
        ("set system login radius server 10.0.0.1 key xxxxxx", "server/10.0.0.1", "shared-key", None),
        ("set system login tacacs server 10.0.0.1 key x", "server/10.0.0.1", "shared-key", "plain"),
        ("set service https api keys id nightly key x", "api/nightly", "shared-key", "plain"),
        ("set service config-sync secondary key x", "config-sync", "shared-key", "plain"),
        ("set service snmp community x", "community/1", "community", "plain"),
        ("set service snmp community x\nset service snmp community y network 10.0.0.0/8", "community/2", "community",
         "plain"),
        ("set service snmp v3 user n auth plaintext-password x", "snmpuser/n", "shared-key", "plain"),
        ("set service snmp v3 user n auth encrypted-password 4e52fe", "snmpuser/n", "shared-key", "weak-hash"),
        ("set service snmp v3 user n auth encrypted-password ****************", "snmpuser/n", "shared-key", None),
        ("set service snmp v3 user n privacy encrypted-key 4e52fe", "snmpuser/n/privacy", "shared-key", "weak-hash"),
        ("set service snmp v3 trap-target 10.0.0.1 auth plaintext-password x", "trap/10.0.0.1", "shared-key", "plain"),
        ("set system login radius server 10.0.0.1 key x\nset system login radius frobnicate", "server/10.0.0.1",
         "shared-key", None),
    ],
)  # fmt: skip
def test_secret(text: str, part: str, form: str, stored: str | None) -> None:
    secret = about(read(text), Credential, part)
    assert (secret.form, secret.stored) == (form, stored)


@pytest.mark.parametrize(
    "text",
    [
        "set service snmp trap-target 10.0.0.1 community x",
        "set service snmp v3 user n auth type sha",
        "set vpn ipsec authentication psk p secret x",
        "set protocols bgp neighbor 10.0.0.1 password x",
    ],
)
def test_no_secret_that_opens_the_device(text: str) -> None:
    assert not [one for one in read(text) if isinstance(one, Credential)]


@pytest.mark.parametrize(
    ("text", "attempts", "seconds"),
    [
        ("", FOREVER, 0),
        ("set service ssh dynamic-protection", None, 120),
        ("set service ssh dynamic-protection threshold 30", None, 120),
        ("set service ssh dynamic-protection block-time 900", None, 900),
        ("set service ssh dynamic-protection frobnicate", None, None),
    ],
)
def test_lockout(text: str, attempts: int | None, seconds: int | None) -> None:
    lock = about(read(text), Lockout)
    assert (lock.attempts, lock.seconds) == (attempts, seconds)


def test_no_length_is_demanded() -> None:
    assert about(read("set system host-name x"), PasswordPolicy).min_length == 0
    assert about(read("set system login frobnicate"), PasswordPolicy).min_length is None


def test_hardened() -> None:
    found = facts("vyos", HARDENED)
    stored = {one.resource.partition("/")[2]: one.stored for one in found if isinstance(one, Credential)}
    assert stored == {
        "user/rescue": "strong-hash",
        "server/10.9.0.11": "plain",
        "server/10.9.0.12": "plain",
        "api/nightly": "plain",
        "snmpuser/nms": "weak-hash",
        "snmpuser/nms/privacy": "weak-hash",
    }
    who = {one.name: (one.enabled, one.interactive, one.mfa) for one in found if isinstance(one, Identity)}
    assert who == {"rescue": (True, True, "strong"), "vyos": (False, False, "none")}
