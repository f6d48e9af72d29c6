"""Who signs in with another provider: what two steps here say of them, and of whom they still say something."""

from typing import Any

import pytest

from scanner.facts import Identity, SignIn
from tests.collectors.azure.settings import Change
from tests.collectors.workspace.asking import DIRECTORY, ROOT, WARD, facts, one, put, user
from tests.servers.google.double import Google

SSO = "cloudidentity.googleapis.com/v1/inboundSsoAssignments"
OFF = ("on", "setting.value.enforcedFrom", "1970-01-01T00:00:00Z")


def assignment(mode: str, *, unit: str = "", group: str = "") -> Any:
    target = {"targetGroup": f"groups/{group}", "rank": 1} if group else {"targetOrgUnit": f"orgUnits/{unit}"}
    return {"name": "inboundSsoAssignments/1", "customer": "customers/C01abcdef", "ssoMode": mode, **target}


def found(near: Google, *some: Any, changes: tuple[Change, ...] = (), more: tuple[Any, ...] = ()) -> list[Any]:
    put(near, *changes, more=[*((f"{SSO}/{n}", it) for n, it in enumerate(some)), *more])
    return facts(near)


def mfa(some: list[Any]) -> tuple[Any, Any]:
    """Of the super admin, and of somebody in the ward."""
    return one(some, Identity, "", "/users/1").mfa, one(some, Identity, "", "/users/2").mfa


@pytest.mark.parametrize("mode", ["SAML_SSO", "OIDC_SSO", "DOMAIN_WIDE_SAML_IF_ENABLED"])
@pytest.mark.parametrize("where", [{"unit": ROOT}, {"unit": WARD}, {"unit": "03gone"}, {"group": "01abc"}])
def test_what_another_provider_asks_is_not_seen(near: Google, mode: str, where: dict[str, str]) -> None:
    some = found(near, assignment(mode, **where))
    door = one(some, SignIn, "everyone", "/sign-in")
    assert (door.factors, door.phishing_resistant, door.bypass) == (None, None, None)
    assert "another provider" in door.unread[0].ask
    assert mfa(some) == ("phishing-resistant", None)


def test_a_super_admin_signs_in_here(near: Google) -> None:
    some = found(near, assignment("SAML_SSO", unit=ROOT), changes=(("users/1", "isEnrolledIn2Sv", False),))
    assert mfa(some) == ("none", None)
    assert one(some, SignIn, "administrators", "/sign-in").factors == 2


def test_another_administrator_does_not(near: Google) -> None:
    change = ("users/2", "isDelegatedAdmin", True)
    some = found(near, assignment("SAML_SSO", unit=WARD), changes=(change,))
    assert one(some, SignIn, "administrators", "/sign-in").factors is None
    lax = found(near, assignment("SAML_SSO", unit=WARD), changes=(change, ("users/1", "isEnforcedIn2Sv", False)))
    assert one(lax, SignIn, "administrators", "/sign-in").factors == 1


def test_nobody_without_two_steps_fails_by_what_is_not_seen(near: Google) -> None:
    some = found(near, assignment("SAML_SSO", unit=ROOT), changes=(("users/2", "isEnrolledIn2Sv", False), OFF))
    assert mfa(some)[1] is None
    assert one(some, SignIn, "everyone", "/sign-in").factors is None


def test_the_rest_still_fails(near: Google) -> None:
    some = found(near, assignment("SAML_SSO", unit=WARD), changes=(OFF,))
    assert one(some, SignIn, "everyone", "/sign-in").factors == 1


def test_it_is_off(near: Google) -> None:
    some = found(near, assignment("SSO_OFF", unit=ROOT), assignment("SSO_OFF", group="01abc"))
    assert one(some, SignIn, "everyone", "/sign-in").factors == 2
    assert mfa(some) == ("phishing-resistant", "phishing-resistant")


def test_the_nearest_unit_decides(near: Google) -> None:
    other = (f"{DIRECTORY}/users/3", user("3", "bo@alder.example"))
    some = found(near, assignment("SAML_SSO", unit=ROOT), assignment("SSO_OFF", unit=WARD), more=(other,))
    assert mfa(some) == ("phishing-resistant", "phishing-resistant")  # who is in the ward signs in here
    assert one(some, Identity, "", "/users/3").mfa is None
