"""Ask all targets at once, and write what they answer in the order of evidence."""

import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, Protocol

import msgspec

from scanner.answers import GOOD, Answer, Source, decode
from scanner.collector import CollectError, Collector, Inquiry
from scanner.evidence import canonical
from scanner.evidence.canonical import CanonicalError
from scanner.evidence.pack import MAX_LINE, SegmentWriter
from scanner.scope import Asked
from scanner.sorting import Sorted

_LOOK_UP: Final = 0.2
"""Seconds after which a run that waits looks whether it was told to end."""


class Progress(Protocol):
    """Is told how the asking goes, from any thread. What it shows is its own affair."""

    def answered(self, target: str, question: str) -> None:
        """One more answer came."""

    def done(self, target: str, reached: bool, said: str) -> None:  # noqa: FBT001  # told positionally, by us alone
        """A target will say no more; `said`: why it was not reached."""


class Stopped(Exception):  # noqa: N818  # no error: somebody asked for it
    """The run was told to end."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask, for all targets alike."""

    collectors: Mapping[str, Collector]
    now: Callable[[], str]
    secret: Callable[[str], str]
    stopped: Callable[[], bool]
    progress: Progress
    threads: int = 16


def ask(targets: tuple[Asked, ...], how: Asking, writer: SegmentWriter) -> None:
    """Ask every target and write all answers, ordered by target, question and what they are about.

    Raises:
        Stopped: before all was asked; what was written until then is no evidence.
        SpoolError: the disk is full.
    """
    lines = _Lines(Sorted(writer.folder))
    pool = ThreadPoolExecutor(min(how.threads, max(1, len(targets))), thread_name_prefix="target")
    running = {pool.submit(_target, a, how, lines) for a in targets}
    try:
        while running:
            done, running = wait(running, timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
            for one in done:
                one.result()
            if how.stopped():
                raise Stopped
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    for line in lines.written():
        writer.write(line)


@dataclass(frozen=True)
class _Lines:
    """What all targets answer, from many threads."""

    kept: Sorted
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, answer: Answer) -> None:
        line = _line(answer)
        with self.lock:
            self.kept.add(answer.key, line)

    def written(self) -> Iterator[bytes]:
        """In the order of evidence; where a question was answered twice, neither is taken."""
        for _, same in groupby(self.kept.records(), key=itemgetter(0)):
            (_, line), *more = same
            yield _line(_spoilt(decode(line), "answered twice")) if more else line


def _target(asked: Asked, how: Asking, lines: _Lines) -> None:
    """Take all answers of one target. What goes wrong there is an answer too."""
    good, why = False, "no answer"
    for answer in _answers(asked, how):
        lines.add(answer)
        how.progress.answered(asked.target.id, answer.question)
        if answer.outcome in GOOD:
            good = True
        elif why == "no answer":
            why = f"{answer.outcome}: {answer.code or answer.operation}"
    how.progress.done(asked.target.id, good, "" if good else why)


def _answers(asked: Asked, how: Asking) -> Iterator[Answer]:
    collector = how.collectors[asked.target.scheme]
    inquiry = Inquiry(
        target=asked.target,
        questions=frozenset(asked.questions),
        now=how.now,
        secret=how.secret,
        stopped=how.stopped,
    )
    try:
        yield from collector.collect(inquiry)
    except CollectError as err:
        yield _broken(asked, how, str(err))
    except Exception as err:  # noqa: BLE001  # a seam: the collector of one target must not end the night of the others
        # Neither the text of the exception nor its values: they may hold what a target said, or a secret.
        last = traceback.extract_tb(err.__traceback__)[-1]
        yield _broken(asked, how, f"{type(err).__name__} at {Path(last.filename).name}:{last.lineno}")


def _broken(asked: Asked, how: Asking, code: str) -> Answer:
    return Answer(
        target=asked.target.id,
        question="collector",
        operation="collect",
        outcome="error",
        code=code,
        complete=False,
        asked=how.now(),
        source=Source(endpoint="this program"),
        collector=asked.collector,
    )


def _spoilt(answer: Answer, code: str) -> Answer:
    return msgspec.structs.replace(answer, outcome="error", code=code, body=None, parameters={}, complete=False)


def _line(answer: Answer) -> bytes:
    """Its canonical bytes; one that cannot be sealed (a float, half a character) is an answer that says so."""
    try:
        line = canonical.dumps(msgspec.to_builtins(answer))
    except CanonicalError:
        line = b""
    if 0 < len(line) <= MAX_LINE:
        return line
    return canonical.dumps(msgspec.to_builtins(_spoilt(answer, "cannot be sealed")))
