"""Roles at the subscription: who holds them, what they allow, and what is not known of them."""

import pytest

from collectors.azure.rights.roles import ELIGIBLE, ROLE
from scanner.facts import Gap, Grant
from tests.collectors.azure import settings
from tests.collectors.azure.asking import asked, facts, target
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change
from tests.servers.arm.server import ID, Arm

HERE = f"/subscriptions/{ID}"
ROLES = f"{HERE}/providers/Microsoft.Authorization"
OWNER, CONTRIBUTOR = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "b24988ac-6180-42a0-ab88-20f7382dd24c"
USERS, READER = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "acdd72a7-3385-48ef-bd42-f606fba81ae7"
OWN = "99999999-0000-0000-0000-000000000001"
ABOVE = "/providers/Microsoft.Management/managementGroups/clinic"


def held(kind: str, name: str, role: str, whom: str, type: str | None = "User", **more: JSON) -> JSON:
    definition = f"{ROLES}/roleDefinitions/{role}" if more.pop("here", True) else f"{ABOVE}/x/roleDefinitions/{role}"
    said = {"roleDefinitionId": definition, "principalId": whom, "principalType": type, **more}
    return {"id": f"{ROLES}/{kind}/{name}", "name": name, "properties": said}


def assigned(name: str, role: str, whom: str, type: str | None = "User", **more: JSON) -> JSON:
    return held("roleAssignments", name, role, whom, type, **more)


GOOD: dict[str, JSON] = {
    "owner": assigned("a", OWNER, "Alice-Id", description="hunter2"),
    "group": assigned("b", OWNER, "group-id", "Group", here=False),
    "reader": assigned("c", READER, "bob-id", "ServicePrincipal"),
    "custom": {
        "id": f"{ROLES}/roleDefinitions/{OWN}",
        "name": OWN,
        "properties": {
            "roleName": "Nearly owner",
            "description": "hunter2",
            "type": "CustomRole",
            "assignableScopes": [HERE.upper()],
            "permissions": [{"actions": ["*"], "notActions": [], "dataActions": ["hunter2"]}],
        },
    },
    "mine": assigned("d", OWN, "carol-id"),
}
DEFINED = f"{ROLES}/roleDefinitions".lower()


def custom(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "custom", f"properties.{setting}", value


def may(actions: list[str], but: list[str] | None = None) -> Change:
    return custom("permissions", [{"actions": actions, "notActions": but or []}])


def grants(near: Arm, kind: str = ROLE) -> dict[str, Grant]:
    found = [f for f in facts(near) if isinstance(f, Grant) and f.kind == kind]
    return {f.resource.removeprefix(f"{DEFINED}/"): f for f in found}


def test_who_owns_the_subscription_a_group_among_them(near: Arm) -> None:
    settings.put(near, GOOD)
    owner = grants(near)[OWNER]
    assert (owner.name, owner.right, owner.holders) == ("Owner", "everything", ("alice-id", "group-id"))
    assert (owner.direct, owner.activation, owner.within) == (True, "standing", (HERE,))
    assert (owner.outsiders, owner.unused_days) == (None, None)


@pytest.mark.parametrize(
    ("change", "direct"),
    [
        (("owner", "", LEFT_OUT), False),
        (("owner", "properties.principalType", "ServicePrincipal"), False),
        (("owner", "properties.principalType", None), None),
        (("group", "properties.principalType", None), True),
    ],
)
def test_whether_a_person_holds_it(near: Arm, change: Change, direct: bool | None) -> None:  # noqa: FBT001
    settings.put(near, GOOD, change)
    assert grants(near)[OWNER].direct is direct


def test_a_machine_is_asked_for_nothing_first_nor_is_nobody(near: Arm) -> None:
    settings.put(near, GOOD, ("mine", "", LEFT_OUT))
    found = grants(near)
    assert (found[OWNER].activation, found[READER].activation, found[OWN].activation) == ("standing", None, None)
    assert {u.outcome for u in found[READER].unread if u.field == "activation"} == {"hidden"}


def test_a_group_of_another_tenant_is_an_outsider(near: Arm) -> None:
    settings.put(near, GOOD, ("group", "properties.principalType", "ForeignGroup"))
    assert grants(near)[OWNER].outsiders == ("group-id",)


@pytest.mark.parametrize(
    ("role", "right"), [(CONTRIBUTOR, "administer"), (USERS, "administer"), (READER, "other"), (OWNER, "everything")]
)
def test_what_a_built_in_role_allows(near: Arm, role: str, right: str) -> None:
    settings.put(near, GOOD, ("owner", "properties.roleDefinitionId", f"{ROLES}/roleDefinitions/{role.upper()}"))
    assert grants(near)[role].right == right


NO_RIGHTS = ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/*/Delete"]


@pytest.mark.parametrize(
    ("change", "right"),
    [
        (may(["*"]), "everything"),
        (may(["*"], ["Microsoft.Compute/*/delete"]), "everything"),
        (may(["*"], NO_RIGHTS), "administer"),
        (
            may(["*"], ["Microsoft.Authorization/roleAssignments/write"]),
            "everything",
        ),  # a role that can is soon written
        (may(["*"], ["Microsoft.Authorization/*"]), "administer"),
        (may(["*/read", "*/write", "*/delete", "*/action"]), "everything"),
        (may(["Microsoft.Authorization/roleDefinitions/write"]), "administer"),
        (may(["Microsoft.Authorization/roleAssignmentScheduleRequests/write"]), "administer"),
        (may(["Microsoft.Authorization/*"]), "administer"),
        (may(["Microsoft.Authorization/roleAssignments/Write"]), "administer"),
        (may(["*/read"]), "other"),
        (may([]), "other"),
        (custom("permissions"), "other"),
        (custom("permissions", [{"actions": ["*/read"]}, {"actions": ["*"]}]), "everything"),
    ],
)
def test_what_a_role_of_ones_own_allows(near: Arm, change: Change, right: str) -> None:
    settings.put(near, GOOD, change)
    mine = grants(near)[OWN]
    assert (mine.right, mine.name, mine.holders) == (right, "Nearly owner", ("carol-id",))


