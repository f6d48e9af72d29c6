"""Which policies hold: units, groups, licences, Google's own, and what says neither yes nor no."""

from typing import Any

import pytest
from msgspec import structs

from scanner.facts import Identity, PasswordPolicy, Session, SignIn
from tests.collectors.azure.settings import LEFT_OUT, Change
from tests.collectors.workspace.asking import DIRECTORY, GOOD, POLICIES, ROOT, WARD, facts, one, policy, put, user
from tests.servers.google.double import Google

STEPS, FACTOR, GRACE = (
    f"two_step_verification_{word}" for word in ("enforcement", "enforcement_factor", "grace_period")
)
LONG = {"minimumLength": 20, "enforceRequirementsAtLogin": True, "allowReuse": False, "expirationDuration": "0s"}
OFF, SINCE = {"enforcedFrom": "1970-01-01T00:00:00Z"}, {"enforcedFrom": "2025-01-01T00:00:00Z"}
KEYS, ANY = {"allowedSignInFactorSet": "PASSKEY_ONLY"}, {"allowedSignInFactorSet": "ALL"}


def found(near: Google, *more: Any, changes: tuple[Change, ...] = ()) -> list[Any]:
    put(near, *changes, more=[(f"{POLICIES}/more{n}", one) for n, one in enumerate(more)])
    return facts(near)


def door(near: Google, *more: Any, changes: tuple[Change, ...] = ()) -> Any:
    return one(found(near, *more, changes=changes), SignIn, "everyone", "/sign-in")


def test_a_unit_that_switches_it_off_again_is_a_way_round(near: Google) -> None:
    it = door(near, policy(STEPS, OFF, unit=WARD, order=2))
    assert (it.factors, it.bypass) == (2, ("organisational unit /Ward: not enforced",))


def test_a_group_for_which_it_is_off_is_a_way_round(near: Google) -> None:
    it = door(near, policy(STEPS, OFF, group="01abc", order=2))
    assert (it.factors, it.bypass) == (2, ("group 01abc: not enforced",))


def test_a_group_counts_though_the_query_does_not_name_it(near: Google) -> None:
    more = policy(STEPS, OFF, order=2)
    more["policyQuery"]["group"] = "groups/01abc"
    it = door(near, more)
    assert (it.factors, it.bypass) == (2, ("group 01abc: not enforced",))


def test_a_unit_that_may_not_turn_it_on_is_a_way_round(near: Google) -> None:
    it = door(near, policy("two_step_verification_enrollment", {"allowEnrollment": False}, unit=WARD, order=2))
    assert (it.factors, it.bypass) == (2, ("organisational unit /Ward: not enforced",))


def test_a_unit_that_says_neither_yes_nor_no(near: Google) -> None:
    it = door(near, policy(STEPS, {"enforcedFrom": "soon"}, unit=WARD, order=2))
    assert (it.factors, it.bypass) == (2, None)
    assert "organisational unit /Ward" in it.unread[0].ask


def test_a_licence_for_which_it_is_off_is_a_way_round(near: Google) -> None:
    it = door(near, policy(STEPS, OFF, licence="1010020028", order=2))
    assert (it.factors, it.bypass) == (2, ("some of the people: not enforced",))


def test_a_unit_that_nobody_knows_is_a_way_round_too(near: Google) -> None:
    it = door(near, policy(STEPS, OFF, unit="03gone", order=2))
    assert it.bypass == ("some of the people: not enforced",)


def test_what_comes_before_another_never_holds(near: Google) -> None:
    it = door(near, policy(STEPS, OFF, unit=WARD, order=0.5))
    assert (it.factors, it.bypass) == (2, ())


@pytest.mark.parametrize("unit", [ROOT, WARD])
@pytest.mark.parametrize("last", [False, True])
def test_of_two_in_one_place_of_the_order_either_may_hold(near: Google, unit: str, last: bool) -> None:  # noqa: FBT001
    off, on = policy(STEPS, OFF, unit=unit, order=1), policy(STEPS, SINCE, order=1)
    it = door(near, *((on, off) if last else (off, on)), changes=(("on", "", LEFT_OUT),))
    assert it.factors == 1 or it.bypass


def test_googles_own_gives_way_to_what_administrators_set(near: Google) -> None:
    it = door(near, policy(STEPS, OFF, order=0.00049, type="SYSTEM"))
    assert (it.factors, it.bypass) == (2, ())


