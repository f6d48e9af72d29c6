"""Nodes of GKE come and go with their boot disks: nobody copies them, and all else is judged of them too."""

import pytest

from scanner.facts import Asset, DataStore, Fact, Guard
from scanner.finding import Status
from tests.collectors.gcp.asking import facts, near_answers, target
from tests.collectors.gcp.things import BOTH, JSON, LINK, ZONE
from tests.judged import judged
from tests.servers.google.double import Google

NAME = "gke-ehr-pool-1-0a1b2c3d-x7k2"
NODE, VOLUME = {"goog-gke-node": "", "goog-gke-volume": "", "ward": "hunter2"}, {"goog-gke-volume": ""}


def put(near: Google, name: str, labels: JSON) -> str:
    """A machine and its disk of one name; what their resources end with."""
    more = {"labels": labels} if labels is not None else {}
    near.held.put("compute.googleapis.com/Disk", {"name": name, "id": "4711", **more}, zone=ZONE)
    network = [{"network": f"{LINK}/global/networks/ward", "networkIP": "10.8.0.9"}]
    disks = [{"source": f"{LINK}/zones/{ZONE}/disks/{name}", "boot": True}]
    machine = {"name": name, "id": "8151", "disks": disks, "networkInterfaces": network, **more}
    near.held.put("compute.googleapis.com/Instance", machine, zone=ZONE)
    return f"/{name}"


def of(found: list[Fact], cls: type[Fact], end: str) -> set[str]:
    return {f.kind for f in found if isinstance(f, cls) and f.resource.endswith(end)}


@pytest.mark.parametrize("way", BOTH)
@pytest.mark.parametrize(
    ("name", "labels", "node"),
    [
        (NAME, NODE, True),
        ("gk3-ehr-pool-1-0a1b2c3d-x7k2", NODE, True),
        (NAME, {**NODE, "goog-gke-node": "true"}, True),
        (NAME, VOLUME, False),
        (NAME, {}, False),
        (NAME, None, False),
        (NAME, {"goog-gke-node-pool-provisioning-model": "on-demand"}, False),
        ("pacs", NODE, False),
        ("pvc-6219fce3", NODE, False),
        ("gke-ehr-0a1b2c3d-pvc-6219fce3", NODE, False),
        ("gke-pvc-6219fce3", NODE, False),
        ("ehr-gke-1", NODE, False),
    ],
)
def test_what_a_node_is(near: Google, name: str, labels: JSON, node: bool, way: str) -> None:  # noqa: FBT001  # a column
    end = put(near, name, labels)
    found = facts(near, asset_inventory=way)
    assert of(found, Asset, end) == (set() if node else {"gcp.compute.instance", "gcp.compute.disk"})
    assert of(found, DataStore, end) == {"gcp.compute.disk"}
    assert of(found, Guard, end) == {"gcp.compute.instance"}


@pytest.mark.parametrize("way", BOTH)
def test_no_node_lacks_a_backup_or_a_fact(near: Google, way: str) -> None:
    end = put(near, NAME, NODE)
    answers = near_answers(near, asset_inventory=way)
    assert "hunter2" not in repr(answers)
    found = [f for f in judged(answers, target(near, asset_inventory=way)).findings if f.resource.endswith(end)]
    assert not [f for f in found if f.check.startswith("backup.")]
    assert {f.status for f in found if f.check == "encryption-at-rest.encrypted"} == {Status.PASS}
    assert not [f for f in found if "no answer tells of it" in f.seen]
