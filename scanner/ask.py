"""Ask all targets at once, and write what they answer in the order of evidence."""

import threading
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, Protocol

from msgspec import structs

from scanner.answers import BROKEN_OFF, GOOD, Answer, Answers, Source, decode
from scanner.collector import CALLS, CollectError, Collector, Inquiry, Together
from scanner.evidence import canonical
from scanner.evidence.canonical import CanonicalError
from scanner.evidence.pack import MAX_LINE, SegmentWriter
from scanner.scope import Asked, Needs, behind
from scanner.secrets.reference import is_reference, looks_secret
from scanner.secrets.screen import Screen
from scanner.spool.sorting import Sorted
from scanner.words import visible

_LOOK_UP: Final = 0.2
"""Seconds after which a run that waits looks whether it was told to end."""
_TWICE: Final = "answered twice"


class Progress(Protocol):
    """Is told how the asking goes, from any thread. What it shows is its own affair."""

    def answered(self, target: str, question: str) -> None:
        """One more answer came."""

    def found(self, target: str, parent: str) -> None:
        """A target was found to stand behind another, before that one is done; it will be asked too."""

    def done(self, target: str, reached: bool, said: str) -> None:  # noqa: FBT001  # told positionally, by us alone
        """A target will say no more; `said`: why it was not reached."""


