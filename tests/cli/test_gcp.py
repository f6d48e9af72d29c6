"""`safeguard scan gcp://PROJECT`, from the first word to the exit code."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml

from tests.cli.conftest import Safeguard
from tests.servers.google.credentials import FEDERATED, external_account, service_account
from tests.servers.google.double import Google
from tests.servers.google.server import google


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Google]:
    folder = tmp_path / "google"
    folder.mkdir()
    with google(folder) as double:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(double.trusted))
        monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
        key = service_account(double, folder)
        key.chmod(0o600)
        declare(home, double, key, "gcp://alder-prod")
        double.held.put("storage.googleapis.com/Bucket", {"name": "charts", "location": "EU"})
        yield double


def declare(home: Path, it: Google, key: Path, target: str) -> None:
    (home / "safeguard.yaml").write_text(
        f"""
targets:
  - target: "{target}"
    name: alder
    service_account_key: file:{key}
    endpoint: {it.origin}
"""
    )


def written(home: Path) -> bytes:
    """All that a run left, unpacked, but for our own keys."""
    files = (file for file in home.rglob("*") if file.is_file() and "keys" not in file.parts)
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def test_a_project_and_its_proof(it: Google, safeguard: Safeguard, home: Path, tmp_path: Path) -> None:
    ran = safeguard("scan", "--make-key", "--json")
    statuses = {(row["check"], row["status"]) for row in json.loads(ran.out)["findings"]}
    assert ("encryption-at-rest.customer-key", "fail") in statuses or ("backup.kept", "not_assessed") in statuses
    assert safeguard("verify", "evidence").code == 5  # intact, and nobody has said whose key it is
    told = written(home)
    key = json.loads((tmp_path / "google" / "service_account.json").read_text())["private_key"]
    assert key.splitlines()[3].encode() not in told
    assert not any(token.encode()[-30:] in told for token in it.tokens.given)


def test_everything_refused_is_exit_2_and_every_right_is_named(it: Google, safeguard: Safeguard) -> None:
    it.denied |= {"storage.buckets.list", "cloudasset.assets.listResource"}
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "? denied" in ran.out
    missing = safeguard("permissions", "gcp", "--missing")
    assert "- storage.buckets.list" in missing.out


def test_an_api_that_is_off_says_what_to_do(it: Google, safeguard: Safeguard) -> None:
    it.denied.add("cloudasset.assets.listResource")
    it.held.disabled.add("storage.googleapis.com")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "this API is switched off" in ran.screen


def test_no_key_no_traceback(it: Google, safeguard: Safeguard, tmp_path: Path) -> None:
    (tmp_path / "google" / "service_account.json").unlink()
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "Traceback" not in ran.screen
    assert not it.calls


@pytest.mark.parametrize("text", ["no json", "{}", '{"type": "service_account", "private_key": "hunter2"}'])
def test_a_key_that_is_none(it: Google, safeguard: Safeguard, tmp_path: Path, text: str) -> None:
    (tmp_path / "google" / "service_account.json").write_text(text)
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "Traceback" not in ran.screen
    assert "hunter2" not in ran.screen
    assert not it.calls


def test_an_organisation_and_a_project_in_it_that_may_not_be_read(
    it: Google, safeguard: Safeguard, home: Path, tmp_path: Path
) -> None:
    it.add("projects/birch-dev", "12", "organizations/77")
    it.scopes["projects/birch-dev"].denied.add("resourcemanager.projects.get")
    declare(home, it, tmp_path / "google" / "service_account.json", "gcp://?organization=77")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "alder-prod" in ran.out
    assert "birch-dev" in ran.out
    assert "resourcemanager.projects.get" in ran.screen


def test_a_pipeline_says_all_of_it_in_the_uri(it: Google, safeguard: Safeguard, home: Path, tmp_path: Path) -> None:
    file = external_account(it, tmp_path / "google")
    said = {"workload_file": str(file), "endpoint": it.origin}
    (home / "safeguard.yaml").unlink()
    ran = safeguard("scan", "--make-key", f"gcp://alder-prod?{urlencode(said)}")
    assert "alder-prod" in ran.out
    assert "Traceback" not in ran.screen
    assert FEDERATED.encode() not in written(home)


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("gcp://UPPER", "which project?"),
        ("gcp:", "which project?"),
        ("gcp://?organization=hospital", "must be its number"),
        ("gcp://alder-prod?organization=77", "names one project already"),
        ("gcp://?organization=77&folder=55", "names an organisation already"),
        ("gcp://alder-prod?cloud=moon", "public or s3ns"),
        ("gcp://alder-prod?projct=x", "did you mean"),
        ("gcp://alder-prod?sign_in=key", "needs the option service_account_key"),
        ("gcp://alder-prod?sign_in=workload", "needs the option workload_file"),
        ("gcp://alder-prod?impersonate=ward", "e-mail address of a service account"),
        ("gcp://alder-prod?endpoint=http://x", "https://"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(
    it: Google, safeguard: Safeguard, home: Path, uri: str, said: str
) -> None:
    (home / "safeguard.yaml").unlink()
    ran = safeguard("scan", "--make-key", uri)
    assert ran.code == 3
    assert said in " ".join(ran.screen.split())
    assert not it.calls


def test_the_rights_to_paste(safeguard: Safeguard) -> None:
    said = safeguard("permissions", "gcp").out
    rights = yaml.safe_load(said)["includedPermissions"]
    assert {"storage.buckets.list", "cloudasset.assets.listResource", "cloudasset.assets.listIamPolicy"} <= {*rights}
    assert "--organization NUMBER" in said  # a role of a project can hold no right to what stands above it
    verbs = {right.rpartition(".")[2] for right in rights}
    assert not [verb for verb in verbs if not verb.startswith(("get", "list"))]
    assert not {"storage.objects.get", "secretmanager.versions.access", "cloudkms.cryptoKeyVersions.useToDecrypt"} & {
        *rights
    }
    assert yaml.safe_load(safeguard("permissions", "gcp://?folder=55").out)["includedPermissions"]
