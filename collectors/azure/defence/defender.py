"""Defender for Cloud: which plans are on where there is something to watch, and who is told.

A plan may be switched on or off for a single resource against what its subscription says: then nothing is claimed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from collectors.azure.question import arm
from collectors.azure.read import Subscription, properties
from scanner.answers import Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Alarm, Detector, Fact

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
class _Plan:
    """What a plan watches: the questions that list it, none where there always is something."""

    lists: tuple[str, ...]
    scans: str = ""
    """Its extension that looks for malware."""
    tier: str = ""
    """The tier below Standard that has it."""
    installs: str = ""
    """Its extension that puts something on the things which looks for malware, if that works."""


_PLANS: Final[Mapping[str, _Plan]] = {
    "VirtualMachines": _Plan(("compute.vms",), "AgentlessVmScanning", "P2", "MdeDesignatedSubscription"),
    "StorageAccounts": _Plan(("storage.accounts",), "OnUploadMalwareScanning"),
    "SqlServers": _Plan(("sql.servers",)),
    "OpenSourceRelationalDatabases": _Plan(("postgres.servers", "mysql.servers")),
    "CosmosDbs": _Plan(("cosmos.accounts",)),
    "KeyVaults": _Plan(("keyvault.vaults",)),
    "AppServices": _Plan(("web.sites",)),
    "Containers": _Plan(("aks.clusters",)),
    "Arm": _Plan(()),
}
_LISTS: Final = tuple(question for plan in _PLANS.values() for question in plan.lists)


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
    arm(
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
        ),
        feeds=(_THREATS, _MALWARE),
        bulk="",
        after=_LISTS,
    ),
    _contacts(),
)


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the plans of what there is, what they look for, and who is told."""
    contacts = whole.answers.one("defender.contacts")
    yield _contact(whole, contacts)
    got = whole.answers.one("defender.plans")
    if not got.good:
        for kind in (PLAN, MALWARE):
            yield from gaps(whole.target, kind, got, *KINDS[kind].gives)
        return
    rows = {str(row.get("name", "")).lower(): row for row in (got.body or {}).get("value", [])}
    for name, plan in _PLANS.items():
        lists = [whole.answers.one(question) for question in plan.lists]
        if lists and all(one.good and not (one.body or {}).get("value") for one in lists):
            continue  # there is nothing that it could watch
        row = rows.get(name.lower()) or {"id": f"{whole.arm}/providers/microsoft.security/pricings/{name}"}
        yield from _plan(whole, name, row, got, _in_use(lists), contacts)


def _in_use(lists: list[Got]) -> Got | None:
    """Why it is not known whether there is something to watch; None where there is."""
    if not lists or any((one.body or {}).get("value") for one in lists):
        return None
    return next(one for one in lists if not one.good)


def _plan(  # noqa: PLR0913, PLR0917  # what all facts of a plan rest on
    whole: Subscription, name: str, row: Mapping[str, Any], got: Got, unused: Got | None, contacts: Got
) -> Iterator[Fact]:
    at = {"id": row["id"], "name": name}
    thing = whole.thing(PLAN, at, got, contacts) | {"within": (whole.arm,)}
    on, why = _on(properties(row), got)
    told, how = _told(contacts)
    if on is False and unused:
        on, why = None, unused
    yield Alarm(**thing, watches="threats", enabled=on, notifies=told, unread=unread(enabled=why, notifies=how))
    if _PLANS[name].scans:
        scans, odd = _scans(_PLANS[name], properties(row), got) if on else (on, why)
        if scans is False and unused:
            scans, odd = None, unused
        own = whole.thing(MALWARE, at, got, of="/malware") | {"within": (whole.arm,)}
        yield Detector(**own, watches="malware", enabled=scans, unread=unread(enabled=odd))


def _on(said: Mapping[str, Any], got: Got) -> tuple[bool | None, Got]:
    """A plan that is not told of is unknown here. One that covers some things only is not on for all."""
    match said.get("pricingTier"), said.get("resourcesCoverageStatus", "FullyCovered"):
        case "Free", _:
            return False, got
        case "Standard", "FullyCovered":
            return True, got
        case "Standard", _:
            return None, unclear(got, "it is on for some things only")
        case _:
            return None, unclear(got, "it does not say whether the plan is on")


def _scans(plan: _Plan, said: Mapping[str, Any], got: Got) -> tuple[bool | None, Got]:
    """A plan that is on looks for malware, or something that it installs does."""
    extensions = {one.get("name") for one in said.get("extensions") or [] if str(one.get("isEnabled")) == "True"}
    stuck = {one.get("name") for one in said.get("extensions") or [] if _stuck(one)}
    if plan.scans in extensions & stuck:
        return None, unclear(got, "what looks for malware was not put in place")
    if plan.scans in extensions and plan.tier in {"", said.get("subPlan")}:
        return True, got
    if plan.installs in extensions:
        return None, unclear(got, "what looks for malware is put on machines; whether on each is not told")
    return False, got


def _stuck(extension: Mapping[str, Any]) -> bool:
    """Switching it on did not work, or not yet. Of one that is on for long nothing is told."""
    return str((extension.get("operationStatus") or {}).get("code", "Succeeded")) != "Succeeded"


def _contact(whole: Subscription, got: Got) -> Alarm:
    rows = (got.body or {}).get("value", [])
    at = {"id": f"{whole.arm}/providers/microsoft.security/securitycontacts/default", "name": "default"}
    return Alarm(
        **whole.thing(CONTACT, at, got) | {"within": (whole.arm,)},
        watches="provider-notices",
        enabled=True,
        notifies=any(map(_somebody, rows)) if got.good else None,
        unread=unread(notifies=got),
    )


def _somebody(row: Mapping[str, Any]) -> bool:
    """An address is named, or a role whose holders are told."""
    said = properties(row)
    roles = said.get("notificationsByRole") or {}
    return said.get("named") is True or (roles.get("state") == "On" and bool(roles.get("roles")))


def _told(got: Got) -> tuple[bool | None, Got]:
    """Somebody hears of threats. Where no contact was ever set the owners may, and nothing says so."""
    rows = (got.body or {}).get("value", [])
    if not got.good:
        return None, got
    if not rows:
        return None, unclear(got, "no contact is set, and whether owners are told by default is not said")
    states = {(properties(row).get("alertNotifications") or {}).get("state") for row in rows if _somebody(row)}
    if "On" in states or not states:
        return "On" in states, got
    return (False, got) if states == {"Off"} else (None, unclear(got, "it does not say whether threats are told of"))
