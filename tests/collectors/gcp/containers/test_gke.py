"""GKE: each setting as it should be, as it should not be, left out, and not to be read; by both ways."""

import pytest

from collectors.gcp.containers.gke import CLUSTER, KINDS
from collectors.gcp.containers.gke_facts import full_name
from scanner.facts import DataStore, Exposure, LogTrail, SignIn
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting
from tests.collectors.gcp import held
from tests.collectors.gcp.asking import near_answers
from tests.collectors.gcp.held import JSON, POLICY, WAYS, Held, follows, hold, missing, named, one, said, told
from tests.servers.google.double import PROJECT, Google

BASE = f"//container.googleapis.com/projects/{PROJECT}"
WARD, ZONAL = f"{BASE}/locations/europe-west3/clusters/ward", f"{BASE}/zones/europe-west3-a/clusters/ward"
BODY = {
    "name": "ward",
    "location": "europe-west3",
    "resourceLabels": {"secret": "hunter2"},
    "databaseEncryption": {"state": "ENCRYPTED", "keyName": "k", "currentState": "CURRENT_STATE_ENCRYPTED"},
    "loggingService": "logging.googleapis.com/kubernetes",
    "loggingConfig": {"componentConfig": {"enableComponents": ["SYSTEM_COMPONENTS", "WORKLOADS"]}},
    "privateClusterConfig": {"enablePrivateNodes": True, "enablePrivateEndpoint": False},
    "masterAuthorizedNetworksConfig": {"enabled": True, "cidrBlocks": [{"cidrBlock": "198.51.100.0/24"}]},
    "masterAuth": {"clusterCaCertificate": "hunter2", "clientCertificateConfig": {}},
    "nodeConfig": {"metadata": {"token": "hunter2"}},
    "endpoint": "203.0.113.7",
}
GOOD: Held = {
    "ward": ("container.googleapis.com/Cluster", BODY),
    "zonal": ("container.googleapis.com/Cluster", {**BODY, "location": "europe-west3-a"}),
}


def says(path: str, value: JSON = LEFT_OUT) -> Change:
    return "ward", path, value


def crypt(state: JSON = LEFT_OUT, now: JSON = LEFT_OUT) -> list[Change]:
    return [says("databaseEncryption.state", state), says("databaseEncryption.currentState", now)]


def ip(path: str, value: JSON) -> Change:
    return says(f"controlPlaneEndpointsConfig.ipEndpointsConfig.{path}", value)


def networks(*blocks: str, **more: JSON) -> JSON:
    return {"enabled": True, "cidrBlocks": [{"cidrBlock": block} for block in blocks], **more}


