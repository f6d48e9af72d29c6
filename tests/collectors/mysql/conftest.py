"""Two servers, one well kept and one as somebody left it, started once for all tests of a file."""

import contextlib
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.mysql.statements import QUESTIONS
from scanner.answers import Answer
from tests.collectors.mysql.asked import asked, target
from tests.servers.mariadb import MariaDB, mariadb, own

CANARY = "c4n4ryAcc0untP4ss"
_HISTORY = """
CREATE TABLE mysql.mariadb_backup_history (uuid varchar(40) PRIMARY KEY, name varchar(255), tool_name varchar(255),
 tool_command text, start_time timestamp NULL, end_time timestamp NULL, partial enum('Y','N'));
INSERT INTO mysql.mariadb_backup_history VALUES
 ('1', 'nightly', 'mariadb-backup', '--password=c4n4ryT00lP4ss', NOW(), NOW() - INTERVAL 2 HOUR, 'N'),
 ('2', 'one', 'mariadb-backup', '--password=c4n4ryT00lP4ss', NOW(), NOW(), 'Y');
"""
"""As mariadb-backup 10.11 makes it, of its columns those that matter: the command line holds a password."""
KEPT_SQL = f"""
{_HISTORY}
CREATE DATABASE ehr;
CREATE TABLE ehr.patients (name text);
INSERT INTO ehr.patients VALUES ('c4n4ryP4t13nt');
CREATE USER app@'10.1.0.0/255.255.0.0' IDENTIFIED BY '{CANARY}' REQUIRE SUBJECT '/CN=app';
GRANT SELECT ON ehr.* TO app@'10.1.0.0/255.255.0.0';
CREATE USER gone@'10.1.0.9' IDENTIFIED BY '{CANARY}' REQUIRE SUBJECT '/CN=gone' ACCOUNT LOCK;
DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';
FLUSH PRIVILEGES;
"""  # noqa: S608  # all of it is ours
KEPT = (
    *("--require-secure-transport=ON", "--tls-version=TLSv1.2,TLSv1.3", "--wait-timeout=600"),
    *("--ssl-cipher=ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384", "--interactive-timeout=900"),
    *("--plugin-load-add=simple_password_check", "--simple-password-check-minimal-length=14"),
    *("--simple-password-check-other-characters=0", "--max-password-errors=5", "--plugin-load-add=server_audit"),
    *("--server-audit-logging=ON", "--server-audit-events=CONNECT,QUERY", "--general-log=ON", "--log-output=NONE"),
    *("--plugin-load-add=file_key_management", "--innodb-encrypt-tables=FORCE", "--innodb-encrypt-log=ON"),
    *("--innodb-encryption-threads=4", "--innodb-encryption-rotate-key-age=1"),
)
LEFT_SQL = f"""
CREATE DATABASE ehr;
CREATE TABLE ehr.patients (name text) ENGINE=MyISAM;
CREATE USER ''@'localhost';
CREATE USER empty@'%';
CREATE USER app@'%' IDENTIFIED BY '{CANARY}';
GRANT ALL ON *.* TO app@'%' WITH GRANT OPTION;
CREATE USER old@'%' IDENTIFIED BY '{CANARY}' PASSWORD EXPIRE;
CREATE ROLE keeper;
GRANT SUPER ON *.* TO keeper;
CREATE USER ana@'%' IDENTIFIED BY '{CANARY}';
GRANT keeper TO ana@'%';
CREATE USER cat@'%.%' IDENTIFIED VIA MYSQL_NATIVE_PASSWORD USING PASSWORD('{CANARY}');
GRANT UPDATE ON `my%`.* TO cat@'%.%';
CREATE USER dan@'10.%' IDENTIFIED BY '{CANARY}';
GRANT SET USER ON *.* TO dan@'10.%';
CREATE USER ben@'%' IDENTIFIED VIA ed25519 USING PASSWORD('{CANARY}');
CREATE USER cy@'localhost' IDENTIFIED VIA unix_socket OR mysql_native_password USING 'invalid';
"""  # noqa: S608  # all of it is ours
LEFT = ("--plugin-load-add=auth_ed25519", "--tls-version=TLSv1.1,TLSv1.2,TLSv1.3", "--general-log=OFF")


@contextlib.contextmanager
def well_kept() -> Iterator[MariaDB]:
    with tempfile.TemporaryDirectory(prefix="keys-", ignore_cleanup_errors=True) as place:
        keys = Path(place) / "keys.txt"
        keys.write_text(f"1;{secrets.token_hex(32)}\n")
        own(Path(place))
        key = f"--file-key-management-filename={keys}"
        with mariadb(*KEPT, key, made=KEPT_SQL, root=f"{CANARY}OfR00t") as it:
            it.sql("GRANT SELECT ON mysql.mariadb_backup_history TO safeguard@'127.0.0.1'")
            _encrypted(it)
            yield it


def _encrypted(it: MariaDB) -> None:
    """Its threads encrypt what is there within seconds."""
    end = time.monotonic() + 60
    (spaces,) = (row.sql for row in QUESTIONS if row.id == "mysql.tablespaces.mariadb")
    while len(set(it.sql(spaces).split())) > 1:
        assert time.monotonic() < end, "tablespaces are not encrypted"
        time.sleep(0.2)


@contextlib.contextmanager
def left_alone() -> Iterator[MariaDB]:
    with mariadb(*LEFT, made=LEFT_SQL) as it:
        yield it


@pytest.fixture(scope="module")
def kept() -> Iterator[MariaDB]:
    with well_kept() as it:
        yield it


@pytest.fixture(scope="module")
def left() -> Iterator[MariaDB]:
    with left_alone() as it:
        yield it


@pytest.fixture(scope="module")
def told(kept: MariaDB) -> list[Answer]:
    """What the well kept one answers."""
    return asked(target(kept))
