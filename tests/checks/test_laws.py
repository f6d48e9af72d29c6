"""What holds for every check, whatever the fact."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.check import Check, Judged, Related, Verdict
from scanner.facts import CLASSES
from tests.checks.every import STRICT, any_case, blanks, every_check, may_be_none, own_fields, pool, with_field

CHECKS = every_check()
each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
brisk = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NOT_SURE = {Judged.FAIL, Judged.UNKNOWN}


def judged(verdicts: list[Verdict]) -> dict[str, Judged]:
    parts = {verdict.part: verdict.judged for verdict in verdicts}
    assert len(parts) == len(verdicts), "two verdicts about one fact need two parts"
    return parts


@each_check
def test_of_what_nothing_is_known_nothing_passes(check: Check[Any, Any]) -> None:
    beside = [(Related(),), *((Related((other,)),) for other in blanks(check.related))] if check.related else [()]
    said = [
        verdict
        for fact in blanks(check.fact)
        for related in beside
        for chosen in ({}, STRICT.get(check.id, {}))
        for verdict in check(fact, *related, **chosen)
    ]
    assert said, "a check that says nothing of any blank fact would not be missed"
    assert Judged.PASS not in {verdict.judged for verdict in said}


@each_check
@brisk
@given(data=st.data())
def test_any_fact_is_judged_and_always_alike(check: Check[Any, Any], data: st.DataObject) -> None:
    fact, beside, chosen = data.draw(any_case(check))
    verdicts = check(fact, *beside, **chosen)
    judged(verdicts)
    assert all(verdict.seen and (verdict.reason or verdict.judged is not Judged.UNKNOWN) for verdict in verdicts)
    assert check(fact, *beside, **chosen) == verdicts


@each_check
@brisk
@given(data=st.data())
def test_knowing_less_never_helps(check: Check[Any, Any], data: st.DataObject) -> None:
    fact, beside, chosen = data.draw(any_case(check))
    before = judged(check(fact, *beside, **chosen))
    for field, hint in own_fields(check.fact).items():
        if may_be_none(hint):
            after = judged(check(with_field(fact, field, None), *beside, **chosen))
            for part, was in before.items():
                assert was not in NOT_SURE or after.get(part) in NOT_SURE, f"{field} unread: {was} -> {after}"


JOINED = {name: check for name, check in CHECKS.items() if check.related}


@pytest.mark.parametrize("check", JOINED.values(), ids=JOINED)
@settings(brisk, max_examples=50)
@given(data=st.data())
def test_knowing_less_of_what_is_beside_never_helps(check: Check[Any, Any], data: st.DataObject) -> None:
    fact, (beside,), chosen = data.draw(any_case(check))
    before = judged(check(fact, beside, **chosen))
    for place, other in enumerate(beside.seen):
        for field in (f for f, hint in own_fields(type(other)).items() if may_be_none(hint)):
            seen = (*beside.seen[:place], with_field(other, field, None), *beside.seen[place + 1 :])
            after = judged(check(fact, Related(seen, beside.gaps), **chosen))
            for part, was in before.items():
                assert was not in NOT_SURE or after.get(part) in NOT_SURE, f"{field} unread: {was} -> {after}"


@each_check
@brisk
@given(data=st.data())
def test_one_none_is_unknown_exactly_where_it_matters(check: Check[Any, Any], data: st.DataObject) -> None:
    fact, beside, chosen = data.draw(any_case(check))
    for field, hint in own_fields(check.fact).items():
        if not may_be_none(hint):
            continue
        after = judged(check(with_field(fact, field, None), *beside, **chosen))
        filled = [judged(check(with_field(fact, field, value), *beside, **chosen)) for value in pool(hint)]
        for part in {part for parts in (after, *filled) for part in parts}:
            could_be = {parts.get(part) for parts in filled}
            if Judged.UNKNOWN in could_be:
                continue
            assert (after.get(part) is Judged.UNKNOWN) == (Judged.FAIL in could_be and could_be != {Judged.FAIL}), field
            assert (after.get(part) is Judged.FAIL) == (could_be == {Judged.FAIL}), field


def test_every_class_with_a_check_is_one_of_the_vocabulary() -> None:
    assert {check.fact for check in CHECKS.values()} <= set(CLASSES)
