from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pytest

from scanner import plugins
from scanner.finding import Finding, Status
from scanner.judging.assess import assess
from scanner.profile import Profile, layers, rule
from tests import tiny


def rows(found: Iterable[Finding], profile: Profile, *, whole: bool = True) -> Iterator[rule.Row]:
    return rule.rows(Counter(map(rule.said, found)), profile, whole=whole)


def states(answers: list[Any], **more: Any) -> dict[str, str]:
    profile = tiny.profile(**more)
    found = assess(tiny.lines(answers), tiny.scope(rule=profile), profile, tiny.registry()).findings
    return {row.requirement.cite: row.state for row in rows(found, profile)}


@pytest.mark.parametrize(
    ("answers", "automatic", "partial"),
    [
        (tiny.box(), "pass", "no_record"),
        (tiny.box(encrypted=False), "fail", "no_record"),
        (tiny.box(guarded=False), "pass", "fail"),
        ([a for a in tiny.box() if a.question != "tiny.copies"], "pass", "not_assessed"),
        ([tiny.answer("tiny.list", {}), tiny.answer("tiny.copies", [])], "not_assessed", "no_record"),
        ([], "not_assessed", "not_assessed"),
    ],
)
def test_rows(answers: list[Any], automatic: str, partial: str) -> None:
    found = states(answers)
    assert (found["1.1"], found["1.2"]) == (automatic, partial)


def test_what_no_machine_sees_waits_for_its_record_however_green_its_neighbours() -> None:
    assert states(tiny.box())["1.3"] == rule.NO_RECORD


def test_supporting_evidence_is_never_enough_alone() -> None:
    assert states(tiny.box())["1.4"] == "not_assessed"


def test_what_no_night_can_answer_keeps_a_row_open() -> None:
    profile = tiny.profile()
    found = [*assess(tiny.lines(tiny.box()), tiny.scope(), profile, tiny.registry()).findings]
    standing = msgspec.structs.replace(found[0], control="rest", status="not_assessed", standing=True)
    by_cite = {row.requirement.cite: row.state for row in rows([*found, standing], profile)}
    assert by_cite["1.1"] == "not_assessed"


def test_a_row_of_two_controls_needs_both() -> None:
    profile = _automatic(layers.load_profile("hipaa-nprm-2025", plugins.load().checks), "164.312(i)")
    (first, *_) = assess(tiny.lines(tiny.box()), tiny.scope(), tiny.profile(), tiny.registry()).findings
    backup, restored = (
        msgspec.structs.replace(first, control=c, status=Status.PASS) for c in ("backup", "restore-test")
    )
    for found, state in (([backup], "not_assessed"), ([restored], "not_assessed"), ([backup, restored], "pass")):
        by_cite = {row.requirement.cite: row.state for row in rows(found, profile)}
        assert by_cite["164.312(i)"] == state


def _automatic(profile: Profile, cite: str) -> Profile:
    """As if nothing of that row waited for a person."""
    seen = msgspec.structs.replace(profile.requirement(cite).evidence, mode="automatic", attestation="")
    rows = [msgspec.structs.replace(r, evidence=seen) if r.cite == cite else r for r in profile.requirements]
    return msgspec.structs.replace(profile, requirements=tuple(rows))


@pytest.mark.parametrize(("ephi", "state"), [(True, "pass"), (None, "pass"), (False, "not_assessed")])
def test_no_row_passes_by_what_holds_no_ephi(*, ephi: bool | None, state: str) -> None:
    profile = tiny.profile()
    found = assess(tiny.lines(tiny.box()), tiny.scope(), profile, tiny.registry()).findings
    about = [msgspec.structs.replace(finding, ephi=ephi) for finding in found]
    by_cite = {row.requirement.cite: row for row in rows(about, profile)}
    assert (by_cite["1.1"].state, by_cite["1.1"].direct["pass"]) == (state, 1)


def test_a_part_of_the_scope_passes_no_row() -> None:
    profile = tiny.profile()
    found = assess(tiny.lines(tiny.box()), tiny.scope(), profile, tiny.registry()).findings
    assert {row.state for row in rows(found, profile, whole=False)}.isdisjoint({"pass"})


def test_nothing_passes_through_a_disabled_check() -> None:
    assert states(tiny.box(), disabled={"rest.encrypted": "because"})["1.1"] == "accepted"


def test_a_row_counts_direct_and_supporting_apart() -> None:
    profile = tiny.profile()
    found = tuple(assess(tiny.lines(tiny.box()), tiny.scope(), profile, tiny.registry()).findings)
    by_cite = {row.requirement.cite: row for row in rows(found, profile)}
    assert (dict(by_cite["1.1"].direct), dict(by_cite["1.1"].supporting)) == ({"pass": 1}, {})
    assert (dict(by_cite["1.4"].direct), dict(by_cite["1.4"].supporting)) == ({}, {"pass": 1})
    assert by_cite["1.4"].controls == (("rest", "supporting"),)
