"""Signing as an identity: what it is asked for, what it says where it cannot, and that no token is seen anywhere."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner.evidence import canonical, identity, keyless, keys
from scanner.evidence.identity import Identity
from scanner.signers import NotSignedError, SignerError
from scanner.signers.opening import open_signer
from scanner.signers.remote import TRIAL, tried
from tests.servers.sigstore_double.instance import Instance, token
from tests.servers.sigstore_double.server import SILENT, Served, served
from tests.servers.sigstore_double.signing import NIGHTLY, trusting

CANARY = "c4n4ry-t0k3n"
OTHER = Identity(identity="eve@example.org", issuer=NIGHTLY.issuer)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("sigstore")) as it:
        yield it


@pytest.fixture
def sigstore(running: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """It, and a token in the environment for it."""
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI", "GOOGLE_SERVICE_ACCOUNT_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("id._internal.oidc.ambient._GCP_PRODUCT_NAME_FILE", "/nowhere")  # were it a machine of Google's
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TOKEN", said(NIGHTLY))
    running.status.clear()
    running.tokens.clear()
    yield running
    keyless.use(None)


def said(who: Identity, minutes: int = 10) -> str:
    return token(who.identity, who.issuer, secret=CANARY, minutes=minutes)


def at(it: Served, more: str = "&token=env:TOKEN") -> str:
    return f"sigstore:?config={it.config}{more}"


def test_it_signs(sigstore: Served) -> None:
    before = len(sigstore.instance.leaves)
    signer = tried(open_signer(at(sigstore)))
    assert (signer.alg, signer.public) == ("sigstore-oidc", identity.write(NIGHTLY))
    assert len(sigstore.instance.leaves) == before + 1  # one trial, though it is opened and tried
    made = signer.sign(b"data")
    assert keys.verifies(signer.public, made, b"data")
    assert canonical.dumps(canonical.loads(made, "it")) == made
    assert not keys.verifies(signer.public, signer.sign(TRIAL), b"data")
    assert CANARY not in repr(signer)


def test_another_trust_root_that_was_named_decides(sigstore: Served) -> None:
    """What this instance signs, nobody who checks by that one would believe."""
    with (
        trusting(Instance()),
        pytest.raises(NotSignedError, match=r"does not verify .*: its certificate is not"),
    ):
        open_signer(at(sigstore))


def test_the_tokens_of_a_pipeline(sigstore: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitLab leaves one in the environment; elsewhere a file holds it."""
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("SIGSTORE_ID_TOKEN", said(NIGHTLY))
    assert open_signer(at(sigstore, "")).public == identity.write(NIGHTLY)
    (tmp_path / "token").touch(mode=0o600)
    (tmp_path / "token").write_text(said(OTHER) + "\n")
    assert open_signer(at(sigstore, f"&token=file:{tmp_path}/token")).public == identity.write(OTHER)


