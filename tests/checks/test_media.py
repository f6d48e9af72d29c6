import pytest

from checks.media import no_orphans
from scanner.check import Judged
from scanner.facts import FOREVER, Leftover
from tests.checks.every import only
from tests.make import make


@pytest.mark.parametrize(
    ("unused", "judged"),
    [
        (None, Judged.UNKNOWN),
        (0, Judged.PASS),
        (1, Judged.PASS),
        (30, Judged.PASS),
        (31, Judged.FAIL),
        (FOREVER, Judged.FAIL),
        (-1, Judged.UNKNOWN),
    ],
)
def test_no_orphans(unused: int | None, judged: Judged) -> None:
    assert only(no_orphans(make(Leftover, unused_days=unused))) is judged


def test_the_limit_is_the_profile_s() -> None:
    (verdict,) = no_orphans(make(Leftover, unused_days=8), max_days=7)
    assert verdict.seen == "nothing uses it, and may not have for 8 days, more than 7 days"
