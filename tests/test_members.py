"""The line of a finding is its canonical JSON, whatever stands in it."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import canonical
from scanner.evidence.canonical import CanonicalError
from scanner.finding import Finding, Rest, Status
from scanner.members import line, read, whole
from scanner.scope import Asked
from scanner.targets import Target

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
FINDINGS = st.builds(
    Finding,
    fingerprint=TEXT,
    check=TEXT,
    control=TEXT,
    status=st.sampled_from(Status),
    asks=st.lists(TEXT, max_size=2).map(tuple),
    target=TEXT,
    resource=TEXT,
    ephi=st.none() | st.booleans(),
    owner=TEXT,
    tags=st.dictionaries(TEXT, TEXT, max_size=3),
    seen=TEXT,
    severity=st.sampled_from(["low", "critical"]),
    likelihood=st.integers(1, 5),
    impact=st.integers(1, 5),
    risk=st.integers(0, 25),
    answers=st.lists(st.builds(Rest, leaf=st.integers(0, 2**40), sha256=TEXT), max_size=2).map(tuple),
)


@given(FINDINGS)
def test_the_line_of_a_finding(finding: Finding) -> None:
    assert line(finding) == canonical.dumps(msgspec.to_builtins(finding))
    assert read(line(finding), Finding, "it") == finding


def found(**more: Any) -> Finding:
    words = dict.fromkeys(("fingerprint", "check", "control", "target", "resource", "seen"), "x")
    risk = {"severity": "low", "likelihood": 1, "impact": 1, "risk": 0}
    return Finding(**{**words, **risk, "status": Status.PASS, **more})


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"seen": "\ud800"}, "half a surrogate pair"),
        ({"tags": {"a": "\ud800"}}, "half a surrogate pair"),
        ({"tags": {"é": "\ud800"}}, "half a surrogate pair"),
        ({"tags": {"a": 1.5}}, "a value of type float has no canonical form"),
    ],
)
def test_what_cannot_be_sealed_is_said_as_of_all_else(wrong: Any, why: str) -> None:
    """A reader may be a plugin's."""
    with pytest.raises(CanonicalError, match=why):
        line(found(**wrong))


def test_what_an_older_program_does_not_know_is_written_only_where_it_says_something() -> None:
    """One of 0.2.0 refuses a field that it has never heard of."""
    later = {"owner": "T. Brandt", "tags": {"a": "b"}}
    assert set(msgspec.json.decode(line(found(**later)))) - set(msgspec.json.decode(line(found()))) == set(later)
    asked = Asked(target=Target(id="lab:a", scheme="lab", name="a"), collector="lab 1", questions=())
    assert msgspec.json.decode(whole(asked)) == {
        "target": {"id": "lab:a", "scheme": "lab", "name": "a"},
        "collector": "lab 1",
        "questions": [],
    }
