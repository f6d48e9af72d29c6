"""A pipeline that signs as who it is, as a person meets it."""

# ruff: noqa: E501  # screens stand here as a person sees them

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from scanner.evidence import identity, keyless, keys
from tests.cli.conftest import Ran, Safeguard
from tests.servers.sigstore_double.instance import Instance, token
from tests.servers.sigstore_double.server import Served, served
from tests.servers.sigstore_double.signing import NIGHTLY

CANARY = "c4n4ry-t0k3n"
NUMBER = keys.keyid(identity.write(NIGHTLY))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("sigstore")) as it:
        yield it


@pytest.fixture
def sigstore(running: Served, acme: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """An instance of one's own, which safeguard.yaml names."""
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CI_TOKEN", token(NIGHTLY.identity, NIGHTLY.issuer, secret=CANARY))
    (acme / "sigstore.json").write_bytes(running.config.read_bytes())
    with (acme / "safeguard.yaml").open("a") as file:
        file.write('sign_key: "sigstore:?config=sigstore.json&token=env:CI_TOKEN"\nsigstore_root: sigstore.json\n')
    (acme / "own.yaml").write_text("plugins: [acme-extra]\n")
    running.status.clear()
    yield running
    keyless.use(None)


def _told(ran: Ran, layer: str) -> str:
    (line,) = [line for line in ran.out.splitlines() if re.match(rf"  \S+ \w+ +{layer} ", line)]
    return line


def test_nights_of_a_pipeline(safeguard: Safeguard, acme: Path, sigstore: Served) -> None:
    """Two nights, each with a token of its own; what reads the store checks it by the same root."""
    for _ in range(2):
        assert safeguard("scan").code == 1
        keyless.use(None)  # each is a process of its own
    shown = safeguard("keys", "show")
    assert shown.out.startswith(f"Key     {keys.short(NUMBER)} ")
    assert f"Sigstore as {NIGHTLY.identity} by {NIGHTLY.issuer}" in shown.out
    keyless.use(None)
    for words in (("report",), ("store", "check", "evidence"), ("bundle", "export", "--output", "b.zip")):
        ran = safeguard(*words)
        assert (ran.code, "Sigstore" in ran.err) == (0, False)
        keyless.use(None)
    verified = safeguard("verify", "b.zip", "--key", NUMBER, "--sigstore-root", "sigstore.json", "-c", "own.yaml")
    assert verified.code == 0
    assert _told(verified, "signature") == snapshot(
        "  ✓ ok       signature   Sigstore as https://github.com/clinic/infra/.github/workflows/nightly.yml@refs/heads/main by https://token.actions.githubusercontent.com, key c578 a852 99f6 6e6f, which you trust; by the trust root sigstore.json"
    )
    with_config = safeguard("verify", "evidence", "--key", NUMBER, "-c", "safeguard.yaml")
    assert (with_config.code, with_config.err) == (0, "")
    assert not any(CANARY.encode() in file.read_bytes() for file in acme.rglob("*") if file.is_file())


def test_what_an_auditor_is_told(safeguard: Safeguard, acme: Path, sigstore: Served) -> None:
    """The identity itself, in a file that a person can write, and the root of the instance."""
    assert safeguard("scan").code == 1
    keyless.use(None)
    (acme / "who.json").write_text(json.dumps({"identity": NIGHTLY.identity, "issuer": NIGHTLY.issuer}, indent=2))
    (acme / "else.json").write_text(json.dumps({"identity": NIGHTLY.identity + "x", "issuer": NIGHTLY.issuer}))
    (acme / "root.json").write_text(json.dumps(sigstore.instance.trusted_root()))
    (acme / "other.json").write_text(json.dumps(Instance().trusted_root()))
    told = ("verify", "evidence", "--key", "who.json", "-c", "own.yaml")
    assert safeguard(*told, "--sigstore-root", "root.json").code == 0
    assert safeguard("verify", "evidence", "--key", "else.json", "--sigstore-root", "root.json").code == 1
    assert safeguard(*told, "--sigstore-root", "other.json").code == 1
    keyless.use(None)
    unnamed = safeguard(*told)  # by the public instance, which does not know it
    assert unnamed.code == 1
    assert "is not one of the trust root that came with sigstore" in unnamed.out
    refused = safeguard(*told, "--sigstore-root", "who.json")
    assert refused.screen == snapshot("""\
error: --sigstore-root: the trust root who.json is no trust root of Sigstore, nor a client's trust configuration that holds one
  Nothing was checked.
[exit 3]\
""")


def test_a_store_that_was_begun_with_another_instance(safeguard: Safeguard, acme: Path, sigstore: Served) -> None:
    """The same identity, and certificates that this trust root does not know: that is said, and nothing is asked."""
    assert safeguard("scan").code == 1
    (acme / "other.json").write_text(json.dumps(Instance().trusted_root()))
    yaml = (acme / "safeguard.yaml").read_text()
    (acme / "safeguard.yaml").write_text(yaml.replace("sigstore_root: sigstore", "sigstore_root: other"))
    ran = safeguard("scan")
    assert (ran.code, "its certificate is not one of the trust root other.json" in ran.err) == (4, True)
    shown = safeguard("verify", "evidence", "--sigstore-root", "sigstore.json", "-c", "own.yaml")
    assert (shown.code, f"{NUMBER}: Sigstore as {NIGHTLY.identity} by {NIGHTLY.issuer}" in shown.out) == (5, True)


def test_an_identity_in_a_keyring(safeguard: Safeguard, acme: Path, sigstore: Served) -> None:
    """Listed by whoever keeps the keyring, who needs no token of the pipeline for it."""
    (acme / "who.json").write_text(json.dumps({"identity": NIGHTLY.identity, "issuer": NIGHTLY.issuer}))
    assert safeguard("keys", "new", "--output", "root.pem").code == 0
    begun = ("keys", "init", "--root", "root.pem", "--sign-key", "who.json", "--machine", "the nightly pipeline")
    assert safeguard(*begun).code == 0
    assert safeguard("scan").code == 1
    keyless.use(None)
    ring = safeguard("keys", "show").out
    genesis = re.search(r"Genesis   ([0-9a-f ]+)", ring)
    assert genesis
    keyless.use(None)
    verified = safeguard("verify", "evidence", "--key", genesis[1], "-c", "safeguard.yaml")
    assert verified.code == 0
    assert "of the nightly pipeline by the keyring" in _told(verified, "signature")


def test_a_pipeline_that_may_not(safeguard: Safeguard, acme: Path, sigstore: Served) -> None:
    sigstore.status["/api/v2/signingCert"] = 403
    ran = safeguard("scan", "--debug")
    assert (ran.code, CANARY in ran.err) == (4, False)
    assert ran.err.splitlines()[-2:] == snapshot(
        [
            "error: the signing key sigstore:?config=sigstore.json: the authority for certificates (Fulcio) refuses: HTTP 403",
            "  Nothing was asked.",
        ]
    )
    assert not (acme / "evidence").exists()


def test_the_token_has_expired_when_the_night_is_over(
    safeguard: Safeguard, acme: Path, sigstore: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def later(*_: object, **__: object) -> None:
        monkeypatch.setenv("CI_TOKEN", token(NIGHTLY.identity, NIGHTLY.issuer, secret=CANARY, minutes=-1))

    monkeypatch.setattr("scanner.cli.scan._before", later)
    ran = safeguard("scan")
    assert (ran.code, CANARY in ran.err) == (4, False)
    assert "its token has expired" in ran.err
    assert "This run is not sealed." in ran.err
