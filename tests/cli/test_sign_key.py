"""Keys that are kept elsewhere, as a person meets them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.cli.conftest import Safeguard
from tests.servers.agent import pair
from tests.servers.keeping.server import Keeping, keeping
from tests.servers.keeping.services import TOKEN, Refused


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    with keeping(tmp_path_factory.mktemp("keeping")) as it:
        yield it


@pytest.fixture
def vault(services: Keeping, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    for name in ("VAULT_CACERT", "VAULT_NAMESPACE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAULT_ADDR", f"http://127.0.0.1:{services.plain}")
    monkeypatch.setenv("VAULT_TOKEN", TOKEN)
    monkeypatch.setitem(services.kept.__dict__, "refusals", {})
    return services


def test_a_night_that_is_signed_elsewhere(safeguard: Safeguard, acme: Path, vault: Keeping) -> None:
    assert safeguard("scan", "--sign-key", "vault:p256").code == 1
    number = vault.kept.keyid("p256")
    shown = safeguard("keys", "show", "--sign-key", "vault:p256")
    assert f"Whole   {number}   ECDSA P-256\nFrom    vault:p256\n" in shown.out
    assert f"ECDSA P-256, key {number[7:11]}" in safeguard("verify", "evidence", "--key", number).out
    assert not any(TOKEN.encode() in file.read_bytes() for file in acme.rglob("*") if file.is_file())


def test_who_may_not_sign_scans_nothing(safeguard: Safeguard, acme: Path, vault: Keeping) -> None:
    vault.kept.refusals = {"/sign/": Refused(403, errors=["permission denied"])}
    ran = safeguard("scan", "--sign-key", "vault:ed")
    assert ran.screen == snapshot("""\
error: the signing key vault:ed: update of transit/sign/ed is not allowed
  Nothing was asked.
[exit 4]\
""")
    assert not (acme / "evidence").exists()
    assert safeguard("keys", "show", "--sign-key", "vault:ed").code == 0  # which takes no more than to read


def test_a_key_that_is_gone_when_the_night_is_over(
    safeguard: Safeguard, acme: Path, vault: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        vault.kept.refusals = {"/sign/": Refused(400, errors=["disabled"])}

    monkeypatch.setattr("scanner.cli.scan._before", gone)
    ran = safeguard("scan", "--sign-key", "vault:ed")
    assert ran.code == 4
    assert "it does not take the question (update of transit/sign/ed)" in ran.err
    assert "This run is not sealed." in ran.err
    assert not (acme / "evidence" / "log").exists()


def test_a_key_inside_the_store(safeguard: Safeguard, acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By each scheme whose keys are files."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    pair(acme / "id", "ed25519")
    for uri in ("ssh:id", "ssh:./id", f"ssh:{acme}/id"):
        ran = safeguard("scan", "--sign-key", uri, "--store", ".")
        assert (ran.code, "the signing key id lies inside the store" in ran.err) == (3, True)
    assert "no ssh-agent" in safeguard("scan", "--sign-key", "ssh:agent?x", "--store", ".").err
    assert "is no key. Its form is awskms:" in safeguard("scan", "--sign-key", "awskms:!", "--store", ".").err


def test_a_key_of_openssh(safeguard: Safeguard, acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named in safeguard.yaml, it lies where that lies."""
    pair(acme / "id", "ed25519")
    with (acme / "safeguard.yaml").open("a") as file:
        file.write("sign_key: ssh:id\n")
    assert safeguard("scan").code == 1
    (acme / "elsewhere").mkdir()
    monkeypatch.chdir(acme / "elsewhere")
    assert safeguard("keys", "show", "-c", "../safeguard.yaml").code == 0
    monkeypatch.chdir(acme)
    assert safeguard("verify", "evidence").code == 5


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("hsm:x", "nothing here opens “hsm:”"),
        ("pkcs11:token=a;object=b?pin-value=hunter2", "pin-value= is refused"),
        ("vault:x?token=hunter2", "has an option that it does not know"),
    ],
)
def test_uris_that_are_none(safeguard: Safeguard, acme: Path, uri: str, said: str) -> None:
    for command in ("scan", "keys show"):
        ran = safeguard(*command.split(), "--sign-key", uri)
        assert (ran.code, said in ran.err, "hunter2" in ran.screen) == (3, True, False)
