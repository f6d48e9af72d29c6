"""What an owner wrote on a thing says what holds ePHI, however the service calls its labels."""

import pytest

from tests.collectors.gcp.asking import facts, left_out, near_answers
from tests.collectors.gcp.held import JSON, WAYS
from tests.servers.google.double import NUMBER, PROJECT, Google

LABELS = {"phi": "yes", "owner": "ward", "note": "hunter2"}
RING = f"projects/{PROJECT}/locations/l/keyRings/r"
THINGS: dict[str, tuple[str, JSON]] = {
    "gcp.sql.instance": ("sqladmin.googleapis.com/Instance", {"name": "n", "settings": {"userLabels": LABELS}}),
    "gcp.kms.key": (
        "cloudkms.googleapis.com/CryptoKey",
        {"name": f"{RING}/cryptoKeys/n", "labels": LABELS, "primary": {"state": "ENABLED"}},
    ),
    "gcp.secretmanager.secret": (
        "secretmanager.googleapis.com/Secret",
        {"name": f"projects/{NUMBER}/secrets/n", "labels": LABELS},
    ),
    "gcp.bigquery.dataset": (
        "bigquery.googleapis.com/Dataset",
        {"datasetReference": {"datasetId": "n"}, "labels": LABELS},
    ),
    "gcp.gke.cluster": ("container.googleapis.com/Cluster", {"name": "n", "location": "l", "resourceLabels": LABELS}),
    "gcp.backupdr.vault": (
        "backupdr.googleapis.com/BackupVault",
        {"name": f"projects/{PROJECT}/locations/l/backupVaults/n", "labels": LABELS},
    ),
}


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize("kind", THINGS)
def test_labels_say_what_holds_ephi(near: Google, kind: str, *, bulk: bool) -> None:
    near.held.put("cloudkms.googleapis.com/KeyRing", {"name": RING})
    near.held.put(*THINGS[kind])
    version = {"name": f"projects/{NUMBER}/secrets/n/versions/1", "state": "ENABLED"}
    if kind == "gcp.secretmanager.secret":
        near.held.put("secretmanager.googleapis.com/SecretVersion", version)
    said = {"ephi_tags": {"phi": ["yes"]}, "owner_tags": "owner", "asset_inventory": bulk}
    found = [f for f in facts(near, **said) if f.kind == kind and not left_out(f)]
    assert {(f.name, f.ephi, f.owner) for f in found} == {("n", True, "ward")}
    assert "hunter2" not in repr(near_answers(near, **said))
