"""`safeguard scan mssql://HOST`, from the first word to the exit code."""

# ruff: noqa: E501  # screens stand here as a person sees them

import gzip
import json
import re
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.cli.conftest import Safeguard
from tests.collectors.mssql.servers import CARELESS, HARDENED, Rows, served
from tests.servers.tds import Recorded, Refused, tds
from tests.servers.tls import certificate

PASSWORD = "c4n4ryPassw0rd"  # noqa: S105  # that is what it plays
HASH = "0x0200c4n4ryHash"
WORDS = "c4n4ryText"


def hostile(rows: Rows) -> Rows:
    """The same rows, with columns beside them that nobody asked for."""
    return {
        question: [{**row, "password_hash": HASH, "predicate": WORDS, "provider_string": WORDS} for row in some]
        for question, some in rows.items()
    }


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DB_PASSWORD", PASSWORD)
    (tmp_path / "shown").mkdir()
    return certificate(tmp_path / "shown", "127.0.0.1")


def recorded(rows: Rows, **instead: Refused) -> Recorded:
    return Recorded(served(rows, **instead), password=PASSWORD, refuses=Refused(18456, text=f"{WORDS} {PASSWORD}"))


def declare(home: Path, port: int, ca: Path, **more: str) -> None:
    said = "".join(f"    {name}: {value}\n" for name, value in more.items())
    (home / "safeguard.yaml").write_text(
        f"targets:\n  - target: mssql://127.0.0.1:{port}\n    name: ehr-database\n    ca: {ca}\n"
        f"    password: env:DB_PASSWORD\n{said}"
    )


def written(home: Path) -> bytes:
    """All that a run left, unpacked, but for our own keys."""
    files = (file for file in home.rglob("*") if file.is_file() and "keys" not in file.parts)
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def test_a_careless_server_as_a_person_sees_it(safeguard: Safeguard, home: Path, shown: Path) -> None:
    with tds(recorded(CARELESS), shown) as port:
        declare(home, port, shown)
        ran = safeguard("scan", "--make-key")
    assert ran.code == 1
    seen = re.sub(r"ended \d+ days", "ended ... days", ran.out.partition("\n\nBy safeguard")[0])
    assert seen == snapshot("""\
24 fail, 7 pass, 2 not applicable   mssql:ehr-database, first run

Worst first
  ✗ critical  mfa               SQL Server SQL02\\EHR: everyone: 1 factor is enough to sign in, 2 are required
  ✗ critical  mfa               login of SQL Server sa: signs in with a password alone
  ✗ high      mfa               SQL Server SQL02\\EHR: everyone: open ways round: local accounts
  ✗ high      audit-logging     audit trail of SQL Server SQL02\\EHR: not recorded: sign-in, admin
  ✗ high      audit-logging     database of SQL Server ehr: activity is not recorded
  ✗ high      backup            database of SQL Server ehr: it has no backup
  ✗ high      least-privilege   administrator of SQL Server ehr_app: may do everything, and is not approved (also sa and vendor)
  ✗ high      password-policy   login of SQL Server ehr_app: kept as a weak hash (also sa)
  ✗ high      patching          SQL Server SQL02\\EHR: support of SQL Server 2014 (12.0.6024.0) ended ... days ago
  ✗ high      automatic-logoff  SQL Server SQL02\\EHR: idle sessions stay open for ever
  ✗ medium    least-privilege   administrator of SQL Server ehr_app: the rights of an administrator are always on; nothing asks for a password or an approval first (also helpdesk, sa and 1 more)
  ✗ medium    least-privilege   SQL Server SQL02\\EHR: xp_cmdshell is on
  and 6 more: safeguard findings

Seen   1 of 1 target reached
  12 kinds of question (13 findings) never visible to this scanner: safeguard findings --all\
""")


