"""How a scan goes on, told on stderr: lines that move in a terminal, lines that stay in a job's log."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from scanner.check import span
from scanner.reports.console import ENDLESS, columns, cut_mark, fitted, has_unicode, show
from scanner.words import counted, few, number, visible

_LINES: Final = 8
_BAR: Final = 16
_WIDE: Final = 60
"""In a narrower terminal there are no bars."""
_MINUTE: Final = 60.0


@dataclass
class Platform:
    """How far one platform is."""

    name: str
    targets: int
    done: int = 0
    answers: int = 0
    waits: dict[str, str] = field(default_factory=dict)
    """By target that has begun: the question that was answered last. The newest is last."""
    refused: list[str] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        """Every target of it will say no more."""
        return self.done == self.targets

    @property
    def said(self) -> str:
        """What it waits for, and what was not reached."""
        now = [f"{target.partition(':')[2] or target} {question}" for target, question in reversed(self.waits.items())]
        waits = "" if not now else now[0] + (f" and {number(len(now) - 1)} more" if now[1:] else "")
        return visible("; ".join([*([waits] if waits else []), *self.refused[-2:]])) or (
            "done" if self.finished else ""
        )


class Progress:
    """Counts what comes, by platform. `shown` decides how; without one it counts in silence."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        """`targets`: the platform of each target, as people say it."""
        self._of = dict(targets)
        self.platforms = {name: Platform(name, count) for name, count in Counter(self._of.values()).items()}
        self.lock = threading.RLock()
        self.began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        return

    def answered(self, target: str, question: str) -> None:
        """One more answer came."""
        with self.lock:
            platform = self.platforms[self._of[target]]
            platform.answers += 1
            platform.waits.pop(target, None)
            platform.waits[target] = question

    def found(self, target: str, parent: str) -> None:
        """One more target will be asked: it stands behind another, and is of the same platform."""
        with self.lock:
            self._of[target] = self._of[parent]
            self.platforms[self._of[target]].targets += 1

    def done(self, target: str, reached: bool, said: str) -> None:  # noqa: FBT001  # as a scan tells it
        """A target will say no more; `said`: why it was not reached."""
        with self.lock:
            platform = self.platforms[self._of[target]]
            platform.done += 1
            platform.waits.pop(target, None)
            if not reached:
                platform.refused.append(f"{target.partition(':')[2] or target}: {said}")
            self.ended(platform)

    def ended(self, platform: Platform) -> None:
        """Called when a target of the platform is done, with the lock held."""


class Moving(Progress):
    """For a terminal: one line a platform, erased in the end."""

    def __init__(self, targets: Mapping[str, str], console: Console) -> None:
        super().__init__(targets)
        self._console = console
        self._live = Live(console=console, transient=True, refresh_per_second=5, get_renderable=self._drawn)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        self._live.stop()

    def _drawn(self) -> RenderableType:
        to = self._console
        bar = "" if to.width < _WIDE else "━─" if has_unicode(to) else "#-"
        with self.lock:
            by = list(self.platforms.values())
            if by[_LINES:]:  # those that move are seen
                by = sorted(by, key=lambda p: p.finished)[:_LINES]
            lines = [*columns((_row(p, bar) for p in by), ENDLESS)]
            total = counted(sum(p.answers for p in self.platforms.values()), "answer")
        lines.append(Text(f"  {span(round(time.monotonic() - self.began))}   {total}   Ctrl-C stops cleanly"))
        return Group(*(fitted(line, to.width, cut_mark(to)) for line in lines))


def _row(platform: Platform, bar: str) -> tuple[str, ...]:
    full = _BAR * platform.done // max(1, platform.targets)
    drawn = [bar[0] * full + bar[1] * (_BAR - full)] if bar else []
    answers = counted(platform.answers, "answer")
    return visible(platform.name), *drawn, f"{platform.done}/{platform.targets}", f"{answers:>10}", platform.said


class Plain(Progress):
    """For a job's log: a line when a platform is done, and one a minute while others are not."""

    def __init__(
        self,
        targets: Mapping[str, str],
        console: Console,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        every: float = _MINUTE,
    ) -> None:
        super().__init__(targets)
        self._console, self._now, self._every = console, now, every
        self._over = threading.Event()
        self._clock = threading.Thread(target=self._tick, name="progress", daemon=True)

    def __enter__(self) -> Self:
        self._clock.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._clock.join()

    def ended(self, platform: Platform) -> None:
        """Say that a platform is done; not once the run was stopped and has said so."""
        if platform.finished and not self._over.is_set():
            reached = f"{platform.done - len(platform.refused)}/{counted(platform.targets, 'target')}"
            more = f"   {few(map(visible, platform.refused))}" if platform.refused else ""
            self._say(f"{visible(platform.name):<8}  {reached:<13} {counted(platform.answers, 'answer')}{more}")

    def _tick(self) -> None:
        while not self._over.wait(self._every):
            with self.lock:
                waiting = [f"{visible(p.name)} {p.said}".rstrip() for p in self.platforms.values() if not p.finished]
            if waiting:
                self._say(f"waiting   {few(waiting, _LINES)}")

    def _say(self, said: str) -> None:
        show(self._console, [Text(f"{self._now():%H:%M:%SZ} {said}")])


def progress(targets: Mapping[str, str], console: Console) -> Progress:
    """What fits the console: moving lines in a terminal, plain ones elsewhere. `targets`: the platform of each."""
    moves = console.file.isatty() and not console.is_dumb_terminal  # colour may go where nothing moves
    return (Moving if moves else Plain)(targets, console)
