"""Ways round two steps: devices that are trusted, new accounts, units that may not turn them on, codes on paper."""

from typing import Any

import pytest

from checks.mfa import demanded, no_way_round
from scanner.check import Judged
from scanner.facts import Identity, SignIn
from tests.collectors.azure.settings import LEFT_OUT, Change
from tests.collectors.workspace.asking import POLICIES, WARD, facts, one, policy, put
from tests.servers.google.double import Google

VALUE = "setting.value."
TRUST, GRACE, ENROL, CODES, FACTOR = (
    f"two_step_verification_{word}"
    for word in ("device_trust", "grace_period", "enrollment", "sign_in_code", "enforcement_factor")
)
TRUSTED = "trusted devices: not asked again"
OFF = ("on", f"{VALUE}enforcedFrom", "1970-01-01T00:00:00Z")
RULES = ("users/2", "isDelegatedAdmin", True)
"""Somebody in the ward is an administrator too."""


def found(near: Google, *changes: Change, more: tuple[Any, ...] = ()) -> list[Any]:
    put(near, *changes, more=[(f"{POLICIES}/more{n}", one) for n, one in enumerate(more)])
    return facts(near)


def door(some: list[Any], audience: str = "everyone") -> Any:
    return one(some, SignIn, audience, "/sign-in")


@pytest.mark.parametrize("audience", ["everyone", "administrators"])
@pytest.mark.parametrize(
    ("change", "ways", "why"),
    [
        (("trust", f"{VALUE}allowTrustingDevice", False), (), ""),
        (("trust", f"{VALUE}allowTrustingDevice", True), (TRUSTED,), ""),
        (("trust", f"{VALUE}allowTrustingDevice", LEFT_OUT), None, "trust a device"),
        (("trust", f"{VALUE}allowTrustingDevice", "false"), None, "trust a device"),
        (("trust", "", LEFT_OUT), None, "trust a device"),
        (("grace", f"{VALUE}enrollmentGracePeriod", "0s"), (), ""),
        (("grace", f"{VALUE}enrollmentGracePeriod", "1209600s"), (), ""),
        (("grace", f"{VALUE}enrollmentGracePeriod", "1209601s"), ("new accounts for 15 days",), ""),
        (("grace", f"{VALUE}enrollmentGracePeriod", "2592000s"), ("new accounts for 30 days",), ""),
        (("grace", f"{VALUE}enrollmentGracePeriod", "a while"), None, "how long new accounts"),
        (("grace", f"{VALUE}enrollmentGracePeriod", LEFT_OUT), None, "how long new accounts"),
        (("grace", "", LEFT_OUT), None, "how long new accounts"),
    ],
)
def test_a_way_round(near: Google, audience: str, change: Change, ways: Any, why: str) -> None:
    it = door(found(near, change), audience)
    assert (it.factors, it.bypass) == (2, ways)
    assert (ways is None) == ("bypass" in {one.field for one in it.unread})
    assert all(why in one.ask for one in it.unread)


def test_several_are_all_named(near: Google) -> None:
    it = door(
        found(
            near,
            ("trust", f"{VALUE}allowTrustingDevice", True),
            ("grace", f"{VALUE}enrollmentGracePeriod", "2592000s"),
        )
    )
    assert it.bypass == ("new accounts for 30 days", TRUSTED)


def test_what_is_known_is_a_way_whatever_is_not_told(near: Google) -> None:
    it = door(found(near, ("trust", f"{VALUE}allowTrustingDevice", True), ("grace", "", LEFT_OUT)))
    assert it.bypass == (TRUSTED,)


@pytest.mark.parametrize(
    ("setting", "value", "way"),
    [
        (TRUST, {"allowTrustingDevice": True}, TRUSTED),
        (GRACE, {"enrollmentGracePeriod": "2592000s"}, "new accounts for 30 days"),
    ],
)
@pytest.mark.parametrize("whom", [{"unit": WARD}, {"group": "01abc"}, {"licence": "1010020028"}])
def test_what_a_unit_or_a_group_undoes(
    near: Google, setting: str, value: dict[str, Any], way: str, whom: dict[str, str]
) -> None:
    undone = policy(setting, value, order=2, **whom)
    some = found(near, more=(undone,))
    assert door(some).bypass == (way,)
    # The one administrator is not in the ward, and may be in a group.
    assert door(some, "administrators").bypass == (() if "unit" in whom else (way,))
    assert door(found(near, RULES, more=(undone,)), "administrators").bypass == (way,)


@pytest.mark.parametrize("value", [LEFT_OUT, "true"])
def test_whether_two_steps_may_be_turned_on_is_not_told(near: Google, value: Any) -> None:
    some = found(near, ("may", f"{VALUE}allowEnrollment", value))
    it = door(some)
    assert (it.factors, it.phishing_resistant, it.bypass) == (None, None, None)
    assert "turn them on" in it.unread[0].ask
    admins = door(some, "administrators")
    assert (admins.factors, admins.bypass) == (2, None)  # their own accounts tell that they are enforced
    assert "turn them on" in admins.unread[0].ask