PLACE = "its control plane has a public address"
ADMIN, OLD = "network/administration", "masterAuthorizedNetworksConfig"
PRIVATE = says("privateClusterConfig.enablePrivateEndpoint", value=True)
NO_LOGS = says("loggingService", "none")
PUBLIC = says("privateClusterConfig")
NEW = networks("198.51.100.0/24", gcpPublicCidrsAccessEnabled=False)
HALVES = networks("0.0.0.0/1", "128.0.0.0/1")
DNS = says("controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic", value=True)
NONE = says("loggingConfig.componentConfig", {})
WORKLOADS = says("loggingConfig.componentConfig.enableComponents", ["WORKLOADS"])
NODES = says("networkConfig.defaultEnablePrivateNodes", value=True)
PASSWORD = says("masterAuth", {"username": "admin", "password": "hunter2"})
CERTIFICATE = says("masterAuth", {"clientCertificate": "hunter2", "clientKey": "hunter2"})
TABLE: list[Setting] = [
    ("gke.secrets", DataStore, "", WARD, "encrypted", True, []),
    ("gke.secrets", DataStore, "", WARD, "encrypted", True, []),
    ("gke.secrets", DataStore, "", WARD, "documented", True, []),
    ("gke.secrets", DataStore, "", WARD, "customer_key", True, []),
    ("gke.secrets", DataStore, "", WARD, "encrypted", True, crypt("ENCRYPTED")),
    ("gke.secrets", DataStore, "", WARD, "encrypted", True, crypt("ALL_OBJECTS_ENCRYPTION_ENABLED")),
    ("gke.secrets", DataStore, "", WARD, "encrypted", True, crypt("ENCRYPTED", "CURRENT_STATE_UNSPECIFIED")),
    ("gke.secrets", DataStore, "", WARD, "encrypted", False, crypt("DECRYPTED")),
    ("gke.secrets", DataStore, "", WARD, "customer_key", False, crypt("DECRYPTED")),
    ("gke.secrets", DataStore, "", WARD, "cipher", "", crypt("DECRYPTED")),
    ("gke.secrets", DataStore, "", WARD, "encrypted", False, crypt("ENCRYPTED", "CURRENT_STATE_ENCRYPTION_PENDING")),
    ("gke.secrets", DataStore, "", WARD, "encrypted", False, crypt("ENCRYPTED", "CURRENT_STATE_ENCRYPTION_ERROR")),
    ("gke.secrets", DataStore, "", WARD, "encrypted", False, [says("databaseEncryption")]),
    ("gke.secrets", DataStore, "", WARD, "encrypted", None, crypt("UNKNOWN")),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "listed", []),
    ("gke.private", Exposure, ADMIN, WARD, "considered", (PLACE, "named networks are let in"), []),
    ("gke.private", Exposure, ADMIN, WARD, "considered", (PLACE, "no network is let in"), [says(OLD, networks())]),
    ("gke.private", Exposure, ADMIN, WARD, "ports", ((443, 443),), []),
    (
        "gke.private",
        Exposure,
        ADMIN,
        WARD,
        "audience",
        "owner",
        [PRIVATE],
    ),
    ("gke.private", Exposure, ADMIN, WARD, "ports", (), [PRIVATE]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "everyone", [says(OLD)]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "everyone", [says(f"{OLD}.enabled", False)]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "everyone", [says(OLD, HALVES)]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "everyone", [says(OLD, networks("64.0.0.0/2"))]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "owner", [says(OLD, networks())]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", None, [says(OLD, networks("anywhere"))]),
    # All of Google Cloud comes in beside the networks unless somebody said no, or the cluster is private.
    ("gke.private", Exposure, ADMIN, WARD, "audience", "provider", [PUBLIC]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "listed", [PUBLIC, NODES]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "listed", [PUBLIC, says(OLD, NEW)]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "provider", [says(f"{OLD}.gcpPublicCidrsAccessEnabled", True)]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "everyone", [PUBLIC, says(OLD, HALVES)]),
    # The newer place.
    ("gke.private", Exposure, ADMIN, WARD, "audience", "owner", [says(OLD), ip("enablePublicEndpoint", False)]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "owner", [says(OLD), ip("enabled", False)]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "everyone", [says(OLD), ip("enablePublicEndpoint", True)]),
    (
        "gke.private",
        Exposure,
        ADMIN,
        WARD,
        "audience",
        "everyone",
        [PRIVATE, ip("enablePublicEndpoint", True), says(OLD)],
    ),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "listed", [says(OLD), ip("authorizedNetworksConfig", NEW)]),
    ("gke.private", Exposure, ADMIN, WARD, "audience", "everyone", [ip("enablePublicEndpoint", False), DNS]),
    ("gke.logging", LogTrail, "service", WARD, "enabled", True, []),
    ("gke.logging", LogTrail, "service", WARD, "enabled", False, [NO_LOGS]),
    (
        "gke.logging",
        LogTrail,
        "service",
        WARD,
        "enabled",
        False,
        [NO_LOGS, says("loggingConfig")],
    ),
    ("gke.logging", LogTrail, "service", WARD, "enabled", False, [NONE]),
    ("gke.logging", LogTrail, "service", WARD, "enabled", False, [says("loggingConfig", {})]),
    ("gke.logging", LogTrail, "service", WARD, "enabled", False, [WORKLOADS]),
    ("gke.logging", LogTrail, "service", WARD, "enabled", True, [says("loggingConfig")]),
    ("gke.logging", LogTrail, "service", WARD, "enabled", True, [says("loggingConfig"), says("loggingService")]),
    ("gke.logging", LogTrail, "service", WARD, "records", ("admin",), []),
    ("gke.door", SignIn, "administrators", WARD, "bypass", (), []),
    ("gke.door", SignIn, "administrators", WARD, "bypass", None, [says("masterAuth")]),
    ("gke.door", SignIn, "administrators", WARD, "individual", None, [says("masterAuth.clusterCaCertificate")]),
    ("gke.door", SignIn, "administrators", WARD, "bypass", (), [says("masterAuth.clientCertificate", "")]),
    ("gke.door", SignIn, "administrators", WARD, "bypass", (), [says("masterAuth.username", "")]),
    ("gke.door", SignIn, "administrators", WARD, "individual", True, []),
    ("gke.door", SignIn, "administrators", WARD, "bypass", ("local-accounts",), [PASSWORD]),
    ("gke.door", SignIn, "administrators", WARD, "individual", False, [CERTIFICATE]),
    ("gke", DataStore, "", ZONAL, "encrypted", True, [says("databaseEncryption")]),
]


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize("setting", TABLE, ids=named)
def test_a_setting(near: Google, setting: Setting, *, bulk: bool) -> None:
    follows(near, GOOD, setting, bulk=bulk)


