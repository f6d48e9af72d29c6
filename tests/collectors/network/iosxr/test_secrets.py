"""Accounts of IOS XR, how secrets are stored, and what password policies hold whom to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Identity, Lockout, PasswordPolicy
from tests.collectors.network.iosxr.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

MD5 = "$1$abcd$abcdefghijklmnopqrstuv"
SHA = "$6$6ZCIj1K5LC2E8j1.$c1SkxGCJzkTnqg6mYQmMxpDM5jXGbGUQRJJgPzKJQSRQ0"
POLICY = "aaa password-policy P\n min-length 15\n authen-max-attempts 3\n lockout-time minutes 15\n!\n"
WEAK = "aaa password-policy W\n min-length 8\n authen-max-attempts 9\n lockout-time seconds 30\n!\n"
HELD = f"username ana\n password-policy P password 10 {SHA}\n!\n"


def read(text: str) -> list[Any]:
    return facts("iosxr", f"{text}\nend\n")


def stored(text: str) -> dict[str, str | None]:
    found = {one.resource.partition("/")[2]: one for one in read(text) if isinstance(one, Credential)}
    return {part: one.stored for part, one in found.items()}


@pytest.mark.parametrize(
    ("line", "how"),
    [
        (f"secret 5 {MD5}", "weak-hash"),
        (f"secret {MD5}", "weak-hash"),
        ("secret 5 abcdef", "weak-hash"),
        ("secret 8 $8$abc$def", "strong-hash"),
        ("secret 9 $9$abc$def", "strong-hash"),
        (f"secret 10 {SHA}", "strong-hash"),
        (f"secret encrypted {MD5}", "weak-hash"),
        ("secret 0 nightingale", "plain"),
        ("secret nightingale", "plain"),
        ("password 7 094F471A1A0A", "reversible"),
        ("password encrypted 094F471A1A0A", "reversible"),
        ("password 0 nightingale", "plain"),
        ("password nightingale", "plain"),
        ("password-policy P password 7 094F471A1A0A", "reversible"),
        (f"password-policy P secret 10 {SHA}", "strong-hash"),
        ('secret ""', "empty"),
        ("secret <secret hidden>", None),
        ("secret 5 <removed>", "weak-hash"),
        (f"secret 5 {MD5}\n secret 10 {SHA}", "strong-hash"),
        (f"secret 10 {SHA}\n password 7 094F471A1A0A", "reversible"),  # beside the hash
        (f"password 7 094F471A1A0A\n secret 10 {SHA}", "reversible"),
    ],
)
def test_passwords(line: str, how: str | None) -> None:
    block = read(f"username ana\n group root-lr\n {line}\n!\n")
    (kept,) = all_about(block, Credential, "user/ana")
    assert (kept.stored, about(block, Identity, "user/ana").interactive) == (how, True)


def test_accounts_on_one_line_and_opened_again() -> None:
    text = (
        f"username ana secret 10 {SHA}\nusername ana group netadmin\nusername ana\n password 7 08\n!\nusername ben\n!\n"
    )
    assert stored(text) == {"user/ana": "reversible"}
    ana, ben = (about(read(text), Identity, f"user/{name}") for name in ("ana", "ben"))
    assert (ana.privileged, ana.interactive, ben.interactive) == (True, True, False)
    key = "ssh server username ana\n keystring AAAA\n!\n"
    assert about(read(f"username ana\n group operator\n!\n{key}"), Identity, "user/ana").keys == 1


@pytest.mark.parametrize(
    ("lines", "privileged"),
    [
        (" group root-lr", True),
        (" group root-system", True),
        (" group netadmin", True),
        (" group sysadmin", True),
        (" group operator\n group sysadmin", True),
        (" group operator\n group cisco-support\n group root-lr", True),
        (" group operator", False),
        ("", False),  # without a group nothing may be done
        (" group mine", None),  # what it may do other lines say
        (" group cisco-support", None),
        (" group operator\n group mine", None),
    ],
)
def test_privileged(lines: str, *, privileged: bool | None) -> None:
    assert about(read(f"username ana\n{lines}\n secret 5 {MD5}\n!\n"), Identity, "user/ana").privileged is privileged


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tacacs-server host 10.0.0.1 port 49\n key 7 094F", {"server/10.0.0.1": "reversible"}),
        ("tacacs-server host 10.0.0.1 port 49\n key 6 094F", {"server/10.0.0.1": "vault"}),
        ("tacacs-server host 10.0.0.1 port 49\n key nightingale", {"server/10.0.0.1": "plain"}),
        ("tacacs-server host 10.0.0.1 port 49\n key <removed>", {"server/10.0.0.1": None}),
        ("tacacs-server host 10.0.0.1 port 49\n timeout 5", {}),
        ("tacacs-server host 10.0.0.1 port 49 key 7 094F", {"server/10.0.0.1": "reversible"}),
        ("tacacs-server key 7 094F\nradius-server key 0 x", {"tacacs-server": "reversible", "radius-server": "plain"}),
        ("radius-server host 10.0.0.1 auth-port 1812 acct-port 1813\n key 7 08", {"server/10.0.0.1": "reversible"}),
        (
            "aaa group server tacacs+ G\n server-private 10.0.0.9 port 49\n  key 7 08\n !\n!\n",
            {"server/10.0.0.9": "reversible"},
        ),
        (
            "aaa server radius dynamic-author\n client 10.0.0.1 vrf default server-key 7 08\n server-key 7 09\n",
            {"client/10.0.0.1": "reversible", "client/all": "reversible"},
        ),
        ("line console\n password 7 08", {"line/console": "reversible"}),
        (f"line console\n secret 5 {MD5}", {"line/console": "weak-hash"}),
        ("line default\n password x", {"line/default": "plain"}),
        ("line template T\n password 7 08\n!\nvty-pool default 0 4 line-template T", {"line/T": "reversible"}),
        ("ntp\n authentication-key 1 md5 encrypted 03", {"ntp/1": "reversible"}),
        ("ntp\n authentication-key 1 md5 clear x", {"ntp/1": "plain"}),
        ("ntp authentication-key 7 md5 encrypted 03", {"ntp/7": "reversible"}),
        ("snmp-server community x RO\nsnmp-server community y RW", {"community/1": "plain", "community/2": "plain"}),
        ("snmp-server community encrypted 08 RO", {"community/1": "reversible"}),
        ("snmp-server community <removed> RO", {"community/1": None}),
        ("snmp-server user ana G v3 auth sha encrypted 08 priv aes 128 encrypted 09", {"snmpuser/ana": "reversible"}),
        ("snmp-server user ana G v3 auth md5 clear x", {"snmpuser/ana": "plain"}),
        ("snmp-server user ana G v3", {}),
        ("ftp client password encrypted 08\nftp client vrf m anonymous-password x", {"ftp-client": "plain"}),
    ],
)
def test_stored(text: str, expected: dict[str, str | None]) -> None:
    assert stored(text) == expected


@pytest.mark.parametrize(
    ("text", "attempts", "seconds"),
    [
        (f"{POLICY}{HELD}", 3, 900),
        (f"{HELD}{POLICY}", 3, 900),  # the policy may stand behind
        (f"{POLICY}username ana\n policy P\n secret x\n!\n", 3, 900),
        (f"{POLICY}{WEAK}{HELD}username ben\n policy W\n secret x\n!\n", 9, 30),  # the weakest of all
        (f"{POLICY}{HELD}username ben\n secret x\n!\n", FOREVER, 0),  # one that no policy holds
        (POLICY, FOREVER, 0),  # nobody names it
        (HELD, FOREVER, 0),  # which is not there
        ("username ana\n secret x\n!\n", FOREVER, 0),
        ("", FOREVER, 0),
        (f"{POLICY.replace(' lockout-time minutes 15', ' numeric 1')}{HELD}", 3, None),
        (f"{POLICY.replace('minutes 15', 'hours 2')}{HELD}", 3, 7200),
        (f"{POLICY}aaa password-policy P\n authen-max-attempts 9\n!\n{HELD}", 9, 900),
        (f"{POLICY}{HELD}aaa password-policy P\n frobnicate\n!\n", None, None),
        (f"{POLICY}{HELD}username ben\n frobnicate\n!\n", None, None),
    ],
)
def test_lockout(text: str, attempts: int | None, seconds: int | None) -> None:
    fact = about(read(text), Lockout)
    assert (fact.attempts, fact.seconds) == (attempts, seconds)


@pytest.mark.parametrize(
    ("text", "length", "age"),
    [
        (f"{POLICY}{HELD}", 15, None),
        (f"{POLICY}{HELD}aaa password-policy P\n lifetime months 2\n!\n", 15, 60),
        (f"{POLICY}{WEAK}{HELD}username ben\n policy W\n secret x\n!\n", 8, None),
        (f"{POLICY}{HELD}username ben\n secret x\n!\n", None, None),
        (POLICY, None, None),
        ("", None, None),
        (f"{POLICY}{HELD}aaa frobnicate", None, None),
    ],
)
def test_policy(text: str, length: int | None, age: int | None) -> None:
    fact = about(read(text), PasswordPolicy)
    assert (fact.min_length, fact.max_age_days) == (length, age)


def test_hardened() -> None:
    found = facts("iosxr", HARDENED)
    kept = {one.resource.partition("/")[2]: one.stored for one in found if isinstance(one, Credential)}
    assert kept == {
        "user/rescue": "strong-hash",
        "server/10.1.3.16": "vault",
        "server/10.1.3.17": "vault",
        "ntp/1": "reversible",
        "snmpuser/V3USER": "reversible",
    }
    assert (about(found, Lockout).attempts, about(found, Lockout).seconds) == (3, 900)
    assert about(found, PasswordPolicy).min_length == 15
