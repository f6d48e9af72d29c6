"""The types of Cloud Asset Inventory: where each lies in its own API, and how its name is written there.

Types and names: cloud.google.com/asset-inventory/docs/asset-names. A path is what the discovery documents know; `{a.b}`
is a field of the resource, `{project}`, `{zone}`, `{region}` and `{location}` may be told beside it.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

JSON = Any
_COMPUTE: Final = "compute.googleapis.com/compute/v1/projects/{project}"
PLACES: Final[Mapping[str, str]] = {
    "accessapproval.googleapis.com/AccessApprovalSettings": "accessapproval.googleapis.com/v1/{name}",
    "alloydb.googleapis.com/Cluster": "alloydb.googleapis.com/v1/{name}",
    "backupdr.googleapis.com/BackupPlan": "backupdr.googleapis.com/v1/{name}",
    "backupdr.googleapis.com/BackupPlanAssociation": "backupdr.googleapis.com/v1/{name}",
    "backupdr.googleapis.com/BackupVault": "backupdr.googleapis.com/v1/{name}",
    "bigquery.googleapis.com/Dataset": (
        "bigquery.googleapis.com/bigquery/v2/projects/{project}/datasets/{datasetReference.datasetId}"
    ),
    "bigquery.googleapis.com/Table": (
        "bigquery.googleapis.com/bigquery/v2/projects/{project}/datasets/{tableReference.datasetId}/tables/"
        "{tableReference.tableId}"
    ),
    "bigtableadmin.googleapis.com/Instance": "bigtableadmin.googleapis.com/v2/{name}",
    "cloudkms.googleapis.com/CryptoKey": "cloudkms.googleapis.com/v1/{name}",
    "cloudkms.googleapis.com/CryptoKeyVersion": "cloudkms.googleapis.com/v1/{name}",
    "cloudkms.googleapis.com/KeyRing": "cloudkms.googleapis.com/v1/{name}",
    "cloudresourcemanager.googleapis.com/Folder": "cloudresourcemanager.googleapis.com/v3/{name}",
    "cloudresourcemanager.googleapis.com/Organization": "cloudresourcemanager.googleapis.com/v3/{name}",
    "cloudresourcemanager.googleapis.com/Project": "cloudresourcemanager.googleapis.com/v3/projects/{projectId}",
    "compute.googleapis.com/BackendService": f"{_COMPUTE}/global/backendServices/{{name}}",
    "compute.googleapis.com/Disk": f"{_COMPUTE}/zones/{{zone}}/disks/{{name}}",
    "compute.googleapis.com/Firewall": f"{_COMPUTE}/global/firewalls/{{name}}",
    "compute.googleapis.com/ForwardingRule": f"{_COMPUTE}/regions/{{region}}/forwardingRules/{{name}}",
    "compute.googleapis.com/GlobalForwardingRule": f"{_COMPUTE}/global/forwardingRules/{{name}}",
    "compute.googleapis.com/Image": f"{_COMPUTE}/global/images/{{name}}",
    "compute.googleapis.com/Instance": f"{_COMPUTE}/zones/{{zone}}/instances/{{name}}",
    "compute.googleapis.com/Network": f"{_COMPUTE}/global/networks/{{name}}",
    "compute.googleapis.com/Project": _COMPUTE,
    "compute.googleapis.com/RegionBackendService": f"{_COMPUTE}/regions/{{region}}/backendServices/{{name}}",
    "compute.googleapis.com/RegionDisk": f"{_COMPUTE}/regions/{{region}}/disks/{{name}}",
    "compute.googleapis.com/ResourcePolicy": f"{_COMPUTE}/regions/{{region}}/resourcePolicies/{{name}}",
    "compute.googleapis.com/Router": f"{_COMPUTE}/regions/{{region}}/routers/{{name}}",
    "compute.googleapis.com/Snapshot": f"{_COMPUTE}/global/snapshots/{{name}}",
    "compute.googleapis.com/SslPolicy": f"{_COMPUTE}/global/sslPolicies/{{name}}",
    "compute.googleapis.com/Subnetwork": f"{_COMPUTE}/regions/{{region}}/subnetworks/{{name}}",
    "compute.googleapis.com/TargetHttpProxy": f"{_COMPUTE}/global/targetHttpProxies/{{name}}",
    "compute.googleapis.com/TargetHttpsProxy": f"{_COMPUTE}/global/targetHttpsProxies/{{name}}",
    "compute.googleapis.com/TargetSslProxy": f"{_COMPUTE}/global/targetSslProxies/{{name}}",
    "compute.googleapis.com/UrlMap": f"{_COMPUTE}/global/urlMaps/{{name}}",
    "compute.googleapis.com/VpnTunnel": f"{_COMPUTE}/regions/{{region}}/vpnTunnels/{{name}}",
    "container.googleapis.com/Cluster": (
        "container.googleapis.com/v1/projects/{project}/locations/{location}/clusters/{name}"
    ),
    "dns.googleapis.com/ManagedZone": "dns.googleapis.com/dns/v1/projects/{project}/managedZones/{name}",
    "dns.googleapis.com/Policy": "dns.googleapis.com/dns/v1/projects/{project}/policies/{name}",
    "essentialcontacts.googleapis.com/Contact": "essentialcontacts.googleapis.com/v1/{name}",
    "file.googleapis.com/Instance": "file.googleapis.com/v1/{name}",
    "firestore.googleapis.com/Database": "firestore.googleapis.com/v1/{name}",
    "healthcare.googleapis.com/Dataset": "healthcare.googleapis.com/v1/{name}",
    "iam.googleapis.com/Role": "iam.googleapis.com/v1/{name}",
    "iam.googleapis.com/ServiceAccount": "iam.googleapis.com/v1/{name}",
    "iam.googleapis.com/ServiceAccountKey": "iam.googleapis.com/v1/{name}",
    "logging.googleapis.com/LogBucket": "logging.googleapis.com/v2/{name}",
    "logging.googleapis.com/LogMetric": "logging.googleapis.com/v2/projects/{project}/metrics/{name}",
    "logging.googleapis.com/LogSink": "logging.googleapis.com/v2/{scope}/sinks/{name}",
    "memcache.googleapis.com/Instance": "memcache.googleapis.com/v1/{name}",
    "monitoring.googleapis.com/AlertPolicy": "monitoring.googleapis.com/v3/{name}",
    "monitoring.googleapis.com/NotificationChannel": "monitoring.googleapis.com/v3/{name}",
    "orgpolicy.googleapis.com/Policy": "orgpolicy.googleapis.com/v2/{name}",
    "netapp.googleapis.com/Volume": "netapp.googleapis.com/v1/{name}",
    "redis.googleapis.com/Cluster": "redis.googleapis.com/v1/{name}",
    "redis.googleapis.com/Instance": "redis.googleapis.com/v1/{name}",
    "secretmanager.googleapis.com/Secret": "secretmanager.googleapis.com/v1/{name}",
    "secretmanager.googleapis.com/SecretVersion": "secretmanager.googleapis.com/v1/{name}",
    "serviceusage.googleapis.com/Service": "serviceusage.googleapis.com/v1/{name}",
    "spanner.googleapis.com/Instance": "spanner.googleapis.com/v1/{name}",
    "sqladmin.googleapis.com/Instance": "sqladmin.googleapis.com/v1/projects/{project}/instances/{name}",
    "storage.googleapis.com/Bucket": "storage.googleapis.com/storage/v1/b/{name}",
}
_NUMBERED: Final = frozenset({"accessapproval", "cloudresourcemanager", "secretmanager", "serviceusage"})
"""APIs in whose names a project stands by its number."""
_HOSTS: Final = {"sqladmin.googleapis.com": "cloudsql.googleapis.com"}


def place(type_: str, body: Mapping[str, JSON], at: Mapping[str, str]) -> str:
    """Host and path of a resource. Raises KeyError: the type is unknown, or what its path needs is not told."""

    whole = PLACES[type_].endswith(("/v1/{name}", "/v2/{name}", "/v3/{name}"))

    def told(found: re.Match[str]) -> str:
        part: JSON = body
        for key in found[1].split("."):
            part = part.get(key) if isinstance(part, Mapping) else None
        if found[1] in at and not part:
            return at[found[1]]
        if not isinstance(part, str):
            raise KeyError(f"{type_}: {found[1]} is told neither in the resource nor beside it")
        if found[1] in {"zone", "region"}:
            return part.rpartition("/")[2]
        # A name that is no path may have a slash in it, as a metric's has.
        return part if whole else part.replace("/", "%2F")

    return re.sub(r"\{([\w.]+)\}", told, PLACES[type_])


def full_name(where: str, project: str, number: str) -> str:
    """The name of a resource in Asset Inventory: `//compute.googleapis.com/projects/p/zones/z/disks/d`."""
    host, _, path = where.partition("/")
    if host == "storage.googleapis.com":
        return f"//{host}/{path.rpartition('/')[2]}"
    kept = re.sub(r"^(?:[a-z]+/)?v\d/", "", path)
    if host.partition(".")[0] in _NUMBERED and number:
        kept = re.sub(rf"^projects/{re.escape(project)}(?=/|$)", f"projects/{number}", kept)
    if host == "container.googleapis.com":
        # A cluster of a zone is named by it: a location with two hyphens is a zone.
        kept = re.sub(r"/locations/(\w+-\w+-\w+)(?=/)", r"/zones/\1", kept)
    return f"//{_HOSTS.get(host, host)}/{kept}"


def location(where: str, body: Mapping[str, JSON]) -> str:
    """Where a resource lies, as Asset Inventory says it."""
    if found := re.search(r"/(?:zones|regions|locations)/([^/]+)/", where):
        return found[1]
    said = body.get("location") or body.get("region") or "global"
    return str(said).rpartition("/")[2].lower()
