"""Reads Azure Backup: the vaults, what they hold copies of, and what is known of vaults elsewhere. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.azure.backup.copies import Row, There, best, state, unknown
from collectors.azure.backup.covered import disks
from collectors.azure.backup.instances import instances
from collectors.azure.backup.items import items
from collectors.azure.backup.vaults import BACKUP_VAULT, COPY, KINDS, PROTECTED, VAULT
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import Got, gaps, unclear, unread
from scanner.facts import Backup, DataStore, Fact, Guard

_ELSEWHERE: Final = Got("not-asked", "a vault of another subscription, which is scanned as azure://SUBSCRIPTION")
_BY: Final = {
    "backup.disk_elsewhere": "compute.disks",
    "backup.account_elsewhere": "storage.accounts",
}
"""By the question about vaults elsewhere: what lists the things that it is asked of."""
_NONE: Final = frozenset({"SoftDeleted", "SoftDeleting", "NotProtected"})


def read(whole: Subscription) -> Iterator[Fact]:
    """Give the copies of each thing, and the vaults."""
    found: list[Backup] = []
    there = There(whole)
    for kind, question, of in ((VAULT, "backup.vaults", items), (BACKUP_VAULT, "backup.backup_vaults", instances)):
        for one in listed(whole, question, kind, *KINDS[kind].gives):
            if isinstance(one, Fact):
                yield one
                continue
            got, row = one
            yield from _vault(whole, kind, got, row)
            found += of(there, got, row)
            yield from _unlisted(whole, kind, row)
        if not (got := whole.answers.one(question)).good:
            yield from gaps(whole.target, PROTECTED, got, COPY)
    if not (got := whole.answers.one("compute.vms")).good:  # then nobody knows which disks come along with a machine
        yield from gaps(whole.target, PROTECTED, got, COPY)
    mine = {one.resource for one in found}
    yield from best([*found, *(one for one in _elsewhere(whole, mine) if one.resource not in mine)])


def _unlisted(whole: Subscription, kind: str, vault: Row) -> Iterator[Fact]:
    """What a vault would not tell: then of nothing can be said that it is not copied."""
    got = whole.answers.one("backup.items" if kind == VAULT else "backup.instances", canonical(vault["id"]))
    if not got.good:
        yield from gaps(whole.target, PROTECTED, got, COPY)


def _vault(whole: Subscription, kind: str, got: Got, row: Row) -> Iterator[Fact]:
    thing, said = whole.thing(kind, row, got), properties(row)
    security = said.get("securitySettings") or {}
    soft = security.get("softDeleteSettings") or {}
    word = soft.get("softDeleteState") if kind == VAULT else soft.get("state")
    on, why = state(got, word, _ON, _OFF, "whether deleted copies are kept for a while")
    yield Guard(**thing, prevents="deletion", in_force=on, unread=unread(in_force=why))
    own = ((said.get("encryption") or {}).get("keyVaultProperties") or {}).get("keyUri")
    sealed = (security.get("encryptionSettings") or {}).get("state")
    customer = bool(own) if kind == VAULT else sealed == "Enabled"
    odd = kind == BACKUP_VAULT and sealed not in {None, "Enabled", "Disabled"}
    yield DataStore(
        **thing,
        encrypted=True,
        customer_key=None if odd else customer,
        cipher="aes-256",
        documented=True,
        unread=unread(customer_key=unclear(got, "it does not say whose key it is")) if odd else (),
    )


_ON: Final = ("Enabled", "AlwaysON", "On", "AlwaysOn")
_OFF: Final = ("Disabled", "Off")


def _elsewhere(whole: Subscription, mine: set[str]) -> Iterator[Backup]:
    """Things that no vault of ours holds, and that one elsewhere does, or may."""
    for got, row in _rows(whole, "compute.vms"):
        status = whole.answers.one("backup.vm_status", canonical(row["id"]))
        if canonical(row["id"]) not in mine and (why := _machine(whole, status)):
            yield unknown(whole.thing(PROTECTED, row, got, status), why)
            for disk, _ in disks(row):
                at = {"id": disk, "name": disk.rpartition("/")[2], "location": row.get("location", "")}
                yield unknown(whole.thing(PROTECTED, at, got, status), why)
    for question, listing in _BY.items():
        for got, row in _rows(whole, listing):
            told = whole.answers.one(question, canonical(row["id"]))
            if canonical(row["id"]) not in mine and (why := _instance(told)):
                yield unknown(whole.thing(PROTECTED, row, got, told), why)


def _rows(whole: Subscription, question: str) -> Iterator[tuple[Got, Mapping[str, Any]]]:
    got = whole.answers.one(question)
    yield from ((got, row) for row in (got.body or {}).get("value", []))


def _machine(whole: Subscription, status: Got) -> Got | None:
    """Why nothing is known of a machine's copies; None: there are none."""
    if not status.good:
        return status
    said = status.body or {}
    match said.get("protectionStatus"):
        case "NotProtected":
            return None
        case "Protected" | "Protecting" | "ProtectionFailed":
            # One of our own vaults: its list, which was read, holds it no more, or as something on its way out.
            ours = canonical(str(said.get("vaultId") or "")).startswith(f"{whole.arm}/")
            return None if ours else _ELSEWHERE
        case _:
            return unclear(status, "it does not say whether it is protected")


def _instance(told: Got) -> Got | None:
    """Why nothing is known of the copies in vaults elsewhere; None: there are none."""
    if not told.good:
        return told
    rows = (told.body or {}).get("value", [])
    held = [row for row in rows if properties(row).get("currentProtectionState") not in _NONE]
    return _ELSEWHERE if held else None
