"""What a server's settings and views mean, row by row."""

from typing import Any

import pytest

from collectors.mysql.kinds import KINDS
from scanner.facts import (
    FOREVER,
    Asset,
    Backup,
    Channel,
    DataStore,
    Exposure,
    Guard,
    Lockout,
    LogStore,
    LogTrail,
    PasswordPolicy,
    Release,
    Session,
)
from tests.collectors.mysql.rows import (
    AT,
    DAY,
    MARIADB,
    MOMENT,
    ROOT,
    TABLES,
    TLS,
    account,
    every,
    facts,
    missing,
    only,
    why,
)

ALL = ("admin", "data-read", "data-write", "sign-in")


def test_a_server_that_tells_no_settings_is_not_known() -> None:
    some = facts({"version": ""})
    assert {f.kind for f in some} == set(KINDS)
    assert {f.target for f in some} == {AT}
    assert {outcome for _, _, outcome in missing(some)} == {"unclear"}


@pytest.mark.parametrize(
    ("version", "comment", "left"),
    [
        ("8.0.45", "MySQL Community Server - GPL", -211),
        ("8.4.9", "MySQL Community Server - GPL", 1981),
        ("5.7.44-log", "MySQL Community Server (GPL)", -1123),
        ("10.11.19-MariaDB-0+deb12u1", "Debian 12", 446),
        ("10.6.22-MariaDB", "mariadb.org binary distribution", -144),
        ("8.0.36-28", "Percona Server (GPL), Release 28", None),
        ("99.1.0", "", None),
    ],
)
def test_releases(version: str, comment: str, left: int | None) -> None:
    release = only(Release, facts({"version_comment": comment}, version=version))
    assert release.support_days_left == left
    assert (why(release, "support_days_left") == "unclear") is (left is None)


@pytest.mark.parametrize(
    ("settings", "accounts", "ours", "expected"),
    [
        ({"require_secure_transport": "ON"}, "denied", None, "required"),
        ({"require_secure_transport": "OFF"}, (ROOT, account(ssl_type="ANY")), None, "required"),
        ({}, (ROOT, account(ssl_type="X509"), account("b")), None, "offered"),
        ({}, (ROOT, account(ssl_type="X509"), account("b", locked="Y")), None, "required"),
        ({}, (ROOT,), None, "offered"),
        ({}, "denied", None, None),
        ({"require_secure_transport": "ON"}, (ROOT,), {"Ssl_cipher": "", "Ssl_version": ""}, None),
    ],
)
def test_encryption_in_transit(settings: Any, accounts: Any, ours: Any, expected: str | None) -> None:
    channel = only(Channel, facts(settings, accounts=accounts, ours=ours))
    assert channel.encryption == expected
    assert why(channel, "encryption") == ("" if expected else "unclear" if ours else "denied")
    assert channel.stands == (() if ours else ("our own session: TLSv1.3, TLS_AES_256_GCM_SHA384",))


@pytest.mark.parametrize(
    ("settings", "version", "algorithms"),
    [
        ({"tls_version": "TLSv1,TLSv1.1,TLSv1.2"}, "1.0", None),
        ({"tls_version": "TLSv1.3"}, "1.3", None),
        ({"tls_version": ""}, None, None),
        ({"ssl_cipher": "HIGH:!aNULL"}, "1.2", None),
        (
            {"tls_version": "TLSv1.2", "ssl_cipher": "ECDHE-RSA-AES128-SHA:AES256-SHA"},
            "1.2",
            ("ecdhe-rsa-aes128-sha", "aes256-sha"),
        ),
        (
            {"ssl_cipher": "ECDHE-RSA-AES256-GCM-SHA384", "tls_ciphersuites": "TLS_AES_256_GCM_SHA384"},
            "1.2",
            ("ecdhe-rsa-aes256-gcm-sha384", "tls_aes_256_gcm_sha384"),
        ),
    ],
)
def test_versions_and_suites(settings: Any, version: str | None, algorithms: tuple[str, ...] | None) -> None:
    channel = only(Channel, facts(settings))
    assert (channel.min_version, channel.algorithms) == (version, algorithms)