def test_no_policy_tells_whether_two_steps_may_be_turned_on(near: Google) -> None:
    some = found(near, ("may", "", LEFT_OUT))
    assert (door(some).factors, door(some, "administrators").bypass) == (None, None)


def test_what_is_not_enforced_fails_whatever_may_be_turned_on(near: Google) -> None:
    some = found(near, ("may", "", LEFT_OUT), OFF)
    assert door(some).factors == 1


def test_a_unit_of_which_it_is_not_told(near: Google) -> None:
    it = door(found(near, more=(policy(ENROL, {}, unit=WARD, order=2),)))
    assert (it.factors, it.bypass) == (2, None)
    assert "organisational unit /Ward" in it.unread[0].ask


def test_administrators_of_a_unit_that_may_not_turn_it_on(near: Google) -> None:
    off = policy(ENROL, {"allowEnrollment": False}, unit=WARD, order=2)
    assert door(found(near, more=(off,)), "administrators").bypass == ()
    assert door(found(near, RULES, more=(off,)), "administrators").bypass is None


@pytest.mark.parametrize(
    ("change", "resistant", "mfa"),
    [
        (("codes", f"{VALUE}backupCodeExceptionPeriod", "0s"), True, "phishing-resistant"),
        (("codes", f"{VALUE}backupCodeExceptionPeriod", "86400s"), True, "phishing-resistant"),
        (("codes", f"{VALUE}backupCodeExceptionPeriod", "86401s"), False, "strong"),
        (("codes", f"{VALUE}backupCodeExceptionPeriod", "604800s"), False, "strong"),
        (("codes", f"{VALUE}backupCodeExceptionPeriod", "some"), None, None),
        (("codes", f"{VALUE}backupCodeExceptionPeriod", LEFT_OUT), None, None),
        (("codes", "", LEFT_OUT), None, None),
    ],
)
def test_codes_on_paper_stand_in_for_a_key(near: Google, change: Change, resistant: Any, mfa: Any) -> None:
    """They can be typed into a forged page."""
    some = found(near, change)
    assert [door(some, whom).phishing_resistant for whom in ("everyone", "administrators")] == [resistant] * 2
    who = one(some, Identity, "", "/users/2")
    assert who.mfa == mfa
    assert door(some).bypass == ()  # a code is a second factor
    if mfa is None:
        whys = {why.field: why.ask for why in (*who.unread, *door(some).unread)}
        assert "backup codes" in whys["mfa"]
        assert "backup codes" in whys["phishing_resistant"]


def test_codes_of_a_unit(near: Google) -> None:
    week = policy(CODES, {"backupCodeExceptionPeriod": "604800s"}, unit=WARD, order=2)
    some = found(near, more=(week,))
    assert (one(some, Identity, "", "/users/1").mfa, one(some, Identity, "", "/users/2").mfa) == (
        "phishing-resistant",
        "strong",
    )
    assert door(some).phishing_resistant is False
    assert door(some, "administrators").phishing_resistant is True
    assert door(found(near, RULES, more=(week,)), "administrators").phishing_resistant is False


def test_codes_matter_only_beside_keys(near: Google) -> None:
    some = found(near, ("factor", f"{VALUE}allowedSignInFactorSet", "NO_TELEPHONY"), ("codes", "", LEFT_OUT))
    assert one(some, Identity, "", "/users/2").mfa == "strong"
    assert door(some).phishing_resistant is False


def test_what_is_nowhere_enforced_has_no_way_round(near: Google) -> None:
    some = found(
        near,
        ("trust", f"{VALUE}allowTrustingDevice", True),
        OFF,
        ("users/1", "isEnforcedIn2Sv", False),
    )
    assert [(door(some, whom).factors, door(some, whom).bypass) for whom in ("everyone", "administrators")] == [
        (1, ())
    ] * 2


def test_ways_of_administrators_where_policies_are_not_told(near: Google) -> None:
    put(near)
    near.denied.add("cloudidentity.policies.list")
    it = door(facts(near), "administrators")
    assert (it.factors, it.bypass) == (2, None)
    assert {one.outcome for one in it.unread} == {"denied"}


@pytest.mark.parametrize(
    ("changes", "asked", "around"),
    [
        ((), "pass", "pass"),
        ((("trust", f"{VALUE}allowTrustingDevice", True),), "pass", "fail"),
        ((("grace", "", LEFT_OUT),), "pass", "unknown"),
        ((("may", "", LEFT_OUT),), "unknown", "unknown"),
        ((OFF,), "fail", "not_applicable"),
        ((OFF, ("trust", f"{VALUE}allowTrustingDevice", True)), "fail", "not_applicable"),
    ],
)
def test_what_is_said_of_a_door(near: Google, changes: tuple[Change, ...], asked: Judged, around: Judged) -> None:
    """Of a door that demands one factor nobody is told that there is no way round the second."""
    it = door(found(near, *changes))
    assert [[verdict.judged for verdict in check(it)] for check in (demanded, no_way_round)] == [[asked], [around]]
