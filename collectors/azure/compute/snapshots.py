"""Snapshots of disks, and what they have in common with disks: whose key it is, and who may take a copy out."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.azure.question import arm
from collectors.azure.read import Subscription, properties
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import DataStore, Exposure, Fact, Guard

SNAPSHOT: Final = "azure.compute.snapshot"
_GIVES: Final = (DataStore, (Exposure, "permission/data"), (Guard, "public-copies"))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SNAPSHOT: Kind(
            title="snapshot of a managed disk",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "az snapshot update --ids RESOURCE --encryption-type "
                    "EncryptionAtRestWithCustomerKey --disk-encryption-set SET",
                    "public-exposure.not-public": "az snapshot revoke-access --ids RESOURCE",
                    "public-exposure.blocked-in-scope": "az snapshot update --ids RESOURCE --network-access-policy "
                    "DenyAll --public-network-access Disabled",
                }
            ),
            own={"RESOURCE": "resource"},
        )
    }
)
STATE: Final = (
    "properties.encryption.type",
    "properties.diskState",
    "properties.networkAccessPolicy",
    "properties.publicNetworkAccess",
)
QUESTIONS: Final = (arm("compute.snapshots", "Microsoft.Compute/snapshots", "2026-03-02", STATE, feeds=_GIVES),)
_BARRED: Final[Mapping[str, bool]] = {"denyall": True, "allowprivate": True, "allowall": False}


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the facts of all snapshots. They are copies, and need none of their own."""
    for found in listed(whole, "compute.snapshots", SNAPSHOT, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        thing, said = whole.thing(SNAPSHOT, row, got), properties(row)
        yield store(thing, said, got)
        yield from exports(thing, said, got)


def exports(thing: Mapping[str, Any], said: Mapping[str, Any], got: Got) -> Iterator[Fact]:
    """Whether a copy can be taken out over the internet, and whether one can be now. Without a word it can."""
    state, policy = (str(said.get(name, "")).lower() for name in ("diskState", "networkAccessPolicy"))
    shut = str(said.get("publicNetworkAccess", "")).lower() == "disabled"
    barred = True if shut else _BARRED.get(policy or "allowall")
    odd = unclear(got, "it does not say who may take a copy out")
    yield Guard(
        **thing,
        prevents="public-copies",
        in_force=barred,
        unread=unread(in_force=odd) if barred is None else (),
    )
    link = state.startswith("activesas")
    known = barred or (state and (barred is False or not link))
    why = odd if state else unclear(got, "it does not say whether a link is open")
    yield Exposure(
        **thing,
        way="permission",
        offers="data",
        audience=("everyone" if link and not barred else "owner") if known else None,
        ports=(),
        considered=_considered(link=link, barred=barred is True) if known else (),
        unread=unread(audience=why) if not known else (),
    )


def _considered(*, link: bool, barred: bool) -> tuple[str, ...]:
    if link and not barred:
        return ("a link is open by which whoever has it downloads it, from anywhere",)
    return ("its export is barred",) if barred else ("no link to download it is open",)


def store(thing: Mapping[str, Any], said: Mapping[str, Any], got: Got) -> DataStore:
    """Every managed disk is encrypted, and nobody can switch that off (learn.microsoft.com: disk-encryption)."""
    kind = (said.get("encryption") or {}).get("type", "")
    return DataStore(
        **thing,
        encrypted=True,
        customer_key="CustomerKey" in kind if kind else None,
        cipher="aes-256",
        documented=True,
        unread=unread(customer_key=got if kind else unclear(got, "it does not say whose key it is")),
    )
