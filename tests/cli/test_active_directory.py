"""`safeguard scan ldaps://CONTROLLER`, from the first word to the exit code; no secret in any byte that is left."""

import gzip
import re
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.cli.conftest import Safeguard
from tests.collectors.directory.active_directory import clinic, held
from tests.collectors.directory.today import today
from tests.servers.ldap import directory


def written(home: Path) -> bytes:
    """All that a run left, unpacked, but for our own keys."""
    files = (file for file in home.rglob("*") if file.is_file() and "keys" not in file.parts)
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def steady(said: str) -> str:
    """Without what changes from run to run."""
    return re.sub(r"\b\d{3,} d(ays|( \d+ (h|min))?)\b", "many days", re.sub(r"127\.0\.0\.1:\d+", "dc1", said))


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


def careless() -> dict[str, list[clinic.Row]]:
    """A domain as it grows where nobody looks: names and numbers of what hospitals have."""
    found = clinic.entries()
    admins = f"CN=Domain Admins,{clinic.USERS}"
    found["ad.domain"] = [(clinic.BASE, {**found["ad.domain"][0][1], **_LAX})]
    found["ad.controllers"] = [
        clinic.controller("DC1", operatingSystem="Windows Server 2012 R2 Standard", **{clinic.TYPES: 31}),
        clinic.controller("DC2"),
    ]
    found["ad.krbtgt"] = [(f"CN=krbtgt,{clinic.USERS}", {"sAMAccountName": "krbtgt", "pwdLastSet": clinic.ticks(4000)})]
    found["ad.groups"] = [
        *(row for row in found["ad.groups"] if row[0] != admins),
        clinic.group("Domain Admins", f"{clinic.SID}-512", f"CN=boss,{clinic.USERS}", f"CN=svc-pacs,{clinic.USERS}"),
    ]
    spn: dict[str, object] = {"servicePrincipalName": ["present"], clinic.TYPES: 4, "pwdLastSet": clinic.ticks(3000)}
    found["ad.accounts"] = [
        *(row for row in found["ad.accounts"] if not row[0].startswith(("CN=boss", "CN=Administrator"))),
        clinic.account("Administrator", 500, userAccountControl=66048),
        clinic.account("boss", 1102, userAccountControl=66048),
        clinic.account("svc-pacs", 1104, userAccountControl=66048, **spn),
        clinic.account("ward3", 1105, userAccountControl=4260384, lastLogonTimestamp=clinic.ticks(400)),
    ]
    found["ad.computers"] = [clinic.computer("PACS", userAccountControl=528384), *found["ad.computers"]]
    found["ad.forest"] = [(dn, {k: v for k, v in row.items() if "Enabled" not in k}) for dn, row in found["ad.forest"]]
    return found


_LAX = {
    "minPwdLength": 7,
    "lockoutThreshold": 0,
    "pwdProperties": 17,
    "ms-DS-MachineAccountQuota": 10,
    "msDS-Behavior-Version": 4,
}


def test_a_careless_domain(tmp_path: Path, home: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    one = held.domain(entries=[*held.entries(today(careless()), b"2026-01-01T02:00:00Z")], anonymous=0)
    monkeypatch.setenv("BIND", held.SECRET)
    with directory(tmp_path, one):
        (home / "safeguard.yaml").write_text(
            f"targets:\n  - target: ldaps://127.0.0.1:{one.port}\n    ca: {one.ca}\n    user: {held.READER}\n"
            "    password: env:BIND\n"
        )
        run = safeguard("scan", "--make-key")
    assert (run.code, steady(run.out).split("\n\nBy safeguard")[0]) == snapshot(
        (
            2,
            """\
28 fail, 1 not assessed, 48 pass, 2 not applicable   ldaps:dc1, first run

Worst first
  ✗ critical  mfa                         sign-in to Active Directory dc1: everyone: nobody is asked who they are
  ✗ critical  mfa                         account of Active Directory boss: signs in with a password alone
  ✗ high      backup                      Active Directory domain clinic.example: the newest good copy is many days old, more than 1 d 1 h
  ✗ high      business-associates         trust in another domain north.example: held by outsiders who are not on the register: north.example
  ✗ high      least-privilege             privileged group of Active Directory Administrators: may do everything, and is not approved: boss, svc-pacs (also Domain Admins)
  ✗ high      password-policy             password policy of the domain clinic.example: kept so that it can be read back
  ✗ high      patching                    domain controller dc1.clinic.example: support of Windows Server 2012 R2 Standard 10.0 (20348) ended many days ago (1 other)
  ✗ high      unique-user-identification  account of Active Directory Administrator: last used 1 day ago; it should lie idle for 90 days
  ✗ high      unique-user-identification  sign-in to Active Directory dc1: everyone: a way in asks for no name
  ✗ medium    backup                      Active Directory domain clinic.example: deletion protection is off
  ✗ medium    least-privilege             privileged group of Active Directory Administrators: the rights of an administrator are always on; nothing asks for a password or an approval first (also Domain Admins)
  ✗ medium    least-privilege             Active Directory domain clinic.example: any account may add 10 machines to the domain (3 others)
  and 10 more: safeguard findings

Not seen   1 of 1 target reached
  ? unclear  leaves 1 open  its name is that of a place or a role, and who uses it only people can say
  16 kinds of question (16 findings) never visible to this scanner: safeguard findings --all\
""",  # noqa: E501  # as it is printed
        )
    )
    assert b"c4n4ry" not in written(home) + run.out.encode() + run.err.encode()


def test_permissions(safeguard: Safeguard) -> None:
    run = safeguard("permissions", "ldap")
    assert run.code == 0
    assert "dsacls" in run.out
    assert "Password Settings Container" in run.out
    assert "Domain Admin" not in run.out
    assert 'ipa privilege-add-permission safeguard --permissions="System: Read Roles"' in run.out
