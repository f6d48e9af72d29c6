"""What stands beside the numbers of the first screen, so that nobody takes them for more than they are."""

import dataclasses
from pathlib import Path

import msgspec
import pytest

from scanner.answers import Source
from scanner.facts import Session
from scanner.reports import html
from scanner.reports.figures import figures
from scanner.reports.night import Night
from scanner.reports.page import View
from scanner.scope import Before
from scanner.targets import Target
from tests.reports.nights import Lab, answered, clinic, lab, line
from tests.reports.screens import printed

CHECKS = ("automatic-logoff.idle-ends",)


def _after(folder: Path, targets: tuple[str, ...], checks: tuple[str, ...] = CHECKS) -> Night:
    """A night after one that asked these; tonight `lab:a` answers and `lab:b` does not."""
    return Lab(folder).night(
        answered("lab:a", "sessions", line("lab:a", "x", idle_seconds=3600)),
        answered("lab:b", "sessions", outcome="unreachable"),
        before=Before(run="r0", targets=targets, checks=checks),
    )


@pytest.mark.parametrize(
    ("targets", "checks", "why"),
    [
        (("lab:a",), CHECKS, ""),
        (("lab:a", "lab:b"), CHECKS, "1 target was not seen tonight"),
        (("lab:a", "lab:c", "lab:d"), CHECKS, "2 targets of it were not asked tonight"),
        (("lab:a",), ("gone.check",), "1 check of it was not made tonight"),
        (("lab:b", "lab:c"), CHECKS, "1 target of it was not asked tonight, 1 target was not seen tonight"),
    ],
)
def test_numbers_that_cannot_be_held_against_those_of_the_night_before_say_so(
    tmp_path: Path, targets: tuple[str, ...], checks: tuple[str, ...], why: str
) -> None:
    night = _after(tmp_path, targets, checks)
    said = f"Not comparable with the night before: {why}" if why else ""
    assert figures(night)[0].beware == said
    assert (f"not comparable with the night before: {why}" in printed(night, width=200)) == bool(why)
    assert (f'<span class="bw">{said}</span>' in b"".join(html.render(night)).decode()) == bool(why)


def test_a_first_run_has_nothing_to_be_held_against(tmp_path: Path) -> None:
    assert figures(clinic(tmp_path))[0].beware == ""


@pytest.mark.parametrize(("outcome", "said"), [("ok", "was answered by"), ("error", "is asked at")])
def test_only_what_answered_is_said_to_have_answered(tmp_path: Path, outcome: str, said: str) -> None:
    simulator = Source(endpoint="127.0.0.1:5000", standard=False)
    night = Lab(tmp_path).night(answered("lab:prod", "people", outcome=outcome, source=simulator))
    first = next(what for what, _ in View(night).warnings)
    assert first.startswith(f"lab:prod {said} 127.0.0.1:5000, not ")


@pytest.mark.parametrize(
    ("name", "called", "shown"),
    [
        ("prod", "account 1234", "prod (account 1234)"),
        ("prod", "prod 1234", "prod 1234"),
        ("prod", "", "lab:prod"),
        ("", "account 1234", "account 1234"),
    ],
)
def test_the_declared_name_stands_before_the_one_that_answers_give(
    tmp_path: Path, name: str, called: str, shown: str
) -> None:
    own = dataclasses.replace(lab(), called=lambda _: called)
    night = Lab(tmp_path, collectors=(own,)).night(answered(f"lab:{name}", "people", outcome="empty"))
    assert night.called(f"lab:{name}") == shown


def test_what_is_never_visible_is_counted_alike(tmp_path: Path) -> None:
    """Two targets of which the same cannot be told are one kind of question and two findings."""

    def hidden(target: str) -> Session:
        why = [{"field": "idle_seconds", "outcome": "hidden", "ask": ""}]
        return msgspec.convert({**msgspec.to_builtins(line(target, "x")), "idle_seconds": None, "unread": why}, Session)

    night = Lab(tmp_path).night(*(answered(t, "sessions", hidden(t)) for t in ("lab:a", "lab:b")))
    assert View(night).never == "1 kind of question (2 findings)"
    assert "1 kind of question (2 findings) never visible to this scanner" in printed(night)
    assert "2 more never visible to this scanner" in figures(night)[1].note
    assert [(title, count) for title, _, _, count in View(night).standing] == [("Idle sessions end by themselves", 2)]


def test_targets_are_weighed(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(
        *(
            answered(t, "sessions", *(line(t, f"{n}", idle_seconds=3600) for n in range(count)))
            for t, count in (("lab:a", 1), ("lab:b", 3), ("lab:c", 0))
        ),
        answered("lab:d", "sessions", outcome="unreachable"),
        targets=(Target(id="lab:b", scheme="lab", name="b", owner="S. Ito"),),
    )
    rows = [(row.target.name, row.owner, row.fails, row.by, row.open) for row in View(night).targets]
    assert [row[:4] for row in rows] == [
        ("lab:d", "", 0, ""),
        ("lab:b", "S. Ito", 3, "3 high"),
        ("lab:a", "", 1, "1 high"),
        ("lab:c", "", 0, ""),
    ]
    assert rows[0][4] > 0
