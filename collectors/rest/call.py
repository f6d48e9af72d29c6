"""Asks one row once, page by page, and makes an answer of what comes. Nothing but kept fields leaves this file."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from collectors.asking.keep import Kept
from collectors.asking.paths import search
from collectors.asking.silence import silenced
from collectors.rest import again
from collectors.rest.ask import Rest
from collectors.rest.path import filled, said
from collectors.rest.way import PEER, Ended, Reply, Way
from scanner.answers import JSON, Answer, Source
from scanner.collector import Inquiry

LATE: Final = "DeadlinePassed"
LEAVES: Final = "NextPageElsewhere"
"""The next page is at another address: a token sent there would be somebody else's."""
_PAGES: Final = 100_000
_OVER: Final = frozenset({"NoCredentials", "NotSignedIn"})
"""After one of these nothing else will be answered."""
_PATIENCE: Final = 3
"""After so many silences in a row an API is asked nothing more."""
_GOOD: Final = 200
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Place:
    """What one row is asked about once."""

    about: str = ""
    item: Any = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a target is asked."""

    attempts: int
    deadline: float
    """Seconds for all of it."""
    stopped: Callable[[], bool] = lambda: False
    began: float = field(default_factory=time.monotonic)

    def late(self, more: float = 0) -> bool:
        """Its time is over, or will be in so many seconds."""
        return time.monotonic() + more >= self.began + self.deadline

    def over(self, more: float = 0) -> bool:
        """There is nothing to wait for: it is late, or the run was stopped."""
        return self.stopped() or self.late(more)


class Caller:
    """Asks, as one caller. Safe to be used by many threads."""

    def __init__(  # noqa: PLR0913  # what all questions to a target have in common
        self,
        inquiry: Inquiry,
        ways: Mapping[str, Way],
        limits: Limits,
        collector: str,
        *,
        names: Mapping[str, str],
        kept: Callable[[], Kept] = Kept,
        whom: Callable[[], str] = str,
    ) -> None:
        """Take what is known before the first question.

        ways: by `Rest.api`. names: what paths call the target by. kept: makes what gathers the fields of one answer.
        whom: whom they take us for, once a token has said it.
        """
        self._inquiry, self._ways, self._limits, self._collector = inquiry, ways, limits, collector
        self._names, self._kept = names, kept
        self._silences: Counter[str] = Counter()
        self._whom = whom
        self.over: Ended | None = None
        """Why nothing more will be answered."""

    def ask(self, row: Rest, place: Place) -> Answer:
        """Ask once. Never raises: whatever happens is the answer's outcome."""
        if ended := self.idle(row):
            return self.unasked(row, place, ended)
        asked = self._inquiry.now()
        call, ended = self.call(row, place.item, self._kept())
        return self.answer(row, place, call, ended, asked)

    def idle(self, row: Rest) -> Ended | None:
        """Why nothing is asked any more; None: it is."""
        if self.over:
            return self.over
        if self._silences[row.api] >= _PATIENCE:
            return Ended("unreachable", f"not asked after {_PATIENCE} silences")
        return Ended("timeout", LATE) if self._limits.late() else None

    def call(self, row: Rest, item: Any, kept: Kept) -> tuple["Call", Ended]:
        """Ask once, and gather there what is kept."""
        call = Call(self._ways[row.api], row, kept, self._limits, self._inquiry)
        ended = call.make(item, self._names)
        self._silences[row.api] = self._silences[row.api] + 1 if again.broke_off(ended) else 0
        if ended.code.partition(" ")[0] in _OVER:
            self.over = ended
        return call, ended

    def answer(self, row: Rest, place: Place, call: "Call", ended: Ended, asked: str) -> Answer:
        """What came of a call, as the answer to a row."""
        good = ended.outcome in {"ok", "empty"}
        answer = Answer(
            target=self._inquiry.target.id,
            question=row.id,
            about=place.about,
            operation=row.operation,
            parameters=call.parameters,
            needs=row.needs,
            outcome=ended.outcome,
            code=ended.code,
            body=call.kept.body if good else None,
            pages=call.pages,
            items=call.kept.items if good else 0,
            complete=good or ended.outcome == "absent",
            asked=asked,
            source=call.source(self._whom()),
            collector=self._collector,
            dropped=tuple(sorted(call.kept.dropped)),
        )
        # Whoever answers has our token in the request, and may put it anywhere.
        return silenced(answer) if self._ways[row.api].betrays(repr(answer)) else answer

    def unasked(self, row: Rest, place: Place, ended: Ended) -> Answer:
        """The answer to a question that cannot be asked any more."""
        return Answer(
            target=self._inquiry.target.id,
            question=row.id,
            about=place.about,
            operation=row.operation,
            needs=row.needs,
            outcome=ended.outcome,
            code=ended.code,
            pages=0,
            complete=False,
            asked=self._inquiry.now(),
            source=Source(endpoint="not asked", caller=self._whom()),
            collector=self._collector,
        )


