"""What of rows is kept, and as what."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from collectors.asking.keep import TooMuchError
from collectors.sql.keep import kept


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (7, 7),
        (True, True),
        ("on", "on"),
        ("a\x00b\x1b[2J", "a\ufffdb\ufffd[2J"),
        ("x" * 5000, "x" * 4096 + "…"),
        (b"caf\xc3\xa9 \xff", "café \ufffd"),
        (Decimal(12), 12),
        (Decimal("12.5"), "12.5"),
        (dt.timedelta(hours=1), 3600),
        (dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC), "2026-01-02T03:04:05Z"),
        (["a", b"b"], ["a", "b"]),
    ],
)
def test_values(value: Any, held: Any) -> None:
    assert kept(["one"], ["one"], [[value]]) == [{"one": held}]


def test_only_wanted_columns_stay_and_nulls_are_left_out() -> None:
    rows: list[list[Any]] = [["ana", "md5secret", None], ["ben", "scram", 3]]
    assert kept(["name", "limit", "other"], ["name", "hash", "limit"], rows) == [
        {"name": "ana"},
        {"name": "ben", "limit": 3},
    ]


def test_what_evidence_cannot_hold() -> None:
    with pytest.raises(ValueError, match="object is nothing that evidence can hold"):
        kept(["one"], ["one"], [[object()]])


def test_too_much() -> None:
    with pytest.raises(TooMuchError):
        kept(["one"], ["one"], ([["x" * 4000]] * 70_000))
