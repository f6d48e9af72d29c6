"""`safeguard scan mysql://HOST`, from the first word to the exit code; a MySQL 8.4 is played from its manual."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from collectors.mysql import MYSQL
from tests.cli.conftest import Safeguard
from tests.collectors.mysql.rows import ROOT, TABLES, TLS, account
from tests.servers.mysql import MySQL, Said, recorded
from tests.servers.services import service
from tests.servers.tls import certificate

PASSWORD = "c4n4ryR34d3r"  # noqa: S105  # that is what it plays
HASH = "$A$005$c4n4ryH4sh"
SETTINGS = {
    "version": "8.4.9",
    "version_comment": "MySQL Community Server - GPL",
    "hostname": "ehr-db",
    "tls_version": "TLSv1.2,TLSv1.3",
    "require_secure_transport": "OFF",
    "wait_timeout": "28800",
    "interactive_timeout": "28800",
    "default_password_lifetime": "0",
    "password_history": "0",
    "validate_password.length": "14",
    "general_log": "OFF",
    "log_output": "FILE",
    "bind_address": "*",
    "skip_networking": "OFF",
    "port": "3306",
}


def table(*rows: dict[str, Any]) -> Said:
    """As the wire has it; with what the server might add, and nobody asked for."""
    return [*rows[0], "authentication_string"], [[*row.values(), HASH] for row in rows]


def pairs(values: dict[str, str]) -> Said:
    return ["Variable_name", "Value"], [[name, value] for name, value in values.items()]


ANSWERS: dict[str, Said] = {
    "mysql.variables": pairs(SETTINGS),
    "mysql.session": pairs(TLS),
    "mysql.accounts": table(
        {**ROOT, "attempts": None, "lock_days": None},
        {**account(host="%", rights=ROOT["rights"]), "attempts": "5", "lock_days": "1"},
    ),
    "mysql.roles": ((), ()),
    "mysql.tablespaces": table({"spaces": 3, "encrypted": 0}),
    "mysql.tables": table(TABLES),
    "mysql.replicas": 1227,
    "mysql.backups": 1142,
}


@pytest.fixture
def it(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MySQL]:
    (place := tmp_path / "ehr-db").mkdir()
    pem = certificate(place, "127.0.0.1", days_left=400)
    double = MySQL(pem, password=PASSWORD)
    double.answers = recorded(ANSWERS, {q.id: q.sql for q in MYSQL.questions})  # type: ignore[attr-defined]
    monkeypatch.setenv("DB_PASSWORD", PASSWORD)
    with service(double.play) as listening:
        (home / "safeguard.yaml").write_text(
            f"targets:\n  - target: mysql://127.0.0.1:{listening.port}\n    name: ehr-db\n    ephi: true\n"
            f"    ca: {pem}\n    password: env:DB_PASSWORD\n"
        )
        yield double


def written(home: Path) -> bytes:
    """All that a run left, unpacked."""
    files = (file for file in home.rglob("*") if file.is_file() and "keys" not in file.parts)
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def test_what_a_person_sees(it: MySQL, safeguard: Safeguard, home: Path) -> None:
    ran = safeguard("scan", "--make-key", "--json")
    assert ran.code == 2  # replication was refused
    found = {
        (row["check"], row["name"], row["facet"] if row["check"].startswith("mfa.d") else ""): (
            row["status"],
            row["seen"],
        )
        for row in json.loads(ran.out)["findings"]
    }
    failed = sorted(f"{check} {name}: {seen}" for (check, name, _), (status, seen) in found.items() if status == "fail")
    assert failed == snapshot(
        [
            "audit-logging.recording ehr-db: activity is not recorded",
            "automatic-logoff.enforced ehr-db: a person can change the idle limit",
            "automatic-logoff.idle-ends ehr-db: idle sessions stay open for 8 h, more than 15 min",
            "encryption-in-transit.plain-refused ehr-db: the database accepts unencrypted connections too",
            "least-privilege.asked-for ana@%: the rights of an administrator are always on; nothing asks for a password or an approval first",  # noqa: E501
            "least-privilege.asked-for root@localhost: the rights of an administrator are always on; nothing asks for a password or an approval first",  # noqa: E501
            "least-privilege.no-everything ana@%: may do everything, and is not approved",
            "least-privilege.no-everything root@localhost: may do everything, and is not approved",
            "mfa.demanded ehr-db: administrators: 1 factor is enough to sign in, 2 are required",
            "mfa.demanded ehr-db: everyone: 1 factor is enough to sign in, 2 are required",
            "mfa.every-person root@localhost: signs in with a password alone",
            "network-segmentation.deny-by-default ehr-db: accounts that may come from any address: 1",
            "password-policy.lockout ehr-db: no limit to wrong passwords",
            "unique-user-identification.central-directory ehr-db: everyone: local accounts only",
        ]
    )
    assert safeguard("verify", "evidence").code == 5  # intact, and nobody has said whose key it is
    assert len(it.asked) == len(set(it.asked)) == 10  # a SET, who it took us for, and eight statements
    assert it.trips <= 15


def test_no_secret_in_any_byte(it: MySQL, safeguard: Safeguard, home: Path) -> None:
    ran = safeguard("--debug", "scan", "--make-key")
    assert it.passwords == [PASSWORD.encode()]
    told = written(home) + ran.screen.encode()
    assert [secret for secret in (PASSWORD, HASH, "c4n4ry") if secret.encode() in told] == []
    assert b"ehr-db" in told


def test_the_right_that_lacks_is_named(it: MySQL, safeguard: Safeguard) -> None:
    ran = safeguard("scan", "--make-key")
    assert "REPLICATION_CLIENT" in ran.screen
    missing = safeguard("permissions", "mysql", "--missing").out
    assert "GRANT REPLICATION CLIENT ON *.* TO 'safeguard'@'ADDRESS';" in missing
    assert "GRANT PROCESS" not in missing


def test_a_wrong_password_in_plain_words(it: MySQL, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "c4n4ryWr0ng")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "the server lets this account in from nowhere here, or with another password (1045)" in " ".join(
        ran.screen.split()
    )
    assert "Traceback" not in ran.screen


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("mysql:", "must name a host"),
        ("mysql://db1/ehr", "must name a host"),
        ("mysql://ana@db1", "must name a host"),
        ("mariadb://db1?database=ehr", "database"),
        ("mysql://db1?password=open-sesame", "must hold a reference"),
    ],
)
def test_a_target_that_makes_no_sense(safeguard: Safeguard, uri: str, said: str) -> None:
    ran = safeguard("scan", "--make-key", uri)
    assert ran.code == 3
    assert said in " ".join(ran.screen.split())
    assert "open-sesame" not in ran.screen


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_the_least_rights(safeguard: Safeguard, scheme: str) -> None:
    assert safeguard("permissions", scheme).out == snapshot("""\
