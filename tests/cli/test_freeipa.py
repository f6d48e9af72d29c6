"""`safeguard scan ldaps://HOST` of FreeIPA over the wire: a person's view, and no secret in any byte that is left."""

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.cli.conftest import Safeguard
from tests.cli.test_active_directory import steady, written
from tests.collectors.directory.freeipa import held, realm
from tests.collectors.directory.today import today
from tests.servers.ldap import Double, directory


def scanned(it: Double, home: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Its exit code, and what a person sees."""
    monkeypatch.setenv("BIND", held.SECRET)
    (home / "dc").mkdir()
    with directory(home / "dc", it):
        (home / "safeguard.yaml").write_text(
            f"targets:\n  - target: ldaps://127.0.0.1:{it.port}\n    ca: {it.ca}\n    user: {held.READER}\n"
            "    password: env:BIND\n"
        )
        run = safeguard("scan", "--make-key")
    (home / "dc" / "server.pem").unlink()
    assert b"c4n4ry" not in written(home) + run.out.encode() + run.err.encode()
    return run.code, steady(run.out).split("\n\nBy safeguard")[0]


def test_one_that_is_kept_well(home: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scanned(held.directory_of(today(realm.entries())), home, safeguard, monkeypatch) == snapshot(
        (
            1,
            """\
2 fail, 26 pass   ldaps:dc1, first run

Worst first
  ✗ high    least-privilege  group or role that administers FreeIPA admins: may do everything, and is not approved: boss
  ✗ medium  least-privilege  group or role that administers FreeIPA admins: the rights of an administrator are always on; nothing asks for a password or an approval first

Seen   1 of 1 target reached
  4 kinds of question (4 findings) never visible to this scanner: safeguard findings --all\
""",  # noqa: E501  # as it is printed
        )
    )


def test_one_that_was_left_alone(home: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    found = realm.entries()
    found["freeipa.policy"] = realm.changed("freeipa.policy", "cn=global", krbPwdMinLength=8, krbPwdMaxFailure=0)[
        "freeipa.policy"
    ]
    found["freeipa.groups"] = [realm.group("admins", f"uid=boss,{realm.PEOPLE}", f"uid=ana,{realm.PEOPLE}")]
    found["freeipa.accounts"] = [realm.account("ana", ipaUserAuthType=None), *found["freeipa.accounts"][1:]]
    found["freeipa.config"] = []
    it = held.directory_of(today(found), anonymous=0)
    assert scanned(it, home, safeguard, monkeypatch) == snapshot(
        (
            2,
            """\
8 fail, 5 not assessed, 15 pass, 1 not applicable   ldaps:dc1, first run

Worst first
  ✗ critical  mfa                         directory server of FreeIPA dc1: everyone: nobody is asked who they are
  ✗ critical  mfa                         account of FreeIPA ana: signs in with a password alone
  ✗ critical  public-exposure             directory server of FreeIPA dc1: open to everyone: a search without a name gives accounts
  ✗ high      least-privilege             group or role that administers FreeIPA admins: may do everything, and is not approved: ana, boss
  ✗ high      unique-user-identification  directory server of FreeIPA dc1: everyone: a way in asks for no name
  ✗ medium    least-privilege             group or role that administers FreeIPA admins: the rights of an administrator are always on; nothing asks for a password or an approval first
  ✗ medium    password-policy             password policy of FreeIPA global_policy: no limit to wrong passwords
  ✗ medium    password-policy             password policy of FreeIPA global_policy: 8 characters are enough, fewer than 14

Not seen   1 of 1 target reached
  ? denied  leaves 5 open  freeipa:cn=config
  what to grant: safeguard permissions ldaps --missing
  3 kinds of question (3 findings) never visible to this scanner: safeguard findings --all\
""",  # noqa: E501  # as it is printed
        )
    )
