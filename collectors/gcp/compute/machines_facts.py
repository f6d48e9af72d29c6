"""Reads what Google says of machines. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.listing import listed
from collectors.gcp.compute.machines import KINDS, MACHINE
from collectors.gcp.compute.nodes import node
from collectors.gcp.compute.switches import switch
from collectors.gcp.networks.ports import offers
from collectors.gcp.networks.reach import Machines, Reached
from collectors.gcp.read import Project, compute
from collectors.gcp.records.filters import any_
from collectors.gcp.rights.grants import Holders, Holding, held, holds
from collectors.gcp.rights.policies import policies
from collectors.gcp.rights.roles import changes_all
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import Asset, Exposure, Fact, Grant, Guard

_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"
"""Of all scopes the one that takes nothing away from an account's rights."""
_SMALL: Final = re.compile(
    r"https://www\.googleapis\.com/auth/(?:[\w.-]+\.read[_-]?only|logging\.(?:read|write)|monitoring(?:\.(?:read|write))?|"
    r"trace\.append|servicecontrol|userinfo\.email)"
)
"""Those that machines have unless somebody says otherwise (cloud.google.com/sdk/gcloud/reference/compute/instances/
create: --scopes), and others by which nothing is changed but what is measured and written down."""
_NARROWED: Final = "the machine's scopes narrow what its account may do, and how far we do not follow"


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all machines."""
    ways, holders = Machines(whole, whole.answers.one("compute.instances")), held(whole)
    for found in listed(whole, "compute.instances", MACHINE, *KINDS[MACHINE].gives):
        yield from (found,) if isinstance(found, Fact) else _machine(whole, ways, holders, *found)


def machine(whole: Project, row: Mapping[str, Any], *gots: Got) -> dict[str, Any]:
    """The fields that facts about a machine share. What is copied of all its disks is copied of it."""
    resource = compute(row["selfLink"])
    disks = tuple(compute(d["source"]) for d in row.get("disks") or () if d.get("source"))
    also = (str(row["id"]),) if row.get("id") else ()
    more = {"site": resource.split("/")[-3], "rests_on": disks, "also": also, "labels": row.get("labels")}
    return whole.thing(MACHINE, resource, str(row["name"]), *gots, **more)


def _machine(whole: Project, ways: Machines, holders: Holders, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    thing = machine(whole, row, got)
    if not row.get("networkInterfaces"):  # every machine has one
        why = unclear(got, "a machine names no interface, so it is not told whole")
        yield from gaps(whole.target, MACHINE, why, *KINDS[MACHINE].gives)
        return
    if not node(row):
        yield Asset(**thing, role="host")
    yield _boot(thing, row)
    yield _console(whole, row, got)
    yield _rights(whole, holders, row, got)
    yield _exposure(thing, ways.reached(row))


def _boot(thing: Mapping[str, Any], row: Mapping[str, Any]) -> Guard:
    """What has no such settings boots anything.

    Secure boot is off by default, the other two are on (Compute Engine API: ShieldedInstanceConfig).
    """
    said = row.get("shieldedInstanceConfig")
    on = {
        "secure boot": (said or {}).get("enableSecureBoot") is True,
        "the virtual TPM": said is not None and said.get("enableVtpm", True) is True,
        "integrity monitoring": said is not None and said.get("enableIntegrityMonitoring", True) is True,
    }
    lacking = tuple(f"{name} is off" for name, there in on.items() if not there)
    return Guard(**thing, prevents="unsigned-boot", in_force=not lacking, considered=lacking)


def _console(whole: Project, row: Mapping[str, Any], got: Got) -> Guard:
    """The serial console asks at no firewall who comes: anybody on the internet with a key of the machine is let in."""
    project = whole.answers.one("compute.project")
    serial = switch("serial-port-enable", row, got, project)
    return Guard(
        **machine(whole, row, got, serial.got),
        prevents="console-access",
        in_force=None if serial.on is None else not serial.on,
        unread=unread(in_force=serial.got) if serial.on is None else (),
    )


def _rights(whole: Project, holders: Holders, row: Mapping[str, Any], got: Got) -> Grant:
    """Whoever is on the machine acts as its service account, and may do what that may, here and by what stands above.

    Who is in a group is not asked, nor what a role allows that somebody made: where an account may have it by these,
    or under a condition only, it is not clear.
    """
    accounts = [account for account in row.get("serviceAccounts") or () if not _small(account)]
    some = tuple(policies(whole)) if accounts else ()
    said = [_holding(whole, holders, got, account) for account in accounts]
    it_does = any_(one.it_does for one in said)
    bad = next((one.why for one in said if one.why), None) if it_does is None else None
    thing = machine(whole, row, got, *some)
    return Grant(
        **{**thing, "within": (whole.resource,)},
        right="everything",
        holders=None if bad else (thing["name"],) if it_does else (),
        outsiders=(),
        direct=False,
        activation=None,
        unused_days=None,
        unread=unread(activation=HIDDEN, unused_days=NOT_ASKED, **({"holders": bad} if bad else {})),
    )


def _small(account: Mapping[str, Any]) -> bool:
    """What is done with it changes next to nothing, whatever its rights: both must allow it."""
    return all(_SMALL.fullmatch(str(scope)) for scope in account.get("scopes") or ())


def _holding(whole: Project, holders: Holders, got: Got, account: Mapping[str, Any]) -> Holding:
    """Whether one of a machine's accounts may change nearly all, if the machine's scopes let it."""
    said = holds(whole, holders, str(account.get("email")).lower(), changes_all)
    if said.it_does and _SCOPE not in (account.get("scopes") or ()):
        return Holding(None, unclear(got, _NARROWED))
    return said


def _exposure(thing: Mapping[str, Any], reached: Reached) -> Exposure:
    """Behind which ports there is nothing to be reached it offers what all machines do: to be administered."""
    return Exposure(
        **{**thing, "answers": rests_on(*reached.gots)},
        way="network",
        offers=offers(reached.ports) if reached.ports else "administration",
        **reached.said(),
    )
