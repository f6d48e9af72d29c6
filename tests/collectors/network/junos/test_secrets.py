"""Accounts of Junos, how secrets are stored, and what wrong passwords lead to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Identity, Lockout, PasswordPolicy
from tests.collectors.network.junos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

USER = "set system login user ana class super-user\nset system login user ana authentication"


def read(text: str, version: str = "23.4R1.10") -> list[Any]:
    return facts("junos", f"set version {version}\n{text}\n", whole=True)


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ('encrypted-password "$1$abcd$efgh"', "weak-hash"),
        ('encrypted-password "$sha1$15000$abcd$efgh"', "weak-hash"),
        ('encrypted-password "$5$abcd$efgh"', "strong-hash"),
        ("encrypted-password $6$abcd$efgh", "strong-hash"),
        ('encrypted-password "$sha2$22895$aVBPaRVa$o6xI"', "strong-hash"),
        ('encrypted-password ""', "empty"),
        ('encrypted-password "abJnggxhB/yWI"', None),  # DES, or what somebody wrote in its place
        ('encrypted-password "%CENSORED%"', None),
        ("encrypted-password <removed>", None),
        ("encrypted-password /* SECRET-DATA */", None),
        ("encrypted-password", None),
        ("plain-text-password", None),  # was to be typed
        ('plain-text-password-value "Wint3r"', "plain"),
        ('encrypted-password "$1$abcd$efgh"\nset system login user ana authentication encrypted-password $6$a$b',
         "strong-hash"),  # the last one counts
    ],
)  # fmt: skip
def test_account(words: str, stored: str | None) -> None:
    found = read(f"{USER} {words}")
    assert about(found, Credential, "user/ana").stored == stored
    who = about(found, Identity, "user/ana")
    assert (who.holder, who.enabled, who.interactive, who.privileged, who.mfa) == ("person", True, True, True, "none")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", 0),
        (f'{USER} ssh-rsa "ssh-rsa AAAA ana"', 1),
        (f'{USER} ssh-rsa "ssh-rsa AAAA a"\n{USER} ssh-ed25519 "ssh-ed25519 BBBB a" from 10.0.0.1', 2),
        (f'{USER} ssh-rsa "ssh-rsa AAAA a"\n{USER} no-public-keys', 0),
        (f"{USER} load-key-file /var/tmp/x", 1),
        (f"{USER} encrypted-password *", 0),
        (f"{USER} encrypted-password !", 0),
    ],
)
def test_an_account_without_a_password(text: str, keys: int) -> None:
    found = read(f"set system login user ana class super-user\n{text}")
    assert not all_about(found, Credential, "user/ana")
    who = about(found, Identity, "user/ana")
    assert (who.interactive, who.keys) == (False, keys)


@pytest.mark.parametrize(
    ("text", "privileged"),
    [
        ("set system login user ana class super-user", True),
        ("set system login user ana class superuser", True),
        ("set system login user ana class operator", False),
        ("set system login user ana class read-only", False),
        ("set system login user ana class unauthorized", False),
        ("set system login user ana uid 2000", None),  # of no class
        ("set system login user ana class nowhere", None),
        ("set system login user ana class C\nset system login class C permissions view", False),
        ("set system login user ana class C\nset system login class C permissions [ view all ]", True),
        ("set system login user ana class C\nset system login class C permissions [ view system-control ]", True),
        ("set system login user ana class C\nset system login class C permissions configure", True),
        ("set system login user ana class C\nset system login class C idle-timeout 5", None),
        ("set system login user ana class C\nset system login class C\n", False),
        ("set system login user ana class read-only\nset system login user ana class super-user", True),
        ("set system login user ana class read-only\nset system login class C frobnicate", None),
        ("set system login user ana class read-only\nset system login user ana frobnicate", None),
    ],
)
def test_rights(text: str, *, privileged: bool | None) -> None:
    assert about(read(text), Identity, "user/ana").privileged is privileged


def test_root() -> None:
    found = read('set system root-authentication encrypted-password "$6$a$b"')
    who = about(found, Identity, "user/root")
    assert (who.holder, who.privileged, who.interactive) == ("built-in", True, True)
    assert about(found, Credential, "user/root").stored == "strong-hash"
    hidden = read("system {\n root-authentication { /* OMITTED */ }\n}")
    assert about(hidden, Identity, "user/root").holder is None
    assert about(hidden, Credential, "user/root").stored is None
    assert not all_about(read(""), Identity, "user/root")


NINE, EIGHT = '"$9$CMJKpu1LX-bwgBIYo"', '"$8$aes256-gcm$hmac-sha2-256$100$a$b"'


@pytest.mark.parametrize(
    ("text", "part", "form", "stored"),
    [
        (f"set system radius-server 10.0.0.1 secret {NINE}", "server/10.0.0.1", "shared-key", "reversible"),
        (f"set system radius-server 10.0.0.1 secret {EIGHT}", "server/10.0.0.1", "shared-key", "vault"),
        ("set system radius-server 10.0.0.1 secret x1y2z3", "server/10.0.0.1", "shared-key", "plain"),
        ("set system radius-server 10.0.0.1 secret juniper", "server/10.0.0.1", "shared-key", "plain"),
        ("set system radius-server 10.0.0.1 secret %CENSORED%", "server/10.0.0.1", "shared-key", None),
        ("set system radius-server 10.0.0.1 secret /* SECRET-DATA */", "server/10.0.0.1", "shared-key", None),
        ('set system radius-server 10.0.0.1 secret ""', "server/10.0.0.1", "shared-key", "empty"),
        (f"set system radius-server 10.0.0.1 secret x\nset system radius-server 10.0.0.1 secret {EIGHT}",
         "server/10.0.0.1", "shared-key", "vault"),
        (f"set system radius-server 10.0.0.1 preauthentication-secret {NINE}",
         "server/10.0.0.1/preauthentication", "shared-key", "reversible"),
        (f"set system tacplus-server 2001:db8::1 secret {NINE}", "server/2001:db8::1", "shared-key", "reversible"),
        (f"set system accounting destination tacplus server 10.0.0.1 secret {NINE}", "accounting/10.0.0.1",
         "shared-key", "reversible"),
        (f"set system ntp authentication-key 3 type md5 value {NINE}", "ntp/3", "shared-key", "reversible"),
        ("set system ntp authentication-key 3 value x", "ntp/3", "shared-key", "plain"),
        ("set snmp community x1y2z3", "community/1", "community", "plain"),
        ("set snmp community x authorization read-only\nset snmp community y clients 10.0.0.0/8", "community/2",
         "community", "plain"),
        (f"set snmp v3 usm local-engine user n authentication-sha authentication-key {NINE}", "snmpuser/n",
         "shared-key", "reversible"),
        (f"set snmp v3 usm local-engine user n privacy-aes128 privacy-key {EIGHT}", "snmpuser/n/privacy",
         "shared-key", "vault"),
        ("set snmp v3 usm local-engine user n privacy-aes128 privacy-password x", "snmpuser/n/privacy",
         "shared-key", "plain"),
        ((f"set snmp v3 snmp-community i community-name {NINE}\n"
         "set snmp v3 vacm security-to-group security-model v1 security-name n group g"), "community/1", "community",
         "reversible"),
        (f'set system archival configuration archive-sites "scp://u@h/x" password {NINE}', "archive/1", "password",
         "reversible"),
        (f'set event-options destinations D archive-sites "scp://u@h/x" password {NINE}', "archive/1", "password",
         "reversible"),
        (f"set system services outbound-ssh client c secret {NINE}", "outbound-ssh/c", "shared-key", "reversible"),
        (f"set system services webapi user u password {NINE}", "webapi/u", "password", "reversible"),
        ('set system diag-port-authentication encrypted-password "$1$a$b"', "diag-port", "password", "weak-hash"),
        ('set system pic-console-authentication encrypted-password "$6$a$b"', "pic-console", "password", "strong-hash"),
        ("set system radius-server 10.0.0.1 secret x\nset system radius-server 10.0.0.1 frobnicate", "server/10.0.0.1",
         "shared-key", None),
    ],
)  # fmt: skip
def test_secret(text: str, part: str, form: str, stored: str | None) -> None:
    secret = about(read(text), Credential, part)
    assert (secret.form, secret.stored) == (form, stored)


@pytest.mark.parametrize(
    "text",
    [
        "set snmp trap-group x targets 10.0.0.1",  # opens nothing here
        "set snmp v3 snmp-community i security-name n",
        'set system archival configuration archive-sites "scp://u@h/x"',
        "set system services webapi user u",
        "set snmp v3 usm local-engine user n authentication-none",
        "set protocols bgp group g authentication-key x",
    ],
)
def test_no_secret_of_the_management(text: str) -> None:
    assert not [one for one in read(text) if isinstance(one, Credential)]


def test_a_community_counts_once() -> None:
    found = read("set snmp community x authorization read-only\nset snmp community x clients 10.0.0.0/8")
    assert len([one for one in found if isinstance(one, Credential)]) == 1


@pytest.mark.parametrize(
    ("text", "version", "attempts", "seconds"),
    [
        ("set system login retry-options tries-before-disconnect 3\nset system login retry-options lockout-period 15",
         "23.4R1", 3, 900),
        ("set system login retry-options tries-before-disconnect 3", "23.4R1", 3, 0),  # ends the connection, no more
        ("set system login retry-options lockout-period 15", "23.4R1", 3, 900),
        ("set system login retry-options lockout-period 15", "12.3R1", 10, 900),
        ("set system login retry-options lockout-period 15", "18.4R1", None, 900),  # the default changed in between
        ("", "23.4R1", 3, 0),
        ("", "18.4R1", None, 0),
        ("set system login retry-options backoff-threshold 1", "23.4R1", 3, 0),
        (("set system login retry-options tries-before-disconnect 10\n"
         "set system login retry-options tries-before-disconnect 3"), "23.4R1", 3, 0),
        ("set system login retry-options frobnicate", "23.4R1", None, None),
        ("system { login { /* OMITTED */ } }", "23.4R1", None, None),
    ],
)  # fmt: skip
def test_lockout(text: str, version: str, attempts: int | None, seconds: int | None) -> None:
    lock = about(read(text, version), Lockout)
    assert (lock.attempts, lock.seconds) == (attempts, seconds)
    assert lock.attempts != FOREVER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (6, None, None)),
        ("set system login password minimum-length 15", (15, None, None)),
        ("set system login password minimum-length 15\nset system login password minimum-length 8", (8, None, None)),
        ("set system login password minimum-reuse 5\nset system login password maximum-lifetime 90", (6, 5, 90)),
        ("set system login password format sha512", (6, None, None)),
        ("set system login password minimum-length long", (None, None, None)),
    ],
)
def test_policy(text: str, expected: tuple[int | None, ...]) -> None:
    rule = about(read(text), PasswordPolicy)
    assert (rule.min_length, rule.history, rule.max_age_days) == expected


def test_hardened() -> None:
    found = facts("junos", HARDENED)
    stored = {one.resource.partition("/")[2]: one.stored for one in found if isinstance(one, Credential)}
    assert stored == {
        "user/root": "strong-hash",
        "user/rescue": "strong-hash",
        "server/10.9.0.11": "vault",
        "server/10.9.0.12": "vault",
        "server/10.9.0.13": "vault",
        "ntp/1": "reversible",
        "ntp/2": "reversible",
        "snmpuser/NMS": "vault",
        "snmpuser/NMS/privacy": "vault",
        "archive/1": "reversible",
    }
    assert (about(found, Lockout).attempts, about(found, Lockout).seconds) == (3, 900)
    assert about(found, PasswordPolicy).min_length == 15
    who = {one.name: (one.privileged, one.interactive) for one in found if isinstance(one, Identity)}
    assert who == {"root": (True, True), "remote": (False, False), "rescue": (True, True)}
