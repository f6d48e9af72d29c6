"""Reads ECS's answers: what containers may do and write down, how they mount, and who watches their shells. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.aws.compute.batches import batches
from collectors.aws.compute.ecs import CLUSTER, DEFINITION, KINDS, MOUNT, SHELLS
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.facts import Channel, Delivery, Fact, Guard, LogTrail


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of clusters and of each family's newest task definition."""
    for found in listed(whole, "ecs.families", "families", DEFINITION, *KINDS[DEFINITION].gives):
        yield from (found,) if isinstance(found, Fact) else _definition(whole, *found)
    for got in whole.every("ecs.families"):
        if not got.good:
            yield from gaps(whole.target, MOUNT, got, *KINDS[MOUNT].gives, site=got.about)
    for got in whole.every("ecs.clusters"):
        if not got.good:
            for kind in (CLUSTER, SHELLS):
                yield from gaps(whole.target, kind, got, *KINDS[kind].gives, site=got.about)
        known = batches(whole, "ecs.cluster", got.about, "clusters", "clusterArn")
        for arn in body(got).get("clusterArns", []):
            name = arn.rpartition("/")[2]
            yield Store(whole, CLUSTER, arn, name, {}, got).asset("service")
            detail, row = known.find(arn)
            yield from _shells(Store(whole, SHELLS, arn, name, row, got), detail)


def _definition(whole: Account, listing: Got, family: str) -> Iterator[Fact]:
    got = whole.one("ecs.definition", f"{listing.about}/{family}")
    arn = whole.name("ecs", listing.about, f"task-definition/{family}")
    it = Store(whole, DEFINITION, arn, family, body(got), listing)
    yield it.asset("service")
    yield from _trail(it, got)
    known = got if it.row.get("containers") or not got.good else unclear(got, "it names no container")
    yield Guard(
        **it.thing(got),
        prevents="privileged-workload",
        in_force=not _as_its_host(it.row) if known.good else None,
        unread=unread(in_force=known),
    )
    if not got.good:
        yield from gaps(whole.target, MOUNT, got, *KINDS[MOUNT].gives, site=listing.about)
    elif it.row.get("mounts"):
        yield _mount(Store(whole, MOUNT, arn, family, it.row, listing), got)


_MIGHTY: Final = frozenset({"ALL", "SYS_ADMIN", "CAP_SYS_ADMIN"})


def _as_its_host(row: Mapping[str, Any]) -> bool:
    """A container is privileged, may do what only the host should, or sees the host's processes or memory."""
    containers = row.get("containers", [])
    return (
        "host" in {row.get("pidMode"), row.get("ipcMode")}
        or any(c.get("privileged") for c in containers)
        or any(_MIGHTY.intersection(c.get("added", [])) for c in containers)
    )


_STAYS: Final = frozenset({"json-file", "journald", "none"})
"""Drivers that write to the container's own host."""


def _trail(it: Store, got: Got) -> Iterator[Fact]:
    """What a container writes is its program's affair."""
    drivers = [c.get("logDriver") for c in it.row.get("containers", [])]
    on = bool(drivers) and all(drivers) if got.good else None
    yield LogTrail(
        **it.thing(got),
        of="service",
        enabled=on,
        records=None,
        exempt=None,
        unread=unread(enabled=got, records=HIDDEN, exempt=HIDDEN),
    )
    if on is not False:
        yield Delivery(
            **it.thing(got),
            silent_seconds=None,
            copies=int(all(d not in _STAYS for d in drivers)) if got.good else None,
            unread=unread(copies=got, silent_seconds=NOT_ASKED),
        )


def _mount(it: Store, got: Got) -> Channel:
    """Unless it is said, a volume is mounted in plain."""
    plain = any(m.get("transitEncryption") != "ENABLED" for m in it.row["mounts"])
    return Channel(
        **it.thing(got),
        protocol="nfs",
        enabled=True,
        encryption="none" if plain else "required",
        min_version="" if plain else None,
        algorithms=() if plain else None,
        unread=() if plain else unread(min_version=HIDDEN, algorithms=HIDDEN),
    )


class _Shells(NamedTuple):
    """Whether shells in containers are recorded; None has its reason in `why`."""

    recorded: bool | None
    why: Got


def _shells(it: Store, got: Got) -> Iterator[LogTrail]:
    seen = _recorded(it, got) if got.good else _Shells(None, got)
    if seen:
        yield LogTrail(
            **it.thing(got, seen.why),
            of="service",
            enabled=seen.recorded,
            records=None if seen.recorded is None else ("commands",) if seen.recorded else (),
            exempt=None,
            unread=unread(enabled=seen.why, records=seen.why, exempt=HIDDEN),
        )


def _recorded(it: Store, got: Got) -> _Shells | None:
    match it.row.get("logging", "DEFAULT"):
        case "OVERRIDE":
            return _Shells(any(it.row.get(place) for place in ("group", "bucket")), got)
        case "NONE":
            return _Shells(False, got)
        case "DEFAULT":
            return _as_the_tasks(it)
        case _:
            return _Shells(None, unclear(got, "a way of recording shells that is not known here"))


def _as_the_tasks(it: Store) -> _Shells | None:
    """A shell is written to where its container's log goes, nowhere if that is not CloudWatch. No tasks, no shells.

    Which tasks a cluster runs, and whether one may open a shell in them, is not asked.
    """
    families = it.whole.one("ecs.families", it.region)
    tasks = [it.whole.one("ecs.definition", f"{it.region}/{f}") for f in body(families).get("families", [])]
    if bad := next((g for g in (families, *tasks) if not g.good), None):
        return _Shells(None, bad)
    drivers = {c.get("logDriver") for t in tasks for c in body(t).get("containers", [])}
    if drivers == {"awslogs"}:
        return _Shells(True, families)
    return _Shells(None, _SERVICES) if tasks else None


_SERVICES: Final = Got("not-asked", "ecs:DescribeServices")
