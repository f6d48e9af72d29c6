"""Accounts of NX-OS, how secrets are stored, and what wrong passwords lead to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Identity, Lockout, PasswordPolicy
from tests.collectors.network.nxos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

CRYPT = "$5$88SPgpAn$Q6/17o5U/5lz4dNL1iQZuj/1a0wcKdrk29ZH1HJsnF."
ROLE = "role name ops\n  rule 2 permit read\n  rule 1 permit {}\n"


def read(text: str) -> list[Any]:
    return facts("nxos", f"{text}\n")


def stored(text: str) -> dict[str, str | None]:
    found = {one.resource.partition("/")[2]: one for one in read(text) if isinstance(one, Credential)}
    return {part: one.stored for part, one in found.items()}


@pytest.mark.parametrize(
    ("line", "how"),
    [
        (f"username ana password 5 {CRYPT}  role network-admin", "strong-hash"),
        ("username ana password 5 $1$abcdefgh$abcdefghijklmnopqrstuv  role network-admin", "weak-hash"),
        ("username ana password 8 $nx-pbkdf2$hhbDfWghBSrkpE$6Whp10GyRx8J82oTUHJ  role network-admin", "strong-hash"),
        ("username ana password 9 $nx-scrypt$1hYvWojAYSY7nk$fHkseAeAtlTv8az4j1  role network-admin", "strong-hash"),
        ("username ana password 0 nightingale role network-admin", "plain"),
        ("username ana password nightingale", "plain"),
        ("username ana password 5 xxxxxxx role network-admin", None),
        ("username ana password 5 <secret hidden>  role network-admin", None),
        ("username ana password 5 nothingthatisknown role network-admin", None),
        ('username ana password ""', "empty"),
        (f"username ana expire 2030-01-01 past password 5 {CRYPT} role network-admin", "strong-hash"),
        (f"username ana password nightingale\nusername ana password 5 {CRYPT} role network-admin", "strong-hash"),
    ],
)
def test_passwords(line: str, how: str | None) -> None:
    assert stored(line) == {"user/ana": how}
    assert about(read(line), Identity, "user/ana").interactive is True


@pytest.mark.parametrize(
    "line",
    [
        "username ana role network-admin",
        "username ana password 5 !  role network-operator",
        "username ana password 5 *  role network-operator",
        "username ana sshkey ssh-rsa AAAAB3 x",
    ],
)
def test_an_account_without_a_password(line: str) -> None:
    who = about(read(line), Identity, "user/ana")
    assert (stored(line), who.interactive, who.enabled) == ({}, False, True)
    assert who.keys == ("sshkey" in line)


@pytest.mark.parametrize(
    ("lines", "privileged"),
    [
        ("username ana role network-admin", True),
        ("username ana role network-operator\nusername ana role network-admin", True),
        ("username ana role vdc-admin", True),
        ("username ana priv-lvl 15", True),
        ("username ana role priv-15", True),
        ("username ana role priv-9", False),
        ("username ana priv-lvl 1", False),
        ("username ana role network-operator", False),
        (f"username ana password 5 {CRYPT}", False),  # then it is a network-operator
        (f"username ana role ops\n{ROLE.format('read')}", False),
        (f"{ROLE.format('read-write feature vlan')}username ana role ops", True),
        (f"username ana role ops\n{ROLE.format('command show *')}", None),
        (f"username ana password 5 {CRYPT}\n role network-admin", True),  # a narrow terminal broke the line
        ("username ana role ops", None),  # which is defined nowhere
        (f"username ana role ops\n{ROLE.format('read').replace('permit', 'deny')}", None),
    ],
)
def test_privileged(lines: str, *, privileged: bool | None) -> None:
    assert about(read(lines), Identity, "user/ana").privileged is privileged


def test_who_there_is() -> None:
    found = read(f"username admin password 5 {CRYPT}  role network-admin\nusername ana role network-operator\n")
    holders = {one.name: one.holder for one in found if isinstance(one, Identity)}
    assert holders == {"admin": "built-in", "ana": "person"}
    assert about(read("username ana password 5 x y z"), Lockout).attempts == FOREVER
    assert not [one for one in read("username ana password 5 x y z") if isinstance(one, Identity)]
    assert about(read("username ben role x\nusername ana password 5 x y z"), Identity, "user/ben").enabled is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"enable secret 5 {CRYPT} priv-lvl 15", {"enable/level15": "strong-hash"}),
        ("enable secret 0 nightingale", {"enable": "plain"}),
        ('tacacs-server host 10.0.0.1 key 7 "fewhg123"', {"server/10.0.0.1": "reversible"}),
        ('tacacs-server host 10.0.0.1 key 6 "JDYkqyIFWe=="', {"server/10.0.0.1": "vault"}),
        ("tacacs-server host 10.0.0.1 key 0 nightingale", {"server/10.0.0.1": "plain"}),
        ("tacacs-server host 10.0.0.1 key 7 xxxxxxxx", {"server/10.0.0.1": "reversible"}),
        ("tacacs-server host 10.0.0.1", {}),
        ('radius-server key 7 "fewhg"', {"radius-server": "reversible"}),
        ("radius-server host 10.0.0.1 key 7 x authentication accounting", {"server/10.0.0.1": "reversible"}),
        ("radius-server host 10.0.0.1 test username u password 0 p idle-time 3", {"test/10.0.0.1": "plain"}),
        ("tacacs-server test username u password 7 p", {"test/tacacs": "reversible"}),
        ("ldap-server host 10.0.0.1 rootDN cn=x password 7 p port 389", {"server/10.0.0.1": "reversible"}),
        ("ntp authentication-key 1 md5 aSecretKey", {"ntp/1": "plain"}),
        ("ntp authentication-key 12 md5 aSecretKey 7", {"ntp/12": "reversible"}),  # the type stands behind the key
        ("scheduler aaa-authentication username u password 7 p", {"scheduler": "reversible"}),
        ("nxapi certificate httpskey keyfile bootflash:k password p", {"nxapi-key": "plain"}),
        ("nxapi certificate httpskey keyfile bootflash:k", {}),
        ("snmp-server community x ro", {"community/1": "plain"}),
        ("snmp-server community xxxxxxxx ro", {"community/1": None}),
        (
            (
                "snmp-server community x group network-operator\nsnmp-server community y group network-operator\n"
                "snmp-server community y use-acl A\n"
            ),
            {"community/1": "plain", "community/2": "plain"},
        ),
        ("snmp-server user a network-admin auth md5 0xb56dac priv 0xb56dac localizedkey", {"snmpuser/a": "weak-hash"}),
        ("snmp-server user a network-admin auth md5 0xb56d priv 0xb56d\n localizedkey", {"snmpuser/a": "weak-hash"}),
        ("snmp-server user a network-admin auth md5 33293AB6 priv aes-128 367A localizedV2key", {"snmpuser/a": None}),
        ("snmp-server user a auth sha nightingale priv aes-128 nightingale", {"snmpuser/a": "plain"}),
        ("snmp-server user a network-admin auth sha xxxxxx localizedkey", {"snmpuser/a": None}),
        ("snmp-server user a network-operator\nsnmp-server user a use-ipv4acl A", {}),
    ],
)
def test_stored(text: str, expected: dict[str, str | None]) -> None:
    assert stored(text) == expected


def test_type_5_is_not_that_of_ios() -> None:
    assert stored(f"username ana password 5 {CRYPT}") == {"user/ana": "strong-hash"}
    (ios,) = all_about(facts("ios", f"username ana secret 5 {CRYPT}\nend\n"), Credential, "user/ana")
    assert ios.stored == "weak-hash"


@pytest.mark.parametrize(
    ("text", "attempts", "seconds"),
    [
        ("system login block-for 900 attempts 3 within 120", 3, 900),
        ("login block-for 60 attempts 5 within 120", 5, 60),
        ("login block-for 60 attempts 5 within 60", 5, 60),
        ("aaa authentication rejected 5 in 120 ban 300", 5, 300),
        ("aaa authentication rejected 5 in 60 ban 300", 5, 300),
        ("aaa authentication rejected 5 in 60 ban 300\nsystem login block-for 900 attempts 3 within 120", 3, 900),
        ("system login block-for 900 attempts 3 within 120\nno system login block-for", FOREVER, 0),
        ("ssh login-attempts 3", FOREVER, 0),  # that ends the connection, and locks nobody out
        ("", FOREVER, 0),
        ("system login frobnicate", None, None),
    ],
)
def test_lockout(text: str, attempts: int | None, seconds: int | None) -> None:
    fact = about(read(text), Lockout)
    assert (fact.attempts, fact.seconds) == (attempts, seconds)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("login block-for 60 attempts 5 within 60", 60),
        ("aaa authentication rejected 5 in 40 ban 300", 40),
        ("", FOREVER),
    ],
)
def test_how_far_apart_wrong_passwords_count(text: str, seconds: int | None) -> None:
    assert about(read(text), Lockout).within_seconds == seconds


@pytest.mark.parametrize(
    ("text", "length", "age"),
    [
        ("userpassphrase min-length 15", 15, None),
        ("userpassphrase min-length 15 max-length 80\nuserpassphrase default-lifetime 60", 15, 60),
        ("userpassphrase min-length 12\npassword strength-check", 12, None),
        ("no password strength-check\nuserpassphrase min-length 15", None, None),
        ("no password strength-check\npassword strength-check", 8, None),
        ("no password strength-check", None, None),
        ("", 8, None),
        ("userpassphrase frobnicate", None, None),
    ],
)
def test_policy(text: str, length: int | None, age: int | None) -> None:
    fact = about(read(text), PasswordPolicy)
    assert (fact.min_length, fact.max_age_days) == (length, age)


def test_hardened() -> None:
    found = facts("nxos", HARDENED)
    kept = {one.resource.partition("/")[2]: one.stored for one in found if isinstance(one, Credential)}
    assert kept == {
        "user/rescue": "strong-hash",
        "server/10.1.48.10": "vault",
        "server/10.1.48.12": "vault",
        "snmpuser/rescue": "weak-hash",
        "snmpuser/NETOPS": "weak-hash",
        "ntp/1": "reversible",
    }
    assert about(found, Lockout).attempts == 3
    assert about(found, PasswordPolicy).min_length == 15
