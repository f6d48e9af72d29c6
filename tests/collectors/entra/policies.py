"""Policies of conditional access, as the tests make them, and the doors that they make."""

from collections.abc import Mapping
from typing import Any

from scanner.facts import SignIn
from tests.collectors.entra import estate
from tests.collectors.entra.asking import facts
from tests.collectors.entra.estate import DEFAULTS, JSON, POLICIES, Change, one
from tests.collectors.entra.making import controls, of, policy, strength
from tests.servers.graph.server import Graph

MFA = policy("mfa", grantControls=controls("mfa"))
OLD = of(policy("old", grantControls=controls("block")), conditions__clientAppTypes=["exchangeActiveSync", "other"])


def mfa(**more: JSON) -> dict[str, JSON]:
    """The policy that demands a second factor, with other conditions."""
    return of(MFA, **{f"conditions__{path}": value for path, value in more.items()})


def shown(*words: str, **more: JSON) -> dict[str, JSON]:
    """A policy about all that demands this."""
    return policy("shown", grantControls=controls(*words, **more))


def strong(
    *combinations: str, id: str = "custom", operator: str = "AND", words: tuple[str, ...] = ()
) -> dict[str, JSON]:
    return shown(
        *words, operator=operator, authenticationStrength=strength(*combinations, id=id) if combinations or id else None
    )


def roles(*some: str, **more: JSON) -> dict[str, JSON]:
    """A policy about roles."""
    return mfa(users__includeUsers=[], users__includeRoles=list(some), **more)


def door(near: Graph, whom: str, *some: Mapping[str, JSON], changes: tuple[Change, ...] = (), **options: Any) -> SignIn:
    estate.put(near, (POLICIES, "", list(some)), *changes)
    found: SignIn = one(facts(near, **options), SignIn, whom, "")
    return found


MODERN_ALONE = mfa(clientAppTypes=["browser", "mobileAppsAndDesktopClients"])
ON: Change = (DEFAULTS, "isEnabled", True)
GUEST_TYPES = (
    "internalGuest,b2bCollaborationGuest,b2bCollaborationMember,b2bDirectConnectUser,otherExternalUser,serviceProvider"
)
FILTER = {"deviceFilter": {"mode": "include", "rule": "hunter2"}}
Row = tuple[str, str, list[JSON], int | None, tuple[str, ...] | None]
OLDER = ("legacy-auth",)
OTHER = "99999999-1111-4000-8000-000000000000"


def agrees(near: Graph, row: Row) -> None:
    """A door is as a row says: what it is, for whom, the policies, and how many factors and which ways round."""
    said, whom, some, factors, bypass = row
    found = door(near, whom, *some)
    assert (found.factors, found.bypass) == (factors, bypass), said
    if factors is None:
        assert {u.outcome for u in found.unread if u.field == "factors"} == {"unclear"}