class Call:
    """One question on its way."""

    def __init__(self, way: Way, row: Rest, kept: Kept, limits: Limits, inquiry: Inquiry) -> None:
        self._way, self._row, self._limits, self._turn = way, row, limits, inquiry.together.turn
        self.kept = kept
        self.pages = 0
        self.parameters: dict[str, JSON] = {}
        self._last: Reply | None = None
        self._whole = False
        """The last page came."""

    def make(self, item: Any, names: Mapping[str, str]) -> Ended:
        """Ask for all pages."""
        try:
            path = filled(self._row.path, item, names)
            post = said(self._row.post, item, names)
            self.parameters = {"path": path, **post}
            for reply in self._pages(self._way.origin + path, post):
                if (ended := self._page(reply)) is not None:
                    return ended
        except ElsewhereError:
            return Ended("error", LEAVES)
        except (LookupError, ValueError):
            return Ended("error", "Unreadable")
        except Exception as err:  # noqa: BLE001  # a seam: what garbage makes of a library's parsers has no end
            # Its text and traceback hold headers and whatever the endpoint said: only its kind goes on.
            return self._way.failed(err)
        if not self._whole:
            return Ended("timeout", LATE)
        return Ended("ok" if any(v != [] for v in self.kept.body.values()) else "empty", "")

    def _page(self, reply: Reply) -> Ended | None:
        """Keep a page; what it means where it ends the call."""
        if reply.status != _GOOD:
            ended = self._way.refused(reply)
            return Ended("absent", ended.code) if ended.code in self._row.absent else ended
        if not isinstance(reply.body, Mapping) or not self._row.holds(reply.body):
            return Ended("error", "Incomplete")
        kept = search(self._row.keep, reply.body) or {}
        if all(value is None for value in kept.values()):  # nothing must not read as "there are none"
            return Ended("error", "Incomplete")
        self.pages += 1
        self.kept.add(kept)
        return None

    def _pages(self, url: str, post: Mapping[str, JSON] | None) -> Iterator[Reply]:
        seen: set[str] = set()
        while url and post is not None and not self._limits.over() and self.pages < _PAGES:
            step = f"{url} {post}"
            if step in seen or not url.startswith(self._way.origin + "/"):
                raise ElsewhereError
            seen.add(step)
            self._last = reply = self._tried(url, post)
            yield reply
            if self._row.onward:
                post = self._row.onward(reply.body, post)
            else:
                url = self._way.following(url, reply.body)
        self._whole = not url or post is None

    def _tried(self, url: str, post: Mapping[str, JSON]) -> Reply:
        """Ask for a page until it comes, or is refused, or there have been attempts enough."""
        for tried in range(1, self._limits.attempts + 1):
            last = tried == self._limits.attempts
            try:
                with self._turn:
                    reply = self._way.send(self._row.method, url, dict(post) or None)
            except Exception as err:
                pause: float | None = again.backoff(tried)
                if last or not again.broke_off(self._way.failed(err)):
                    raise
                if not again.wait(pause or 0, self._limits.over, time.sleep):
                    raise
                continue
            pause = again.pause(tried, reply.status, reply.headers)
            if last or pause is None or not again.wait(pause, self._limits.over, time.sleep):
                return reply
        raise AssertionError  # a last attempt returns or raises

    def source(self, caller: str) -> Source:
        """Who answered."""
        parts = urlsplit(self._way.origin)
        met = self._last.headers.get(PEER, "") if self._last else ""
        return Source(
            endpoint=f"{parts.hostname}:{parts.port or _PORTS[parts.scheme]}",
            identity=f"cert SHA256:{met}" if met else "",
            standard=self._way.standard,
            caller=caller,
            request=self._way.request(self._last) if self._last else "",
        )


class ElsewhereError(Exception):
    """The next page is at another address, or leads in a circle."""
