"""Guests that policies leave out: judged at their own door, and at that of administrators where these are guests."""

import pytest

from tests.collectors.entra import estate
from tests.collectors.entra.estate import BEN, ELIGIBLE, GUS, JSON, SECURITY, USERS, Change
from tests.collectors.entra.making import holds, user
from tests.collectors.entra.policies import GUEST_TYPES, door, mfa
from tests.servers.graph.server import Graph

MANY = [f"{n}0000000-0000-4000-8000-00000000000a" for n in range(6)]


def guests(types: str) -> dict[str, JSON]:
    return mfa(users__excludeGuestsOrExternalUsers={"guestOrExternalUserTypes": types})


OTHER_ADMIN: Change = (ELIGIBLE, "", [holds(GUS, SECURITY)])
MEMBER: Change = (f"{USERS}#0", "userPrincipalName", "ada_birch.example#EXT#@alder.onmicrosoft.example")
PARTNERS = ("guests serviceProvider",)


@pytest.mark.parametrize(
    ("types", "changes", "everyone", "administrators", "of_guests"),
    [
        ("internalGuest", [], (2, ()), (2, ()), (2, ("guests internalGuest",))),
        ("b2bCollaborationGuest", [], (2, ()), (2, ()), (2, ())),
        ("internalGuest", [OTHER_ADMIN], (2, ()), (2, ("guests internalGuest",)), (2, ("guests internalGuest",))),
        (
            "b2bCollaborationMember",
            [MEMBER],
            (2, ()),
            (2, ("guests b2bCollaborationMember",)),
            (2, ("guests b2bCollaborationMember",)),
        ),
        ("otherExternalUser", [], (2, ()), (2, ()), (None, None)),
        ("otherExternalUser", [OTHER_ADMIN], (2, ()), (None, None), (None, None)),
        ("b2bDirectConnectUser", [], (2, ()), (2, ()), (2, ("guests b2bDirectConnectUser",))),
        ("serviceProvider", [], (2, PARTNERS), (2, PARTNERS), (2, PARTNERS)),
        (GUEST_TYPES, [], (2, PARTNERS), (2, PARTNERS), (1, ("legacy-auth",))),
    ],
)
def test_guests_left_out_are_judged_at_their_own_door(  # noqa: PLR0913, PLR0917  # a row
    near: Graph,
    types: str,
    changes: list[Change],
    everyone: tuple[int | None, tuple[str, ...] | None],
    administrators: tuple[int | None, tuple[str, ...] | None],
    of_guests: tuple[int | None, tuple[str, ...] | None],
) -> None:
    for whom, expected in (("everyone", everyone), ("administrators", administrators), ("guests", of_guests)):
        found = door(near, whom, guests(types), changes=tuple(changes))
        assert (found.factors, found.bypass) == expected, whom


def test_guests_left_out_and_asked_by_a_policy_of_their_own_are_no_way_round(near: Graph) -> None:
    own = mfa(users__includeUsers=[], users__includeGuestsOrExternalUsers={"guestOrExternalUserTypes": GUEST_TYPES})
    for whom in ("everyone", "administrators", "guests"):
        found = door(near, whom, guests(GUEST_TYPES), own)
        assert (found.factors, found.bypass) == (2, ()), whom


def test_partners_left_out_are_not_caught_by_a_policy_that_leaves_out_all_guests(near: Graph) -> None:
    some = (guests("serviceProvider"), mfa(users__excludeUsers=["GuestsOrExternalUsers"]))
    assert door(near, "guests", *some).bypass == PARTNERS
    other = (guests("serviceProvider"), guests("internalGuest"))
    assert door(near, "guests", *other).bypass == ()


def test_many_guests_of_a_kind_left_out_are_no_exceptions(near: Graph) -> None:
    some = [user(who, f"p{who[0]}", userType="Guest") for who in MANY]
    changes: tuple[Change, ...] = ((USERS, "", [*estate.GOOD[USERS], *some]),)
    assert door(near, "guests", guests("internalGuest"), changes=changes).factors == 1
    assert door(near, "everyone", guests("internalGuest"), changes=changes).factors == 2


def test_who_is_a_guest_nobody_knows_without_the_users(near: Graph) -> None:
    near.held.denied.add("/users")
    found = door(near, "administrators", guests("internalGuest"))
    assert (found.factors, found.bypass) == (None, None)
    assert door(near, "guests", mfa(users__excludeUsers=[BEN])).bypass is None
