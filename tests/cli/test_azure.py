"""`safeguard scan azure://SUBSCRIPTION`, from the first word to the exit code."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.cli.conftest import Safeguard
from tests.collectors.azure.storage.test_accounts import put
from tests.servers.arm.resources import Subscription
from tests.servers.arm.server import ID, Arm, arm
from tests.servers.arm.tokens import APP, TENANT

OTHER = "22222222-2222-3333-4444-555555555555"


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Arm]:
    folder = tmp_path / "azure"
    folder.mkdir()
    with arm(folder) as double:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(double.trusted))
        monkeypatch.setenv("AZURE_SECRET", double.tokens.secret)
        declare(home, double, f"azure://{ID}")
        yield double


def declare(home: Path, it: Arm, target: str) -> None:
    (home / "safeguard.yaml").write_text(
        f"""
targets:
  - target: "{target}"
    name: alder
    tenant: {TENANT}
    client_id: {APP}
    client_secret: env:AZURE_SECRET
    endpoint: {it.origin}
    authority: {it.origin}
"""
    )


def written(home: Path) -> bytes:
    """All that a run left, unpacked, but for our own keys."""
    files = (file for file in home.rglob("*") if file.is_file() and "keys" not in file.parts)
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def test_a_subscription_and_its_proof(it: Arm, safeguard: Safeguard, home: Path) -> None:
    put(it)
    ran = safeguard("scan", "--make-key", "--json")
    statuses = {(row["check"], row["status"]) for row in json.loads(ran.out)["findings"]}
    assert ("encryption-at-rest.customer-key", "pass") in statuses or (
        "encryption-at-rest.encrypted",
        "pass",
    ) in statuses
    assert {status for _, status in statuses} <= {"pass", "not_assessed", "fail", "not_applicable"}
    assert safeguard("verify", "evidence").code == 5  # intact, and nobody has said whose key it is
    told = written(home)
    assert it.tokens.secret.encode() not in told
    assert not any(token.encode()[-60:] in told for token in it.tokens.given)


def test_everything_refused_is_exit_2_and_every_right_is_named(it: Arm, safeguard: Safeguard) -> None:
    put(it)
    it.held.denied.add("Microsoft.Storage/storageAccounts")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "? denied" in ran.out
    assert "Microsoft.Storage/storageAccounts/read" in ran.out
    missing = safeguard("permissions", "azure", "--missing")
    assert json.loads(missing.out)["Actions"] == ["Microsoft.Storage/storageAccounts/read"]


def test_no_secret_no_traceback(it: Arm, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_SECRET")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "Traceback" not in ran.screen
    assert not it.calls


def test_a_management_group_and_a_subscription_below_it_that_may_not_be_read(
    it: Arm, safeguard: Safeguard, home: Path
) -> None:
    put(it)
    it.subscriptions[OTHER] = Subscription(OTHER, name="birch-dev")
    hidden = "33333333-2222-3333-4444-555555555555"
    it.groups["hospital"] = [ID, OTHER, hidden]
    declare(home, it, "azure://?management_group=hospital")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "alder-prod" in ran.out
    assert hidden in ran.out
    assert "there is no such subscription, or nothing in it may be read" in ran.out


def test_a_pipeline_says_all_of_it_in_the_uri(it: Arm, safeguard: Safeguard, home: Path, tmp_path: Path) -> None:
    it.tokens.federated = "header.claims.signature-of-the-pipeline"
    file = tmp_path / "token"
    file.write_text(it.tokens.federated)
    said = {
        "sign_in": "workload",
        "tenant": TENANT,
        "client_id": APP,
        "workload_file": str(file),
        "endpoint": it.origin,
        "authority": it.origin,
    }
    (home / "safeguard.yaml").unlink()
    ran = safeguard("scan", "--make-key", f"azure://{ID}?{urlencode(said)}")
    assert "alder-prod" in ran.out
    assert "Traceback" not in ran.screen
    assert b"signature-of-the-pipeline" not in written(home)


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("azure://alder", "which subscription?"),
        ("azure:", "which subscription?"),
        ("azure://?management_group=a/b", "must be the id of a management group"),
        (f"azure://{ID}?cloud=moon", "public, usgov, usgov-dod or china"),
        (f"azure://{ID}?tenats=x", "did you mean tenant?"),
        (f"azure://{ID}?client_secret=hunter2hunter2", "holds a secret itself"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_asked(safeguard: Safeguard, uri: str, said: str) -> None:
    ran = safeguard("scan", "--make-key", uri)
    assert ran.code == 3
    assert said in ran.err
    assert "hunter2" not in ran.screen
    assert "Traceback" not in ran.screen


def test_the_rights_to_paste(safeguard: Safeguard) -> None:
    role = json.loads(safeguard("permissions", "azure").out)
    assert "Microsoft.Storage/storageAccounts/read" in role["Actions"]
    # Whether a vault elsewhere protects a machine is read with POST, and Azure calls all such rights actions.
    others = [action for action in role["Actions"] if not action.endswith("/read")]
    assert others == ["Microsoft.RecoveryServices/locations/backupStatus/action"]
    assert not role["DataActions"]
    assert not [action for action in role["Actions"] if "listkeys" in action.lower()]