@pytest.mark.parametrize(
    ("settings", "accounts", "audience"),
    [
        ({"skip_networking": "ON"}, "denied", "owner"),
        ({"bind_address": "127.0.0.1,::1"}, "denied", "owner"),
        ({"bind_address": "10.1.0.7"}, "denied", "owner"),
        ({"bind_address": "*"}, (ROOT,), "owner"),
        ({"bind_address": "0.0.0.0"}, (ROOT, account()), None),  # noqa: S104  # what a server says
        ({"bind_address": "8.8.8.8,10.1.0.7"}, "denied", None),
        ({"bind_address": ""}, (ROOT, account()), None),
        ({"bind_address": "db1.example"}, "denied", None),
        ({"bind_address": "::ffff:0.0.0.0"}, "denied", None),
        ({"bind_address": "::ffff:8.8.8.8"}, "denied", None),
        ({"bind_address": "::"}, "denied", None),
    ],
)
def test_who_can_reach_it(settings: Any, accounts: Any, audience: str | None) -> None:
    exposure = only(Exposure, facts(settings, accounts=accounts))
    assert exposure.audience == audience
    assert why(exposure, "audience") == ("" if audience else "hidden")


@pytest.mark.parametrize(
    ("accounts", "in_force"),
    [
        ((ROOT, account(host="10.%")), True),
        ((ROOT, account(host="%")), False),
        ((ROOT, account(host="")), False),
        ((ROOT, account(host="%", locked="Y")), True),
        ((ROOT, account(host="%.%")), False),
        ((ROOT, account(host="_%")), False),
        ((ROOT, account(host="%:%")), False),
        ((ROOT, account(host="0.0.0.0/0.0.0.0")), False),  # what a server says
        ((ROOT, account(host="0.0.0.0/0")), False),
        ((ROOT, account(host="10.0.0.0/255.0.0.0")), True),
        ((ROOT, account(host="%.clinic.example")), True),
        ("denied", None),
    ],
)
def test_where_accounts_may_come_from(accounts: Any, in_force: bool | None) -> None:  # noqa: FBT001  # three values
    assert only(Guard, facts(accounts=accounts), prevents="unlisted-traffic").in_force is in_force


@pytest.mark.parametrize(
    ("settings", "idle"),
    [
        ({"wait_timeout": "600", "interactive_timeout": "900"}, 900),
        ({"wait_timeout": "28800", "interactive_timeout": "60"}, 28800),
        ({}, None),
    ],
)
def test_sessions(settings: Any, idle: int | None) -> None:
    session = only(Session, facts(settings))
    assert (session.idle_seconds, session.on_idle, session.enforced) == (idle, "ends", False)


@pytest.mark.parametrize(
    ("version", "settings", "length", "history", "age"),
    [
        (
            "8.4.9",
            {"validate_password.length": "14", "password_history": "5", "default_password_lifetime": "90"},
            14,
            5,
            90,
        ),
        ("5.7.44", {"validate_password_length": "8"}, 8, 0, FOREVER),
        ("8.4.9", {"default_password_lifetime": "0"}, 0, 0, FOREVER),
        (MARIADB, {"simple_password_check_minimal_length": "14", "strict_password_validation": "ON"}, 14, 0, FOREVER),
        (MARIADB, {"simple_password_check_minimal_length": "14", "strict_password_validation": "OFF"}, 0, 0, FOREVER),
        (
            MARIADB,
            {"cracklib_password_check_dictionary": "/x", "password_reuse_check_interval": "0"},
            None,
            None,
            FOREVER,
        ),
        (MARIADB, {}, 0, 0, FOREVER),
    ],
)
def test_passwords(version: str, settings: Any, length: int | None, history: int | None, age: int) -> None:
    policy = only(PasswordPolicy, facts(settings, version=version))
    assert (policy.min_length, policy.history, policy.max_age_days) == (length, history, age)


