"""Who may come in, by what, and what they may do."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Grant, Identity, SignIn
from tests.collectors.mysql.rows import DAY, MARIADB, MOMENT, ROOT, account, every, facts, missing, only, why

ADMIN = "create_user,grant"
LDAP = "authentication_ldap_sasl"


@pytest.mark.parametrize(
    ("plugin", "state", "stored"),
    [
        ("caching_sha2_password", "set", "strong-hash"),
        ("sha256_password", "set", "strong-hash"),
        ("parsec", "set", "strong-hash"),
        ("mysql_native_password", "set", "weak-hash"),
        ("mysql_old_password", "set", "weak-hash"),
        ("ed25519", "set", "weak-hash"),
        ("caching_sha2_password", "empty", "empty"),
        ("mysql_native_password", "empty", "empty"),
        ("mysql_native_password", "invalid", None),
        ("unix_socket", "empty", None),
        ("pam", "empty", None),
        (LDAP, "set", None),
        ("MYSQL_NATIVE_PASSWORD", "empty", "empty"),
        ("Ed25519", "set", "weak-hash"),
        ("UNIX_SOCKET", "empty", None),
    ],
)
def test_how_a_password_is_kept(plugin: str, state: str, stored: str | None) -> None:
    some = facts(accounts=(account(plugin=plugin, state=state),))
    assert [one.stored for one in every(Credential, some)] == ([stored] if stored else [])


def test_a_plugin_that_nobody_knows() -> None:
    credential = only(Credential, facts(accounts=(account(plugin="clinic_auth"),)))
    assert (credential.stored, why(credential, "stored")) == (None, "unclear")


def test_a_known_bad_one_beside_one_that_nobody_knows() -> None:
    two = account(plugin="clinic_auth", others=1, plugin1="mysql_native_password", state1="empty")
    assert only(Credential, facts(version=MARIADB, accounts=(two,))).stored == "empty"


def test_of_two_passwords_the_worse_one() -> None:
    two = account(plugin="ed25519", others=2, plugin2="mysql_native_password", state2="empty")
    assert only(Credential, facts(version=MARIADB, accounts=(two,))).stored == "empty"


def test_more_ways_in_than_are_looked_at() -> None:
    some = facts(version=MARIADB, accounts=(account(others=5),))
    assert ("credential", "", "error") in missing(some)
    assert every(Credential, some) == []


@pytest.mark.parametrize(
    ("settings", "more", "age", "left"),
    [
        ({}, {}, 10, FOREVER),
        ({"default_password_lifetime": "90"}, {}, 10, 80),
        ({"default_password_lifetime": "90"}, {"lifetime": "30"}, 10, 20),
        ({"default_password_lifetime": "90"}, {"lifetime": 0}, 10, FOREVER),
        ({"default_password_lifetime": "90"}, {"lifetime": "-1"}, 10, 80),
        ({"default_password_lifetime": "5"}, {}, 10, -5),
        ({}, {"expired": "Y"}, 10, -1),
        ({}, {"changed": None}, None, FOREVER),
        ({"default_password_lifetime": "90"}, {"changed": "0"}, None, None),
    ],
)
def test_ages(settings: Any, more: Any, age: int | None, left: int | None) -> None:
    credential = only(Credential, facts(settings, accounts=(account(**more),)))
    assert (credential.age_days, credential.days_left) == (age, left)
    assert MOMENT % DAY  # the ages are whole days, and a moment is none


@pytest.mark.parametrize(
    ("row", "holder", "enabled", "interactive", "mfa"),
    [
        (account(), None, True, True, "none"),
        (account("", "localhost", state="empty"), "shared", True, True, "none"),
        (ROOT, "built-in", True, True, "none"),
        (account(locked="Y"), None, False, True, "none"),
        (account(locked="1"), None, False, True, "none"),
        (account(plugin="auth_socket"), None, True, False, "none"),
        (account(plugin="mysql_no_login"), None, True, False, "none"),
        (account(plugin="mysql_native_password", state="invalid"), None, True, False, "none"),
        (account(plugin=LDAP), None, True, True, None),
        (account(ssl_type="SPECIFIED", subject=1), None, True, True, "strong"),
        (account(ssl_type="SPECIFIED", subject=0), None, True, True, "none"),
        (account(ssl_type="X509"), None, True, True, "strong"),
        (account(ssl_type="ANY"), None, True, True, "none"),
        (account(factors='["authentication_webauthn"]'), None, True, True, "phishing-resistant"),
        (account(factors=f'["{LDAP}"]'), None, True, True, "strong"),
        (account(factors='["authentication_webauthn"]', alone="[0]"), None, True, True, "phishing-resistant"),
        (account(factors='["authentication_webauthn"]', alone="[1]"), None, True, True, "none"),
        (account(factors='["authentication_webauthn"]', alone="[true]"), None, True, True, "none"),
        (account(factors='["authentication_webauthn"]', alone="[0]", waits="[1]"), None, True, True, "none"),
    ],
)
def test_accounts(row: Any, holder: str | None, enabled: bool, interactive: bool, mfa: str | None) -> None:  # noqa: FBT001
    who = only(Identity, facts(accounts=(row,)))
    assert (who.holder, who.enabled, who.interactive, who.mfa) == (holder, enabled, interactive, mfa)
    assert why(who, "unused_days") == "hidden"


def test_a_role_of_mysql_is_no_account() -> None:
    """Locked, without a password, and that expired: so CREATE ROLE makes it (dev.mysql.com: CREATE ROLE)."""
    role = account("keeper", "%", locked="Y", expired="Y", state="empty", rights=ADMIN)
    some = facts(accounts=(account(), role))
    assert [who.name for who in every(Identity, some)] == ["ana@10.1.0.9"]
    assert [one.name for one in every(Credential, some)] == ["ana@10.1.0.9"]
    assert every(Grant, some) == []


def test_a_locked_account_with_an_empty_password_is_one() -> None:
    some = facts(accounts=(account(locked="Y", state="empty"),))
    assert only(Credential, some).stored == "empty"


def test_a_role_signs_nobody_in() -> None:
    some = facts(version=MARIADB, accounts=(account("keeper", "", role="Y", rights=ADMIN), account()))
    assert [who.name for who in every(Identity, some)] == ["ana@10.1.0.9"]


@pytest.mark.parametrize(
    ("accounts", "roles", "expected"),
    [
        ((account(rights="select"),), (), []),
        ((account(rights=ADMIN),), (), [("administer", "standing", None)]),
        ((ROOT,), (), [("everything", "standing", False)]),
        ((account(catalogue=1),), (), [("administer", "standing", None)]),
        ((account(catalogue=0),), (), []),
        ((account(dynamic=1),), (), [("administer", "standing", None)]),
        ((account(), account("keeper", "%", locked="Y", rights=ADMIN)), "plain", [("administer", "click", False)]),
        (
            (account(), account("keeper", "%", locked="Y", rights=ADMIN)),
            "standing",
            [("administer", "standing", False)],
        ),
    ],
)
def test_rights(accounts: Any, roles: Any, expected: Any) -> None:
    edge = {"user": "ana", "host": "10.1.0.9", "role": "keeper", "role_host": "%", "standing": int(roles == "standing")}
    some = facts(accounts=accounts, roles=(edge,) if roles else ())
    found = [g for g in every(Grant, some) if not g.name.startswith("keeper")]
    assert [(g.right, g.activation, g.direct) for g in found] == expected


def test_rights_of_roles_of_roles() -> None:
    edges = [
        {"user": "ana", "host": "10.1.0.9", "role": "outer"},
        {"user": "outer", "host": "", "role": "inner"},
        {"user": "inner", "host": "", "role": "outer"},
    ]
    people = (
        account(default_role="outer"),
        account("outer", "", role="Y"),
        account("inner", "", role="Y", rights=ADMIN),
    )
    some = facts(version=MARIADB, accounts=people, roles=edges)
    assert [(g.name, g.right, g.activation) for g in every(Grant, some)] == [("ana@10.1.0.9", "administer", "standing")]
    assert only(Identity, some).privileged is True


@pytest.mark.parametrize(
    ("version", "settings", "role"),
    [
        (MARIADB, {}, account("PUBLIC", "", role="Y", rights="file")),
        ("8.4.9", {"mandatory_roles": "`keeper`@`%`"}, account("keeper", "%", locked="Y", rights="file")),
    ],
)
def test_what_everybody_may(version: str, settings: Any, role: Any) -> None:
    some = facts(settings, version=version, accounts=(account(), role))
    assert "ana@10.1.0.9" in {g.name for g in every(Grant, some, right="administer")}


def test_roles_that_were_refused() -> None:
    some = facts(accounts=(account(), account("b", rights=ADMIN)), roles="denied")
    privileged = {who.name: who.privileged for who in every(Identity, some)}
    assert privileged == {"ana@10.1.0.9": None, "b@10.1.0.9": True}
    assert ("grant", "", "denied") in missing(some)
    assert only(SignIn, some, audience="administrators").factors is None


def test_accounts_that_were_refused() -> None:
    some = facts(accounts="denied")
    assert {("identity", "", "denied"), ("credential", "", "denied"), ("grant", "", "denied")} <= missing(some)
    assert {door.factors for door in every(SignIn, some)} == {None}


CERTIFIED: dict[str, Any] = {"ssl_type": "SPECIFIED", "subject": 1}


@pytest.mark.parametrize(
    ("settings", "accounts", "factors", "resistant", "individual", "directories"),
    [
        ({}, (account(),), 1, False, None, 0),
        ({}, (account(), account("b", state="empty")), 0, False, None, 0),
        ({}, (account(), account("b", state="empty", locked="Y")), 1, False, None, 0),
        ({}, (account(), account("", "%", state="empty")), 0, False, False, 0),
        ({}, (account(**CERTIFIED),), 2, True, None, 0),
        ({}, (account(**CERTIFIED), account("b")), 1, False, None, 0),
        ({}, (account(state="empty", **CERTIFIED),), 1, False, None, 0),
        ({}, (account(plugin=LDAP),), None, None, None, None),
        ({}, (account(plugin=LDAP), account("b")), 1, False, None, None),
        ({}, (account(plugin=LDAP, **CERTIFIED),), 2, True, None, None),
        ({"skip_grant_tables": "ON"}, (account(**CERTIFIED),), 0, False, False, 0),
    ],
)
def test_doors(  # noqa: PLR0913, PLR0917  # as many columns
    settings: Any,
    accounts: Any,
    factors: int | None,
    resistant: bool | None,  # noqa: FBT001
    individual: bool | None,  # noqa: FBT001
    directories: int | None,
) -> None:
    door = only(SignIn, facts(settings, accounts=accounts), audience="everyone")
    assert (door.factors, door.phishing_resistant) == (factors, resistant)
    assert (door.individual, door.directories) == (individual, directories)


def test_administrators_are_told_apart() -> None:
    some = facts(accounts=(account(), account("b", rights=ADMIN, **CERTIFIED)))
    assert only(SignIn, some, audience="administrators").factors == 2
    assert only(SignIn, some, audience="everyone").factors == 1


@pytest.mark.parametrize(
    ("user", "options", "holder"),
    [
        ("app", {}, None),
        ("app", {"machines": "etl"}, "person"),
        ("app", {"machines": ["etl", "app"]}, "machine"),
        ("app", {"machines": ["app@10.1.0.9"]}, "machine"),
        ("app", {"machines": ["app@%"]}, "person"),
        ("app", {"break_glass": "app"}, "break-glass"),
        ("root", {"machines": "etl"}, "built-in"),
        ("root", {"break_glass": "root"}, "break-glass"),
        ("", {"machines": "etl"}, "shared"),
        ("safeguard", {}, "machine"),
        ("safeguard", {"user": "scan", "machines": "etl"}, "person"),
    ],
)
def test_whose_it_is(user: str, options: Any, holder: str | None) -> None:
    some = facts(accounts=(account(user, rights=ADMIN),), **options)
    assert only(Identity, some).holder == holder
    direct = True if holder == "person" else None if holder is None else False
    assert [grant.direct for grant in every(Grant, some)] == [direct]


def test_programs_have_a_door_of_their_own_and_emergencies_none() -> None:
    people = (account(**CERTIFIED, rights=ADMIN), account("app"), account("help", rights=ADMIN))
    some = facts(accounts=people, machines="app", break_glass=["help"])
    doors = {door.audience: door.factors for door in every(SignIn, some)}
    assert doors == {"everyone": 2, "administrators": 2, "machines": 1}
