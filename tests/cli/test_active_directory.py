"""`safeguard scan ldaps://CONTROLLER`, from the first word to the exit code; no secret in any byte that is left."""

import gzip
from pathlib import Path

import pytest

from tests.cli.conftest import Safeguard
from tests.collectors.directory.active_directory import held
from tests.servers.ldap import directory


def written(home: Path) -> bytes:
    """All that a run left, unpacked, but for our own keys."""
    files = (file for file in home.rglob("*") if file.is_file() and "keys" not in file.parts)
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


@pytest.mark.parametrize("password", [held.SECRET, "c4n4ryWr0ng"], ids=["right", "wrong"])
def test_a_scan(
    tmp_path: Path, home: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    one = held.domain()
    monkeypatch.setenv("BIND", password)
    (tmp_path / "dc").mkdir()
    with directory(tmp_path / "dc", one):
        (home / "safeguard.yaml").write_text(
            f"targets:\n  - target: ldaps://127.0.0.1:{one.port}\n    ca: {one.ca}\n    user: {held.READER}\n"
            "    password: env:BIND\n"
        )
        run = safeguard("scan", "--store", str(home / "store"), "--make-key")
    right = password == held.SECRET
    assert run.code == (1 if right else 2), run.err  # what no search shows stands; a wrong password leaves all open
    assert ("may do everything, and is not approved: boss" in run.out) is right
    assert b"c4n4ry" not in written(home) + run.out.encode() + run.err.encode()


def test_permissions(safeguard: Safeguard) -> None:
    run = safeguard("permissions", "ldap")
    assert run.code == 0
    assert "dsacls" in run.out
    assert "Password Settings Container" in run.out
    assert "Domain Admin" not in run.out
    assert 'ipa privilege-add-permission safeguard --permissions="System: Read Roles"' in run.out
