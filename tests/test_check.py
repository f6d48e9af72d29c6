import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import checks
from scanner.check import Judged, Related, Verdict, cannot_tell, check, days, failed, passed, span, unknown
from scanner.facts import FOREVER, Asset, Backup, Clock, Gap, Lockout
from tests.make import make


@check(id="a.b", title="It holds", control="a", severity="low")
def holds(asset: Asset, copies: Related[Backup], *, at_least: int = 1) -> Iterator[Verdict]:
    """A reason that
    goes over lines.

    Rule: passes with at_least
    copies. Rule: no more.

    Fix: do this,
    then that.
    """  # as people write them
    yield passed("ok") if len(copies.seen) >= at_least else copies.absent("none")


def test_a_check_is_made_of_its_function() -> None:
    assert (holds.fact, holds.related, holds.where) == (Asset, Backup, "tests.test_check:holds")
    assert (holds.why, holds.fix) == ("A reason that goes over lines.", "do this, then that.")
    assert holds.rule == "passes with at_least copies. Rule: no more."
    assert {name: (s.default, s.type) for name, s in holds.settings.items()} == {"at_least": (1, int)}


def test_one_that_says_no_rule_has_none() -> None:
    @check(id="a.c", title="It holds", control="a", severity="low")
    def silent(asset: Asset) -> Iterator[Verdict]:
        """Of the Rule: nothing is said.

        Fix: say it.
        """
        yield passed(asset.role)

    assert (silent.why, silent.rule, silent.fix) == ("Of the Rule: nothing is said.", "", "say it.")


def test_it_can_be_called_as_a_function() -> None:
    asset = make(Asset, role="store")
    assert holds(asset, Related()) == [failed("none")]
    assert holds(asset, Related(), at_least=0) == [passed("ok")]


def test_absence_is_not_known_where_a_list_failed() -> None:
    gap = Gap(target="t", resource="t", kind="k", missing="backup", outcome="denied", ask="b:List")
    assert holds(make(Asset, role="store"), Related((), (gap,))) == [
        cannot_tell("which backups it has: denied (b:List)", "denied", asks=("b:List",))
    ]


def test_a_list_that_nobody_asks_for_excuses_nothing_for_ever() -> None:
    never, tonight = (
        Gap(target="t", resource="t", kind="k", missing="backup", outcome=outcome, ask="b:List")
        for outcome in ("not-asked", "denied")
    )
    for gaps, reason in (((never, tonight), "denied"), ((tonight, never), "denied"), ((never,), "unclear")):
        (verdict,) = holds(make(Asset, role="store"), Related((), gaps))
        assert (verdict.standing, verdict.reason) == (False, reason)


@pytest.mark.parametrize(("which", "open_"), [("", True), ("copy", True), ("replica", False)])
def test_a_list_of_what_would_not_count_is_not_missed(which: str, open_: bool) -> None:  # noqa: FBT001  # a table
    gap = Gap(target="t", resource="t", kind="k", missing="backup", which=which, outcome="denied", ask="b:List")
    assert (Related((), (gap,)).absent("none", ("copy", "versions")).judged is Judged.UNKNOWN) is open_


def test_unknown_says_only_what_is_none() -> None:
    lock = make(Lockout, attempts=3)
    verdict = unknown(lock, "attempts", "seconds")
    assert (verdict.seen, verdict.reason, verdict.standing) == (
        "for how long an account stays locked: denied (it:Ask)",
        "denied",
        False,
    )


@pytest.mark.parametrize(("outcome", "standing"), [("hidden", True), ("not-asked", True), ("unclear", False)])
def test_standing_reasons(outcome: str, standing: bool) -> None:  # noqa: FBT001  # a table
    assert unknown(make(Lockout, attempts=3, because=outcome), "seconds").standing is standing


def test_unknown_about_known_fields_is_a_mistake_of_the_check() -> None:
    with pytest.raises(ValueError, match="attempts of k are known"):
        unknown(make(Lockout, attempts=3, seconds=9), "attempts")


def test_one_night_s_reason_goes_before_a_standing_one() -> None:
    clock = make(Clock)
    mixed = [u for u in clock.unread if u.field != "sources"]
    hidden = make(Clock, because="hidden").unread[1:2]
    fact = make(Clock, unread=(*hidden, *mixed))
    assert not unknown(fact, "sources", "synchronised").standing


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"), (59, "59 s"), (60, "1 min"), (61, "1 min 1 s"), (900, "15 min"), (3600, "1 h"),
        (5400, "1 h 30 min"),
        (3601, "1 h 1 s"), (86399, "23 h 59 min"), (86400, "1 d"), (90000, "1 d 1 h"), (FOREVER, "never"),
    ],
)  # fmt: skip
def test_span(seconds: int, said: str) -> None:
    assert span(seconds) == said


@pytest.mark.parametrize(("count", "said"), [(0, "0 days"), (1, "1 day"), (-3, "-3 days"), (FOREVER, "never")])
def test_days(count: int, said: str) -> None:
    assert days(count) == said


@given(st.integers(0, FOREVER))
def test_span_has_two_units_at_most(seconds: int) -> None:
    assert len(span(seconds).split()) in (1, 2, 4)


@pytest.mark.parametrize("file", sorted(Path(checks.__file__).parent.glob("*.py")), ids=lambda file: file.stem)
def test_what_no_answer_tells_is_said_in_one_piece(file: Path) -> None:
    """Before a colon reports look for what was asked: “one of them is wrong (their clocks are an hour apart)”."""
    calls = [one for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.Call)]
    said = [ast.unparse(one.args[0]) for one in calls if getattr(one.func, "id", "") == "cannot_tell"]
    assert not [text for text in said if ": " in text.partition(": {")[0]]
