"""Defender for Cloud: which plans are on where there is something to watch, and who is told.

A plan may be switched on or off for a single resource against what its subscription says: then nothing is claimed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from collectors.azure.question import arm
from scanner.collector import Kind
from scanner.facts import Alarm, Detector

PLAN: Final = "azure.defender.plan"
MALWARE: Final = "azure.defender.malware"
CONTACT: Final = "azure.defender.contact"
_THREATS: Final = (Alarm, "threats")
_NOTICES: Final = (Alarm, "provider-notices")
_MALWARE: Final = (Detector, "malware")
_CONTACT: Final = (
    "az security contact create --name default --emails MAILBOX --alert-notifications "
    '\'{"state":"On","minimalSeverity":"Low"}\' --notifications-by-role \'{"state":"On","roles":["Owner"]}\''
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        PLAN: Kind(
            title="plan of Defender for Cloud",
            gives=(_THREATS,),
            fix=MappingProxyType(
                {
                    "threat-detection.on-and-heard": "az security pricing create --name PLAN --tier "
                    f"standard; {_CONTACT}",
                }
            ),
            own={"PLAN": "name"},
        ),
        MALWARE: Kind(
            title="malware protection of a plan of Defender for Cloud",
            gives=(_MALWARE,),
            fix=MappingProxyType(
                {
                    "malware-protection.on": "az security pricing create --name PLAN --tier standard, --subplan P2 "
                    "--extensions name=AgentlessVmScanning isEnabled=True of VirtualMachines, --subplan "
                    "DefenderForStorageV2 --extensions name=OnUploadMalwareScanning isEnabled=True of StorageAccounts",
                }
            ),
            own={"PLAN": "name"},
        ),
        CONTACT: Kind(
            title="security contact of the subscription",
            gives=(_NOTICES,),
            fix=MappingProxyType({"incident-response.contact": _CONTACT}),
            always=True,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan watches: the questions that list it, none where there always is something."""

    lists: tuple[str, ...]
    scans: str = ""
    """Its extension that looks for malware."""
    tier: str = ""
    """The tier below Standard that has it."""
    installs: str = ""
    """Its extension that puts something on the things which looks for malware, if that works."""
    unseen: tuple[str, ...] = ()
    """Questions that list what it watches too, and of which nothing tells whether something looks for malware there."""

    @property
    def every(self) -> tuple[str, ...]:
        """All questions that list what it watches."""
        return (*self.lists, *self.unseen)


PLANS: Final[Mapping[str, Plan]] = {
    "VirtualMachines": Plan(
        ("compute.vms",),
        "AgentlessVmScanning",
        "P2",
        "MdeDesignatedSubscription",
        ("compute.scale_sets", "arc.machines"),
    ),
    "StorageAccounts": Plan(("storage.accounts",), "OnUploadMalwareScanning"),
    "SqlServers": Plan(("sql.servers",)),
    "OpenSourceRelationalDatabases": Plan(("postgres.servers", "mysql.servers")),
    "CosmosDbs": Plan(("cosmos.accounts",)),
    "KeyVaults": Plan(("keyvault.vaults",)),
    "AppServices": Plan(("web.sites",)),
    "Containers": Plan(("aks.clusters",)),
    "Arm": Plan(()),
}
_LISTS: Final = tuple(question for plan in PLANS.values() for question in plan.every)


NODES: Final[Mapping[str, Plan]] = {
    "VirtualMachines": Plan((), "AgentlessVmScanning", "P2"),
    "Containers": Plan((), "AgentlessVmScanning"),
}
"""Plans of which one is enough for the nodes of AKS, which are machines of scale sets (learn.microsoft.com:
kubernetes-nodes-overview)."""


def _plans() -> Any:
    """Of what an extension leaves out it is enough that there is something: names and values of tags stay out."""
    row = arm(
        "defender.plans",
        "Microsoft.Security/pricings",
        "2024-01-01",
        (
            "properties.pricingTier",
            "properties.subPlan",
            "properties.resourcesCoverageStatus",
            "properties.extensions[].name",
            "properties.extensions[].isEnabled",
            "properties.extensions[].operationStatus.code",
            "properties.extensions[].additionalExtensionProperties",
        ),
        feeds=(_THREATS, _MALWARE),
        bulk="",
        after=_LISTS,
    )
    more = "additionalExtensionProperties"
    excludes = f"!contains(['', '[]', 'null'], to_string(not_null({more}.ExclusionTags, '')))"
    extension = (
        "{name: name, isEnabled: isEnabled, operationStatus: operationStatus.{code: code}, "
        f"excludes: {excludes}, cap: {more}.CapGBPerMonthPerStorageAccount}}"
    )
    return replace(
        row,
        keep="{value: value[].{id: id, name: name, properties: properties.{pricingTier: pricingTier, subPlan: "
        f"subPlan, resourcesCoverageStatus: resourcesCoverageStatus, extensions: extensions[].{extension}}}}}}}",
    )


def _contacts() -> Any:
    """That there is an address is enough: whose it is stays out."""
    row = arm(
        "defender.contacts",
        "Microsoft.Security/securityContacts",
        "2020-01-01-preview",
        (
            "properties.emails",
            "properties.alertNotifications.state",
            "properties.notificationsByRole.state",
            "properties.notificationsByRole.roles",
        ),
        feeds=(_THREATS, _NOTICES),
        bulk="",
    )
    return replace(
        row,
        keep="{value: value[].{id: id, properties: {named: length(not_null(properties.emails, '')) > `0`, "
        "alertNotifications: properties.alertNotifications.{state: state}, "
        "notificationsByRole: properties.notificationsByRole.{state: state, roles: roles}}}}",
    )


QUESTIONS: Final = (
    _plans(),
    _contacts(),
    arm(
        "compute.scale_sets", "Microsoft.Compute/virtualMachineScaleSets", "2026-04-01", (), feeds=(_THREATS, _MALWARE)
    ),
    arm("arc.machines", "Microsoft.HybridCompute/machines", "2024-07-10", (), feeds=(_THREATS, _MALWARE)),
)
