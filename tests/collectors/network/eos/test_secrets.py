"""Accounts of EOS, how secrets are stored, and what wrong passwords lead to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Identity, Lockout, PasswordPolicy, Reuse
from tests.collectors.network.eos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts


def read(text: str, **options: Any) -> list[Any]:
    return facts("eos", f"! device: x (y, EOS-4.34.2F)\n{text}\n", whole=True, **options)


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("secret x1y2z3", "plain"),  # the device would hash it; who keeps the file has it in the clear
        ("secret 0 x1y2z3", "plain"),
        ("secret 5 $1$abcd$efgh", "weak-hash"),
        ("secret sha512 $6$abcd$efgh", "strong-hash"),
        ("privilege 15 role network-admin secret sha512 $6$abcd$efgh", "strong-hash"),
        ("secret x1y2z3 privilege 15 role network-admin", "plain"),
        ("secret sha512 <removed>", "strong-hash"),
        ("secret <removed>", None),
        ("secret ********", None),
        ('secret ""', "empty"),
        ("nopassword", "empty"),
        ("privilege 1 role network-admin nopassword", "empty"),
    ],
)
def test_account(words: str, stored: str | None) -> None:
    found = read(f"username ana {words}")
    assert about(found, Credential, "user/ana").stored == stored
    who = about(found, Identity, "user/ana")
    assert (who.holder, who.enabled, who.interactive, who.mfa, who.keys) == ("person", True, True, "none", 0)


@pytest.mark.parametrize(
    ("text", "privileged", "interactive", "keys"),
    [
        ("username ana privilege 15 secret sha512 $6$a$b", True, True, 0),
        ("username ana role network-admin secret sha512 $6$a$b", True, True, 0),
        ("username ana secret 0 x1y2 role network-admin", True, True, 0),
        ("username ana privilege 1 secret sha512 $6$a$b", False, True, 0),
        ("username ana secret sha512 $6$a$b", False, True, 0),
        ("username ana privilege 9 role network-operator secret sha512 $6$a$b", True, True, 0),
        ("username ana role ops secret sha512 $6$a$b", None, True, 0),  # what it allows is not read
        ("username ana secret sha512 $6$a$b\naaa authorization policy local default-role network-admin", True, True, 0),
        ("username ana secret sha512 $6$a$b\nusername ana privilege 15", True, True, 0),
        ("username ana secret *\nusername ana ssh-key ssh-rsa AAAA x\nusername ana ssh-key secondary ssh-rsa B y",
         False, False, 2),
        ("username ana secret sha512 $6$a$b\nusername ana secret *", False, False, 0),
    ],
)  # fmt: skip
def test_rights(text: str, *, privileged: bool | None, interactive: bool, keys: int) -> None:
    who = about(read(text), Identity, "user/ana")
    assert (who.privileged, who.interactive, who.keys) == (privileged, interactive, keys)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("username ana nopassword\nusername ben nopassword\nno username ana", {"ben"}),
        ("username ana nopassword\nno username ana ssh-key", {"ana"}),
        ("no aaa root", set()),
        ("aaa root secret sha512 $6$a$b", {"root"}),
        ("aaa root nopassword", {"root"}),
        ("aaa root nopassword\nno aaa root", set()),
        ("email\n   no auth username\n   auth username x", set()),
        ("interface e1\n   description username x nopassword", set()),
    ],
)
def test_names(text: str, names: set[str]) -> None:
    assert {one.name for one in read(text) if isinstance(one, Identity)} == names


@pytest.mark.parametrize(("user", "holder"), [("admin", "built-in"), ("rescue", "break-glass"), ("ana", "person")])
def test_holder(user: str, holder: str) -> None:
    found = read(f"username {user} nopassword")
    assert about(found, Identity, f"user/{user}").holder == (holder if holder != "break-glass" else "person")


def test_an_account_that_is_not_understood() -> None:
    who = about(read("username ana frobnicate 3\nusername ben secret 0 x1y2"), Identity, "user/ben")
    assert (who.holder, who.privileged) == (None, None)


KEY = "management security\n   session shared-secret profile P\n      secret 1 7 0205 receive-lifetime infinite"


@pytest.mark.parametrize(
    ("text", "part", "form", "stored"),
    [
        ("enable secret sha512 $6$a$b", "enable", "password", "strong-hash"),
        ("enable secret 5 $1$a$b", "enable", "password", "weak-hash"),
        ("enable password sha512 $6$a$b", "enable", "password", "strong-hash"),
        ("enable secret x1y2", "enable", "password", "plain"),
        ("boot secret sha512 $6$a$b", "boot", "password", "strong-hash"),
        ("aaa root secret 5 $1$a$b", "user/root", "password", "weak-hash"),
        ("snmp-server community x1y2 ro", "community/1", "community", "plain"),
        ("radius-server key 7 0205", "radius-server", "shared-key", "reversible"),
        ("radius-server host 10.0.0.1 key x1y2", "server/10.0.0.1", "shared-key", "plain"),
        ("tacacs-server host 10.0.0.1 vrf M key 7 0205", "server/10.0.0.1", "shared-key", "reversible"),
        ("tacacs-server host 10.0.0.1 key 8a $abc", "server/10.0.0.1", "shared-key", "vault"),
        ("management security\n   password encryption-key common\ntacacs-server key 8a $abc",
         "tacacs-server", "shared-key", "reversible"),
        ("ntp authentication-key 3 md5 x1y2", "ntp/3", "shared-key", "plain"),
        ("ntp authentication-key 3 sha1 7 0205", "ntp/3", "shared-key", "reversible"),
        ("management ldap\n   server defaults\n      search username x password 7 0205", "server/ldap", "shared-key",
         "reversible"),
        ("management ldap\n   server host 10.0.0.4\n      search username x password x1y2", "server/10.0.0.4",
         "shared-key", "plain"),
        (KEY, "profile/P/1", "shared-key", "reversible"),
        ("snmp-server user u G v3 auth sha x1y2", "snmpuser/u", "shared-key", "plain"),
        ("snmp-server user u G v3 localized f8 auth sha x1y2 priv aes z3", "snmpuser/u", "shared-key", "weak-hash"),
    ],
)  # fmt: skip
def test_secret(text: str, part: str, form: str, stored: str) -> None:
    secret = about(read(text), Credential, part)
    assert (secret.form, secret.stored) == (form, stored)


@pytest.mark.parametrize(
    "text",
    [
        "no enable password",
        "boot secret x1y2\nno boot secret",
        "enable secret x1y2\nno enable secret",
        "radius-server key x1y2\nno radius-server key",
        "radius-server host 10.0.0.1 key x1y2\nno radius-server host 10.0.0.1",
        "ntp authentication-key 3 md5 x1y2\nno ntp authentication-key 3",
        "snmp-server host 10.0.0.1 version 2c x1y2",  # it opens nothing here
        "snmp-server user u G v3",
        "router bgp 1\n   neighbor 10.0.0.1 password 7 0205",
        "",
    ],
)
def test_no_secret(text: str) -> None:
    assert not [one for one in read(text) if isinstance(one, Credential)]


LOCKOUT = "aaa authentication policy lockout failure"


@pytest.mark.parametrize(
    ("text", "attempts", "seconds"),
    [
        (f"{LOCKOUT} 3 duration 900", 3, 900),
        (f"{LOCKOUT} 3 window 120 duration 900", 3, 900),
        (f"{LOCKOUT} 3 window 60 duration 900", 3, 900),
        (f"{LOCKOUT} 3 duration 60\n{LOCKOUT} 5 duration 900", 5, 900),
        (f"{LOCKOUT} 3", 3, None),  # how long no line says
        (f"{LOCKOUT} 3 duration 900\nno aaa authentication policy lockout", FOREVER, 0),
        ("", FOREVER, 0),
        (f"{LOCKOUT} 3 duration 900\naaa frobnicate", None, None),
        (f"{LOCKOUT} three duration 900", None, None),
    ],
)
def test_lockout(text: str, attempts: int | None, seconds: int | None) -> None:
    lock = about(read(text), Lockout)
    assert (lock.attempts, lock.seconds) == (attempts, seconds)


@pytest.mark.parametrize(
    ("text", "seconds"), [(f"{LOCKOUT} 3 window 60 duration 900", 60), (f"{LOCKOUT} 3 duration 900", FOREVER)]
)
def test_how_far_apart_wrong_passwords_count(text: str, seconds: int | None) -> None:
    assert about(read(text), Lockout).within_seconds == seconds


POLICY = """\
management security
   password minimum length 8
   password policy P
      minimum length 15
      minimum upper 1
