"""docs/databases.md: every row names checks that there are, and that a kind of its platform gives facts for."""

import re
from pathlib import Path
from typing import Final

import pytest

from scanner import plugins
from scanner.facts import promised

PAGE: Final = Path(__file__).parents[1] / "docs" / "databases.md"
_ROW: Final = re.compile(r"^\| .+ \|$", re.MULTILINE)
_SCHEMES: Final = {"PostgreSQL": "postgres", "MariaDB and MySQL": "mysql", "SQL Server": "mssql"}


def sections() -> dict[str, list[list[str]]]:
    """By platform the checks of each row."""
    parts = re.split(r"^## (.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {
        name: [re.findall(r"`([a-z-]+\.[a-z-]+)`", row.split("|")[3]) for row in _ROW.findall(text)[2:]]
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


@pytest.mark.parametrize("name", sections())
def test_rows(name: str) -> None:
    registry = plugins.load()
    kinds = registry.collectors[_SCHEMES[name]].kinds.values()
    given = {promised(promise) for kind in kinds for promise in kind.gives}
    rows = sections()[name]
    assert all(rows)
    assert {registry.checks[check].fact for checks in rows for check in checks} <= given


@pytest.mark.parametrize("name", sections())
def test_every_fix_of_a_kind_is_for_a_check_that_a_row_names(name: str) -> None:
    named = {check for checks in sections()[name] for check in checks}
    kinds = plugins.load().collectors[_SCHEMES[name]].kinds.values()
    assert {check for kind in kinds for check in kind.fix} - named <= {"mfa.phishing-resistant-doors"}
