"""Google Kubernetes Engine: what to ask about clusters.

Of passwords and certificates of a control plane it is kept that there are some, and nothing of themselves.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.question import gcp
from scanner.collector import Kind
from scanner.facts import DataStore, Exposure, LogTrail, Promise, SignIn

CLUSTER: Final = "gcp.gke.cluster"
GIVES: Final[tuple[Promise, ...]] = (
    DataStore,
    (Exposure, "network/administration"),
    (LogTrail, "service"),
    (SignIn, "administrators"),
)
_UPDATE: Final = "gcloud container clusters update CLUSTER --location LOCATION"
_ENCRYPT: Final = f"{_UPDATE} --database-encryption-key KEY"
_NETWORKS: Final = (
    f"{_UPDATE} --enable-private-endpoint --no-enable-dns-access, or --enable-master-authorized-networks "
    "--master-authorized-networks NETWORK --no-enable-google-cloud-access"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CLUSTER: Kind(
            title="GKE cluster",
            gives=GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": _ENCRYPT,
                    "encryption-at-rest.customer-key": _ENCRYPT,
                    "public-exposure.not-on-the-internet": _NETWORKS,
                    "network-segmentation.no-open-ports": _NETWORKS,
                    "audit-logging.recording": f"{_UPDATE} --logging SYSTEM,WORKLOAD,API_SERVER",
                    "mfa.no-way-round": f"{_UPDATE} --no-enable-basic-auth for the password; a client certificate "
                    "stays as long as the cluster: take its rights away with kubectl delete clusterrolebinding",
                }
            ),
            own={"CLUSTER": "name"},
        )
    }
)

NEW: Final = "controlPlaneEndpointsConfig"
_NETWORKS_OF: Final = ("enabled", "gcpPublicCidrsAccessEnabled", "cidrBlocks[].cidrBlock")
QUESTIONS: Final = (
    gcp(
        "gke.clusters",
        "container.projects.locations.clusters.list",
        "/v1/projects/{project}/locations/-/clusters",
        (
            "name",
            "location",
            "resourceLabels",
            "databaseEncryption.state",
            "databaseEncryption.currentState",
            "loggingService",
            "loggingConfig.componentConfig.enableComponents",
            "privateClusterConfig.enablePrivateEndpoint",
            "privateClusterConfig.enablePrivateNodes",
            "networkConfig.defaultEnablePrivateNodes",
            *(f"masterAuthorizedNetworksConfig.{field}" for field in _NETWORKS_OF),
            f"{NEW}.ipEndpointsConfig.enabled",
            f"{NEW}.ipEndpointsConfig.enablePublicEndpoint",
            *(f"{NEW}.ipEndpointsConfig.authorizedNetworksConfig.{field}" for field in _NETWORKS_OF),
            f"{NEW}.dnsEndpointConfig.allowExternalTraffic",
        ),
        also="password: masterAuth.username && `true`, certificate: masterAuth.clientCertificate && `true`, "
        "authority: masterAuth.clusterCaCertificate && `true`",
        needs="container.clusters.list",
        feeds=GIVES,
        list="clusters",
        asset="container.googleapis.com/Cluster",
    ),
)