@pytest.mark.parametrize(
    ("version", "settings", "accounts", "attempts", "seconds"),
    [
        (MARIADB, {"max_password_errors": "5"}, "denied", 5, FOREVER),
        (MARIADB, {"max_password_errors": "4294967295"}, "denied", FOREVER, FOREVER),
        (MARIADB, {}, "denied", FOREVER, FOREVER),
        ("8.4.9", {}, (account(attempts="5", lock_days="1"),), 5, DAY),
        ("8.4.9", {}, (account(attempts="5", lock_days="1"), account("b", attempts="3", lock_days="-1")), 5, DAY),
        ("8.4.9", {}, (account(attempts="5", lock_days="1"), account("b")), FOREVER, FOREVER),
        ("8.4.9", {}, (account(attempts="5", lock_days="1"), account("b", locked="Y")), 5, DAY),
        ("8.4.9", {}, (account(attempts="5", lock_days="0"),), FOREVER, FOREVER),
        ("8.4.9", {}, (account(attempts="4", lock_days="-1"),), 4, FOREVER),
        ("5.7.44", {}, (account(plugin="mysql_native_password"),), FOREVER, FOREVER),
        ("8.4.9", {}, "denied", None, None),
    ],
)
def test_wrong_passwords(version: str, settings: Any, accounts: Any, attempts: int | None, seconds: int | None) -> None:
    lockout = only(Lockout, facts(settings, version=version, accounts=accounts))
    assert (lockout.attempts, lockout.seconds) == (attempts, seconds)


SERVER_AUDIT = {"server_audit_logging": "ON", "server_audit_events": "", "server_audit_excl_users": ""}
AUDIT_LOG = {"audit_log_policy": "ALL"}


@pytest.mark.parametrize(
    ("version", "settings", "tables", "records", "exempt"),
    [
        ("8.4.9", {"general_log": "ON", "log_output": "FILE"}, TABLES, ALL, ()),
        ("8.4.9", {"general_log": "ON", "log_output": "NONE"}, TABLES, (), ()),
        ("8.4.9", {"general_log": "OFF", "log_output": "FILE"}, TABLES, (), ()),
        (MARIADB, SERVER_AUDIT, TABLES, ALL, ()),
        (MARIADB, {**SERVER_AUDIT, "server_audit_logging": "OFF"}, TABLES, (), ()),
        (MARIADB, {**SERVER_AUDIT, "server_audit_events": "CONNECT,QUERY_DDL"}, TABLES, ("admin", "sign-in"), ()),
        (MARIADB, {**SERVER_AUDIT, "server_audit_events": "QUERY_DML_NO_SELECT"}, TABLES, ("data-write",), ()),
        (MARIADB, {**SERVER_AUDIT, "server_audit_excl_users": "root,etl"}, TABLES, ALL, ("root", "etl")),
        (MARIADB, {**SERVER_AUDIT, "server_audit_incl_users": "root"}, TABLES, ALL, None),
        (
            MARIADB,
            {**SERVER_AUDIT, "server_audit_events": "TABLE", "query_cache_type": "ON", "query_cache_size": "9"},
            TABLES,
            ("data-write",),
            (),
        ),
        ("8.4.9", AUDIT_LOG, TABLES, ALL, ()),
        ("8.4.9", {"audit_log_policy": "LOGINS"}, TABLES, ("sign-in",), ()),
        ("8.4.9", {"audit_log_policy": "NONE"}, TABLES, (), ()),
        ("8.4.9", {**AUDIT_LOG, "audit_log_statement_policy": "ERRORS"}, TABLES, None, None),
        ("8.4.9", {**AUDIT_LOG, "audit_log_exclude_accounts": "etl@%"}, TABLES, ALL, ("etl@%",)),
        ("8.4.9", {**AUDIT_LOG, "audit_log_include_accounts": "etl@%"}, TABLES, ALL, None),
        # Rules of Percona's component, whose policies have no setting; MariaDB's plugin in a MySQL.
        ("8.4.9", {}, {**TABLES, "filters": "1"}, None, None),
        ("5.7.44", SERVER_AUDIT, TABLES, ALL, ()),
        ("8.4.9", AUDIT_LOG, {**TABLES, "filters": "1"}, None, None),
        ("8.4.9", AUDIT_LOG, {**TABLES, "entire": 0}, None, None),
        ("8.4.9", AUDIT_LOG, None, None, None),
    ],
)
def test_records(version: str, settings: Any, tables: Any, records: Any, exempt: Any) -> None:
    some = facts(settings, version=version, tables=(tables,) if tables else "denied")
    trail = only(LogTrail, some)
    assert (trail.records, trail.exempt) == (records, exempt)
    assert trail.enabled is (None if records is None else bool(records))
    assert bool(every(LogStore, some)) is (records is None or bool(records))
    assert why(trail, "records") in ({"unclear", "not-asked", "denied"} if records is None else {""})


