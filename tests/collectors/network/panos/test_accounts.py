"""Accounts of PAN-OS, how secrets are stored, and what wrong passwords lead to."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Fact, Identity, Lockout, PasswordPolicy, Reuse
from tests.collectors.network.panos.configurations import HARDENED, SUPER, XML
from tests.collectors.network.reading import about, all_about, facts


def read(*lines: str, **said: Any) -> list[Fact]:
    return facts("panos", "".join(f"set {line}\n" for line in lines), whole=True, **said)


def user(*said: str, name: str = "ana") -> list[str]:
    return [f"mgt-config users {name} {one}" for one in said]


@pytest.mark.parametrize(
    ("phash", "word"),
    [
        ("fnRL/G5lXVMug", "weak-hash"),  # DES crypt
        ("$1$abcd$efgh", "weak-hash"),
        ("$5$abcd$efgh", "strong-hash"),
        ("$6$abcd$efgh", "strong-hash"),
        ("$2b$abcd$efgh", None),
        ("********", None),  # masked
        ("<removed>", None),
    ],
)
def test_passwords(phash: str, word: str | None) -> None:
    assert about(read(*user(f"phash {phash}")), Credential, "user/ana").stored == word


P = "shared authentication-profile P method radius server-profile R"


def test_who_has_a_password() -> None:
    assert not all_about(read(*user("phash *")), Credential, "user/ana")
    found = read(*user("public-key AAAA", "permissions role-based superuser yes"))
    who = about(found, Identity, "user/ana")
    assert (who.interactive, who.keys, who.holder) == (False, 1, "person")
    kept = read(P, *user("phash $1$a$b", "authentication-profile P"))
    assert about(kept, Credential, "user/ana").stored == "weak-hash"  # it lets nobody in, and is stored all the same


@pytest.mark.parametrize(
    ("lines", "mfa"),
    [
        (user("phash $5$a$b"), "none"),  # the device itself asks for none
        ([P, *user("phash $5$a$b", "authentication-profile P")], None),
        ([P.replace("radius server-profile R", "local-database"), *user("authentication-profile P")], "none"),
        (
            [P, *user("authentication-profile P"), "shared authentication-profile P multi-factor-auth mfa-enable yes"],
            None,
        ),
        (user("phash $5$a$b", "second-factor yes"), None),
    ],
)
def test_second_factors(lines: list[str], mfa: str | None) -> None:
    assert about(read(*lines), Identity, "user/ana").mfa == mfa


CUSTOM = "permissions role-based custom profile clerk"
ROLE = "shared admin-role clerk role device"


@pytest.mark.parametrize(
    ("lines", "privileged"),
    [
        (user("permissions role-based superuser yes"), True),
        (user("permissions role-based superuser no"), False),
        (user("permissions role-based superreader yes"), False),
        (user("permissions role-based deviceadmin localhost.localdomain"), True),
        (user("permissions role-based deviceadmin"), True),
        (user("permissions role-based devicereader"), False),
        (user("permissions role-based panorama-admin yes"), True),
        (user("permissions role-based custom dg-template-profiles D profile clerk"), None),
        (user("permissions role-based vsysadmin localhost.localdomain vsys vsys1"), True),
        (user("permissions role-based vsysreader localhost.localdomain vsys vsys1"), False),
        ([*user(CUSTOM), f"{ROLE} cli superuser"], True),
        ([*user(CUSTOM), f"{ROLE} cli superreader"], False),
        ([*user(CUSTOM), f"{ROLE} webui device radius enable"], None),
        (user(CUSTOM), None),
        (user("phash $5$a$b"), None),
    ],
)
def test_privileged(lines: list[str], privileged: bool | None) -> None:  # noqa: FBT001
    assert about(read(*lines, SUPER), Identity, "user/ana").privileged is privileged


def test_who_is_there() -> None:
    found = read(
        *user("phash $5$a$b", name="admin"),
        *user("phash $5$a$c", "public-key AAAA"),
        *user("description x"),
        "mgt-config users",
        "template T config mgt-config users ted phash $5$x$y",
        "shared local-user-database user vera phash $5$x$y",
        "mgt-config password-complexity enabled yes",
        glass=["ana"],
    )
    who = {fact.name: (fact.holder, fact.keys) for fact in found if isinstance(fact, Identity)}
    assert who == {"admin": ("built-in", 0), "ana": ("break-glass", 1)}


NTP = "deviceconfig system ntp-servers primary-ntp-server authentication-type symmetric-key"
SNMP = "deviceconfig system snmp-setting access-setting version"


@pytest.mark.parametrize(
    ("line", "part", "word"),
    [
        # What is encrypted by the master key: whose that is no line says.
        ("shared server-profile radius R server one secret -AQ==abc", "server/R/one", None),
        ("shared server-profile tacplus R server one secret -AQ==abc", "server/R/one", None),
        ("shared server-profile ldap L bind-password -AQ==abc", "server/L", None),
        (f"{SNMP} v3 users u authpwd -AQ==abc", "snmpuser/u/auth", None),
        (f"{SNMP} v3 users u view v authpwd x privpwd -AQ==abc", "snmpuser/u/priv", None),
        (f"{NTP} algorithm sha1 authentication-key -AQ==abc", "ntp/primary", None),
        ("deviceconfig system config-bundle-export-schedule n protocol ftp password -AQ==abc", "export/n", None),
        ("shared server-profile radius R server one secret hunter2", "server/R/one", "plain"),
        ("server-profile radius R server one secret hunter2", "server/R/one", "plain"),
        ('shared server-profile radius R server one secret ""', "server/R/one", "empty"),
        ("shared server-profile radius R server one secret ********", "server/R/one", None),
        (f"{SNMP} v2c snmp-community-string public", "community/1", "plain"),
        (f"{SNMP} v2c snmp-community-string ********", "community/1", None),
    ],
)
def test_shared_keys(line: str, part: str, word: str | None) -> None:
    assert about(read(line), Credential, part).stored == word


def test_what_is_sent_along_opens_nothing() -> None:
    found = read("shared log-settings snmptrap n version v2c server s community c0mm")
    assert not [fact for fact in found if isinstance(fact, Credential)]


def test_one_secret_for_two() -> None:
    lines = [
        f"{SNMP} v2c snmp-community-string night1ngale",
        "shared server-profile radius R server s secret night1ngale",
    ]
    assert about(read(*lines), Reuse, "community/1").elsewhere == ("server/R/s",)
    hidden = read(*user("phash fnRL/G5lXVMug"), *user("phash fnRL/G5lXVMug", name="ben"))
    assert not [fact for fact in hidden if isinstance(fact, Reuse)]  # salted: another hash may be the same password


DEVICE = "deviceconfig setting management admin-lockout"
OF_P = "shared authentication-profile P lockout"
BY_P = [P, *user("authentication-profile P")]


@pytest.mark.parametrize(
    ("lines", "attempts", "seconds"),
    [
        ([f"{DEVICE} failed-attempts 3", f"{DEVICE} lockout-time 15"], 3, 900),
        ([f"{DEVICE} failed-attempts 3 lockout-time 15"], 3, 900),
        ([f"{DEVICE} failed-attempts 3", f"{DEVICE} lockout-time 0"], 3, FOREVER),  # until an administrator helps
        ([f"{DEVICE} failed-attempts 0", f"{DEVICE} lockout-time 15"], FOREVER, 0),
        ([f"{DEVICE} failed-attempts 3"], 3, None),
        ([f"{DEVICE} lockout-time 15"], FOREVER, 0),
        ([], FOREVER, 0),
        ([f"{DEVICE} failed-attempts 9", f"{DEVICE} failed-attempts 3", f"{DEVICE} lockout-time 1"], 3, 60),
        # The weakest that holds counts: of an account with a profile it is the profile's alone.
        ([*BY_P, f"{DEVICE} failed-attempts 3 lockout-time 15"], FOREVER, 0),
        ([*BY_P, f"{OF_P} failed-attempts 4 lockout-time 30"], 4, 1800),
        ([*BY_P, f"{OF_P} failed-attempts 4 lockout-time 30", *user("phash $5$a$b", name="ben")], FOREVER, 0),
        ([*BY_P, f"{OF_P} failed-attempts 4 lockout-time 30", *user("phash $5$a$b", name="ben"),
          f"{DEVICE} failed-attempts 5 lockout-time 15"], 5, 900),
        ([*BY_P, f"{OF_P} failed-attempts 5 lockout-time 30", *user("phash $5$a$b", name="ben"),
          f"{DEVICE} failed-attempts 5 lockout-time 15"], 5, 900),
        ([f"{OF_P} failed-attempts 99", f"{DEVICE} failed-attempts 3 lockout-time 15"], 3, 900),  # nobody has it
        (["deviceconfig system authentication-profile P", P, f"{OF_P} failed-attempts 99 lockout-time 1",
          f"{DEVICE} failed-attempts 3 lockout-time 15"], 99, 60),
        ([f"{DEVICE} failed-attempts many"], None, None),
    ],
)  # fmt: skip
def test_lockout(lines: list[str], attempts: int | None, seconds: int | None) -> None:
    told = about(read(*lines), Lockout)
    assert (told.attempts, told.seconds) == (attempts, seconds)


RULE = "mgt-config password-complexity"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([f"{RULE} enabled yes", f"{RULE} minimum-length 15"], (15, None, None)),
        ([f"{RULE} enabled yes"], (None, None, None)),
        ([f"{RULE} enabled no", f"{RULE} minimum-length 15"], (0, 0, FOREVER)),
        ([f"{RULE} minimum-length 15"], (None, None, None)),  # whether it holds no line says
        ([f"{RULE} enabled yes", f"{RULE} enabled no"], (0, 0, FOREVER)),
        (
            [f"{RULE} enabled yes", f"{RULE} minimum-length 8", f"{RULE} password-history-count 5",
             f"{RULE} password-change expiration-period 90"],
            (8, 5, 90),
        ),
        ([f"{RULE} enabled yes", f"{RULE} minimum-length 8", f"{RULE} password-change expiration-period 0"],
         (8, None, FOREVER)),
        ([f"{RULE} enabled yes", f"{RULE} minimum-length long"], (None, None, None)),
        ([], (None, None, None)),
    ],
)  # fmt: skip
def test_policy(lines: list[str], told: tuple[int | None, ...]) -> None:
    policy = about(read(*lines), PasswordPolicy)
    assert (policy.min_length, policy.history, policy.max_age_days) == told


def test_hardened() -> None:
    found = facts("panos", HARDENED, glass=["admin"])
    assert about(found, Credential, "user/admin").stored == "strong-hash"
    assert not all_about(found, Credential, "user/ana")
    assert (about(found, Lockout).attempts, about(found, Lockout).seconds) == (3, 900)
    assert (about(found, PasswordPolicy).min_length, about(found, PasswordPolicy).history) == (15, 5)
    who = {fact.name: fact.privileged for fact in found if isinstance(fact, Identity)}
    assert who == {"admin": True, "ana": True, "ben": False}


def test_xml() -> None:
    found = facts("panos", XML)
    who = {fact.name: fact.privileged for fact in found if isinstance(fact, Identity)}
    assert who == {"admin": True, "ana": False}
    assert about(found, Lockout).attempts == FOREVER  # the device's own, of the account without a profile
