"""Who signs in with another provider: what two steps here say of them, and of whom they still say something."""

from typing import Any

import pytest

from scanner.facts import Identity, PasswordPolicy, SignIn
from tests.collectors.azure.settings import LEFT_OUT, Change
from tests.collectors.workspace.asking import ADMIN, DIRECTORY, SSO, WARD, assignment, entry, facts, one, put, user
from tests.servers.google.double import Google

OFF = ("on", "setting.value.enforcedFrom", "1970-01-01T00:00:00Z")
NOBODY_KNOWS = ("factors", "phishing_resistant", "bypass")


def found(
    near: Google, *some: Any, top: Any = "SSO_OFF", changes: tuple[Change, ...] = (), more: tuple[Any, ...] = ()
) -> list[Any]:
    """What a domain means with these assignments, of whose sign-ins the log tells nothing.

    top: the mode of the one for the top unit; LEFT_OUT: it has none.
    """
    at_the_top = ("here", "", LEFT_OUT) if top is LEFT_OUT else ("here", "ssoMode", top)
    silent = (("login/1", "", LEFT_OUT), ("login/2", "", LEFT_OUT))
    put(near, at_the_top, *silent, *changes, more=[*((f"{SSO}/{n}", it) for n, it in enumerate(some)), *more])
    return facts(near)


LOG = "admin.googleapis.com/admin/reports/v1/activity/users/all/applications/login"


@pytest.mark.parametrize("top", ["DOMAIN_WIDE_SAML_IF_ENABLED", LEFT_OUT])
@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({"google_password": "2026-11-25T07:00:00Z"}, ""),
        ({"google_password": "2026-11-01T07:00:00Z"}, ""),
        ({"google_password": "2026-10-20T07:00:00Z"}, "older profile"),  # a log of a quiet month tells nothing
        ({"reauth": "2026-11-25T07:00:00Z"}, "older profile"),
        ({"google_password": "2026-11-25T07:00:00Z", "saml": "2026-11-01T07:00:00Z"}, "another provider"),
        ({"google_password": "2026-11-25T07:00:00Z", "saml": "2026-06-01T07:00:00Z"}, ""),  # it was so once
        ({"saml": "2026-06-01T07:00:00Z"}, "older profile"),
        ({}, "older profile"),
    ],
)
def test_the_log_tells_whether_anybody_comes_in_by_the_older_profile(
    near: Google, top: Any, entries: dict[str, str], why: str
) -> None:
    some = found(near, top=top, more=tuple((f"{LOG}/{way}", entry(time, way)) for way, time in entries.items()))
    if why:
        assert why in unseen(some)
        assert mfa(some) == (None, None)
    else:
        assert one(some, SignIn, "everyone", "/sign-in").factors == 2
        assert mfa(some) == ("phishing-resistant", "phishing-resistant")
    assert (one(some, PasswordPolicy, "", "/passwords").min_length is None) == bool(why)


def test_a_log_that_may_not_be_read_is_named(near: Google) -> None:
    put(near, ("here", "", LEFT_OUT))
    near.denied.add("reports.activities.list")
    door = one(facts(near), SignIn, "everyone", "/sign-in")
    assert {(why.outcome, why.ask.partition(" (")[0]) for why in door.unread if why.field in NOBODY_KNOWS} == {
        ("denied", "reports.activities.list")
    }


def test_an_empty_page_that_goes_on_is_no_answer(near: Google) -> None:
    put(near, ("here", "", LEFT_OUT))
    near.twist = lambda method, whole: {"nextPageToken": "A:1"} if method == "reports.activities.list" else whole
    door = one(facts(near), SignIn, "everyone", "/sign-in")
    assert {why.outcome for why in door.unread if why.field in NOBODY_KNOWS} == {"error"}


def mfa(some: list[Any]) -> tuple[Any, Any]:
    """Of the super admin, and of somebody in the ward."""
    return one(some, Identity, "", "/users/1").mfa, one(some, Identity, "", "/users/2").mfa


def unseen(some: list[Any]) -> str:
    """Why what is asked of everybody is not known, which is so of all of it."""
    door = one(some, SignIn, "everyone", "/sign-in")
    assert {field: getattr(door, field) for field in NOBODY_KNOWS} == dict.fromkeys(NOBODY_KNOWS)
    return str(door.unread[0].ask)


@pytest.mark.parametrize("mode", ["SAML_SSO", "OIDC_SSO"])
@pytest.mark.parametrize("where", [{"unit": WARD}, {"unit": "03gone"}, {"group": "01abc"}])
def test_what_another_provider_asks_is_not_seen(near: Google, mode: str, where: dict[str, str]) -> None:
    some = found(near, assignment(mode, **where))
    assert "another provider" in unseen(some)
    assert mfa(some) == ("phishing-resistant", None)


@pytest.mark.parametrize("mode", ["SAML_SSO", "OIDC_SSO"])
def test_nor_where_it_is_for_everybody(near: Google, mode: str) -> None:
    some = found(near, top=mode)
    assert "another provider" in unseen(some)
    assert mfa(some) == ("phishing-resistant", None)


def test_a_mode_that_says_nothing_is_none(near: Google) -> None:
    some = found(near, top="SSO_MODE_UNSPECIFIED")
    assert "another provider" in unseen(some)
    assert mfa(some) == (None, None)


@pytest.mark.parametrize("top", ["DOMAIN_WIDE_SAML_IF_ENABLED", LEFT_OUT])
def test_the_older_profile_of_an_organisation_is_told_by_nobody(near: Google, top: Any) -> None:
    """It holds where there is one and nothing else is assigned: that there is none is seen nowhere."""
    some = found(near, top=top)
    assert "older profile" in unseen(some)
    assert "top organisational unit" in unseen(some)
    assert mfa(some) == (None, None)
    admins = one(some, SignIn, "administrators", "/sign-in")
    assert {field: getattr(admins, field) for field in NOBODY_KNOWS} == dict.fromkeys(NOBODY_KNOWS)


