from datetime import UTC, datetime

import pytest

from scanner.evidence import retention


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("made", "ends"),
    [
        ("2026-11-02T03:05:00", "2032-11-02T03:05:00"),
        ("2024-02-28T23:59:59", "2030-02-28T23:59:59"),
        ("2024-02-29T00:00:00", "2030-03-01T00:00:00"),
        ("2022-03-01T00:00:00", "2028-03-01T00:00:00"),
        ("2026-12-31T23:59:59", "2032-12-31T23:59:59"),
        ("9999-01-01T00:00:00", "9997-01-01T00:00:00"),  # a foreign entry may say any time
    ],
)
def test_six_calendar_years(made: str, ends: str) -> None:
    assert retention.six_years(at(made)) == at(ends)


@pytest.mark.parametrize(
    ("key", "until"),
    [
        ("runs/run-1/coverage.json", "2032-11-04"),
        ("log/000000", "2033-11-04"),
        ("checkpoints/000001", "2033-11-04"),
        ("public-keys/0.pem", "2033-11-04"),
        ("store.json", "2033-11-04"),
        ("what/comes/later", "2033-11-04"),
        ("anchors/clinic.example/log/000001", "2033-11-04"),
        ("checkpoint", None),
        ("reports/run-1/report.html", None),
    ],
)
def test_until_when_each_is_locked(key: str, until: str | None) -> None:
    """Rounded up, never down: a run is sealed some time after its members were put."""
    assert retention.until(key, at("2026-11-02T03:05:00")) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("key", "until"),
    [("runs/run-1/x", "2027-01-01"), ("log/000000", "2032-11-02"), ("checkpoint", None), ("spool/x", None)],
)
def test_until_when_each_is_needed(key: str, until: str | None) -> None:
    """What proves all runs is in effect for as long as the youngest of them."""
    assert retention.needed(key, at("2021-01-01"), at("2026-11-02")) == (at(until) if until else None)
