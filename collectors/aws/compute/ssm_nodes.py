"""Reads what Systems Manager knows of machines: which of them it knows, and what fixes they lack. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import days
from collectors.aws.compute.batches import batches
from collectors.aws.compute.ssm import HYBRID, KINDS, NODE, UNMANAGED
from collectors.aws.read import Account, body
from collectors.aws.store import Store
from scanner.answers import NOT_ASKED, Got, gaps, unclear, unread
from scanner.facts import FOREVER, Detector, Fact, Fixes, Release


def read(whole: Account) -> Iterator[Fact]:
    """Give the nodes of each region, and the instances that are none."""
    for got in whole.every("ssm.nodes"):
        if got.good:
            yield from _region(whole, got)
        else:
            for kind in (NODE, HYBRID, UNMANAGED):
                yield from gaps(whole.target, kind, got, *KINDS[kind].gives, site=got.about)


def _region(whole: Account, got: Got) -> Iterator[Fact]:
    running = whole.one("ec2.instances", got.about)
    up = {i["InstanceId"] for i in body(running).get("Instances", []) if i.get("State") == "running"}
    nodes = {n["InstanceId"]: n for n in body(got).get("InstanceInformationList", [])}
    patches = batches(whole, "ssm.patches", got.about, "InstancePatchStates", "InstanceId")
    for name, row in nodes.items():
        ours = name.startswith("i-")
        if ours and running.good and name not in up:
            continue  # a machine that is off is silent, and no less known for it
        it = _machine(whole, NODE if ours else HYBRID, name, row, got)
        if ours:  # of others nobody has said which there are
            yield _known(it, running)
        yield _release(it)
        yield _fixes(it, *patches.find(name), patched=name in patches.rows)
    if not running.good:
        yield from gaps(whole.target, UNMANAGED, running, *KINDS[UNMANAGED].gives, site=got.about)
    for name in sorted(up - nodes.keys()):
        yield _inventory(_machine(whole, UNMANAGED, name, {}, got), running, known=False)


def _machine(whole: Account, kind: str, name: str, row: Mapping[str, Any], got: Got) -> Store:
    """A node is what Systems Manager sees of a machine: others, who look at the same instance, see something else."""
    service, resource = ("ec2", "instance") if kind == UNMANAGED else ("ssm", "managed-instance")
    return Store(whole, kind, whole.name(service, got.about, f"{resource}/{name}"), name, row, got)


def _thing(it: Store, *gots: Got) -> dict[str, Any]:
    """What all facts about it share; a node in EC2 is found by its instance."""
    also = (it.whole.name("ec2", it.region, f"instance/{it.name}"), it.name)
    return {**it.thing(*gots), "also": also if it.kind == NODE else ()}


def _known(it: Store, running: Got) -> Detector:
    """An agent that is silent on a machine that runs, or may run, leaves it out of sight."""
    online = it.row.get("PingStatus") == "Online"
    return _inventory(it, running, known=online if online or running.good else None)


def _inventory(it: Store, running: Got, *, known: bool | None) -> Detector:
    return Detector(
        **_thing(it, running),
        watches="enrolment",
        enabled=known,
        unread=unread(enabled=running) if known is None else (),
    )


def _release(it: Store) -> Release:
    """What it runs. Until when that is fixed is not looked up here, yet."""
    version = f"{it.row.get('PlatformName', '')} {it.row.get('PlatformVersion', '')}".strip()
    return Release(
        **_thing(it),
        version=version or None,
        support_days_left=None,
        auto_update=None,
        unread=unread(
            version=it.got if version else unclear(it.got, "it names no system"),
            support_days_left=NOT_ASKED,
            auto_update=NOT_ASKED,
        ),
    )


_FRESH: Final = 15
"""Days after which a scan proves nothing: what was published since may be overdue already (patch.window)."""
_COUNTS: Final = ("MissingCount", "FailedCount")
_PERHAPS: Final = ("InstalledPendingRebootCount", "AvailableSecurityUpdateCount")


def _fixes(it: Store, got: Got, row: Mapping[str, Any], *, patched: bool) -> Fixes:
    """Patch Manager counts what is missing of what its baseline approves, and names no day since when.

    How grave a missing one is, it says only where the baseline was told to: by default it counts none as critical. So
    nothing is open where nothing is missing, and of what is missing the age is not known.
    """
    looked = patched or got.outcome == "unclear"
    left, why = _open(got, row) if patched else (None, unclear(it.got, "no patch scan was made") if looked else got)
    checked = days(got, row.get("OperationEndTime")) if patched else FOREVER if looked else None
    return Fixes(
        **_thing(it, got),
        oldest_critical_days=left,
        oldest_high_days=left,
        checked_days=checked,
        unread=unread(
            oldest_critical_days=why,
            oldest_high_days=why,
            **({"checked_days": got} if checked is None else {}),
        ),
    )


def _open(got: Got, row: Mapping[str, Any]) -> tuple[int | None, Got]:
    if any(name not in row for name in _COUNTS):
        return None, unclear(got, "it does not count what is missing")
    count = sum(row.get(name, 0) for name in (*_COUNTS, *_PERHAPS))
    if not count and days(got, row.get("OperationEndTime")) > _FRESH:
        return None, unclear(got, "the last patch scan is too old to tell")
    if not count:
        return 0, got
    said = "1 fix is" if count == 1 else f"{count} fixes are"
    return None, unclear(got, f"{said} missing or waiting for a restart, and it does not say since when")