"""


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("management security\n   password minimum length 15", 15),
        ("management security\n   password minimum length 15\n   password minimum length 8", 8),
        ("management security\n   password minimum length 15\n   no password minimum length", 0),
        ("management security\n   password minimum length 15\nmanagement security\n   entropy source hardware", 15),
        (POLICY, 8),  # a policy that nothing names binds nobody
        (f"{POLICY}management accounts\n   password policy P", 15),
        (f"{POLICY}management accounts\n   password policy Q", 8),
        (f"{POLICY}management accounts\n   password policy P\n   no password policy", 8),
        ("", 0),
        ("management security\n   password minimum length 15\n   frobnicate", None),
    ],
)
def test_policy(text: str, least: int | None) -> None:
    assert about(read(text), PasswordPolicy).min_length == least


def test_reuse() -> None:
    text = (
        "enable secret x1y2\nusername ana secret 0 x1y2\nusername ben secret sha512 $6$a$b\nsnmp-server community z3w4"
    )
    every = {one.resource.partition("/")[2]: one.elsewhere for one in read(text) if isinstance(one, Reuse)}
    assert every == {"enable": ("ana",), "user/ana": ("enable",), "community/1": ()}


def test_hardened() -> None:
    found = facts("eos", HARDENED)
    stored = {one.resource.partition("/")[2]: one.stored for one in found if isinstance(one, Credential)}
    assert stored == {
        "user/Emergency-Admin": "strong-hash",
        "server/10.9.0.11": "reversible",
        "server/10.9.0.12": "reversible",
        "snmpuser/jitc-sw": "weak-hash",
        "ntp/12": "reversible",
    }
    lock = about(found, Lockout)
    assert (lock.attempts, lock.seconds, about(found, PasswordPolicy).min_length) == (3, 900, 15)
    assert len(all_about(found, Identity, "user/Emergency-Admin")) == 1
