"""docs/clouds.md: every row names checks that there are, and that a kind of its platform gives facts for."""

import re
from pathlib import Path
from typing import Final

import pytest

from scanner import plugins
from scanner.facts import promised

PAGE: Final = Path(__file__).parents[1] / "docs" / "clouds.md"
_SCHEMES: Final = {"az": "azure", "entra": "entra", "gcp": "gcp", "ws": "workspace"}


def rows() -> list[tuple[str, list[str], str]]:
    """Row, checks, and what is said beside them."""
    found = re.findall(r"^\| ((?:az|entra|gcp|ws)\.\S+) \| (.*?) ?\| (.*?) ?\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return [(row, re.findall(r"`([\w.-]+)`", checks), said) for row, checks, said in found]


def test_the_page_counts_its_rows() -> None:
    judged = [row for row, checks, _ in rows() if checks]
    assert f"{len(judged)} of {len(rows())} rows are judged" in PAGE.read_text("utf-8")
    assert len({row for row, *_ in rows()}) == len(rows())


@pytest.mark.parametrize(("row", "checks", "said"), rows())
def test_a_row(row: str, checks: list[str], said: str) -> None:
    registry = plugins.load()
    kinds = registry.collectors[_SCHEMES[row.partition(".")[0]]].kinds.values()
    given = {promised(promise) for kind in kinds for promise in kind.gives}
    assert checks or said
    assert {registry.checks[check].fact for check in checks} <= given
