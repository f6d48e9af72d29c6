"""Virtual networks and their flow logs, which belong to the network watcher of the region."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from collectors.asking.listing import listed
from collectors.azure.networks.behind import RESIDENTS
from collectors.azure.networks.groups import VERSION
from collectors.azure.question import arm
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import NOT_ASKED, Got, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Exposure, Fact, LogStore, LogTrail

NETWORK: Final = "azure.network.vnet"
FLOW_LOG: Final = "azure.network.flow-log"
_WATCHER: Final = "Microsoft.Network/networkWatchers"
_TRAIL: Final = (LogTrail, "network")
_LOG: Final = (
    "az network watcher flow-log create --name NAME --location REGION --resource-group GROUP --vnet VNET-ID "
    "--storage-account ACCOUNT-ID --enabled true --retention 0"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        NETWORK: Kind(
            title="virtual network",
            gives=(_TRAIL,),
            fix=MappingProxyType({"audit-logging.recording": _LOG, "audit-logging.events-complete": _LOG}),
            own={"VNET-ID": "resource", "REGION": "site"},
        ),
        FLOW_LOG: Kind(
            title="flow log",
            gives=(LogStore,),
            fix=MappingProxyType(
                {
                    "log-retention.long-enough": "az network watcher flow-log update --name FLOW-LOG --location REGION "
                    "--retention 365, or 0 for ever",
                }
            ),
            own={"FLOW-LOG": "name", "REGION": "site"},
        ),
    }
)

QUESTIONS: Final = (
    arm(
        "network.networks",
        "Microsoft.Network/virtualNetworks",
        VERSION,
        (
            "properties.subnets[].id",
            "properties.subnets[].properties.addressPrefix",
            "properties.subnets[].properties.addressPrefixes",
            *(f"properties.subnets[].properties.{name}[].id" for name in RESIDENTS),
        ),
        feeds=(_TRAIL, Exposure),
    ),
    arm("network.watchers", _WATCHER, VERSION, (), feeds=(_TRAIL, LogStore)),
    arm(
        "network.flow_logs",
        f"{_WATCHER}/flowLogs",
        VERSION,
        (
            "location",
            "properties.targetResourceId",
            "properties.enabled",
            "properties.recordTypes",
            "properties.enabledFilteringCriteria",
            "properties.retentionPolicy.enabled",
            "properties.retentionPolicy.days",
        ),
        feeds=(_TRAIL, LogStore),
        each="network.watchers",
        under="flowLogs",
    ),
)


class _Flow(NamedTuple):
    target: str
    complete: bool
    """Nothing is left out of it."""


_LET_THROUGH: Final = frozenset({"B", "C", "E"})
"""States of a flow that was let through: it begins, goes on, ends."""


def read(whole: Subscription) -> Iterator[Fact]:
    """Give what is recorded of each network, and how long each flow log is kept."""
    for found in listed(whole, "network.networks", NETWORK, _TRAIL):
        yield found if isinstance(found, Fact) else _trail(whole, *found)
    for watcher in listed(whole, "network.watchers", FLOW_LOG, LogStore):
        if isinstance(watcher, Fact):
            yield watcher
            continue
        for found in listed(whole, "network.flow_logs", FLOW_LOG, LogStore, about=canonical(watcher[1]["id"])):
            if isinstance(found, Fact):
                yield found
            elif properties(found[1]).get("enabled") is True:
                yield _store(whole, *found)


def _trail(whole: Subscription, got: Got, row: Mapping[str, Any]) -> LogTrail:
    """The log of the network itself, or one of each of its subnets. Those of single groups and interfaces are parts."""
    watchers = whole.answers.one("network.watchers")
    lists = [
        whole.answers.one("network.flow_logs", canonical(w["id"]))
        for w in (watchers.body or {}).get("value", [])
        if _region(w) == _region(row)
    ]
    flows = [flow for some in lists for flow in _flows(some)]
    parts = {canonical(s["id"]) for s in properties(row).get("subnets") or []}
    own = [flow for flow in flows if flow.target == canonical(row["id"])]
    each = [flow for flow in flows if flow.target in parts]
    on = bool(own) or (bool(parts) and parts == {flow.target for flow in each})
    whole_traffic = any(f.complete for f in own) or (on and parts == {f.target for f in each if f.complete})
    bad = next((some for some in (watchers, *lists) if not some.good), None)
    why = got if whole_traffic else bad or got
    return LogTrail(
        **whole.thing(NETWORK, row, got, watchers, *lists),
        of="network",
        enabled=on if on or not bad else None,
        records=(("network",) if whole_traffic else ()) if why.good else None,
        exempt=() if why.good else None,
        unread=unread(enabled=got if on else bad or got, records=why, exempt=why),
    )


def _region(row: Mapping[str, Any]) -> str:
    return str(row.get("location", "")).replace(" ", "").lower()


def _flows(got: Got) -> Iterator[_Flow]:
    """Those that are on. Of the states of a flow D is what was refused; where none is named, all are recorded."""
    for row in (got.body or {}).get("value", []):
        said = properties(row)
        if said.get("enabled") is True and said.get("targetResourceId"):
            states = {state.strip().upper() for state in str(said.get("recordTypes") or "B,C,E,D").split(",")}
            complete = (
                "D" in states
                and bool(states & _LET_THROUGH)
                and not str(said.get("enabledFilteringCriteria") or "").strip()
            )
            yield _Flow(canonical(said["targetResourceId"]), complete)


def _store(whole: Subscription, got: Got, row: Mapping[str, Any]) -> LogStore:
    """Where no policy is on, or its days are 0, nothing is deleted (learn.microsoft.com: nsg-flow-logs-overview).

    A rule of the storage account can delete it all the same: that is seen at the container it is written to.
    """
    policy = properties(row).get("retentionPolicy") or {}
    days = policy.get("days") or 0
    return LogStore(
        **whole.thing(FLOW_LOG, row, got),
        retention_days=days if policy.get("enabled") is True and days else FOREVER,
        tamper_evident=None,
        immutable=None,
        unread=unread(tamper_evident=NOT_ASKED, immutable=NOT_ASKED),
    )
