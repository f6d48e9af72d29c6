"""Which failures are asked again, and after how long."""

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from collectors.rest.way import Ended

_LATER: Final = frozenset({408, 429, 500, 502, 503, 504})
_UNSENT: Final = frozenset({"timeout", "unreachable"})
_FIRST: Final = 0.5
_LONGEST: Final = 20
_NAP: Final = 0.25


def pause(tried: int, status: int, headers: Mapping[str, str]) -> float | None:
    """Seconds to wait before a failure is asked again, after so many tries; None: it would be the same again."""
    if status not in _LATER:
        return None
    said = _said(headers)
    return said if said is not None else backoff(tried)


def backoff(tried: int) -> float:
    """Twice as long each time, and never all at once."""
    return float(min(_FIRST * 2 ** (tried - 1), _LONGEST) * random.uniform(0.5, 1))  # noqa: S311  # nothing to guess


def broke_off(ended: Ended) -> bool:
    """No answer came, and the next may."""
    return ended.outcome in _UNSENT


def wait(seconds: float, over: Callable[[float], bool], sleep: Callable[[float], None]) -> bool:
    """Wait, unless the time will be over before. Tells whether it is worth asking again."""
    while seconds > 0:
        if over(seconds):
            return False
        sleep(min(seconds, _NAP))
        seconds -= _NAP
    return not over(0)


def _said(headers: Mapping[str, str]) -> float | None:
    """What the provider says: seconds, or a time; None where it says nothing that can be read."""
    for name, part in (("retry-after-ms", 1000), ("x-ms-retry-after-ms", 1000), ("retry-after", 1)):
        said = headers.get(name, "")
        if said.isascii() and said.isdecimal():
            return int(said[:9]) / part
        if said and part == 1:
            try:
                return max(0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
            except (ValueError, TypeError):
                return None
    return None
