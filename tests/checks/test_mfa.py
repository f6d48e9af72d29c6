from typing import Any

import pytest

from checks.mfa import demanded, every_person, no_way_round, phishing_resistant_administrators, phishing_resistant_doors
from scanner.check import Judged
from scanner.facts import Identity, SignIn
from tests.checks.every import only
from tests.make import make

PASS, FAIL, UNKNOWN, NA = Judged.PASS, Judged.FAIL, Judged.UNKNOWN, Judged.INAPPLICABLE


@pytest.mark.parametrize(
    ("audience", "factors", "judged", "seen"),
    [
        ("everyone", 2, PASS, "everyone: 2 factors are demanded"),
        ("administrators", 3, PASS, "administrators: 3 factors are demanded"),
        ("everyone", 1, FAIL, "everyone: 1 factor is enough to sign in, 2 are required"),
        ("guests", 0, FAIL, "guests: nobody is asked who they are"),
        ("everyone", None, UNKNOWN, "how many factors it demands: denied (it:Ask)"),
    ],
)
def test_demanded(audience: str, factors: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = demanded(make(SignIn, audience=audience, factors=factors))
    assert (verdict.judged, verdict.seen) == (judged, seen)


def test_of_machines_no_second_factor_is_demanded() -> None:
    door = make(SignIn, audience="machines", factors=1, bypass=("x",))
    assert demanded(door) == []
    assert no_way_round(door) == []


PERSON: dict[str, Any] = {"enabled": True, "interactive": True, "holder": "person", "privileged": True}


@pytest.mark.parametrize(
    ("seen", "judged"),
    [
        ({"mfa": "none"}, FAIL),
        ({"mfa": "weak"}, FAIL),
        ({"mfa": "strong"}, PASS),
        ({"mfa": "phishing-resistant"}, PASS),
        ({"mfa": None}, UNKNOWN),
        ({"mfa": "none", "holder": "built-in"}, FAIL),
        ({"mfa": "none", "holder": None}, UNKNOWN),  # it may be a machine's
        ({"mfa": "none", "enabled": None}, UNKNOWN),
        ({"mfa": "none", "interactive": None}, UNKNOWN),
        ({"mfa": "strong", "holder": None, "enabled": None, "interactive": None}, PASS),
        ({"mfa": None, "interactive": False}, NA),
        ({"mfa": "none", "enabled": False}, None),
        ({"mfa": "none", "holder": "machine"}, None),
    ],
)
def test_every_person(seen: dict[str, Any], judged: Judged | None) -> None:
    assert only(every_person(make(Identity, **{**PERSON, **seen}))) is judged


def test_every_person_names_only_what_is_not_known() -> None:
    (verdict,) = every_person(make(Identity, **{**PERSON, "mfa": "none", "holder": None}))
    assert verdict.seen == "whose account it is: denied (it:Ask)"


def test_a_weak_factor_is_enough_where_the_profile_says_so() -> None:
    who = make(Identity, **PERSON, mfa="weak")
    assert every_person(who)[0].seen == "its second factor can be intercepted (SMS, voice or e-mail)"
    assert only(every_person(who, weak_is_enough=True)) is PASS


@pytest.mark.parametrize(
    ("seen", "judged"),
    [
        ({"mfa": "phishing-resistant"}, PASS),
        ({"mfa": "strong"}, FAIL),
        ({"mfa": "weak"}, FAIL),
        ({"mfa": "none"}, FAIL),
        ({"mfa": None}, UNKNOWN),
        ({"mfa": "strong", "privileged": None}, UNKNOWN),
        ({"mfa": "phishing-resistant", "privileged": None}, PASS),
        ({"mfa": "strong", "interactive": False}, NA),
        ({"mfa": "strong", "privileged": False}, None),
        ({"mfa": "strong", "enabled": False}, None),
        ({"mfa": "strong", "holder": "machine"}, None),
    ],
)
def test_phishing_resistant_administrators(seen: dict[str, Any], judged: Judged | None) -> None:
    who = make(Identity, **{**PERSON, **seen})
    assert only(phishing_resistant_administrators(who, required=True)) is judged
    assert phishing_resistant_administrators(who) == []


@pytest.mark.parametrize(
    ("factors", "bypass", "judged", "seen"),
    [
        (2, (), PASS, "everyone: no way round was found"),
        (None, (), PASS, "everyone: no way round was found"),
        (1, (), NA, "everyone: no second factor is demanded that one could go round"),
        (2, ("nullok", "legacy-auth"), FAIL, "everyone: open ways round: nullok, older protocols"),
        (1, ("local-accounts",), FAIL, "everyone: open ways round: local accounts"),
        (2, None, UNKNOWN, "which ways lead round it: denied (it:Ask)"),
    ],
)
def test_no_way_round(factors: int | None, bypass: tuple[str, ...] | None, judged: Judged, seen: str) -> None:
    (verdict,) = no_way_round(make(SignIn, audience="everyone", factors=factors, bypass=bypass))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(("resistant", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_phishing_resistant_doors(*, resistant: bool | None, judged: Judged) -> None:
    door = make(SignIn, audience="administrators", phishing_resistant=resistant)
    assert only(phishing_resistant_doors(door, required=True)) is judged
    assert phishing_resistant_doors(door) == []
    assert phishing_resistant_doors(make(SignIn, audience="guests", phishing_resistant=False), required=True) == []
