"""Which failures are asked again, and when."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from collectors.rest.again import pause, wait


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 501])
def test_what_would_be_the_same_again(status: int) -> None:
    assert pause(1, status, {"retry-after": "1"}) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"x-ms-retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "9" * 30}, 999_999_999),
    ],
)
def test_when_the_provider_says_it(headers: dict[str, str], seconds: float) -> None:
    assert pause(1, 429, headers) == seconds


def test_a_time_is_one_too() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    said = pause(1, 503, {"retry-after": soon})
    assert said is not None
    assert 20 < said <= 30
    assert pause(1, 503, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0


@pytest.mark.parametrize("said", ["", "soon", "-1", "\uff11"])
def test_longer_each_time_where_it_says_nothing_that_can_be_read(said: str) -> None:
    for tried in range(1, 12):
        waits = pause(tried, 429, {"retry-after": said})
        assert waits is not None
        assert 0.25 <= waits <= 20


def test_a_wait_that_time_does_not_allow_is_not_begun() -> None:
    slept: list[float] = []
    assert not wait(3600, lambda more: more > 60, slept.append)
    assert not slept


def test_a_wait_ends_when_the_run_does() -> None:
    slept: list[float] = []
    assert not wait(100, lambda _: len(slept) > 3, slept.append)
    assert len(slept) == 4
