"""`safeguard scan postgres://HOST`, from the first word to the exit code."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.cli.conftest import Safeguard
from tests.servers.postgres import Postgres, postgres

PASSWORD = "c4n4ry-0f-0ur-0wn"  # noqa: S105  # that is what it plays
HBA = """\
local all postgres peer map=tests
hostssl postgres safeguard 127.0.0.1/32 scram-sha-256
host ehr all 10.0.0.0/8 md5
"""


@pytest.fixture(scope="module")
def it() -> Iterator[Postgres]:
    with postgres(HBA) as server:
        yield server


@pytest.fixture
def declared(it: Postgres, home: Path, monkeypatch: pytest.MonkeyPatch, safeguard: Safeguard) -> str:
    """A target whose account has all rights that are printed; gives these."""
    monkeypatch.setenv("EHR_PASSWORD", PASSWORD)
    (home / "safeguard.yaml").write_text(
        f"targets:\n  - target: postgres://127.0.0.1:{it.port}\n    name: ehr\n    ephi: true\n    ca: {it.ca}\n"
        "    password: env:EHR_PASSWORD\n    machines: [app]\n"
    )
    rights = safeguard("permissions", "postgres").out
    it.sql(
        "DROP SCHEMA IF EXISTS safeguard CASCADE",
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'safeguard') THEN DROP OWNED BY safeguard; END IF;"
        " END $$",
        "DROP ROLE IF EXISTS safeguard",
        rights.replace("'PASSWORD'", f"'{PASSWORD}'"),
    )
    return rights


def written(home: Path) -> bytes:
    """All that a run left, unpacked, but for our own keys."""
    files = (file for file in home.rglob("*") if file.is_file() and "keys" not in file.parts)
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def shown(screen: str) -> str:
    """Without what is another one each time."""
    return re.sub(r"\d{8}t\d{6}z-[0-9a-f]{6}", "RUN", screen)


def test_a_database_and_its_proof(declared: str, safeguard: Safeguard, home: Path) -> None:
    ran = safeguard("scan", "--make-key", "--json")
    assert ran.code == 2  # of what is copied from outside nobody tells
    assert safeguard("verify", "evidence").code == 5  # intact, and nobody has said whose key it is
    assert PASSWORD.encode() not in written(home)
    assert shown(safeguard("findings", "encryption-in-transit.plain-refused", "--fix").out) == snapshot("""\
Should be: Plain connections are refused   encryption-in-transit.plain-refused
  ✗ fail  high  encryption-in-transit.plain-refused  postgres:ehr  the database accepts unencrypted connections too (pg_hba.conf line 3: host md5)
  Fix    hostssl in place of host in pg_hba.conf, for all but this machine's own addresses; ALTER SYSTEM SET ssl = on; SELECT pg_reload_conf()
  Asked  by DISA STIG Crunchy Data PostgreSQL V-233519 and CIS PostgreSQL 6.8

Run RUN, 1 of 1 target reached: 1 finding shown
""")  # noqa: E501  # as a screen has it


def test_what_it_takes(declared: str) -> None:
    assert declared == snapshot("""\
-- As a superuser, in the database that the target names (postgres by default).
CREATE ROLE safeguard LOGIN CONNECTION LIMIT 2 PASSWORD 'PASSWORD';
-- In psql \\password safeguard keeps the password out of the server's log and of psql's history.
-- Where PUBLIC may not connect to that database:
GRANT CONNECT ON DATABASE postgres TO safeguard;
-- Settings, sessions and the archive:
GRANT pg_monitor TO safeguard;
-- Who may come in, as the server reads pg_hba.conf:
GRANT SELECT ON pg_catalog.pg_hba_file_rules TO safeguard;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO safeguard;
-- By which method passwords are stored, and never what is stored:
CREATE SCHEMA safeguard;
CREATE VIEW safeguard.stored_passwords AS
SELECT rolname AS name, CASE
    WHEN rolpassword IS NULL THEN 'none'
    WHEN rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'scram-sha-256'
    WHEN rolpassword ~ '^md5[0-9a-f]{32}$' THEN 'md5'
    ELSE 'other' END AS stored
  FROM pg_catalog.pg_authid WHERE rolcanlogin;
GRANT USAGE ON SCHEMA safeguard TO safeguard;
GRANT SELECT ON safeguard.stored_passwords TO safeguard;
""")


def test_a_right_that_lacks_is_named(declared: str, it: Postgres, safeguard: Safeguard) -> None:
    it.sql("REVOKE SELECT ON pg_catalog.pg_hba_file_rules FROM safeguard")
    assert safeguard("scan", "--make-key").code == 2
    assert "GRANT SELECT ON pg_catalog.pg_hba_file_rules" in safeguard("permissions", "postgres", "--missing").out


def test_a_wrong_password(declared: str, safeguard: Safeguard, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHR_PASSWORD", "c4n4ry-wr0ng")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "it refuses the account or its password (28P01)" in ran.screen
    assert b"c4n4ry" not in written(home) + ran.screen.encode()


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("postgres://db/ehr", "it must name a host, and a port where it is not the usual one"),
        ("postgres://ana:c4n4ry@db", ""),
        ("postgres://db?password=c4n4ry", "password"),
        ("postgres://db?user=", "user"),
        ("postgres://db?timeout=soon", "timeout"),
    ],
)
def test_a_target_that_makes_no_sense(safeguard: Safeguard, uri: str, said: str) -> None:
    ran = safeguard("scan", "--make-key", uri)
    assert (ran.code, said in ran.err, "c4n4ry" in ran.screen) == (3, True, False)