def test_the_token_of_a_job_of_github(sigstore: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    url = json.loads(sigstore.config.read_text())["signingConfig"]["caUrls"][0]["url"]
    sigstore.ambient = said(NIGHTLY)
    for name, value in {"ACTIONS": "true", "TOKEN_URL": f"{url}/token", "SECRET": sigstore.secret}.items():
        monkeypatch.setenv(_GITHUB[name], value)
    assert open_signer(at(sigstore, "")).public == identity.write(NIGHTLY)
    monkeypatch.setenv(_GITHUB["SECRET"], "c4n4ry-other")
    with pytest.raises(NotSignedError, match="in GitHub Actions the permission id-token: write") as err:
        open_signer(at(sigstore, ""))
    assert "c4n4ry" not in "".join(traceback.format_exception(err.value))


_GITHUB = {
    "ACTIONS": "GITHUB_ACTIONS",
    "TOKEN_URL": "ACTIONS_ID_TOKEN_REQUEST_URL",
    "SECRET": "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
}


def test_a_new_token_for_each_signature(sigstore: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first has expired when the night is over; the next one is that of the same identity, or nothing is signed."""
    signer = open_signer(at(sigstore))
    monkeypatch.setenv("TOKEN", later := said(NIGHTLY, 11))
    signer.sign(b"data")
    assert sigstore.tokens[-1] == later
    monkeypatch.setenv("TOKEN", said(NIGHTLY, -1))
    with pytest.raises(NotSignedError, match="its token has expired"):
        signer.sign(b"data")
    monkeypatch.setenv("TOKEN", said(OTHER))
    with pytest.raises(NotSignedError, match=r"it was made by “eve@example.org”, and not by"):
        signer.sign(b"data")


FULCIO, REKOR = "/api/v2/signingCert", "/api/v1/log/entries"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (FULCIO, 401, r"the authority for certificates \(Fulcio\) refuses: HTTP 401"),
        (FULCIO, 307, r"\(Fulcio\) (refuses: HTTP 307|cannot be reached|gives no answer that can be used: \w+)"),
        (REKOR, 500, r"the log of signatures \(Rekor\) refuses: HTTP 500"),
    ],
)
def test_who_is_refused(sigstore: Served, path: str, status: int, words: str) -> None:
    sigstore.status[path] = status
    with pytest.raises(NotSignedError, match=words) as err:
        open_signer(at(sigstore))
    assert CANARY not in "".join(traceback.format_exception(err.value))


def test_no_token_is_seen(
    sigstore: Served, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not where all is well and everything is logged, and not in what is said of a bad one."""
    with caplog.at_level(logging.DEBUG):
        signer = open_signer(at(sigstore))
        made = signer.sign(b"data")
    assert CANARY not in caplog.text
    assert CANARY.encode() not in made
    for bad in (CANARY, f"{CANARY}.{CANARY}.{CANARY}", said(NIGHTLY, -1), f"{said(NIGHTLY)}\nx"):
        monkeypatch.setenv("TOKEN", bad)
        with pytest.raises(NotSignedError) as err:
            open_signer(at(sigstore))
        assert CANARY not in "".join(traceback.format_exception(err.value))
    assert not any(CANARY.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("sigstore:me", "what it names is no token. Its form is sigstore:"),
        (f"sigstore:?token={CANARY}", "what it names is no token. Its form is sigstore:"),
        ("sigstore:?key=x", "has an option that it does not know"),
        ("sigstore:?config=/nowhere&token=env:TOKEN", "cannot be read: No such file"),
        ("sigstore:?config={here}/empty&token=env:TOKEN", "the trust configuration .*empty"),
        ("sigstore:?config={here}/root&token=env:TOKEN", "is no trust configuration that is good today"),
        ("sigstore:?config={here}/plain&token=env:TOKEN", "its address is not https"),
        ("{good}", "no token that says who this is was found"),
        ("{good}&token=env:NOT_SET", "no token that says who this is was found"),
        ("{good}&token=file:/nowhere", "the token for Sigstore /nowhere: is not there"),
        ("{good}&token=file:{here}/open", "open: "),
    ],
)
def test_what_is_wrong_is_said(sigstore: Served, tmp_path: Path, uri: str, words: str) -> None:
    config: dict[str, Any] = json.loads(sigstore.config.read_text())
    (tmp_path / "empty").touch()
    (tmp_path / "root").write_text(json.dumps(config["trustedRoot"]))
    config["signingConfig"]["caUrls"][0]["url"] = "http://fulcio.example"
    (tmp_path / "plain").write_text(json.dumps(config))
    (tmp_path / "open").write_text(said(NIGHTLY))
    (tmp_path / "open").chmod(0o644)
    with pytest.raises(SignerError, match=words) as err:
        open_signer(uri.replace("{here}", str(tmp_path)).replace("{good}", at(sigstore, "")))
    assert CANARY not in str(err.value)
    assert sigstore.tokens == []


def test_who_is_not_there(sigstore: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = sigstore.instance.trust_config("http://127.0.0.1:9")
    (tmp_path / "gone").write_text(json.dumps(config))
    with pytest.raises(NotSignedError, match=r"\(Fulcio\) cannot be reached"):
        open_signer(f"sigstore:?config={tmp_path}/gone&token=env:TOKEN")
    monkeypatch.setattr("scanner.signers.sigstore._TIMEOUT", 0.3)
    for path, who in ((FULCIO, "Fulcio"), (REKOR, "Rekor")):
        sigstore.status = {path: SILENT}
        with pytest.raises(NotSignedError, match=rf"\({who}\) does not answer"):
            open_signer(at(sigstore))
    sigstore.over.set()


def test_the_package_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sigstore", None)
    with pytest.raises(SignerError, match=r"takes a package. Next: pip install 'safeguard-scanner\[sigstore\]'"):
        open_signer("sigstore:")
