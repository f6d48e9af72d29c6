"""Machines of Compute Engine: what to ask. Of their metadata only switches are kept: scripts and keys stand there too.

They are asked of Compute Engine itself: Cloud Asset Inventory takes sensitive fields out (its API: Resource.data), and
does not say whether metadata are some. A switch that is left out would read as one that is off.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.compute.nodes import LABELLED
from collectors.gcp.question import gcp
from scanner.collector import Kind
from scanner.facts import Asset, Exposure, Grant, Guard, Promise, SignIn

MACHINE: Final = "gcp.compute.instance"
DEFAULTS: Final = "gcp.compute.project"
_GIVES: Final[tuple[Promise, ...]] = (
    (Asset, "host"),
    Exposure,
    (Guard, "unsigned-boot"),
    (Guard, "console-access"),
    (Grant, "everything"),
    (SignIn, "administrators"),
)
_DOOR: Final[tuple[Promise, ...]] = ((SignIn, "administrators"),)
_ON_MACHINE: Final = "gcloud compute instances add-metadata MACHINE --zone ZONE --metadata "
_ON_PROJECT: Final = "gcloud compute project-info add-metadata --metadata "
_LOGIN, _TWO = "enable-oslogin=TRUE", "enable-oslogin=TRUE,enable-oslogin-2fa=TRUE"
_SWITCHES: Final = ("serial-port-enable", "enable-oslogin", "enable-oslogin-2fa")
_KEPT: Final = " || ".join(f"key=='{name}'" for name in _SWITCHES)
_ADDRESS: Final = (
    "gcloud compute instances delete-access-config MACHINE --zone ZONE; or a firewall rule that lets in whom it is for"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        MACHINE: Kind(
            title="virtual machine",
            gives=_GIVES,
            may=(*_DOOR, (Asset, "host")),
            fix=MappingProxyType(
                {
                    "backup.exists": "gcloud compute disks add-resource-policies DISK --zone ZONE --resource-policies "
                    "SCHEDULE, for each of its disks",
                    "integrity.boot": "gcloud compute instances update MACHINE --zone ZONE --shielded-secure-boot "
                    "--shielded-vtpm --shielded-integrity-monitoring, the machine stopped",
                    "least-privilege.guarded": f"{_ON_MACHINE}serial-port-enable=FALSE",
                    "least-privilege.no-everything": "gcloud compute instances set-service-account MACHINE --zone ZONE "
                    "--service-account ACCOUNT --scopes cloud-platform, the machine stopped, with an account that may "
                    "do what its programs need",
                    "mfa.demanded": f"{_ON_MACHINE}{_TWO}",
                    "network-segmentation.no-open-ports": _ADDRESS,
                    "public-exposure.not-on-the-internet": _ADDRESS,
                    "unique-user-identification.own-name": f"{_ON_MACHINE}{_LOGIN}",
                }
            ),
            own={"MACHINE": "name", "ZONE": "site"},
        ),
        DEFAULTS: Kind(
            title="default sign-in to the machines of a project",
            gives=_DOOR,
            fix=MappingProxyType(
                {
                    "mfa.demanded": f"{_ON_PROJECT}{_TWO}",
                    "unique-user-identification.own-name": f"{_ON_PROJECT}{_LOGIN}",
                }
            ),
        ),
    }
)
QUESTIONS: Final = (
    gcp(
        "compute.instances",
        "compute.instances.aggregatedList",
        "/compute/v1/projects/{project}/aggregated/instances?maxResults=500",
        (
            "selfLink",
            "name",
            "id",
            "labels",
            "disks[].source",
            "disks[].licenses[]",
            "networkInterfaces[].network",
            "networkInterfaces[].accessConfigs[].type",
            "networkInterfaces[].ipv6AccessConfigs[].type",
            "shieldedInstanceConfig.enableSecureBoot",
            "shieldedInstanceConfig.enableVtpm",
            "shieldedInstanceConfig.enableIntegrityMonitoring",
            "serviceAccounts[].email",
            "serviceAccounts[].scopes[]",
            "tags.items[]",
        ),
        also=f"settings: metadata.items[?{_KEPT}].{{key: key, value: value}}, {LABELLED}",
        needs="compute.instances.list",
        feeds=_GIVES,
        list="items",
        items="items.*.instances[]",
    ),
    gcp(
        "compute.project",
        "compute.projects.get",
        "/compute/v1/projects/{project}",
        ("name", "xpnProjectStatus"),
        also=f"settings: commonInstanceMetadata.items[?{_KEPT}].{{key: key, value: value}}",
        needs="compute.projects.get",
        feeds=((Guard, "console-access"), *_DOOR, Exposure),
    ),
)
