"""Moves what was written for one day (`asking.NOW`) to the day on which a test runs: a scan asks its own clock."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tests.collectors.directory.asking import NOW

_SINCE_1601: Final = re.compile(r"1[34]\d{16}")
_WRITTEN: Final = re.compile(r"(\d{14})(\.0)?Z")


def today(found: Mapping[str, list[tuple[str, Mapping[str, Any]]]]) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    """All times of all entries."""
    return {
        question: [(dn, {name: _values(value) for name, value in row.items()}) for dn, row in rows]
        for question, rows in found.items()
    }


def _values(value: Any) -> list[Any]:
    return [_one(one) for one in (value if isinstance(value, list | tuple) else [value])]


def _one(value: Any) -> Any:
    said = str(value)
    if _SINCE_1601.fullmatch(said):
        return str(int(said) + int(gone().total_seconds()) * 10**7)
    if written := _WRITTEN.fullmatch(said):
        when = datetime.strptime(written[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return f"{when + gone():%Y%m%d%H%M%S}{written[2] or ''}Z"
    return value


def gone() -> timedelta:
    """Since the day of which tests tell."""
    return datetime.now(UTC) - datetime.fromisoformat(NOW)