@pytest.mark.parametrize("more", [{"unit": WARD}, {"group": "01abc"}, {"licence": "1010020028"}])
def test_a_policy_for_some_alone_is_none_for_everybody(near: Google, more: dict[str, Any]) -> None:
    """Nothing tells what holds for the others: it is no pass."""
    it = door(near, policy(STEPS, SINCE, **more), changes=(("on", "", LEFT_OUT),))
    assert (it.factors, it.bypass) == (None, None)
    assert "for everybody" in it.unread[0].ask


def test_on_for_some_and_off_for_the_rest_is_off(near: Google) -> None:
    it = door(
        near,
        policy(STEPS, SINCE, unit=WARD, order=2),
        changes=(("on", "setting.value.enforcedFrom", OFF["enforcedFrom"]),),
    )
    assert (it.factors, it.bypass) == (1, ())


def test_a_query_that_is_more_than_one_unit_is_not_for_everybody(near: Google) -> None:
    clause = f"!entity.org_units.exists(org_unit, org_unit.org_unit_id == orgUnitId('{ROOT}'))"
    assert door(near, changes=(("on", "policyQuery.query", clause),)).factors is None


def test_googles_own_for_several_licences_hold_where_they_say_the_same(near: Google) -> None:
    own = [policy(STEPS, OFF, licence=str(n), order=n / 100, type="SYSTEM", name=f"s{n}") for n in (1, 2)]
    assert door(near, *own, changes=(("on", "", LEFT_OUT),)).factors == 1


def test_googles_own_that_differ_say_nothing_of_everybody(near: Google) -> None:
    own = [policy(STEPS, value, licence="1", order=n, type="SYSTEM") for n, value in enumerate((OFF, SINCE))]
    assert door(near, *own, changes=(("on", "", LEFT_OUT),)).factors is None


def test_keys_for_a_unit_alone_are_none_for_everybody(near: Google) -> None:
    it = door(near, policy(FACTOR, KEYS, unit=WARD), changes=(("factor", "", LEFT_OUT),))
    assert (it.phishing_resistant, it.bypass) == (None, None)


def test_a_unit_that_takes_codes_is_enough_to_be_phished(near: Google) -> None:
    it = door(near, policy(FACTOR, ANY, unit=WARD, order=2))
    assert (it.factors, it.phishing_resistant, it.bypass) == (2, False, None)


def test_each_person_by_their_own_unit(near: Google) -> None:
    some = found(near, policy(FACTOR, ANY, unit=WARD, order=2))
    assert one(some, Identity, "", "/users/2").mfa is None  # in the ward
    assert one(some, Identity, "", "/users/1").mfa == "phishing-resistant"
    assert one(some, SignIn, "administrators", "/sign-in").phishing_resistant is True


def test_a_group_may_be_anybodys(near: Google) -> None:
    some = found(near, policy(FACTOR, ANY, group="01abc", order=2))
    assert one(some, Identity, "", "/users/1").mfa is None
    assert one(some, SignIn, "administrators", "/sign-in").phishing_resistant is False


def test_a_group_of_another_unit_is_not(near: Google) -> None:
    some = found(near, policy(FACTOR, ANY, group="01abc", unit=WARD, order=2))
    assert one(some, Identity, "", "/users/1").mfa == "phishing-resistant"
    assert one(some, Identity, "", "/users/2").mfa is None


def test_a_longer_time_to_enrol_for_a_group(near: Google) -> None:
    it = door(near, policy(GRACE, {"enrollmentGracePeriod": "5184000s"}, group="01abc", order=2))
    assert it.bypass == ("new accounts for 60 days",)


def test_the_longest_session_of_any_unit(near: Google) -> None:
    some = found(near, policy("session_controls", {"webSessionDuration": "604800s"}, unit=WARD, order=2))
    assert one(some, Session, "web", "/sessions").max_seconds == 604800


def test_a_short_session_for_a_unit_leaves_the_others_at_googles_default(near: Google) -> None:
    short = policy("session_controls", {"webSessionDuration": "3600s"}, unit=WARD)
    some = found(near, short, changes=(("session", "", LEFT_OUT),))
    assert one(some, Session, "web", "/sessions").max_seconds == 14 * 86400


