"""Where there are machines of scale sets, of AKS or of Arc: the plan is known, and what is on each of them is not."""

import pytest

from collectors.azure.defence.defender import PLAN
from scanner.facts import Alarm, Detector
from tests.collectors.azure import settings
from tests.collectors.azure.asking import facts
from tests.collectors.azure.defence import test_defender
from tests.collectors.azure.defence.test_defender import GROUP, PLANS, THREATS, thing, vms
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, explained, one
from tests.servers.arm.server import Arm

NODES = f"{GROUP}/Microsoft.Compute/virtualMachineScaleSets/aks-nodes"
ARC = f"{GROUP}/Microsoft.HybridCompute/machines/modality"
GOOD: dict[str, JSON] = {"nodes": thing(NODES), "arc": thing(ARC)}
OWN, UNSEEN = f"{PLANS}/VirtualMachines/malware", f"{PLANS}/VirtualMachines/malware/sets-and-arc"
NO_VM: Change = ("vm", "", LEFT_OUT)
OFF = vms("pricingTier", "Free")


def malware(near: Arm, *changes: Change, **more: JSON) -> dict[str, bool | None]:
    """By what it is of: whether something looks for malware."""
    settings.put(near, {**test_defender.GOOD, **more}, *changes)
    found = [explained(f) for f in facts(near) if isinstance(f, Detector) and f.watches == "malware"]
    return {f.resource: f.enabled for f in found if "virtualmachines" in f.resource}


@pytest.mark.parametrize("id", [NODES, ARC], ids=["scale set", "Arc"])
def test_where_there_is_no_other_machine_the_plan_is_known_and_no_more(near: Arm, id: str) -> None:
    assert malware(near, NO_VM, some=thing(id)) == {UNSEEN.lower(): None}
    assert one(facts(near), *THREATS).enabled is True
    (why,) = one(facts(near), Detector, "malware", UNSEEN).unread
    assert (why.outcome, "scale sets, AKS and Azure Arc is not told" in why.ask) == ("unclear", True)


def test_a_plan_that_is_off_looks_for_nothing_there(near: Arm) -> None:
    assert malware(near, NO_VM, OFF, some=thing(NODES)) == {UNSEEN.lower(): False}
    assert one(facts(near), *THREATS).enabled is False


def test_beside_machines_that_are_known_it_is_said_too(near: Arm) -> None:
    assert malware(near, some=thing(NODES)) == {OWN.lower(): True, UNSEEN.lower(): None}
    assert malware(near, OFF) == {OWN.lower(): False, UNSEEN.lower(): False}


def test_where_there_is_none_nothing_is_said(near: Arm) -> None:
    assert malware(near) == {OWN.lower(): True}
    near.held.resources.pop(test_defender.GOOD["vm"]["id"].lower())
    assert [f for f in facts(near) if f.kind == PLAN and f.name == "VirtualMachines"] == []


@pytest.mark.parametrize("denied", ["Microsoft.Compute/virtualMachineScaleSets", "Microsoft.HybridCompute/machines"])
def test_where_nobody_knows_whether_there_are_some_it_is_not_known(near: Arm, denied: str) -> None:
    near.held.denied.add(denied)
    assert malware(near, NO_VM, OFF) == {UNSEEN.lower(): None}
    off: Alarm = one(facts(near), *THREATS)
    assert (off.enabled, {u.outcome for u in off.unread}) == (None, {"denied"})
