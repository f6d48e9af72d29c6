"""Where there are machines of scale sets, of AKS or of Arc: the plan is known, and what is on each of them is not."""

import pytest

from collectors.azure.defence.defender import PLAN
from scanner.facts import Alarm, Detector
from scanner.finding import Status
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts, target
from tests.collectors.azure.defence import test_defender
from tests.collectors.azure.defence.test_defender import AGENTLESS, GROUP, PLANS, THREATS, but, extension, thing, vms
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, explained, one
from tests.judged import judged
from tests.servers.arm.server import Arm

NODES = f"{GROUP}/Microsoft.Compute/virtualMachineScaleSets/aks-nodes"
ARC = f"{GROUP}/Microsoft.HybridCompute/machines/modality"
GOOD: dict[str, JSON] = {"nodes": thing(NODES), "arc": thing(ARC)}
OWN, UNSEEN = f"{PLANS}/VirtualMachines/malware", f"{PLANS}/VirtualMachines/malware/sets-and-arc"
OF_AKS = f"{PLANS}/VirtualMachines/malware/nodes"
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
    assert (why.outcome, "each machine of scale sets and of Azure Arc" in why.ask) == ("hidden", True)


def test_a_plan_that_is_off_looks_for_nothing_there(near: Arm) -> None:
    assert malware(near, NO_VM, OFF, some=thing(NODES)) == {UNSEEN.lower(): False}
    assert one(facts(near), *THREATS).enabled is False


def test_beside_machines_that_are_known_it_is_said_too(near: Arm) -> None:
    assert malware(near, some=thing(NODES)) == {OWN.lower(): True, UNSEEN.lower(): None}
    assert malware(near, OFF) == {OWN.lower(): False, UNSEEN.lower(): False}


def test_nodes_of_aks_are_looked_at_by_either_plan(near: Arm) -> None:
    cluster = thing(f"{GROUP}/Microsoft.ContainerService/managedClusters/ehr", nodeResourceGroup="ward-3")
    containers: JSON = thing(f"{PLANS}/Containers", pricingTier="Standard", extensions=extension(AGENTLESS))
    held = {"some": thing(NODES), "cluster": cluster}
    assert malware(near, NO_VM, **held) == {OF_AKS.lower(): True}
    assert malware(near, NO_VM, OFF, **held) == {OF_AKS.lower(): None}  # of the other plan nothing is told
    assert malware(near, NO_VM, OFF, **held, plan=containers) == {OF_AKS.lower(): True}
    off = ("plan", "properties.extensions", extension(AGENTLESS, "False"))
    assert malware(near, NO_VM, OFF, off, **held, plan=containers) == {OF_AKS.lower(): False}
    left = vms("extensions", but(AGENTLESS, ExclusionTags='[{"key":"a"}]'))
    assert malware(near, NO_VM, left, off, **held, plan=containers) == {OF_AKS.lower(): None}
    # What is put on a machine is put on no node.
    put = vms("extensions", extension("MdeDesignatedSubscription"))
    assert malware(near, NO_VM, put, off, **held, plan=containers) == {OF_AKS.lower(): False}


def test_beside_sets_of_others(near: Arm) -> None:
    cluster = thing(f"{GROUP}/Microsoft.ContainerService/managedClusters/ehr", nodeResourceGroup="Ward-3")
    other = thing(NODES.replace("Ward-3", "Ward-4"))
    found = malware(near, some=thing(NODES), cluster=cluster, other=other)
    assert found == {OWN.lower(): True, OF_AKS.lower(): True, UNSEEN.lower(): None}
    near.held.denied.add("Microsoft.ContainerService/managedClusters")
    assert malware(near, some=thing(NODES)) == {OWN.lower(): True, UNSEEN.lower(): None}


def test_that_nobody_is_told_stands(near: Arm) -> None:
    settings.put(near, {**test_defender.GOOD, "arc": thing(ARC)}, NO_VM)
    found = judged(evidence(near), target(near)).findings
    assert [f.standing for f in found if f.check == "malware-protection.on" and f.status is Status.NOT_ASSESSED] == [
        True
    ]


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
