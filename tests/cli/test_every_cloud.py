"""One run over AWS, Azure, Entra ID, Google Cloud and this machine: what is asked of all is answered in one list."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Safeguard
from tests.collectors.aws.conftest import set_credentials
from tests.collectors.azure import settings
from tests.collectors.azure.compute import test_machines as machines
from tests.collectors.entra import estate
from tests.collectors.gcp.storage import test_buckets as buckets
from tests.servers.arm.server import ID, arm
from tests.servers.arm.tokens import APP, TENANT
from tests.servers.google.credentials import service_account
from tests.servers.google.server import google
from tests.servers.graph.server import graph
from tests.servers.moto import moto_server

pytestmark = pytest.mark.sampled("long")

NEVER = {"signInFrequency": {"isEnabled": False}}


@pytest.fixture
def every(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[None]:
    """All of them, and what is to be seen in each."""
    folders = {name: tmp_path / name for name in ("azure", "entra", "google")}
    for folder in folders.values():
        folder.mkdir()
    set_credentials(monkeypatch)
    with (
        moto_server() as aws,
        arm(folders["azure"]) as azure,
        graph(folders["entra"]) as entra,
        google(folders["google"]) as gcp,
    ):
        aws.client("ec2").create_volume(AvailabilityZone="us-east-1a", Size=1, Encrypted=False)
        iam = aws.client("iam")
        iam.create_user(UserName="eve")
        iam.create_login_profile(UserName="eve", Password="not-kept-anywhere-4711")  # noqa: S106  # nobody's
        settings.put(azure, machines.GOOD, machines.AT_HOST_OFF)
        sessions = [(f"{estate.POLICIES}#{n}", "sessionControls", NEVER) for n in range(_count(estate.POLICIES))]
        reports = [f"{estate.REPORT}#{n}" for n in range(_count(estate.REPORT))]
        bare = {"methodsRegistered": [], "isMfaCapable": False}
        people = [(report, field, value) for report in reports for field, value in bare.items()]
        estate.put(entra, *sessions, *people)
        gcp.held.put("storage.googleapis.com/Bucket", {"name": "charts", "location": "EU"})
        gcp.held.put(buckets.ABOVE, buckets.good()["above"])
        key = service_account(gcp, folders["google"])
        key.chmod(0o600)
        trusted = [double.trusted.read_text() for double in (azure, entra, gcp)]
        (tmp_path / "all.pem").write_text("".join(trusted))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "all.pem"))
        monkeypatch.setenv("AZURE_SECRET", azure.tokens.secret)
        monkeypatch.setenv("ENTRA_SECRET", entra.tokens.secret)
        azure_said = f"tenant: {TENANT}, client_id: {APP}, endpoint: '{azure.origin}', authority: '{azure.origin}'"
        entra_said = f"tenant: {TENANT}, client_id: {APP}, endpoint: '{entra.origin}', authority: '{entra.origin}'"
        (home / "safeguard.yaml").write_text(
            f"""
targets:
  - {{target: "aws:", regions: us-east-1, endpoint_url: "{aws.url}"}}
  - {{target: "azure://{ID}", client_secret: "env:AZURE_SECRET", {azure_said}}}
  - {{target: "entra://{TENANT}", client_secret: "env:ENTRA_SECRET", {entra_said}}}
  - {{target: "gcp://alder-prod", service_account_key: "file:{key}", endpoint: "{gcp.origin}"}}
  - target: "local:"
"""
        )
        yield


def _count(where: str) -> int:
    return len(estate.GOOD[where])


def test_one_run_answers_for_all_of_them(every: None, safeguard: Safeguard) -> None:
    """Which stores are not encrypted, who has no second factor, which sessions never end: one list each."""
    ran = safeguard("scan", "--make-key", "--json")
    report = json.loads(ran.out)
    assert {target["target"].partition(":")[0]: target["reached"] for target in report["coverage"]["targets"]} == {
        "aws": True,
        "azure": True,
        "entra": True,
        "gcp": True,
        "local": True,
    }
    asked = {
        "encryption-at-rest.encrypted": {"aws", "azure"},
        "mfa.every-person": {"aws", "entra"},
        "automatic-logoff.lifetime-bounded": {"entra"},
        "public-exposure.blocked-in-scope": {"aws", "gcp"},
    }
    for check, where in asked.items():
        listed = safeguard("findings", check, "--status", "fail", "--json").out.splitlines()
        assert {json.loads(line)["target"].partition(":")[0] for line in listed} >= where, check
