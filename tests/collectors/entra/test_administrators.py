"""What is demanded of administrators and of guests, by policies and by security defaults."""

import pytest

from tests.collectors.entra.estate import (
    ADA,
    BEN,
    DEFAULTS,
    EVE,
    GLOBAL,
    HELD,
    JSON,
    READER,
    ROLES,
    SECURITY,
    TEAM,
    Change,
)
from tests.collectors.entra.making import definition, holds
from tests.collectors.entra.policies import GUEST_TYPES, MFA, OLDER, ON, OTHER, Row, agrees, door, mfa, roles
from tests.servers.graph.server import Graph

TABLE: list[Row] = [
    ("administrators by all", "administrators", [MFA], 2, ()),
    ("administrators by their roles", "administrators", [roles(GLOBAL, SECURITY)], 2, ()),
    ("administrators by roles in capitals", "administrators", [roles(GLOBAL.upper(), SECURITY)], 2, ()),
    ("not all administrators' roles", "administrators", [roles(GLOBAL)], 1, OLDER),
    ("roles one by one", "administrators", [roles(GLOBAL), roles(SECURITY)], 2, ()),
    ("a role of theirs left out", "administrators", [mfa(users__excludeRoles=[SECURITY])], 1, OLDER),
    (
        "administrators in a group, perhaps",
        "administrators",
        [mfa(users__includeUsers=[], users__includeGroups=[TEAM])],
        None,
        None,
    ),
    ("administrators, one by one", "administrators", [mfa(users__includeUsers=[ADA, EVE])], None, None),
    ("guests by all", "guests", [MFA], 2, ()),
    ("guests alone", "guests", [mfa(users__includeUsers=["GuestsOrExternalUsers"])], 2, ()),
    (
        "all kinds of guests",
        "guests",
        [mfa(users__includeUsers=[], users__includeGuestsOrExternalUsers={"guestOrExternalUserTypes": GUEST_TYPES})],
        2,
        (),
    ),
    (
        "some guests",
        "guests",
        [
            mfa(
                users__includeUsers=[],
                users__includeGuestsOrExternalUsers={"guestOrExternalUserTypes": "internalGuest"},
            )
        ],
        1,
        OLDER,
    ),
    (
        "guests of some directories",
        "guests",
        [
            mfa(
                users__includeUsers=[],
                users__includeGuestsOrExternalUsers={
                    "guestOrExternalUserTypes": GUEST_TYPES,
                    "externalTenants": {"membershipKind": "enumerated"},
                },
            )
        ],
        1,
        OLDER,
    ),
    ("all but guests", "guests", [mfa(users__excludeUsers=["GuestsOrExternalUsers"])], 1, OLDER),
    (
        "all but all kinds of guests",
        "guests",
        [mfa(users__excludeGuestsOrExternalUsers={"guestOrExternalUserTypes": GUEST_TYPES})],
        1,
        OLDER,
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_a_door_for_some(near: Graph, row: Row) -> None:
    agrees(near, row)


def test_a_role_that_machines_alone_hold_makes_no_administrator_who_signs_in(near: Graph) -> None:
    machine = (HELD, "", [holds("sp", OTHER, "servicePrincipal")])
    assert door(near, "administrators", roles(GLOBAL, SECURITY), changes=(machine,)).factors == 2
    person = (HELD, "", [holds(BEN, OTHER)])
    assert door(near, "administrators", roles(GLOBAL, SECURITY), changes=(person,)).factors == 1


@pytest.mark.parametrize(
    ("some", "changes", "factors"),
    [
        (
            [roles(GLOBAL, SECURITY, OTHER)],
            [(f"{ROLES}#1", "", definition(OTHER, "Own", "a/create", built_in=False)), (HELD, "", [holds(ADA, OTHER)])],
            1,
        ),
        (
            [roles(GLOBAL, SECURITY, OTHER)],
            [(f"{ROLES}#1", "", definition(OTHER, "Built in", "a/create")), (HELD, "", [holds(ADA, OTHER)])],
            1,
        ),
        ([roles(GLOBAL, SECURITY)], [(HELD, "", [holds(ADA, SECURITY, scope="/administrativeUnits/u")])], 1),
        ([MFA], [(HELD, "", [holds(ADA, SECURITY, scope="/administrativeUnits/u")])], 2),
        ([roles(GLOBAL, SECURITY)], [(HELD, "", [holds(BEN, READER)])], 2),
        ([roles(GLOBAL, SECURITY)], [(f"{ROLES}#2", "", definition(READER, "Reader", "a/update"))], 1),
    ],
)
def test_policies_name_built_in_roles_over_all_of_the_directory_alone(
    near: Graph, some: list[JSON], changes: list[Change], factors: int
) -> None:
    assert door(near, "administrators", *some, changes=tuple(changes)).factors == factors


@pytest.mark.parametrize("part", ["roleDefinitions", "roleAssignments?", "roleEligibilityScheduleInstances"])
def test_who_the_administrators_are_must_be_known_unless_all_are_asked(near: Graph, part: str) -> None:
    near.held.denied.add(part)
    found = door(near, "administrators", roles(GLOBAL, SECURITY))
    assert (found.factors, found.bypass, found.phishing_resistant) == (None, None, None)
    assert "RoleManagement.Read.Directory" in found.unread[0].ask
    assert door(near, "administrators", MFA).factors == 2


@pytest.mark.parametrize(
    ("whom", "some", "changes", "factors", "bypass"),
    [
        ("administrators", [], [], 2, ()),
        ("everyone", [], [], 1, ()),
        ("guests", [], [], 1, ()),
        ("everyone", [MFA], [], 2, ()),
        (
            "administrators",
            [],
            [(HELD, "", [holds(BEN, READER)]), (f"{ROLES}#2", "", definition(READER, "Reader", "a/update"))],
            1,
            (),
        ),
    ],
)
def test_security_defaults_demand_it_of_administrators_alone_each_time(  # noqa: PLR0913, PLR0917  # a row
    near: Graph, whom: str, some: list[JSON], changes: list[Change], factors: int, bypass: tuple[str, ...]
) -> None:
    found = door(near, whom, *some, changes=(ON, *changes))
    assert (found.factors, found.bypass, found.phishing_resistant) == (factors, bypass, False)


@pytest.mark.parametrize("whom", ["everyone", "administrators", "guests"])
@pytest.mark.parametrize("refused", ["denied", "premium"])
def test_policies_that_may_not_be_read(near: Graph, whom: str, refused: str) -> None:
    getattr(near.held, refused).add("conditionalAccess")
    found = door(near, whom, MFA)
    assert (found.factors, found.bypass, found.phishing_resistant) == (None, None, None)
    assert {u.outcome for u in found.unread} == {"denied" if refused == "denied" else "unlicensed"}
    with_defaults = door(near, whom, changes=(ON,))
    assert (with_defaults.factors, with_defaults.bypass) == (2 if whom == "administrators" else 1, ())


def test_security_defaults_that_may_not_be_read(near: Graph) -> None:
    near.held.denied.add("identitySecurityDefaults")
    assert (door(near, "everyone", MFA).factors, door(near, "everyone", MFA).bypass) == (2, ())
    found = door(near, "everyone")
    assert (found.factors, found.bypass) == (None, None)
    assert {u.outcome for u in found.unread} == {"denied"}


def test_security_defaults_that_say_nothing(near: Graph) -> None:
    assert door(near, "everyone", changes=((DEFAULTS, "", {"id": "d", "isEnabled": "yes"}),)).factors is None


def test_without_a_licence_nobody_can_be_eligible(near: Graph) -> None:
    near.held.premium.add("roleEligibilityScheduleInstances")
    assert door(near, "administrators", roles(GLOBAL)).factors == 2
