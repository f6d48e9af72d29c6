import pytest

from collectors.host.linux.schedule.schedule import Schedule
from scanner.answers import Got
from tests.collectors.host.machines import kept

CRON = b"running=yes\ncron cron.d restic\ncron crontabs aide\ncron crontabs PASSWORD=x\ncron a b c\n"
TIMERS = b"timer nightly.service restic\ntimer scan@1.service clamdscan\ntimer x $(y)\n"


def got(question: str, body: bytes | str) -> Got:
    return Got(body, "") if isinstance(body, str) else Got("ok", "", kept(question, body))  # type: ignore[arg-type]  # tests say words


@pytest.mark.parametrize(
    ("cron", "timers", "tools", "lost"),
    [
        (CRON, TIMERS, {"restic", "aide", "clamdscan"}, False),
        (CRON.replace(b"yes", b"no"), TIMERS, {"restic", "clamdscan"}, False),
        (CRON, "absent", {"restic", "aide"}, False),
        ("denied", TIMERS, {"restic", "clamdscan"}, True),
        (CRON, "error", {"restic", "aide"}, True),
        ("absent", "absent", set(), False),
    ],
)
def test_what_is_started(cron: bytes | str, timers: bytes | str, tools: set[str], lost: bool) -> None:  # noqa: FBT001  # a table
    schedule = Schedule(got("linux.cron", cron), got("linux.timers", timers))
    assert schedule.tools == tools
    assert bool(schedule.lost) is lost


def test_the_services_of_timers() -> None:
    schedule = Schedule(got("linux.cron", CRON), got("linux.timers", TIMERS))
    assert schedule.services("restic") == {"nightly.service"}
    assert schedule.services("aide") == set()
    assert Schedule(got("linux.cron", CRON), got("linux.timers", "error")).services("restic") == set()
