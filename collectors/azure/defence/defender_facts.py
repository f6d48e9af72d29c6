"""Reads the plans of Defender for Cloud and who is told. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from collectors.azure.defence.defender import CONTACT, KINDS, MALWARE, NODES, PLAN, PLANS, Plan
from collectors.azure.read import Subscription, canonical, properties
from scanner.answers import Got, gaps, unclear, unread
from scanner.facts import Alarm, Detector, Fact


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
    for name, plan in PLANS.items():
        lists = [whole.answers.one(question) for question in plan.every]
        if not lists or not _none(lists):
            row = rows.get(name.lower()) or {"id": f"{whole.arm}/providers/microsoft.security/pricings/{name}"}
            yield from _plan(whole, name, row, got, contacts)
    yield from _nodes(whole, rows, got)


def _none(lists: list[Got]) -> bool:
    """There is nothing in any of these lists, and that is known."""
    return all(one.good and not (one.body or {}).get("value") for one in lists)


def _in_use(lists: list[Got]) -> Got | None:
    """Why it is not known whether there is something to watch; None where there is."""
    if not lists or any((one.body or {}).get("value") for one in lists):
        return None
    return next(one for one in lists if not one.good)


def _plan(whole: Subscription, name: str, row: Mapping[str, Any], got: Got, contacts: Got) -> Iterator[Fact]:
    at, plan = {"id": row["id"], "name": name}, PLANS[name]
    thing = whole.thing(PLAN, at, got, contacts) | {"within": (whole.arm,)}
    on, why = _on(properties(row), got)
    told, how = _told(contacts)
    known, reason = _surely(on, why, [whole.answers.one(question) for question in plan.every])
    yield Alarm(**thing, watches="threats", enabled=known, notifies=told, unread=unread(enabled=reason, notifies=how))
    if plan.scans:
        scans = _scans(plan, properties(row), got) if on else (on, why)
        yield from _malware(whole, at, got, "/malware", [whole.answers.one(one) for one in plan.lists], scans)
        untold = (None, _UNSEEN) if on else (on, why)
        unseen = [_sets(whole)[1] if one == _SETS else whole.answers.one(one) for one in plan.unseen]
        yield from _malware(whole, at, got, "/malware/sets-and-arc", unseen, untold)


_SETS: Final = "compute.scale_sets"
_UNSEEN: Final = Got("hidden", "whether something looks for malware on each machine of scale sets and of Azure Arc")


def _sets(whole: Subscription) -> tuple[Got, Got]:
    """Scale sets that are nodes of AKS, by the group that a cluster keeps them in, and all others."""
    got, clusters = whole.answers.one(_SETS), whole.answers.one("aks.clusters")
    groups = {str(properties(row).get("nodeResourceGroup") or "").lower() for row in _value(clusters)} - {""}
    nodes, others = list[Any](), list[Any]()
    for row in _value(got):
        group = canonical(row["id"]).partition("/resourcegroups/")[2].partition("/")[0]
        (nodes if group in groups else others).append(row)
    return replace(got, body={"value": nodes}), replace(got, body={"value": others})


def _nodes(whole: Subscription, rows: Mapping[str, Any], got: Got) -> Iterator[Detector]:
    """One of two plans is enough for them."""
    nodes = _sets(whole)[0]
    if not _value(nodes):
        return
    said = []
    for name, plan in NODES.items():
        told = properties(rows.get(name.lower()))
        on, why = _on(told, got)
        said.append(_scans(plan, told, got) if on else (on, why))
    best = min(said, key=lambda one: (True, None, False).index(one[0]))
    at = {"id": f"{whole.arm}/providers/microsoft.security/pricings/VirtualMachines", "name": "VirtualMachines"}
    yield from _malware(whole, at, got, "/malware/nodes", [nodes], best)


def _value(got: Got) -> list[Any]:
    return (got.body or {}).get("value") or []


def _malware(  # noqa: PLR0913, PLR0917  # what the fact rests on
    whole: Subscription,
    at: Mapping[str, Any],
    got: Got,
    of: str,
    some: list[Got],
    scans: tuple[bool | None, Got],
) -> Iterator[Detector]:
    """What looks for malware in what these lists have; nothing where they are known to have nothing."""
    if not _none(some):
        enabled, why = _surely(*scans, some)
        thing = whole.thing(MALWARE, at, got, of=of) | {"within": (whole.arm,)}
        yield Detector(**thing, watches="malware", enabled=enabled, unread=unread(enabled=why))


def _surely(on: bool | None, why: Got, lists: list[Got]) -> tuple[bool | None, Got]:  # noqa: FBT001  # as it was read
    """What is off where nobody knows whether there is something to watch is not known."""
    unused = _in_use(lists)
    return (None, unused) if on is False and unused else (on, why)


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


def _scans(plan: Plan, said: Mapping[str, Any], got: Got) -> tuple[bool | None, Got]:
    """A plan that is on looks for malware, or something that it installs does."""
    extensions = {one.get("name") for one in said.get("extensions") or [] if str(one.get("isEnabled")) == "True"}
    stuck = {one.get("name") for one in said.get("extensions") or [] if _stuck(one)}
    if plan.scans in extensions & stuck:
        return None, unclear(got, "what looks for malware was not put in place")
    if plan.scans in extensions and plan.tier in {"", said.get("subPlan")}:
        left = next((_left_out(one) for one in said.get("extensions") or [] if one.get("name") == plan.scans), "")
        return (None, unclear(got, left)) if left else (True, got)
    if plan.installs in extensions:
        return None, unclear(got, "what looks for malware is put on machines; whether on each is not told")
    return False, got


def _left_out(extension: Mapping[str, Any]) -> str:
    """What it does not look at: things with some tags, and what comes once an account has had its share of a month."""
    if extension.get("excludes") is True:
        return "things with some tags are left out, and which these are is not kept"
    cap = str(extension.get("cap") or "-1")
    if not cap.isdecimal():
        return "" if cap == "-1" else "how much of what comes to an account in a month is looked at is not told"
    return "" if int(cap) >= _AMPLE else f"what comes to an account beyond {cap} GB of a month is not looked at"


_AMPLE: Final = 5000
"""GB of a month for each account: what it was set to by default at first (learn.microsoft.com:
on-upload-malware-scanning)."""


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
