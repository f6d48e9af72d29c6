"""Reads what Google says of disks, their snapshots, and the schedules that make these. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.asking.listing import listed, rows
from collectors.gcp.compute.disks import DISK, KINDS, SNAPSHOT
from collectors.gcp.compute.nodes import node
from collectors.gcp.read import Project, compute
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.facts import FOREVER, Asset, Backup, DataStore, Fact

_ENDED: Final[Mapping[str, bool]] = {"READY": True, "FAILED": False}
_GOING: Final = "DELETING"
_OVER: Final = frozenset({"EXPIRED", "INVALID", "DELETING"})
"""Schedules that make no more snapshots."""
_UNDER_WAY: Final = "its newest snapshot is still being made"
_UNTRIED: Final = "a schedule is attached, and has made no snapshot yet"


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all disks, and of what copies them."""
    copies, schedules = whole.answers.one("compute.snapshots"), whole.answers.one("compute.schedules")
    disks = whole.answers.one("compute.disks")
    for bad in (got for got in (disks, copies) if not got.good):
        yield from gaps(whole.target, SNAPSHOT, bad, *KINDS[SNAPSHOT].gives)
    made = _by_disk(copies)
    for found in listed(whole, "compute.disks", DISK, *KINDS[DISK].gives):
        if isinstance(found, Fact):
            yield found
            continue
        got, row = found
        thing = disk(whole, row, got)
        if not node(row):
            yield Asset(**thing, role="store")
        yield _store(thing, row)
        own = made.get(str(row.get("id")), [])
        if copies.good and (own or row.get("resourcePolicies")):
            yield from _copies(whole, row, own, (got, copies, schedules))


def disk(whole: Project, row: Mapping[str, Any], *gots: Got, kind: str = DISK) -> dict[str, Any]:
    """The fields that facts about a disk share. Its site is its zone, or its region where it lies in two zones."""
    resource = compute(row["selfLink"])
    site = resource.split("/")[-3]
    return whole.thing(kind, resource, str(row["name"]), *gots, site=site, labels=row.get("labels"))


def _store(thing: Mapping[str, Any], row: Mapping[str, Any]) -> DataStore:
    """Every disk is encrypted (cloud.google.com/docs/security/encryption/default-encryption)."""
    key = (row.get("diskEncryptionKey") or {}).get("kmsKeyName")
    own = bool(key) or row.get("supplied") is True
    return DataStore(**thing, encrypted=True, customer_key=own, cipher="aes-256", documented=True)


def _by_disk(copies: Got) -> dict[str, list[Mapping[str, Any]]]:
    """By the number of a disk, the oldest first: a name may have been another disk's once."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows(copies):
        if row.get("status") != _GOING and row.get("creationTimestamp"):
            found.setdefault(str(row.get("sourceDiskId")), []).append(row)
    for some in found.values():
        some.sort(key=lambda row: datetime.fromisoformat(row["creationTimestamp"]))
    return found


def _copies(
    whole: Project, row: Mapping[str, Any], own: list[Mapping[str, Any]], gots: tuple[Got, Got, Got]
) -> Iterator[Backup]:
    """The newest snapshot, and for how long a schedule keeps those that it makes."""
    got, copies, schedules = gots
    days, kept = _kept(row, schedules)
    if not own and days is None and kept is HIDDEN:
        return  # what is attached makes no snapshots
    thing = disk(whole, row, *gots, kind=SNAPSHOT)
    good = [one for one in own if one.get("status") == "READY"]
    tried = _ENDED.get(str(own[-1].get("status"))) if own else None
    place, placed = _elsewhere(good[-1], thing["site"], copies) if good else (False, got)
    yield Backup(
        **thing,
        mechanism="copy",
        newest_seconds=seconds(copies, good[-1]["creationTimestamp"]) if good else FOREVER,
        succeeded=tried,
        retention_days=days,
        encrypted=True,
        offsite=place,
        immutable=False,
        unread=unread(
            **({} if tried is not None else {"succeeded": unclear(copies, _UNDER_WAY if own else _UNTRIED)}),
            **({"retention_days": kept} if days is None else {}),
            **({"offsite": placed} if place is None else {}),
        ),
    )


def _kept(row: Mapping[str, Any], schedules: Got) -> tuple[int | None, Got]:
    """Days, or why they are not known. Of what people make by hand nobody knows when they delete it.

    A schedule without a policy of retention keeps all it makes (cloud.google.com/compute/docs/disks: about snapshot
    schedules).
    """
    attached = [compute(link) for link in row.get("resourcePolicies") or ()]
    if not attached:
        return None, HIDDEN
    if not schedules.good:
        return None, schedules
    there = {compute(policy["selfLink"]): policy for policy in rows(schedules)}
    if any(link not in there for link in attached):
        return None, unclear(schedules, "a policy that is attached to the disk is not listed")
    live = [p for link in attached if (p := there[link]).get("snapshots") and p.get("status") not in _OVER]
    policies = [(one.get("snapshotSchedulePolicy") or {}).get("retentionPolicy") or {} for one in live]
    kept = [policy.get("maxRetentionDays") for policy in policies]
    return (max(FOREVER if days is None else int(days) for days in kept) if kept else None), HIDDEN


def _elsewhere(copy: Mapping[str, Any], site: str, copies: Got) -> tuple[bool | None, Got]:
    """A place without a number is many regions (`eu`): one of them is another one than the disk's."""
    places = [str(place) for place in copy.get("storageLocations") or ()]
    if not places:
        return None, unclear(copies, "a snapshot does not say where it lies")
    return any("-" not in place or not f"{site}-".startswith(f"{place}-") for place in places), copies
