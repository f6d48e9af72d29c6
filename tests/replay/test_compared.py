"""The findings of a run beside those that follow from its evidence."""

import msgspec
import pytest

from scanner import members
from scanner.check import Severity
from scanner.evidence.replayed import first, tally
from scanner.finding import Finding, Status
from scanner.replay import compared
from scanner.replay.compared import compare


def _finding(name: str, status: str, seen: str = "seen", resource: str = "") -> Finding:
    severity: Severity = "low"
    return Finding(
        fingerprint=(resource or name) * 3,
        check="a.check",
        control="a",
        status=Status(status),
        target="lab:x",
        resource=resource or name,
        name=name,
        seen=seen,
        severity=severity,
        likelihood=1,
        impact=1,
        risk=0,
    )


PASS, FAIL = "pass", "fail"
ONE, TWO = _finding("one", PASS), _finding("two", FAIL)


@pytest.mark.parametrize(
    ("here", "sealed", "otherwise", "ordered", "said"),
    [
        ([], [], [], True, "none of 0 findings comes out otherwise"),
        ([ONE, TWO], [ONE, TWO], [], True, "none of 2 findings comes out otherwise"),
        ([TWO, ONE], [ONE, TWO], [], False, "none of 2 findings comes out otherwise"),
        (
            [_finding("one", FAIL)],
            [ONE],
            [("one", PASS, FAIL)],
            False,
            "1 of 1 finding comes out otherwise; 1 of them passes as sealed and not here",
        ),
        (
            [_finding("two", PASS)],
            [TWO],
            [("two", FAIL, PASS)],
            False,
            "1 of 1 finding comes out otherwise",
        ),
        # Not a line more than that differs, wherever it stands.
        ([TWO], [ONE, TWO], [("one", PASS, "")], False, "1 of 2 findings comes out otherwise; 1 of them passes"),
        ([ONE, TWO], [TWO], [("one", "", PASS)], False, "none of 1 finding comes out otherwise; 1 more follow"),
        ([ONE], [ONE, ONE], [("one", PASS, "")], False, "1 of 2 findings comes out otherwise"),
        (
            [_finding("one", PASS, "others")],
            [ONE],
            [("one", PASS, PASS)],
            False,
            "none of 1 finding comes out otherwise; 1 in other words",
        ),
        # Another version has another name for it.
        ([_finding("one", PASS, resource="x/one")], [ONE], [("one", PASS, PASS)], False, "none of 1 finding comes out"),
        (
            [_finding("one", FAIL, "a"), _finding("one", PASS, "b")],
            [_finding("one", PASS, "b"), _finding("one", PASS, "a")],
            [("one", PASS, FAIL)],
            False,
            "1 of 2 findings comes out otherwise; 1 of them passes",
        ),
    ],
)
def test_compare(  # a row
    here: list[Finding], sealed: list[Finding], otherwise: list[tuple[str, str, str]], ordered: object, said: str
) -> None:
    found = compare(map(members.line, here), map(members.line, sealed))
    assert [(o.what, o.sealed, o.here) for o in found.otherwise] == otherwise
    assert found.ordered == ordered
    assert tally(len(sealed), found.otherwise).startswith(said)


def test_lost_passes_come_first_and_other_words_last() -> None:
    sealed = [_finding("a", PASS), _finding("b", FAIL), _finding("c", PASS)]
    here = [_finding("a", PASS, "other"), _finding("b", PASS), _finding("c", FAIL), _finding("d", FAIL)]
    found = compare(map(members.line, here), map(members.line, sealed)).otherwise
    assert [o.what for o in found] == ["c", "b", "d", "a"]
    assert list(first(found)) == [
        "a.check of c (lab:x): the bundle says pass, the evidence says fail",
        "a.check of b (lab:x): the bundle says fail, the evidence says pass",
        "a.check of d (lab:x): the evidence says fail, and the bundle has no such finding",
        "and 1 more",
    ]


def test_findings_that_would_fill_the_memory_are_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "_HELD", 1000)
    lines = [members.line(msgspec.structs.replace(ONE, seen=f"{n}")) for n in range(10)]
    with pytest.raises(compared.StrangeError, match="others altogether"):
        compare([], iter(lines))