@pytest.mark.parametrize("top", ["DOMAIN_WIDE_SAML_IF_ENABLED", LEFT_OUT])
def test_a_super_admin_without_two_steps_fails_all_the_same(near: Google, top: Any) -> None:
    """By the older profile super admins may come in elsewhere, and here too, at admin.google.com."""
    some = found(near, top=top, changes=(("users/1", "isEnrolledIn2Sv", False), ("users/1", "isEnforcedIn2Sv", False)))
    assert mfa(some) == ("none", None)
    admins = one(some, SignIn, "administrators", "/sign-in")
    assert (admins.factors, admins.stands) == (1, (f"two steps are not enforced for {ADMIN}",))


@pytest.mark.parametrize("where", [{"unit": WARD}, {"unit": "03gone"}, {"group": "01abc"}])
def test_nor_whether_some_come_in_by_it(near: Google, where: dict[str, str]) -> None:
    some = found(near, assignment("DOMAIN_WIDE_SAML_IF_ENABLED", **where))
    assert "older profile" in unseen(some)
    assert mfa(some) == ("phishing-resistant" if where == {"unit": WARD} else None, None)


def test_a_unit_that_is_told_of_has_no_say_for_the_rest(near: Google) -> None:
    other = (f"{DIRECTORY}/users/3", user("3", "bo@alder.example"))
    some = found(near, assignment("SSO_OFF", unit=WARD), top=LEFT_OUT, more=(other,))
    assert "older profile" in unseen(some)
    assert mfa(some) == (None, "phishing-resistant")  # who is in the ward signs in here
    assert one(some, Identity, "", "/users/3").mfa is None


def test_nobody_without_two_steps_fails_by_the_older_profile(near: Google) -> None:
    some = found(near, top=LEFT_OUT, changes=(("users/2", "isEnrolledIn2Sv", False), OFF))
    assert "older profile" in unseen(some)
    assert mfa(some)[1] is None


def test_an_administrator_who_is_no_super_admin_may_come_in_by_it(near: Google) -> None:
    some = found(near, top=LEFT_OUT, changes=(("users/2", "isDelegatedAdmin", True),))
    assert one(some, SignIn, "administrators", "/sign-in").factors is None


def test_a_super_admin_signs_in_here(near: Google) -> None:
    some = found(near, top="SAML_SSO", changes=(("users/1", "isEnrolledIn2Sv", False),))
    assert mfa(some) == ("none", None)
    assert one(some, SignIn, "administrators", "/sign-in").factors == 2


def test_another_administrator_does_not(near: Google) -> None:
    change = ("users/2", "isDelegatedAdmin", True)
    some = found(near, assignment("SAML_SSO", unit=WARD), changes=(change,))
    assert one(some, SignIn, "administrators", "/sign-in").factors is None
    lax = found(near, assignment("SAML_SSO", unit=WARD), changes=(change, ("users/1", "isEnforcedIn2Sv", False)))
    assert one(lax, SignIn, "administrators", "/sign-in").factors == 1


def test_nobody_without_two_steps_fails_by_what_is_not_seen(near: Google) -> None:
    some = found(near, top="SAML_SSO", changes=(("users/2", "isEnrolledIn2Sv", False), OFF))
    assert mfa(some)[1] is None
    assert one(some, SignIn, "everyone", "/sign-in").factors is None


def test_the_rest_still_fails(near: Google) -> None:
    some = found(near, assignment("SAML_SSO", unit=WARD), changes=(OFF,))
    assert one(some, SignIn, "everyone", "/sign-in").factors == 1


def test_it_is_off(near: Google) -> None:
    some = found(near, assignment("SSO_OFF", group="01abc"))
    assert one(some, SignIn, "everyone", "/sign-in").factors == 2
    assert mfa(some) == ("phishing-resistant", "phishing-resistant")


def test_the_nearest_unit_decides(near: Google) -> None:
    other = (f"{DIRECTORY}/users/3", user("3", "bo@alder.example"))
    some = found(near, assignment("SSO_OFF", unit=WARD), top="SAML_SSO", more=(other,))
    assert mfa(some) == ("phishing-resistant", "phishing-resistant")  # who is in the ward signs in here
    assert one(some, Identity, "", "/users/3").mfa is None


def test_of_two_for_one_unit_neither_is_forgotten(near: Google) -> None:
    some = found(near, assignment("SAML_SSO", unit=WARD), assignment("SSO_OFF", unit=WARD))
    assert mfa(some) == ("phishing-resistant", None)


@pytest.mark.parametrize(
    ("some", "top", "why"),
    [
        ((), "SAML_SSO", "another provider"),
        ((assignment("SAML_SSO", unit=WARD),), "SSO_OFF", "another provider"),
        ((assignment("OIDC_SSO", group="01abc"),), "SSO_OFF", "another provider"),
        ((), LEFT_OUT, "older profile"),
        ((), "DOMAIN_WIDE_SAML_IF_ENABLED", "older profile"),
    ],
)
def test_passwords_that_are_made_elsewhere_are_not_governed_here(
    near: Google, some: tuple[Any, ...], top: Any, why: str
) -> None:
    policy = one(found(near, *some, top=top), PasswordPolicy, "", "/passwords")
    assert (policy.min_length, policy.history, policy.max_age_days) == (None, None, None)
    assert all(why in one.ask for one in policy.unread)