class LiteralError(CollectError):
    """A target holds a secret itself: its collector asked where it leads, and it leads nowhere. Nothing is sealed."""

    def __init__(self, target: str, option: str) -> None:
        super().__init__(
            f"{target}: the option {visible(option)} holds a secret itself, which is not repeated: a reference is"
            " wanted, as in env:NAME or file:PATH\n  What was asked would be sealed with it: nothing is."
        )


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
    threads: int = CALLS
    """Targets asked at once, and calls in flight of all of them together."""
    needed: Needs = field(default_factory=Needs)
    """Of facts that checks judge: what has to be asked of targets that are found on the way."""
    left_out: Collection[str] = ()
    """Targets that people declare and leave out of this run: found or not, they are not asked."""
    together: Together = field(init=False)
    screen: Screen = field(default_factory=Screen)
    """Is told of every secret that is used, or that a target says."""
    literal: list[LiteralError] = field(default_factory=list)
    """What was found that must not be sealed, and ends the run."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "together", Together(self.threads))


def ask(targets: tuple[Asked, ...], how: Asking, writer: SegmentWriter) -> tuple[Asked, ...]:
    """Ask every target and write all answers, ordered by target, question and what they are about.

    Gives the targets with those that were found behind them, sorted by id. One that is named by people, or was found
    already, is not found again.

    Raises:
        Stopped: before all was asked; what was written until then is no evidence.
        LiteralError: a target holds a secret itself.
        LeakError: a secret stands in what was kept.
        SpoolError: the disk is full.
    """
    over, told = threading.Event(), how.stopped
    how = replace(how, stopped=lambda: over.is_set() or told())
    lines = _Lines(Sorted(writer.folder))
    all_ = {a.target.id: a for a in targets}
    pool = ThreadPoolExecutor(how.threads, thread_name_prefix="target")
    over_with: SimpleQueue[Future[_Ended]] = SimpleQueue()

    def begin(new: Collection[Asked]) -> int:
        for asked in new:
            pool.submit(_target, asked, how, lines).add_done_callback(over_with.put)
        return len(new)

    try:
        running = begin(targets)
        while running:
            with suppress(Empty):
                ended = over_with.get(timeout=_LOOK_UP).result()
                found = (a for a in ended.found if a.target.id not in how.left_out)
                new = [a for a in found if all_.setdefault(a.target.id, a) is a and not a.aside]
                ended.tell(how.progress, new)
                running += begin(new) - 1
            if how.literal:
                raise how.literal[0]
            if how.stopped():
                raise Stopped
    finally:
        over.set()  # whatever ends the run ends the asking of all
        pool.shutdown(wait=False, cancel_futures=True)
    spoke = {a.target.scheme for a in all_.values() if not a.aside}
    close = [c.name for c in map(how.collectors.__getitem__, sorted(spoke)) if c.close]
    for line in how.screen.lines(lines.written(), close):
        writer.write(line)
    return tuple(all_[name] for name in sorted(all_))


@dataclass(frozen=True)
class _Lines:
    """What all targets answer, from many threads."""

    kept: Sorted
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, answer: Answer) -> bytes:
        line = _line(answer)
        with self.lock:
            self.kept.add(tuple(map(_plain, answer.key)), line)
        return line

    def written(self) -> Iterator[bytes]:
        """In the order of evidence; where a question was answered twice, neither is taken."""
        for _, same in groupby(self.kept.records(), key=itemgetter(0)):
            (_, line), *more = same
            yield _line(_spoilt(decode(line), _TWICE)) if more else line


@dataclass(frozen=True, slots=True)
class _Ended:
    """A target that has said all."""

    target: str
    reached: bool
    why: str
    found: list[Asked]

    def tell(self, progress: Progress, new: list[Asked]) -> None:
        for one in new:
            progress.found(one.target.id, one.parent)
        progress.done(self.target, self.reached, "" if self.reached else self.why)


def _target(asked: Asked, how: Asking, lines: _Lines) -> _Ended:
    """Take all answers of one target, and see what stands behind it. What goes wrong there is an answer too."""
    good, why = False, "no answer"
    collector = how.collectors[asked.target.scheme]
    listing, outside = collector.lists(asked.target), {q.id for q in collector.questions if q.outside}
    own: dict[tuple[str, str, str], bytes] = {}
    for answer in _answers(asked, how):
        line = lines.add(answer)
        if listing:
            key = decode(line).key
            own[key] = _line(_spoilt(answer, _TWICE)) if key in own else line
        how.progress.answered(asked.target.id, answer.question)
        if answer.outcome in GOOD:
            good |= answer.question not in outside
        elif why == "no answer":
            why = f"{answer.outcome}: {answer.code or answer.operation}"
    return _Ended(asked.target.id, good, why, _behind(asked, how, [own[key] for key in sorted(own)]) if listing else [])


def _behind(asked: Asked, how: Asking, lines: Collection[bytes]) -> list[Asked]:
    answers = Answers(asked.target.id, enumerate(map(decode, lines)), wanted={}, options=asked.target.options)
    try:
        return list(behind(asked, how.collectors[asked.target.scheme], answers, how.needed))
    except MemoryError:  # this machine's own
        raise
    except Exception:  # noqa: BLE001  # a seam: as with its facts, of which `assess` says what is missing
        return []


def _answers(asked: Asked, how: Asking) -> Iterator[Answer]:
    collector = how.collectors[asked.target.scheme]
    inquiry = Inquiry(
        target=asked.target,
        questions=frozenset(asked.questions),
        now=how.now,
        secret=lambda reference: _followed(reference, asked, how),
        overheard=partial(how.screen.overhear, asked.target.id),
        stopped=how.stopped,
        together=how.together,
    )
    try:
        yield from collector.collect(inquiry)
    except CollectError as err:
        yield _broken(asked, how, str(err))
    except Exception as err:  # noqa: BLE001  # a seam: the collector of one target must not end the night of the others
        # Neither the text of the exception nor its values: they may hold what a target said, or a secret.
        last = traceback.extract_tb(err.__traceback__)[-1]
        yield _broken(asked, how, f"{type(err).__name__} at {Path(last.filename).name}:{last.lineno}")


def _followed(reference: str, asked: Asked, how: Asking) -> str:
    """What a reference leads to. Where it is none and stands among the options, the whole run is refused."""
    if reference and not is_reference(reference):
        for option, value in asked.target.options.items():
            if reference in _texts(value):
                how.literal.append(LiteralError(asked.target.id, option))
                raise how.literal[-1]
    secret = how.secret(reference)
    how.screen.know(secret, visible(reference) if is_reference(reference) and not looks_secret(reference) else "")
    return secret


def _texts(value: Any) -> str:
    """All texts in an option, in one."""
    if isinstance(value, Mapping):
        return "\n".join(map(_texts, (*value, *value.values())))
    return "\n".join(map(_texts, value)) if isinstance(value, list | tuple) else str(value)


def _broken(asked: Asked, how: Asking, code: str) -> Answer:
    return Answer(
        target=asked.target.id,
        question=BROKEN_OFF,
        operation="collect",
        outcome="error",
        code=code,
        complete=False,
        asked=how.now(),
        source=Source(endpoint="this program"),
        collector=asked.collector,
    )


def _spoilt(answer: Answer, code: str) -> Answer:
    """Our own flaw: the right that it takes is there."""
    return structs.replace(answer, outcome="error", code=code, body=None, parameters={}, complete=False, needs="")


def _line(answer: Answer) -> bytes:
    """Its canonical bytes; one that cannot be sealed (a float, half a character) is an answer that says so."""
    try:
        line, why = canonical.line(answer), f"more than {MAX_LINE} bytes"
    except CanonicalError as err:
        line, why = b"", str(err)
    if canonical.is_heavy(line):
        line, why = b"", canonical.TOO_HEAVY
    if 0 < len(line) <= MAX_LINE:
        return line
    named = {name: _plain(said) for name, said in structs.asdict(answer).items() if isinstance(said, str)}
    whose = {name: _plain(said) for name, said in structs.asdict(answer.source).items() if isinstance(said, str)}
    plain = structs.replace(answer, **named, source=structs.replace(answer.source, **whose), dropped=())
    return canonical.line(_spoilt(plain, f"{plain.question} cannot be sealed: {_plain(why)}"))


def _plain(text: str) -> str:
    """What stands in a line; half a character, which UTF-8 has no way to write, is written out."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
