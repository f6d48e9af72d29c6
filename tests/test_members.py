"""The line of a finding is its canonical JSON, whatever stands in it."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import canonical
from scanner.finding import Finding, Rest, Status
from scanner.members import line, read

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