def test_a_role_of_ones_own_that_would_give_everything_and_nobody_holds(near: Arm) -> None:
    settings.put(near, GOOD, ("mine", "", LEFT_OUT))
    assert (grants(near)[OWN].right, grants(near)[OWN].holders) == ("everything", ())
    settings.put(near, GOOD, ("mine", "", LEFT_OUT), may(["*/read"]))
    assert OWN not in grants(near)


@pytest.mark.parametrize(
    ("scopes", "there"),
    [
        ([f"{HERE}/resourceGroups/Ward-3"], False),
        ([], False),
        (["/subscriptions/other"], False),
        ([f"{HERE}/resourceGroups/Ward-3", HERE], True),
        ([ABOVE], True),
        (["/"], True),
    ],
)
def test_a_role_whose_scopes_are_narrower_is_none_of_the_subscription(
    near: Arm,
    scopes: list[str],
    there: bool,  # noqa: FBT001
) -> None:
    settings.put(near, GOOD, ("mine", "", LEFT_OUT), custom("assignableScopes", scopes))
    assert (OWN in grants(near)) is there


def test_what_is_taken_up_for_a_while_is_not_always_on(near: Arm) -> None:
    eligible = held("roleEligibilityScheduleInstances", "e", OWNER, "alice-id")
    taken = held("roleAssignmentScheduleInstances", "t", OWNER, "ALICE-ID", assignmentType="Activated")
    settings.put(near, GOOD | {"eligible": eligible, "taken": taken})
    assert grants(near)[OWNER].holders == ("group-id",)
    may_ask = grants(near, ELIGIBLE)[f"{OWNER}/eligible"]
    assert (may_ask.right, may_ask.holders, may_ask.activation) == ("everything", ("alice-id",), None)
    near.held.put({**taken, "properties": {**taken["properties"], "assignmentType": "Assigned"}})
    assert grants(near)[OWNER].holders == ("alice-id", "group-id")


def test_without_a_licence_nothing_can_be_taken_up(near: Arm) -> None:
    from tests.servers.arm.resources import Refused

    settings.put(near, GOOD)
    for kind in ("roleAssignmentScheduleInstances", "roleEligibilityScheduleInstances"):
        near.refusals[kind] = [Refused(400, "AadPremiumLicenseRequired")]
    found = facts(near)
    assert not [f for f in found if isinstance(f, Gap)]
    assert {f.activation for f in found if isinstance(f, Grant) and f.right == "everything"} == {"standing"}


@pytest.mark.parametrize(
    ("denied", "kinds"),
    [
        ("roleAssignments", {ROLE}),
        ("roleEligibilityScheduleInstances", {ELIGIBLE}),
        ("roleDefinitions", {ROLE, ELIGIBLE}),
    ],
)
def test_what_may_not_be_listed_is_missing(near: Arm, denied: str, kinds: set[str]) -> None:
    settings.put(near, GOOD)
    near.held.denied.add(f"Microsoft.Authorization/{denied}")
    assert {f.kind: f.outcome for f in facts(near) if isinstance(f, Gap)} == dict.fromkeys(kinds, "denied")


def test_where_roles_of_ones_own_are_not_told_the_others_are(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Authorization/roleDefinitions")
    assert set(grants(near)) == {OWNER}


def test_where_nobody_says_what_was_taken_up_nobody_knows_what_is_always_on(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Authorization/roleAssignmentScheduleInstances")
    owner = grants(near)[OWNER]
    assert (owner.holders, owner.activation) == (("alice-id", "group-id"), None)


def test_nothing_else_is_kept(it: Arm) -> None:
    settings.put(it, GOOD)
    assert "hunter2" not in repr(asked(target(it)))
