import json
import re
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from scanner.plugins import load
from scanner.profile.layers import load_profile
from scanner.profile.rule import NO_RECORD, Row
from scanner.reports import as_json, tally
from scanner.reports.figures import figures
from scanner.reports.night import Night
from scanner.reports.rule_page import Rule
from tests.reports.nights import real, row
from tests.reports.screens import printed


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return real(tmp_path_factory.mktemp("night"))


def _row(cite: str, state: str, **more: object) -> Row:
    return Row(row(cite, cite, **more), state, {}, {}, ())


@pytest.mark.parametrize(
    ("profile", "core", "others"),
    [
        (
            "hipaa-security-rule",
            snapshot("55 requirements (19 standards, 14 required, 22 addressable)"),
            snapshot("25 rows (5 general, 13 organizational, 7 documentation)"),
        ),
        (
            "hipaa-nprm-2025",
            snapshot("47 requirements (22 standards, 25 specifications)"),
            snapshot("6 rows (3 general, 2 organizational, 1 documentation)"),
        ),
    ],
)
def test_the_rule_in_numbers(profile: str, core: str, others: str) -> None:
    asked = load_profile(profile, load().checks).requirements
    assert tally.said(asked) == core
    assert tally.said_beside(asked) == others


def test_every_report_counts_the_same(night: Night) -> None:
    rule = json.loads(b"".join(as_json.render(night)))["rule"]
    core = len(tally.requirements(night.rows).rows)
    assert (rule["requirements"], rule["standard"], rule["required"], rule["addressable"]) == (core, 19, 14, 22)
    assert rule["beside"]["rows"] + core == len(night.rows) == 80
    page = figures(night)[3]
    assert (page.count, page.of, page.label) == (f"{rule['open']}", f"/{core}", "requirements open")
    assert Rule(night).requirements.rpartition("; ")[2].startswith(f"{rule['open']} are open (")
    assert Rule(night).beside.endswith(f"; {rule['beside']['open']} are open.")
    screen = printed(night)
    assert f"{core} requirements (19 standards, 14 required, 22 addressable)" in screen
    by_line = re.findall(r"^  \w+ +(\d+) (?:requirements|rows) .* (\d+) open: (.*)$", screen, re.MULTILINE)
    assert sum(int(rows) for rows, _, _ in by_line) == 80
    assert sum(int(still) for _, still, _ in by_line) == rule["open"] + rule["beside"]["open"]
    assert all(sum(map(int, re.findall(r"\d+", parts))) == int(still) for _, still, parts in by_line)


def test_how_the_page_says_it(night: Night) -> None:
    assert Rule(night).requirements == snapshot(
        "55 requirements (19 standards, 14 required, 22 addressable) in §164.308, 310 and 312; "
        "55 are open (3 fail, 3 not assessed, 49 waiting for a record)."
    )
    assert Rule(night).beside == snapshot(
        "Counted apart: 25 rows (5 general, 13 organizational, 7 documentation) in §164.306, 314 and 316; 25 are open."
    )


def test_stale_is_not_open_and_still_needs_somebody() -> None:
    rows = (_row("164.312(a)", "stale"), _row("164.312(b)", "fail"), _row("164.312(c)", NO_RECORD))
    assert tally.requirements(rows).open == 2


def test_nothing_to_count() -> None:
    only = (_row("164.316(b)", "pass", safeguard="documentation"),)
    assert tally.said(r.requirement for r in tally.requirements(only).rows) == ""
    assert tally.said_beside([]) == ""
    assert [(c, len(t.rows)) for c, t in tally.beside(only).sections] == [("documentation", 1)]


def test_one_of_each() -> None:
    asked = [row("164.312(a)", "a", kind="standard", designation="standard"), row("164.312(b)", "b", designation=None)]
    assert tally.said(asked) == "2 requirements (1 standard, 1 specification)"


def test_a_rule_of_no_rows(tmp_path: Path) -> None:
    from tests.reports.nights import Lab, profile

    night = Lab(tmp_path, profile=profile(requirements=(), controls={}), checks=()).night()
    assert (Rule(night).requirements, Rule(night).beside) == ("", "")
    assert "By safeguard" not in printed(night)
