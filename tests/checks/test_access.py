from typing import Any

import pytest

from checks.access import agreement, asked_for, by_group, guarded, no_everything, outsiders_known, rights_used
from scanner.check import Judged
from scanner.facts import FOREVER, Grant, Guard
from tests.checks.every import only, routine
from tests.make import make

PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN


@pytest.mark.parametrize(
    ("right", "holders", "approved", "judged"),
    [
        ("everything", (), (), PASS),
        ("everything", ("ops",), (), FAIL),
        ("everything", ("ops",), ("ops",), PASS),
        ("everything", ("ops", "bob"), ("ops",), FAIL),
        ("everything", None, ("ops",), UNKNOWN),
        ("administer", ("bob",), (), None),
    ],
)
def test_no_everything(right: str, holders: Any, approved: tuple[str, ...], judged: Judged | None) -> None:
    assert only(no_everything(make(Grant, right=right, holders=holders), approved=approved)) is judged


def test_no_everything_names_only_who_is_not_approved() -> None:
    (verdict,) = no_everything(make(Grant, right="everything", holders=("ops", "bob")), approved=("ops",))
    assert verdict.seen == "may do everything, and is not approved: bob"


def test_no_everything_does_not_say_the_name_of_the_grant_again() -> None:
    (verdict,) = no_everything(make(Grant, name="%sudo", right="everything", holders=("%sudo",)))
    assert verdict.seen == "may do everything, and is not approved"


@pytest.mark.parametrize(("direct", "judged"), [(False, PASS), (True, FAIL), (None, UNKNOWN)])
def test_by_group(*, direct: bool | None, judged: Judged) -> None:
    assert only(by_group(make(Grant, right="other", direct=direct))) is judged


@pytest.mark.parametrize(
    ("right", "activation", "want", "judged"),
    [
        ("everything", "standing", "password", FAIL),
        ("everything", "click", "password", FAIL),
        ("administer", "click", "approval", FAIL),
        ("other", "click", "password", None),
        ("everything", "password", "password", PASS),
        ("administer", "approval", "password", PASS),
        ("administer", "password", "approval", FAIL),
        ("everything", None, "password", UNKNOWN),
        ("other", "standing", "password", None),
    ],
)
def test_asked_for(right: str, activation: str | None, want: Any, judged: Judged | None) -> None:
    assert only(asked_for(make(Grant, right=right, activation=activation), want=want)) is judged


@pytest.mark.parametrize(
    ("activation", "holders", "approved", "judged"),
    [
        ("standing", ("a", "b"), ("a", "b", "c"), PASS),
        ("standing", ("a", "b"), ("a",), FAIL),
        ("standing", ("a",), (), FAIL),
        ("standing", (), ("a",), FAIL),
        ("standing", None, ("a",), UNKNOWN),
        ("standing", None, (), FAIL),
        ("click", ("a",), ("a",), PASS),
        ("click", ("a", "b"), ("a",), FAIL),
        ("password", None, ("a",), PASS),
        (None, ("a",), ("a",), UNKNOWN),
    ],
)
def test_asked_for_lets_approved_holders_be(
    activation: str | None, holders: Any, approved: tuple[str, ...], judged: Judged
) -> None:
    grant = make(Grant, right="everything", activation=activation, holders=holders)
    assert only(asked_for(grant, approved=approved)) is judged


def test_asked_for_names_only_who_is_not_approved() -> None:
    grant = make(Grant, right="everything", activation="standing", holders=("a", "b"))
    (all_,) = asked_for(grant, approved=("a", "b"))
    assert all_.seen == "the rights of an administrator are always on, for approved holders alone: a, b"
    (some,), (none,) = (asked_for(grant, approved=(one,)) for one in ("a", "z"))
    assert some.seen.endswith("nothing asks for a password or an approval first: b")
    assert none.seen.endswith("first")


def test_asked_for_says_what_it_takes() -> None:
    (verdict,) = asked_for(make(Grant, right="everything", activation="standing"))
    assert (
        verdict.seen == "the rights of an administrator are always on; nothing asks for a password or an approval first"
    )
    (verdict,) = asked_for(make(Grant, right="everything", activation="click"))
    assert verdict.seen.startswith("taking it up asks for nothing that signing in has not asked for; nothing asks for")


@pytest.mark.parametrize(
    "prevents", ["credential-theft", "privileged-workload", "long-lived-keys", "console-access", "self-enrolment"]
)
@pytest.mark.parametrize(("in_force", "judged"), [(True, PASS), (False, FAIL), (None, UNKNOWN)])
def test_guarded(*, prevents: str, in_force: bool | None, judged: Judged) -> None:
    assert only(guarded(make(Guard, prevents=prevents, in_force=in_force))) is judged
    assert guarded(make(Guard, prevents="deletion", in_force=in_force)) == []


@pytest.mark.parametrize(
    ("unused", "judged", "seen"),
    [
        (0, PASS, "last used today"),
        (90, PASS, "last used 90 days ago"),
        (91, FAIL, "last used 91 days ago, more than 90 days"),
        (FOREVER, FAIL, "never used"),
        (-1, UNKNOWN, "last used 1 day in the future, so a clock is wrong"),
        (None, UNKNOWN, "when it was last used: denied (it:Ask)"),
    ],
)
def test_rights_used(unused: int | None, judged: Judged, seen: str) -> None:
    (verdict,) = rights_used(make(Grant, right="other", unused_days=unused))
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("outsiders", "known", "judged", "seen"),
    [
        ((), (), PASS, "no outsider holds it"),
        (("1", "2"), ("1", "2"), PASS, "held by outsiders on the register: 1, 2"),
        (("1", "2"), ("1",), FAIL, "held by outsiders who are not on the register: 2"),
        (None, ("1",), UNKNOWN, "which outsiders hold the right: denied (it:Ask)"),
    ],
)
def test_outsiders_known(outsiders: Any, known: tuple[str, ...], judged: Judged, seen: str) -> None:
    (verdict,) = outsiders_known(make(Grant, right="impersonate", outsiders=outsiders), known=known)
    assert (verdict.judged, verdict.seen) == (judged, seen)


@pytest.mark.parametrize(
    ("age", "outcome", "judged", "seen"),
    [
        (0, "good", PASS, "a business associate agreement is in force, signed today"),
        (900, "good", PASS, "a business associate agreement is in force, signed 900 days ago"),
        (-1, "good", UNKNOWN, "the business associate agreement begins in the future"),
        (900, "bad", FAIL, "the business associate agreement is no longer in force"),
        (900, "unverified", FAIL, "nobody looked whether the business associate agreement is in force"),
        (FOREVER, None, FAIL, "no business associate agreement is in force"),
        (None, "good", UNKNOWN, "how old it is: denied (it:Ask)"),
        (900, None, UNKNOWN, "how it went: denied (it:Ask)"),
        (None, None, UNKNOWN, "how old it is and how it went: denied (it:Ask)"),
        (None, "bad", FAIL, "the business associate agreement is no longer in force"),
    ],
)
def test_agreement(age: int | None, outcome: str | None, judged: Judged, seen: str) -> None:
    (verdict,) = agreement(routine("business-associate-agreement", age=age, outcome=outcome))
    assert (verdict.judged, verdict.seen) == (judged, seen)
    assert agreement(routine("access-review", age=age, outcome=outcome)) == []
