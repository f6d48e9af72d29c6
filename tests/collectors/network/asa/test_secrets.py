"""Accounts of an ASA, how secrets are stored, and what wrong passwords lead to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Identity, Lockout, PasswordPolicy, Reuse
from tests.collectors.network.asa.configurations import HARDENED
from tests.collectors.network.reading import about, facts


def read(text: str, **options: Any) -> list[Any]:
    return facts("asa", f"ASA Version 9.16(4)\n{text}\n", whole=True, **options)


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("password x1y2z3", "plain"),
        ("password DLaUiAX3l78qgoB5 encrypted", "weak-hash"),
        ("password DLaUiAX3l78qgoB5c7iVNw== nt-encrypted privilege 15", "weak-hash"),
        ("password $sha512$5000$a==$b== pbkdf2 privilege 15", "strong-hash"),
        ("password ***** pbkdf2", "strong-hash"),
        ("password *****", None),
        ("password x1y2z3 mschap", "plain"),
        ("nopassword privilege 2", "empty"),
    ],
)
def test_account(words: str, stored: str | None) -> None:
    found = read(f"username ana {words}")
    assert about(found, Credential, "user/ana").stored == stored
    who = about(found, Identity, "user/ana")
    assert (who.holder, who.enabled, who.interactive, who.mfa, who.keys) == ("person", True, True, "none", 0)


ANA = "username ana password x1y2 encrypted"
REMOTE = "username ana attributes\n service-type remote-access"
COMMANDS = "aaa authorization command LOCAL"


@pytest.mark.parametrize(
    ("text", "privileged"),
    [
        (f"{ANA} privilege 15", True),
        (f"{ANA} privilege 1", False),
        (f"{ANA} privilege 0", False),
        (ANA, True),  # level 2, which may do all where commands are not authorized
        (f"{ANA}\n{COMMANDS}", False),
        (f"{ANA} privilege 15\n{COMMANDS}", True),
        (f"{ANA}\n{COMMANDS}\nno {COMMANDS}", True),
        (f"{ANA}\nusername ana privilege 1", False),
        (f"{ANA}\n{REMOTE}", True),  # nothing asks for the type of service
        (f"{ANA}\n{REMOTE}\naaa authorization exec LOCAL", False),
        (f"{ANA}\nusername ana attributes\n service-type admin\naaa authorization exec LOCAL", True),
    ],
)
def test_rights(text: str, *, privileged: bool) -> None:
    assert about(read(text), Identity, "user/ana").privileged is privileged


def test_keys() -> None:
    who = about(read(f"{ANA}\nusername ana attributes\n ssh authentication publickey abc hashed"), Identity, "user/ana")
    assert who.keys == 1
    who = about(read(f"{ANA}\nusername ben attributes\n ssh authentication pkf abc"), Identity, "user/ana")
    assert who.keys == 0


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"{ANA}\nusername ben nopassword", {"ana", "ben"}),
        (f"{ANA}\nno username ana", set()),
        (f"{ANA}\nno username ana attributes", {"ana"}),
        ("aaa authentication ssh console LOCAL", set()),
    ],
)
def test_names(text: str, names: set[str]) -> None:
    assert {one.name for one in read(text) if isinstance(one, Identity)} == names


def test_an_account_that_is_not_understood() -> None:
    who = about(read(f"{ANA}\nusername ana attributes\n frobnicate"), Identity, "user/ana")
    assert (who.holder, who.privileged) == (None, None)


@pytest.mark.parametrize(
    ("text", "part", "form", "stored"),
    [
        ("enable password 8Ry2YjIyt7RRXU24 encrypted", "enable", "password", "weak-hash"),
        ("enable password $sha512$5000$a==$b== pbkdf2", "enable", "password", "strong-hash"),
        ("enable password x1y2", "enable", "password", "plain"),
        ("enable password x1y2 level 5 encrypted", "enable/level5", "password", "weak-hash"),
        ("enable password *****", "enable", "password", None),
        ("passwd 2KFQnbNIdI.2KYOU encrypted", "login-password", "password", "weak-hash"),
        ("snmp-server community x1y2", "community/1", "community", "plain"),
        ("snmp-server community *****", "community/1", "community", None),
        ("snmp-server community 8 abcd", "community/1", "community", "vault"),
        ("snmp-server host inside 10.0.0.1 community x1y2", "community/1", "community", "plain"),
        ("aaa-server G (inside) host 10.0.0.1\n key x1y2", "server/10.0.0.1", "shared-key", "plain"),
        ("aaa-server G (inside) host 10.0.0.1 x1y2 timeout 5", "server/10.0.0.1", "shared-key", "plain"),
        ("aaa-server G (inside) host 10.0.0.1\n key *****", "server/10.0.0.1", "shared-key", None),
        ("aaa-server G (inside) host 10.0.0.1\n key 8 abcd", "server/10.0.0.1", "shared-key", "vault"),
        (
            "aaa-server G (inside) host 10.0.0.1\n ldap-login-password x1y2",
            "server/10.0.0.1/ldap",
            "shared-key",
            "plain",
        ),
        (
            "aaa-server G (inside) host 10.0.0.1\n radius-common-pw x1y2",
            "server/10.0.0.1/common",
            "shared-key",
            "plain",
        ),
        ("ntp authentication-key 1 md5 x1y2", "ntp/1", "shared-key", "plain"),
        ("ntp authentication-key 1 sha512 8 abcd", "ntp/1", "shared-key", "vault"),
        ("logging ftp-server 10.0.0.1 /logs u x1y2", "logging-ftp", "shared-key", "plain"),
        ("snmp-server user u G v3 auth sha x1y2", "snmpuser/u", "shared-key", "plain"),
        ("snmp-server user u G v3 engineID 80 encrypted auth sha 5d:ab", "snmpuser/u", "shared-key", "weak-hash"),
    ],
)
def test_secret(text: str, part: str, form: str, stored: str | None) -> None:
    secret = about(read(text), Credential, part)
    assert (secret.form, secret.stored) == (form, stored)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "snmp-server user u G v3",
        "aaa-server G protocol radius\naaa-server G (inside) host 10.0.0.1",
        "tunnel-group VPN ipsec-attributes\n ikev1 pre-shared-key x1y2",
        "failover key x1y2",
    ],
)
def test_no_secret(text: str) -> None:
    assert not [one for one in read(text) if isinstance(one, Credential)]


def test_a_community_is_there_once() -> None:
    text = (
        "snmp-server community x1y2\nsnmp-server host inside 10.0.0.1 community x1y2\nsnmp-server host inside 10.0.0.2"
    )
    found = [one for one in read(text) if isinstance(one, Credential)]
    assert [one.resource.partition("/")[2] for one in found] == ["community/1"]


ATTEMPTS = "aaa local authentication attempts max-fail"


@pytest.mark.parametrize(
    ("text", "attempts", "seconds"),
    [
        (f"{ATTEMPTS} 3", 3, None),  # how long, and for whom, hangs on the release
        (f"{ATTEMPTS} 3\n{ATTEMPTS} 16", 16, None),
        (f"{ATTEMPTS} 3\nno {ATTEMPTS}", FOREVER, 0),
        ("", FOREVER, 0),
        (f"{ATTEMPTS} 3\naaa frobnicate", None, None),
    ],
)
def test_lockout(text: str, attempts: int | None, seconds: int | None) -> None:
    lock = about(read(text), Lockout)
    assert (lock.attempts, lock.seconds) == (attempts, seconds)


@pytest.mark.parametrize(
    ("text", "least", "history", "days"),
    [
        ("password-policy minimum-length 15", 15, None, None),
        ("password-policy minimum-length 15\npassword-policy minimum-length 8", 8, None, None),
        ("password-policy minimum-length 15\nno password-policy minimum-length", None, None, None),
        ("password-policy lifetime 90\npassword-policy reuse-interval 5", None, 5, 90),
        ("password-policy lifetime 0", None, None, FOREVER),
        ("password-policy minimum-uppercase 1\npassword-policy authenticate enable", None, None, None),
        ("", None, None, None),
        ("password-policy frobnicate\npassword-policy minimum-length 15", None, None, None),
    ],
)
def test_policy(text: str, least: int | None, history: int | None, days: int | None) -> None:
    policy = about(read(text), PasswordPolicy)
    assert (policy.min_length, policy.history, policy.max_age_days) == (least, history, days)


def test_reuse() -> None:
    text = (
        "enable password x1y2\nusername ana password x1y2\naaa-server G (i) host 10.0.0.1\n key *****\n"
        "snmp-server community *****\nusername ben password DLaUiAX3l78q encrypted"
    )
    every = {one.resource.partition("/")[2]: one.elsewhere for one in read(text) if isinstance(one, Reuse)}
    assert every == {"enable": ("ana",), "user/ana": ("enable",)}  # of what is masked or hashed nothing can be said


def test_hardened() -> None:
    found = facts("asa", HARDENED)
    stored = {one.resource.partition("/")[2]: one.stored for one in found if isinstance(one, Credential)}
    assert stored == {
        "user/LAST_RESORT": "strong-hash",
        "enable": "strong-hash",
        "snmpuser/FWADMIN": "weak-hash",
        "server/10.9.0.11": None,
        "server/10.9.0.11/common": None,
        "server/10.9.0.12": None,
        "ntp/1": None,
    }
    policy = about(found, PasswordPolicy)
    assert (policy.min_length, policy.history, policy.max_age_days) == (15, 5, 180)