-- As an administrator there. ADDRESS: where safeguard runs. The password: its own, long and random.
-- PROCESS shows views of InnoDB (and statements that run, which are not asked for), REFERENCES which tables
-- there are and none of their rows. Whoever may read how accounts sign in could read the hashes: safeguard asks
-- for the word empty, invalid or set in their place, and keeps no more. Guard its password as an
-- administrator's.
-- A history of backups is there once a tool has written one: MySQL says no to a GRANT before that.

-- MariaDB
CREATE USER 'safeguard'@'ADDRESS' IDENTIFIED BY 'PASSWORD' REQUIRE SSL WITH MAX_USER_CONNECTIONS 2;
GRANT PROCESS ON *.* TO 'safeguard'@'ADDRESS';
GRANT REFERENCES ON *.* TO 'safeguard'@'ADDRESS';
GRANT REPLICA MONITOR ON *.* TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.global_priv TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.user TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.db TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.roles_mapping TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.mariadb_backup_history TO 'safeguard'@'ADDRESS';

-- MySQL
CREATE USER 'safeguard'@'ADDRESS' IDENTIFIED BY 'PASSWORD' REQUIRE SSL WITH MAX_USER_CONNECTIONS 2;
GRANT PROCESS ON *.* TO 'safeguard'@'ADDRESS';
GRANT REFERENCES ON *.* TO 'safeguard'@'ADDRESS';
GRANT REPLICATION CLIENT ON *.* TO 'safeguard'@'ADDRESS';
GRANT SELECT (Host, User, plugin, authentication_string, account_locked, password_expired, password_last_changed, password_lifetime, ssl_type, x509_subject, x509_issuer, User_attributes, Select_priv, Insert_priv, Update_priv, Delete_priv, Create_user_priv, Super_priv, Grant_priv, File_priv, Shutdown_priv, Reload_priv) ON mysql.user TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.db TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.global_grants TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.role_edges TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.default_roles TO 'safeguard'@'ADDRESS';
GRANT SELECT ON mysql.backup_history TO 'safeguard'@'ADDRESS';
""")  # noqa: E501