def test_a_hardened_server_and_its_proof(safeguard: Safeguard, home: Path, shown: Path) -> None:
    with tds(recorded(hostile(HARDENED)), shown) as port:
        declare(home, port, shown)
        ran = safeguard("scan", "--make-key", "--json", "--debug")
    found = {(row["check"], row["resource"]): row["status"] for row in json.loads(ran.out)["findings"]}
    assert found["encryption-at-rest.encrypted", "mssql:SQL01/databases/ehr"] == "pass"
    assert found["encryption-in-transit.plain-refused", "mssql:SQL01"] == "pass"
    assert safeguard("verify", "evidence").code == 5  # intact, and nobody has said whose key it is
    for secret in (PASSWORD, HASH, WORDS):
        assert secret.encode() not in written(home)
        assert secret not in ran.screen


def test_a_right_that_lacks_is_named(safeguard: Safeguard, home: Path, shown: Path) -> None:
    with tds(recorded(HARDENED, logins=Refused(50229, text=WORDS), backups=Refused(229, text=WORDS)), shown) as port:
        declare(home, port, shown)
        ran = safeguard("scan", "--make-key")
        missing = safeguard("permissions", "mssql", "--missing")
    assert ran.code == 2
    assert "VIEW_ANY_DEFINITION" in ran.screen
    assert "GRANT VIEW ANY DEFINITION TO safeguard;" in missing.out
    assert "GRANT SELECT ON dbo.backupset TO safeguard;" in missing.out
    assert "VIEW SERVER STATE" not in missing.out
    assert WORDS.encode() not in written(home)


def test_a_wrong_password(safeguard: Safeguard, home: Path, shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    it = recorded(HARDENED)
    with tds(it, shown) as port:
        declare(home, port, shown)
        monkeypatch.setenv("DB_PASSWORD", "c4n4ryAnother")
        ran = safeguard("scan", "--make-key", "--debug")
    assert ran.code == 2
    assert "it does not let the account in (18456)" in ran.screen
    assert "Traceback" not in ran.screen
    assert b"c4n4ry" not in written(home)
    assert "c4n4ry" not in ran.screen


def test_a_certificate_that_nobody_vouches_for(safeguard: Safeguard, home: Path, shown: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    it = recorded(HARDENED)
    with tds(it, certificate(tmp_path / "other", "127.0.0.1")) as port:
        declare(home, port, shown)
        ran = safeguard("scan", "--make-key")
    assert (ran.code, it.came) == (2, [])
    assert "No name and no password was sent" in " ".join(ran.screen.split())


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("mssql:", "it must name a host"),
        ("mssql://db1", "password: must say where"),
        ("mssql://sa:c4n4ry@db1", "holds a secret itself"),
        ("mssql://db1?password=c4n4ry", "secret"),
        ("mssql://db1?password=env:DB&timeout=soon", "timeout"),
        ("mssql://db1?password=env:DB&encrypt=no", "encrypt"),
    ],
)
def test_what_makes_no_sense(safeguard: Safeguard, home: Path, uri: str, said: str) -> None:
    ran = safeguard("scan", "--make-key", uri)
    assert (ran.code, said in " ".join(ran.screen.split())) == (3, True)
    assert b"c4n4ry" not in written(home)


def test_what_to_paste(safeguard: Safeguard) -> None:
    assert safeguard("permissions", "mssql").out == snapshot("""\
-- As a member of sysadmin.
USE master;
CREATE LOGIN safeguard WITH PASSWORD = 'PASSWORD', CHECK_POLICY = ON, CHECK_EXPIRATION = ON;
GRANT CONNECT ANY DATABASE TO safeguard;
GRANT VIEW ANY DATABASE TO safeguard;
GRANT VIEW ANY DEFINITION TO safeguard;
GRANT VIEW SERVER STATE TO safeguard;

-- Force Encryption and login auditing. Everybody has this right, unless somebody took it from public.
CREATE USER safeguard FOR LOGIN safeguard;
GRANT EXECUTE ON xp_instance_regread TO safeguard;

-- The history of backups.
USE msdb;
CREATE USER safeguard FOR LOGIN safeguard;
GRANT SELECT ON dbo.backupset TO safeguard;
GRANT SELECT ON dbo.backupmediafamily TO safeguard;
""")