@pytest.mark.parametrize(
    ("status", "enabled"), [({"Server_audit_active": "ON"}, True), ({"Server_audit_active": "OFF"}, False), ({}, True)]
)
def test_an_audit_that_cannot_write_records_nothing(status: dict[str, str], *, enabled: bool) -> None:
    some = facts(SERVER_AUDIT, version=MARIADB, ours={**TLS, **status})
    assert only(LogTrail, some).enabled is enabled


def test_nobody_says_whether_the_audit_can_write() -> None:
    trail = only(LogTrail, facts(SERVER_AUDIT, version=MARIADB, ours="timeout"))
    assert (trail.enabled, why(trail, "enabled")) == (None, "timeout")
    assert only(LogTrail, facts(version=MARIADB, ours="timeout")).enabled is False


@pytest.mark.parametrize(
    ("settings", "days", "immutable"),
    [
        ({**AUDIT_LOG, "audit_log_prune_seconds": str(400 * DAY)}, 400, False),
        ({**AUDIT_LOG, "audit_log_prune_seconds": "0"}, None, False),
        ({**SERVER_AUDIT, "server_audit_output_type": "syslog", "version": MARIADB}, None, None),
    ],
)
def test_how_records_are_kept(settings: Any, days: int | None, immutable: bool | None) -> None:  # noqa: FBT001
    store = only(LogStore, facts(settings))
    assert (store.retention_days, store.immutable, store.tamper_evident) == (days, immutable, None)


MY_LOGS = {"innodb_redo_log_encrypt": "ON", "innodb_undo_log_encrypt": "ON", "binlog_encryption": "ON", "log_bin": "ON"}


@pytest.mark.parametrize(
    ("version", "settings", "spaces", "tables", "encrypted", "because"),
    [
        ("8.4.9", MY_LOGS, {"spaces": 3, "encrypted": "3"}, TABLES, True, ""),
        ("8.4.9", MY_LOGS, {"spaces": 3, "encrypted": "2"}, TABLES, False, ""),
        ("8.4.9", MY_LOGS, {"spaces": 3, "encrypted": "3"}, {**TABLES, "beside": "1"}, False, ""),
        ("8.4.9", {**MY_LOGS, "binlog_encryption": "OFF"}, {"spaces": 3, "encrypted": "3"}, TABLES, False, ""),
        ("8.4.9", {**MY_LOGS, "innodb_undo_log_encrypt": "OFF"}, {"spaces": 3, "encrypted": "3"}, TABLES, False, ""),
        ("8.4.9", MY_LOGS, {"spaces": 3, "encrypted": "3"}, {**TABLES, "entire": 0}, None, "unclear"),
        ("8.4.9", MY_LOGS, {"spaces": 3, "encrypted": "3"}, None, None, "denied"),
        ("8.4.9", MY_LOGS, {"spaces": 3, "encrypted": "0"}, TABLES, None, "hidden"),
        ("8.4.9", MY_LOGS, None, TABLES, None, "denied"),
        (MARIADB, {"innodb_encrypt_log": "ON", "log_bin": "OFF"}, {"spaces": 7, "encrypted": 7}, TABLES, True, ""),
        (MARIADB, {"innodb_encrypt_log": "OFF"}, {"spaces": 7, "encrypted": 7}, TABLES, False, ""),
        (MARIADB, {"innodb_encrypt_log": "ON", "log_bin": "ON"}, {"spaces": 7, "encrypted": 7}, TABLES, False, ""),
    ],
)
def test_encryption_at_rest(  # noqa: PLR0913, PLR0917  # as many columns
    version: str,
    settings: Any,
    spaces: Any,
    tables: Any,
    encrypted: bool | None,  # noqa: FBT001
    because: str,
) -> None:
    some = facts(
        settings,
        version=version,
        spaces=(spaces,) if spaces else "denied",
        tables=(tables,) if tables else "denied",
    )
    store = only(DataStore, some)
    assert (store.encrypted, why(store, "encrypted")) == (encrypted, because)
    assert store.cipher == ("" if encrypted is False else "aes-256-cbc" if encrypted and version == "8.4.9" else None)
    assert only(Asset, some).role == "store"


@pytest.mark.parametrize(
    ("version", "settings", "in_force"),
    [
        ("8.4.9", {"default_table_encryption": "ON"}, True),
        ("8.4.9", {"default_table_encryption": "OFF"}, False),
        (MARIADB, {"innodb_encrypt_tables": "FORCE"}, True),
        (MARIADB, {"innodb_encrypt_tables": "OFF"}, False),
    ],
)
def test_new_tables(version: str, settings: Any, *, in_force: bool) -> None:
    some = facts(settings, version=version, spaces=({"spaces": 3, "encrypted": 1},))
    assert only(Guard, some, prevents="unencrypted-stores").in_force is in_force
    assert every(Guard, facts(settings, version=version), prevents="unencrypted-stores") == []


