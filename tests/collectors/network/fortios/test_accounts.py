"""Accounts of a FortiGate, how secrets are stored, and what wrong passwords lead to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Fact, Identity, Lockout, PasswordPolicy, Reuse
from tests.collectors.network.fortios.configurations import HARDENED, entry, world
from tests.collectors.network.reading import about, all_about, facts


def read(text: str, **said: Any) -> list[Fact]:
    return facts("fortios", text, whole=True, **said)


def admin(*lines: str, name: str = '"ana"') -> str:
    return entry("system admin", name, *lines)


def stored(text: str, part: str) -> Any:
    return about(read(text), Credential, part).stored


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["set password ENC SH2abcd="], "weak-hash"),
        (["set password ENC AK1abcd="], "weak-hash"),
        (["set password ENC PB2abcd="], "strong-hash"),
        (["set password ENC PB2abcd=", "set old-password ENC SH2abcd="], "weak-hash"),  # the old one is there too
        (["set old-password ENC SH2abcd=", "set password ENC PB2abcd="], "weak-hash"),
        (["set password ENC abcd="], None),  # made in a way that nobody here knows
        (["set password ENC <removed>"], None),
        (["set password ENC XXXXXXXX"], None),
        (["set password ENC *"], None),
        (["set password <removed>"], None),
        (["set password hunter2"], "plain"),
        (['set password "hunter2"'], "plain"),
        (['set password ""'], "empty"),
        ([], "empty"),  # by default there is none
        (["set password ENC SH2x", "unset password"], "empty"),
        (["set password ENC SH2x", "set password hunter2"], "plain"),  # the later line counts
        (["set password ENC SH2x", "set secret y"], None),
    ],
)
def test_passwords(lines: list[str], word: str | None) -> None:
    assert stored(admin(*lines), "user/ana") == word


def test_an_account_that_only_servers_know_has_no_password_here() -> None:
    remote = ("set remote-auth enable", "set remote-group g")
    found = read(admin(*remote))
    assert about(found, Identity, "user/ana").interactive is False
    assert not all_about(found, Credential, "user/ana")
    assert stored(admin(*remote, "set password ENC SH2x"), "user/ana") == "weak-hash"
    anybody = read(admin(*remote, "set wildcard enable"))
    assert not [fact for fact in anybody if isinstance(fact, Identity)]
    assert not [fact for fact in anybody if isinstance(fact, Credential)]


@pytest.mark.parametrize(
    ("lines", "mfa"),
    [
        (["set two-factor fortitoken"], "strong"),
        (["set two-factor fortitoken-cloud"], "strong"),
        (["set two-factor fortitoken-cloud", "set two-factor-authentication sms"], "weak"),
        (["set two-factor fortitoken-cloud", "set two-factor-authentication fortitoken"], "strong"),
        (["set two-factor email"], "weak"),
        (["set two-factor sms"], "weak"),
        (["set two-factor disable"], "none"),
        (["set two-factor sms", "set two-factor disable"], "none"),
        (["set two-factor sms", "unset two-factor"], "none"),
        ([], "none"),
        (["set remote-auth enable"], None),  # the server may ask for one
        (["set remote-auth enable", "set two-factor fortitoken"], "strong"),
        (["set two-factor carrier-pigeon"], None),
    ],
)
def test_second_factors(lines: list[str], mfa: str | None) -> None:
    assert about(read(admin(*lines)), Identity, "user/ana").mfa == mfa


def profile(*lines: str) -> str:
    return entry("system accprofile", "clerk", *lines)


@pytest.mark.parametrize(
    ("text", "privileged"),
    [
        (admin('set accprofile "super_admin"'), True),
        (admin("set accprofile prof_admin"), True),
        (admin("set accprofile super_admin_readonly"), False),
        (admin("set accprofile clerk") + profile("set sysgrp read-write"), True),
        (admin("set accprofile clerk") + profile("set sysgrp read"), False),
        (admin("set accprofile clerk") + profile("set sysgrp none"), False),
        (admin("set accprofile clerk") + profile("set sysgrp custom"), None),
        (admin("set accprofile clerk") + profile(), None),
        (admin("set accprofile clerk"), None),
        (admin(), None),
    ],
)
def test_privileged(text: str, privileged: bool | None) -> None:  # noqa: FBT001
    assert about(read(text), Identity, "user/ana").privileged is privileged


def test_who_is_there() -> None:
    dashboard = ("config gui-dashboard", "edit 12", 'set name "Status"', "config widget", "edit 1", "set width 1")
    text = (
        admin("set password ENC SH2x", *dashboard, "next", "end", "next", "end", name="admin")
        + admin("set accprofile super_admin", 'set ssh-public-key1 "ssh-rsa AAAA x@y"', 'set ssh-public-key2 ""')
        + admin("set password ENC SH2y")  # opened again: it is one account
        + entry("user local", "guest", "set type password", "set passwd ENC abcd")
        + entry("system api-user", "robot", "set api-key ENC SH2k", "set accprofile super_admin")
        + entry("user radius", "r", "set server 10.0.0.1")
    )
    found = read(text, glass=["ana"])
    who = {fact.name: (fact.holder, fact.keys, fact.enabled) for fact in found if isinstance(fact, Identity)}
    assert who == {"admin": ("built-in", 0, True), "ana": ("break-glass", 1, True)}
    assert about(found, Credential, "user/ana").stored == "weak-hash"
    assert about(found, Credential, "api-user/robot").stored == "weak-hash"
    assert not all_about(found, Credential, "user/guest")


RADIUS = entry("user radius", "r", "set server 10.0.0.1", "set secret ENC abcd")


@pytest.mark.parametrize(
    ("text", "part", "word"),
    [
        (RADIUS, "server/r", "reversible"),
        (RADIUS.replace("ENC abcd", "abcd"), "server/r", "plain"),
        (RADIUS.replace("ENC abcd", "<removed>"), "server/r", None),
        (RADIUS.replace("ENC abcd", '""'), "server/r", "empty"),
        (world("set private-data-encryption enable") + RADIUS, "server/r", "vault"),
        (world("set private-data-encryption disable") + RADIUS, "server/r", "reversible"),
        (world("set private-data-encryption yes") + RADIUS, "server/r", None),
        (entry("user tacacs+", "t", "set key ENC abcd"), "server/t", "reversible"),
        (entry("user ldap", "l", "set password ENC abcd"), "server/l", "reversible"),
        (entry("user ldap", "l", "set password ENC abcd", "set x y"), "server/l", None),
        (entry("user radius", "r", "config accounting-server", "edit 1", "set secret x", "end"), "server/r", "plain"),
        (entry("system snmp community", "1", "set name public"), "community/1", "plain"),
        (entry("system snmp user", "u", "set priv-pwd ENC abcd"), "snmpuser/u", "reversible"),
        ("config system ntp\nconfig ntpserver\nedit 1\nset key ENC abcd\nnext\nend\nend\n", "ntp/1", "reversible"),
        ("config log fortianalyzer setting\nset preshared-key x\nend\n", "log/fortianalyzer", "plain"),
        ("config log disk setting\nset uploadpass ENC abcd\nend\n", "log/disk", "reversible"),
    ],
)
def test_shared_keys(text: str, part: str, word: str | None) -> None:
    assert stored(text, part) == word


@pytest.mark.parametrize(
    ("text", "by"),
    [
        (RADIUS, "no line says it: FortiOS schema 7.6.5: private-data-encryption, default disable"),
        (world("set private-data-encryption disable") + RADIUS, "line 2: set private-data-encryption disable"),
        (world("set private-data-encryption enable") + RADIUS, "line 2: set private-data-encryption enable"),
    ],
)
def test_by_which_key_they_are_encrypted_is_said(text: str, by: str) -> None:
    (stands,) = about(read(text), Credential, "server/r").stands
    assert by in stands
    assert "<secret#1:ENC>" in stands


def test_several_keys_of_one_server() -> None:
    text = entry("user radius", "r", "set secret ENC a", "set secondary-secret b", "set secret ENC c")
    found = {fact.name: fact.stored for fact in read(text) if isinstance(fact, Credential)}
    assert found == {"server/r/1": "reversible", "server/r/2": "plain"}


def test_one_secret_for_two() -> None:
    text = admin("set password night1ngale") + entry("system snmp community", "1", "set name night1ngale")
    assert about(read(text), Reuse, "community/1").elsewhere == ("ana",)
    hidden = admin("set password ENC SH2x") + RADIUS + RADIUS.replace("edit r", "edit q")
    assert not [fact for fact in read(hidden) if isinstance(fact, Reuse)]  # what is encrypted cannot be compared


@pytest.mark.parametrize(
    ("text", "attempts", "seconds"),
    [
        (world("set admin-lockout-threshold 3", "set admin-lockout-duration 900"), 3, 900),
        (world("set admin-lockout-duration 900"), 3, 900),
        (world("set admin-lockout-threshold 10"), 10, 60),
        (world("set admin-lockout-threshold 10", "unset admin-lockout-threshold"), 3, 60),
        (world("set admin-lockout-threshold 10", "set admin-lockout-threshold 4"), 4, 60),
        ("", 3, 60),
        (world("set admin-lockout-threshold"), None, None),
        (world("set admin-lockout-limit 3"), None, None),
    ],
)
def test_lockout(text: str, attempts: int | None, seconds: int | None) -> None:
    told = about(read(text), Lockout)
    assert (told.attempts, told.seconds) == (attempts, seconds)


def policy(*lines: str) -> str:
    return "\n".join(("config system password-policy", *lines, "end\n"))


OLD = "#config-version=FGT61F-7.2.1-FW-build1234-250101:opmode=0\n"
NEW = "#config-version=FGT61F-7.6.5-FW-build1234-250101:opmode=0\n"


@pytest.mark.parametrize(
    ("text", "length", "age"),
    [
        (OLD + policy("set status enable", "set minimum-length 15"), 15, None),
        (OLD + policy("set status enable"), 8, None),
        (NEW + policy("set status enable"), 12, None),
        (OLD + policy("set minimum-length 15"), 0, None),  # it is not in force
        (OLD, 0, None),
        (NEW, 12, None),
        ("", None, None),  # it depends on the release, which no line says
        (NEW + policy("set status disable"), 0, FOREVER),
        (OLD + policy("set status enable", "set apply-to ipsec-preshared-key", "set minimum-length 15"), 0, FOREVER),
        (OLD + policy("set status enable", "set apply-to admin-password ipsec-preshared-key"), 8, None),
        (OLD + policy("set status enable", "set expire-status enable", "set expire-day 60"), 8, 60),
        (OLD + policy("set status enable", "set expire-status disable", "set expire-day 60"), 8, FOREVER),
        (OLD + policy("set status enable", "set expire-status enable"), 8, None),
        (OLD + policy("set status enable", "set minimum-length many"), None, None),
    ],
)
def test_policy(text: str, length: int | None, age: int | None) -> None:
    told = about(read(text), PasswordPolicy)
    assert (told.min_length, told.max_age_days) == (length, age)


def test_hardened() -> None:
    found = facts("fortios", HARDENED, glass=["admin"])
    kept = {fact.name: fact.stored for fact in found if isinstance(fact, Credential)}
    keys = ("server/dc", "snmpuser/watch/1", "snmpuser/watch/2", "ntp/1", "ntp/2")
    assert kept == {"admin": "strong-hash", **dict.fromkeys(keys, "vault")}
    assert (about(found, Lockout).attempts, about(found, Lockout).seconds) == (3, 900)
    assert (about(found, PasswordPolicy).min_length, about(found, PasswordPolicy).max_age_days) == (15, FOREVER)
    assert about(found, Identity, "user/admin").privileged is True
