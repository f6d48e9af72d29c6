import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from inline_snapshot import snapshot

from scanner.reports.progress import Moving, Plain, Progress, progress
from tests.reports.screens import Screen, on

TARGETS = {"aws:prod": "AWS", "local:a\x1b[31m": "Linux", "local:b": "Linux"}


def _asked(shown: Progress) -> None:
    shown.answered("aws:prod", "s3.buckets")
    shown.answered("aws:prod", "iam.users")
    shown.answered("local:b", "linux.disks")
    shown.done("local:b", True, "")  # as a scan tells it
    shown.done("local:a\x1b[31m", False, "unreachable: \x1b[2J refused")


def _soon(done: Callable[[], bool]) -> None:
    limit = time.monotonic() + 5
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_a_log_gets_a_line_when_a_platform_is_done() -> None:
    screen = Screen(tty=False)
    with Plain(TARGETS, on(screen), now=lambda: datetime(2026, 11, 17, 2, 10, 31, tzinfo=UTC)) as shown:
        _asked(shown)
        assert screen.shown == snapshot(
            "02:10:31Z Linux     1/2 targets   1 answer   a\\x1b[31m: unreachable: \\x1b[2J refused\n"
        )
        shown.done("aws:prod", True, "")
    assert screen.shown.splitlines()[1:] == snapshot(["02:10:31Z AWS       1/1 target    2 answers"])


def test_what_stands_behind_a_target_counts_with_its_platform() -> None:
    counted = Progress({"aws:alder": "AWS", "local:": "Linux"})
    counted.found("aws:123456789012", "aws:alder")
    counted.done("aws:alder", True, "")
    counted.answered("aws:123456789012", "s3.buckets")
    aws = counted.platforms["AWS"]
    assert (aws.targets, aws.done, aws.finished, aws.said) == (2, 1, False, "123456789012 s3.buckets")


def test_a_log_hears_what_is_waited_for() -> None:
    screen = Screen(tty=False)
    with Plain(TARGETS, on(screen), now=lambda: datetime(2026, 11, 17, 2, 11, 31, tzinfo=UTC), every=0.01) as shown:
        shown.answered("aws:prod", "s3.buckets")
        _soon(lambda: "s3.buckets" in screen.shown)
    assert screen.shown.splitlines()[-1] == snapshot("02:11:31Z waiting   AWS prod s3.buckets and Linux")


def test_a_terminal_shows_what_moves_and_is_left_clean() -> None:
    screen = Screen()
    with Moving(TARGETS, on(screen, 90)) as shown:
        _asked(shown)
        _soon(lambda: "refused" in screen.shown)
    text = screen.shown
    assert re.search(r"AWS .* 0/1 +2 answers +prod iam\.users", text)
    assert re.search(r"Linux .* 2/2 +1 answer +a\\x1b\[31m: unreachable: \\x1b\[2J refused", text)
    assert "\x1b[2J" not in text
    assert text.endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("width", "lang", "first", "cut"),
    [
        (200, "C.UTF-8", "  AWS    ────────────────  0/1   2 answers  prod iam.users", ""),
        (80, "C.UTF-8", "  AWS    ────────────────  0/1   2 answers  prod iam.users", "…"),
        (80, "C", "  AWS    ----------------  0/1   2 answers  prod iam.users", "..."),
        (40, "C", "  AWS    0/1   2 answers  prod iam.users", "..."),
        (24, "C.UTF-8", "  AWS    0/1   2 answer…", "…"),
    ],
)
def test_no_line_is_longer_than_the_terminal(width: int, lang: str, first: str, cut: str) -> None:
    screen = Screen()
    with Moving(TARGETS, on(screen, width, environ={"LANG": lang})) as shown:
        _asked(shown)
        _soon(lambda: "2/2" in screen.shown)
    lines = [line.rstrip() for line in re.sub(r"\x1b\[[?0-9;]*[A-Za-z]|\r", "\n", screen.shown).splitlines()]
    assert first in lines
    assert max(map(len, lines)) <= width
    assert any(line.endswith(cut) and line.startswith("  Linux") for line in lines)
    assert screen.shown.isascii() is (lang == "C")


def test_bars_grow() -> None:
    screen = Screen()
    with Moving(TARGETS, on(screen, 90)) as shown:
        shown.done("local:b", True, "")
        _soon(lambda: "━━━━━━━━────────  1/2" in screen.shown)


def test_colour_in_a_pipe_moves_nothing() -> None:
    assert isinstance(progress({}, on(Screen(tty=False), color="always")), Plain)
    assert isinstance(progress({}, on(Screen(), color="never")), Moving)
    assert isinstance(progress({}, on(Screen(), environ={"NO_COLOR": "1"})), Moving)


def test_more_platforms_than_lines() -> None:
    screen = Screen()
    targets = {f"p{n}:x": f"P{n}" for n in range(12)}
    with Moving(targets, on(screen, 90)) as shown:
        for n in range(5):
            shown.done(f"p{n}:x", True, "")
        _soon(lambda: "P11" in screen.shown)


def test_the_console_decides() -> None:
    assert isinstance(progress({}, on(Screen())), Moving)
    assert isinstance(progress({}, on(Screen(tty=False))), Plain)
    assert isinstance(progress({}, on(Screen(), environ={"TERM": "dumb"})), Plain)