@pytest.mark.parametrize("wish", ["ENCRYPTED", "DECRYPTED"])
@pytest.mark.parametrize(
    ("now", "encrypted"),
    [
        ("ENCRYPTED", True),
        ("ALL_OBJECTS_ENCRYPTION_ENABLED", True),
        ("DECRYPTED", False),
        ("ENCRYPTION_PENDING", False),
        ("ENCRYPTION_ERROR", False),
        ("DECRYPTION_PENDING", False),
        ("DECRYPTION_ERROR", False),
        ("ALL_OBJECTS_ENCRYPTION_PENDING", False),
        ("ALL_OBJECTS_ENCRYPTION_ERROR", False),
    ],
)
def test_secrets_are_as_they_are_and_not_as_is_wished(near: Google, wish: str, now: str, *, encrypted: bool) -> None:
    hold(near, GOOD, *crypt(wish, f"CURRENT_STATE_{now}"))
    fact = one(told(near, bulk=True), DataStore, "", WARD)
    assert isinstance(fact, DataStore)
    assert (fact.encrypted, fact.customer_key) == (encrypted, encrypted)


@pytest.mark.parametrize("location", ["europe-west3", "europe-west3-a"])
def test_a_cluster_is_called_as_asset_inventory_calls_it(near: Google, location: str) -> None:
    hold(near, GOOD)
    query = [("contentType", "RESOURCE"), ("assetTypes", "container.googleapis.com/Cluster")]
    said = near.answer("GET", f"cloudasset.googleapis.com/v1/projects/{PROJECT}/assets", query)
    assert full_name(PROJECT, location, "ward") in {asset["name"] for asset in said["assets"]}


@pytest.mark.parametrize("bulk", WAYS)
def test_reading_is_recorded_where_the_project_says_so(near: Google, *, bulk: bool) -> None:
    kinds = [{"logType": "DATA_READ", "exemptedMembers": ["user:a@b.example"]}]
    audit = {"auditConfigs": [{"service": "container.googleapis.com", "auditLogConfigs": kinds}]}
    hold(near, {**GOOD, "audit": (POLICY, audit)})
    trail = one(told(near, bulk=bulk), LogTrail, "service", WARD)
    assert isinstance(trail, LogTrail)
    assert (trail.records, trail.exempt) == (("admin", "data-read"), ("user:a@b.example",))
    near.held.denied.add("resourcemanager.projects.getIamPolicy")
    trail = one(told(near, bulk=bulk), LogTrail, "service", WARD)
    assert isinstance(trail, LogTrail)
    assert (trail.enabled, trail.records, trail.exempt) == (True, None, None)


@pytest.mark.parametrize("changes", [[], [PASSWORD], [CERTIFICATE, NONE]])
def test_both_ways_say_the_same(near: Google, changes: list[Change]) -> None:
    hold(near, GOOD, *changes)
    before = said(told(near, bulk=True))
    assert said(told(near, bulk=False)) == before
    near.pages.size = 1
    assert [said(told(near, bulk=bulk)) for bulk in WAYS] == [before, before]


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize("changes", [[PASSWORD], [CERTIFICATE]])
def test_of_what_opens_a_cluster_only_that_it_is_there_is_kept(
    near: Google, changes: list[Change], *, bulk: bool
) -> None:
    hold(near, GOOD, *changes)
    assert "hunter2" not in repr(near_answers(near, asset_inventory=bulk))


def test_every_kept_value_is_read(near: Google) -> None:
    hold(near, GOOD, PASSWORD, PRIVATE, *crypt("ENCRYPTED", "CURRENT_STATE_ENCRYPTION_PENDING"))
    idle = held.idle(near, bulk=True, of="gke.")
    newer = [says(OLD), ip("enablePublicEndpoint", False), CERTIFICATE]
    named = [PUBLIC, says(OLD), ip("authorizedNetworksConfig", NEW)]
    off = [NO_LOGS, says("loggingConfig"), says("databaseEncryption", {"state": "ENCRYPTED"})]
    for changes in (newer, named, [DNS], [ip("enabled", False)], [PUBLIC, NODES], [PUBLIC, says(OLD, NEW)], off):
        hold(near, GOOD, *changes)
        idle &= held.idle(near, bulk=True, of="gke.")
    assert idle == set()


def test_what_may_not_be_listed_is_missing(near: Google) -> None:
    hold(near, GOOD)
    near.held.denied.add("container.clusters.list")
    gone = missing(told(near, bulk=False), CLUSTER)
    assert (len(gone), {outcome for *_, outcome in gone}) == (len(KINDS[CLUSTER].gives), {"denied"})


def test_a_list_that_lacks_a_zone_is_none(near: Google) -> None:
    hold(near, GOOD)
    near.twist = lambda method, body: {**body, "missingZones": ["a"]} if method.endswith("clusters.list") else body
    assert {outcome for *_, outcome in missing(told(near, bulk=False), CLUSTER)} == {"error"}


def test_an_api_that_is_off_tells_nothing_and_asset_inventory_does(near: Google) -> None:
    hold(near, GOOD)
    near.held.disabled.add("container.googleapis.com")
    assert {outcome for *_, outcome in missing(told(near, bulk=False), CLUSTER)} == {"denied"}
    assert not missing(told(near, bulk=True), CLUSTER)
