"""`safeguard keys`."""

import re
import stat
import subprocess
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from scanner.cli.screen import Screen
from tests.cli.conftest import Ran, Safeguard
from tests.servers.need import need


def _still(ran: Ran) -> str:
    text = re.sub(r"\b[0-9a-f]{64}\b", "NUMBER", ran.screen)
    text = re.sub(r"\b[0-9a-f]{4}( [0-9a-f]{4}){3}\b", "KEY", text)
    return re.sub(r"^[A-Za-z0-9+/=]{44,}$", "BASE64", text, flags=re.MULTILINE)


def test_new_and_show(safeguard: Safeguard, home: Path) -> None:
    assert _still(safeguard("keys", "new")) == snapshot("""\
New signing key in ~/config/safeguard/keys:
  SHA256:NUMBER
Write this number down away from this machine: an auditor trusts the key by it.
Next: safeguard scan
[exit 0]\
""")
    assert _still(safeguard("keys", "show")).replace(str(home.parent), "/home/ana") == snapshot("""\
Key     KEY   compare it by telephone or letter
Whole   SHA256:NUMBER   Ed25519
From    file:/home/ana/config/safeguard/keys/signing.pem
-----BEGIN PUBLIC KEY-----
BASE64
-----END PUBLIC KEY-----
Next: safeguard keys show --pem >clinic.pem   for the auditor: safeguard verify BUNDLE --key clinic.pem
[exit 0]\
""")


def test_a_key_is_never_written_over(safeguard: Safeguard, home: Path) -> None:
    safeguard("keys", "new", "--output", "own.pem")
    before = (home / "own.pem").read_bytes()
    ran = safeguard("keys", "new", "--output", "own.pem")
    assert (ran.code, "is there already, and a key is never written over" in ran.err) == (3, True)
    assert (home / "own.pem").read_bytes() == before
    assert stat.S_IMODE((home / "own.pem").stat().st_mode) == 0o600


def test_pem_is_what_openssl_reads(safeguard: Safeguard, home: Path) -> None:
    safeguard("keys", "new", "--output", "own.pem")
    ran = safeguard("keys", "show", "--sign-key", "own.pem", "--pem")
    assert ran.err == ""
    (home / "public.pem").write_text(ran.out)
    read = subprocess.run(
        [need("openssl"), "pkey", "-pubin", "-in", "public.pem", "-noout", "-text"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ED25519" in read.stdout


def test_encrypt_asks_twice(safeguard: Safeguard, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["open sesame", "open sesam"])
    monkeypatch.setattr(Screen, "asks", lambda _: True)
    monkeypatch.setattr("scanner.signers.passphrase.getpass", lambda _: next(answers))
    ran = safeguard("keys", "new", "--encrypt", "--output", "own.pem")
    assert (ran.code, ran.err) == (3, "error: the two passphrases differ: no key was made\n")
    assert not (home / "own.pem").exists()


def test_a_key_never_lies_in_a_store(safeguard: Safeguard, home: Path, unpatched: tuple[str, str]) -> None:
    assert safeguard("scan", "--make-key", *unpatched).code in (0, 1, 2)
    ran = safeguard("keys", "new", "--output", "evidence/sub/k.pem")
    assert (ran.code, ran.out) == (3, "")
    assert "lies inside the store evidence: whoever gets the store could sign" in ran.err
    assert not (home / "evidence" / "sub").exists()


@pytest.mark.parametrize("make", [(), ("--make-key",)])
def test_a_lost_key_is_named_and_no_other_is_made(
    safeguard: Safeguard, acme: Path, home: Path, make: tuple[str, ...]
) -> None:
    assert safeguard("scan", "west").code == 0
    key = home.parent / "config" / "safeguard" / "keys" / "signing.pem"
    key.rename(key.with_name("kept.pem"))
    ran = safeguard("scan", "west", *make)
    assert (ran.code, ran.out, key.exists()) == (3, "", False)
    assert re.sub(r"\b[0-9a-f]{4}( [0-9a-f]{4}){15}\b", "NUMBER", ran.err) == snapshot("""\
error: there is no signing key in ~/config/safeguard/keys, and the store evidence is signed with key
  NUMBER
  Nothing was asked, and no other key was made: a log takes entries of one key.
  Put that key back as ~/config/safeguard/keys/signing.pem, or name it: --sign-key file:PATH
  If it is lost for good: this store stays what it is, evidence of its nights. Keep it, and begin
  another one with a new key: safeguard scan --store DIR --make-key
""")
    assert len(list((home / "evidence" / "log").iterdir())) == 1
    assert safeguard("scan", "west", "--store", "other", "--make-key").code == 0
    key.with_name("kept.pem").rename(key)
    assert safeguard("scan", "west").code == 0


def test_another_key_than_that_of_the_store(safeguard: Safeguard, acme: Path) -> None:
    assert safeguard("scan", "west").code == 0
    assert safeguard("keys", "new", "--output", "other.pem").code == 0
    ran = safeguard("scan", "west", "--sign-key", "file:other.pem")
    assert ran.code == 4
    assert re.sub(r"[0-9a-f]{4}( [0-9a-f]{4}){3}", "KEY", ran.err) == snapshot("""\
error: the log in the store evidence is not signed with this key (KEY); it is signed with KEY
  Nothing was asked.
  Name the key that it is signed with: --sign-key URI
  If the key was changed for good: keep this store as it is, begin another with --store DIR, and tell
  auditors both numbers and from which day on the new one holds
""")