def test_the_weakest_password_of_any_unit(near: Google) -> None:
    weak = policy("password", {"minimumLength": 8, "allowReuse": True, "expirationDuration": "0s"}, unit=WARD, order=2)
    it = one(found(near, weak), PasswordPolicy, "", "/passwords")
    assert (it.min_length, it.history) == (8, 0)


def test_passwords_from_before_a_policy_stay_unless_it_is_enforced_at_the_next_sign_in(near: Google) -> None:
    lax = policy("password", {**LONG, "enforceRequirementsAtLogin": False}, unit=WARD, order=2)
    it = one(found(near, lax), PasswordPolicy, "", "/passwords")
    assert (it.min_length, it.stands) == (8, ("passwords that were there before are not asked for more",))
    some = found(near, policy("password", LONG, unit=WARD, order=2))
    it = one(some, PasswordPolicy, "", "/passwords")
    assert (it.min_length, it.stands) == (14, ())


def test_a_unit_that_does_not_say_whether_its_policy_is_enforced(near: Google) -> None:
    unsaid = {name: value for name, value in LONG.items() if name != "enforceRequirementsAtLogin"}
    it = one(found(near, policy("password", unsaid, unit=WARD, order=2)), PasswordPolicy, "", "/passwords")
    assert it.min_length is None
    assert "were there before" in {why.field: why.ask for why in it.unread}["min_length"]


def test_a_password_policy_for_a_unit_alone(near: Google) -> None:
    strong = policy("password", {"minimumLength": 20}, unit=WARD)
    it = one(found(near, strong, changes=(("password", "", LEFT_OUT),)), PasswordPolicy, "", "/passwords")
    assert (it.min_length, it.max_age_days) == (None, None)


UNDONE: dict[str, dict[str, Any]] = {
    STEPS: OFF,
    "two_step_verification_enrollment": {"allowEnrollment": False},
    FACTOR: ANY,
    GRACE: {"enrollmentGracePeriod": "5184000s"},
    "two_step_verification_device_trust": {"allowTrustingDevice": True},
    "two_step_verification_sign_in_code": {"backupCodeExceptionPeriod": "604800s"},
    "session_controls": {"webSessionDuration": "1209600s"},
    "password": {**LONG, "minimumLength": 8},
}
"""By setting, what is worse than all that the good domain has."""


def test_each_setting_is_undone_once() -> None:
    settings = {one["setting"]["type"].rpartition(".")[2] for at, one in GOOD.items() if at.startswith(POLICIES)}
    assert settings == UNDONE.keys()


@pytest.mark.parametrize("setting", UNDONE)
@pytest.mark.parametrize("whom", [{"unit": WARD}, {"unit": "03gone"}, {"group": "01abc"}, {"licence": "1010020028"}])
def test_what_undoes_it_for_some_is_seen(near: Google, setting: str, whom: dict[str, str]) -> None:
    """And what comes before the policy of the top unit undoes nothing."""
    good = said(found(near))
    worse = policy(setting, UNDONE[setting], order=2, **whom)
    assert said(found(near, worse)) != good
    assert said(found(near, {**worse, "policyQuery": {**worse["policyQuery"], "sortOrder": 0.5}})) == good


def said(some: list[Any]) -> list[Any]:
    """The facts, but for where they stand in the evidence."""
    return [structs.replace(fact, answers=()) for fact in some]


def test_where_the_top_unit_is_not_told_those_below_it_name_it(near: Google) -> None:
    assert door(near, changes=(("root", "", LEFT_OUT),)).factors == 2
    near.scopes["customers/C01abcdef"].things.clear()
    it = door(near, changes=(("root", "", LEFT_OUT), ("Ward", "", LEFT_OUT)))
    assert it.factors is None
    assert "which unit is the top" in it.unread[0].ask


def test_an_administrator_kept_for_emergencies_is_no_lax_one(near: Google) -> None:
    put(near, more=[(f"{DIRECTORY}/users/3", user("3", "Glass@alder.example", isAdmin=True, isEnforcedIn2Sv=False))])
    it = one(facts(near), SignIn, "administrators", "/sign-in")
    assert (it.factors, it.stands) == (1, ("two steps are not enforced for Glass@alder.example",))
    some = facts(near, break_glass="glass@alder.example")
    assert one(some, SignIn, "administrators", "/sign-in").factors == 2
    assert one(some, Identity, "", "/users/3").holder == "break-glass"
