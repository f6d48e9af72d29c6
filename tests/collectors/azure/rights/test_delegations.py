"""Azure Lighthouse: who of another organisation holds what here, and what is not known of it."""

from typing import Any

import pytest

from checks.access import asked_for, outsiders_known
from collectors.azure.rights.delegations import DELEGATED
from scanner.check import Judged
from scanner.facts import Gap, Grant
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, explained
from tests.servers.arm.resources import Refused
from tests.servers.arm.server import ID, Arm

HERE = f"/subscriptions/{ID}"
TYPE = "providers/Microsoft.ManagedServices/registrationAssignments"
GIVEN = f"{HERE}/{TYPE}/26c128c2"
OWNER, CONTRIBUTOR = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "b24988ac-6180-42a0-ab88-20f7382dd24c"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
TENANT = "AAAAAAAA-0000-0000-0000-00000000000A"
SAID = "properties.registrationDefinition.properties"


def to(whom: str, role: str, **more: JSON) -> dict[str, JSON]:
    return {"principalId": whom, "principalIdDisplayName": "hunter2", "roleDefinitionId": role, **more}


def taken(mfa: str | None, *approvers: str) -> dict[str, JSON]:
    policy = {"multiFactorAuthProvider": mfa, "maximumActivationDuration": "PT8H"}
    some = [{"principalId": one, "principalIdDisplayName": "hunter2"} for one in approvers]
    return to("tier-3", CONTRIBUTOR, justInTimeAccessPolicy={**policy, "managedByTenantApprovers": some})


GOOD: dict[str, JSON] = {
    "given": {
        "id": GIVEN,
        "name": "26c128c2",
        "type": "Microsoft.ManagedServices/registrationAssignments",
        "properties": {
            "registrationDefinitionId": f"{HERE}/providers/Microsoft.ManagedServices/registrationDefinitions/9",
            "provisioningState": "Succeeded",
            "registrationDefinition": {
                "id": f"{HERE}/providers/Microsoft.ManagedServices/registrationDefinitions/9",
                "properties": {
                    "description": "hunter2",
                    "managedByTenantId": TENANT,
                    "managedByTenantName": "hunter2",
                    "authorizations": [
                        to("Night-Shift", CONTRIBUTOR),
                        to("day-shift", CONTRIBUTOR.upper()),
                        to("watch", f"{HERE}/providers/Microsoft.Authorization/roleDefinitions/{READER}"),
                    ],
                    "eligibleAuthorizations": [taken("Azure")],
                },
            },
        },
    }
}


def grants(near: Arm, *changes: Change) -> dict[str, Grant]:
    settings.put(near, GOOD, *changes)
    found = [explained(f) for f in facts(near) if isinstance(f, Grant) and f.kind == DELEGATED]
    return {f.resource.removeprefix(f"{GIVEN.lower()}/roles/"): f for f in found}


def test_people_of_another_tenant_hold_roles_that_no_list_of_roles_has(near: Arm) -> None:
    found = grants(near)
    assert set(found) == {CONTRIBUTOR, READER, f"{CONTRIBUTOR}/eligible"}
    held = found[CONTRIBUTOR]
    assert (held.name, held.right, held.holders) == ("Contributor", "administer", ("day-shift", "night-shift"))
    assert (held.outsiders, held.activation, held.within) == ((TENANT.lower(),), "standing", (HERE,))
    assert (found[READER].right, found[READER].holders) == ("other", ("watch",))
    assert [v.judged for v in outsiders_known(held)] == [Judged.FAIL]
    assert [v.judged for v in outsiders_known(held, known=(TENANT.lower(),))] == [Judged.PASS]


DEFINITION = f"{HERE}/providers/Microsoft.ManagedServices/registrationDefinitions/9"


@pytest.mark.parametrize(
    ("used", "state", "missing"),
    [(DEFINITION.upper(), "Succeeded", 0), (f"{DEFINITION}2", "Succeeded", 1), (f"{DEFINITION}2", "Deleted", 0)],
)
def test_what_is_defined_and_not_delegated_here_may_be_of_resource_groups(
    near: Arm, used: str, state: str, missing: int
) -> None:
    near.held.put({"id": DEFINITION, "name": "9", "properties": {"provisioningState": state}})
    settings.put(near, GOOD, ("given", "properties.registrationDefinitionId", used))
    found = [f for f in facts(near) if isinstance(f, Gap) and f.kind == DELEGATED]
    assert [(f.missing, f.outcome) for f in found] == [("grant", "unclear")] * missing
    assert all("may be of resource groups" in f.ask for f in found)
    assert all(": what 9 defines is of no delegation" in f.ask and "definition delete" in f.ask for f in found)