GOOD = {"ended": str(MOMENT - 3600), "state": "SUCCESS", "moment": MOMENT}
BAD = {"ended": str(MOMENT - 60), "state": "FAILURE", "moment": MOMENT}


@pytest.mark.parametrize(
    ("version", "copies", "newest", "succeeded"),
    [
        ("8.4.9", (GOOD,), 3600, True),
        ("8.4.9", (BAD, GOOD), 3600, False),
        ("8.4.9", (BAD,), FOREVER, False),
        ("8.4.9", (), FOREVER, None),
        (MARIADB, ({"ended": str(MOMENT - 7200), "partial": "N", "moment": MOMENT},), 7200, None),
        (MARIADB, ({"ended": str(MOMENT - 7200), "partial": "Y", "moment": MOMENT},), FOREVER, None),
    ],
)
def test_copies(version: str, copies: Any, newest: int, succeeded: bool | None) -> None:  # noqa: FBT001
    backup = only(Backup, facts(version=version, copies=copies, tables=({**TABLES, "histories": "1"},)))
    assert (backup.mechanism, backup.newest_seconds, backup.succeeded) == ("copy", newest, succeeded)


@pytest.mark.parametrize(
    ("copies", "tables", "outcome"),
    [
        ("absent", TABLES, "unclear"),
        ("denied", TABLES, "unclear"),
        ("denied", {**TABLES, "histories": "1"}, "denied"),
        ("denied", {**TABLES, "entire": 0}, "denied"),
        ("timeout", {**TABLES, "histories": "1"}, "timeout"),
    ],
)
def test_copies_that_nobody_knows_of(copies: Any, tables: Any, outcome: str) -> None:
    some = facts(copies=copies, tables=(tables,))
    assert every(Backup, some) == []
    assert ("backup", "copy", outcome) in missing(some)


FOLLOWS = {
    "Replica_IO_Running": "Yes",
    "Replica_SQL_Running": "Yes",
    "Seconds_Behind_Source": 2,
    "Source_SSL_Allowed": "Yes",
    "Source_SSL_Verify_Server_Cert": "Yes",
    "Channel_Name": "",
}
OF_MARIADB = {
    "Slave_IO_Running": "Connecting",
    "Slave_SQL_Running": "Yes",
    "Master_SSL_Allowed": "No",
    "Master_SSL_Verify_Server_Cert": "No",
    "Connection_name": "main",
}


@pytest.mark.parametrize(
    ("version", "row", "late", "runs", "encryption", "proven"),
    [
        ("8.4.9", FOLLOWS, 2, True, "required", [True]),
        ("8.4.9", {**FOLLOWS, "Source_SSL_Verify_Server_Cert": "No"}, 2, True, "required", [False]),
        ("8.4.9", {**FOLLOWS, "Replica_SQL_Running": "No"}, 2, False, "required", [True]),
        (MARIADB, OF_MARIADB, None, False, "none", []),
    ],
)
def test_replication(  # noqa: PLR0913, PLR0917  # as many columns
    version: str,
    row: Any,
    late: int | None,
    runs: bool,  # noqa: FBT001
    encryption: str,
    proven: list[bool],
) -> None:
    some = facts(version=version, replicas=(row,))
    backup, link = only(Backup, some), only(Channel, some, protocol="link")
    assert (backup.mechanism, backup.newest_seconds, backup.succeeded) == ("replica", late, runs)
    assert (link.enabled, link.encryption) == (runs, encryption)
    assert [guard.in_force for guard in every(Guard, some, prevents="impersonation")] == proven


def test_replication_that_was_refused() -> None:
    assert {("backup", "replica", "denied"), ("channel", "link", "denied")} <= missing(facts(replicas="denied"))


def test_an_answer_that_makes_no_sense_costs_its_own_part() -> None:
    some = facts({"wait_timeout": "soon"}, spaces=({"spaces": "many", "encrypted": 0},))
    assert {("session", "database", "error"), ("data-store", "", "error")} <= missing(some)
    assert every(Lockout, some)