def test_one_of_a_delegation_that_was_ended_may_be_too(near: Arm) -> None:
    near.held.put({"id": DEFINITION, "name": "9", "properties": {}})
    settings.put(near, GOOD, ("given", "properties.provisioningState", "Deleted"))
    assert [f.outcome for f in facts(near) if isinstance(f, Gap) and f.kind == DELEGATED] == ["unclear"]


def test_what_is_defined_may_not_be_listed(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.ManagedServices/registrationDefinitions")
    (gap,) = [f for f in facts(near) if isinstance(f, Gap) and f.kind == DELEGATED]
    assert (gap.missing, gap.outcome) == ("grant", "denied")
    assert "Microsoft.ManagedServices/registrationDefinitions/read" in gap.ask


def eligible(*some: dict[str, JSON]) -> Change:
    return "given", f"{SAID}.eligibleAuthorizations", list(some)


@pytest.mark.parametrize(
    ("some", "activation", "judged"),
    [
        ([taken("Azure")], None, Judged.UNKNOWN),  # it may have been shown to sign in to their own directory
        ([taken("None")], "click", Judged.FAIL),
        ([taken(None)], "click", Judged.FAIL),
        ([to("tier-3", CONTRIBUTOR)], "click", Judged.FAIL),
        ([taken("None", "boss")], "approval", Judged.PASS),
        ([taken("Azure", "boss"), taken("None")], "click", Judged.FAIL),
        ([taken("Azure", "boss"), taken("Azure")], None, Judged.UNKNOWN),
    ],
)
def test_what_it_takes_to_take_it_up(near: Arm, some: Any, activation: str, judged: Judged) -> None:
    found = grants(near, eligible(*some))[f"{CONTRIBUTOR}/eligible"]
    assert (found.activation, found.right, found.outsiders) == (activation, "administer", (TENANT.lower(),))
    assert [v.judged for v in asked_for(found)] == [judged]


def test_of_a_resource_group_it_is_the_group_s(near: Arm) -> None:
    group = f"{HERE}/resourceGroups/Ward-3/{TYPE}/9"
    near.held.put({**GOOD["given"], "id": group, "name": "9"})
    found = [f for f in facts(near) if isinstance(f, Grant) and f.resource.startswith(group.lower())]
    assert {f.within for f in found} == {(f"{HERE}/resourcegroups/ward-3",)}


@pytest.mark.parametrize(
    "change", [("given", "", LEFT_OUT), ("given", "properties.provisioningState", "Deleted")], ids=["none", "deleted"]
)
def test_what_is_not_given_is_nobody_s(near: Arm, change: Change) -> None:
    assert grants(near, change) == {}


def test_a_tenant_that_is_not_named_leaves_its_principals(near: Arm) -> None:
    found = grants(near, ("given", f"{SAID}.managedByTenantId", LEFT_OUT))
    assert found[READER].outsiders == ("watch",)


@pytest.mark.parametrize("value", [LEFT_OUT, {"authorizations": []}], ids=["not expanded", "empty"])
def test_one_that_does_not_say_whom_it_lets_in_is_missing(near: Arm, value: JSON) -> None:
    settings.put(near, GOOD, ("given", SAID, value))
    (gap,) = [f for f in facts(near) if f.kind == DELEGATED]
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.outcome) == ("grant", "unclear")


def test_what_may_not_be_listed_is_missing_and_names_the_right(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.ManagedServices/registrationAssignments")
    (gap,) = [f for f in facts(near) if f.kind == DELEGATED]
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.outcome) == ("grant", "denied")
    assert "Microsoft.ManagedServices/registrationAssignments/read" in gap.ask


def test_a_subscription_that_does_not_know_the_provider_has_none(near: Arm) -> None:
    for part in ("registrationAssignments", "registrationDefinitions"):
        near.refusals[part] = [Refused(409, "MissingSubscriptionRegistration", "x")] * 2
    assert [f for f in facts(near) if f.kind == DELEGATED] == []


def test_nothing_is_kept_that_no_fact_reads(near: Arm) -> None:
    settings.put(near, GOOD)
    assert "hunter2" not in str(evidence(near))
