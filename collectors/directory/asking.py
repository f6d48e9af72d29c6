"""Asks a directory: first which it is, then what the table of its family says. Everything in it reads."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from collectors.directory import root
from collectors.directory.families import family
from collectors.directory.options import Options, options
from collectors.directory.parts import EntryTooLongError, Part, places
from collectors.directory.question import BASE, Search
from collectors.directory.read import Entry, bases
from collectors.directory.session import ABSENT, UNWILLING, Reference, Session
from collectors.directory.walk import walk
from collectors.secured.line import Bounds
from collectors.tls.wire import UnansweredError
from scanner.answers import JSON, Answer, Outcome, Source
from scanner.collector import Inquiry

BYTES = 1 << 29
"""That one directory may send: 50,000 accounts with all that is asked have about a tenth of it."""
TOO_LONG = "an entry that is too long to keep"
HIDDEN = "nothing of it may be seen"


@dataclass
class _Directory:
    """One directory while it is asked."""

    inquiry: Inquiry
    options: Options
    collector: str
    bounds: Bounds
    session: Session
    root: Entry


def collect(inquiry: Inquiry, collector: str) -> Iterator[Answer]:
    """Ask one directory.

    Raises:
        CollectError: an option makes no sense, or python-ldap is not installed.
    """
    said = options(inquiry.target)
    bounds, asked = Bounds(said.place.seconds, inquiry.stopped, BYTES), inquiry.now()
    with ExitStack() as stack:
        try:
            session = stack.enter_context(Session(said, bounds))
            if said.user:
                session.sign_in(said.user, inquiry.secret(said.password))  # once it has proved who it is
            elif said.sasl:
                session.sign_in_by_ticket()
        except UnansweredError as err:
            yield Answer(
                target=inquiry.target.id,
                question=root.QUESTION.id,
                operation="bind" if err.outcome == "denied" else root.QUESTION.operation,
                parameters=_parameters(said),
                outcome=err.outcome,
                code=err.code,
                asked=asked,
                source=Source(endpoint=said.place.endpoint),
                collector=collector,
            )
            return
        yield from _ask(_Directory(inquiry, said, collector, bounds, session, Entry("", {})))


def _ask(it: _Directory) -> Iterator[Answer]:
    for answer in _Asked(it, root.QUESTION).answers():
        if answer.outcome == "ok":
            it.root = Entry(*answer.body["entries"][0])
        yield answer
    whose = family(it.root)
    for question in whose.questions if whose else ():
        if question.id in it.inquiry.questions and not it.inquiry.stopped():
            yield from _Asked(it, question).answers()


class _Asked:
    """One question, while it is asked."""

    def __init__(self, it: _Directory, row: Search) -> None:
        self._it, self._row, self._number = it, row, 1
        self._where = [*places(row.base, it.root.attributes, bases(it.root.attributes, it.inquiry.target.options))]
        self._asked = it.inquiry.now()

    def answers(self) -> Iterator[Answer]:
        """All parts; where it failed, the last of them says so."""
        if not self._where:
            yield self._answer("absent", ABSENT)
            return
        part, some = Part(), False
        try:
            for one in self._found():
                some |= not isinstance(one, Reference)
                part.add(one)
                if part.full and self._row.paged:
                    yield self._answer("ok", part=part, last=False)
                    part, self._number, self._asked = Part(), self._number + 1, self._it.inquiry.now()
        except UnansweredError as err:
            yield self._answer(*self._failed(err))
        except EntryTooLongError:
            yield self._answer("error", TOO_LONG)
        else:
            hidden = self._row.there and not some
            yield self._answer("denied", HIDDEN) if hidden else self._answer("ok" if some else "empty", part=part)

    def _found(self) -> Iterator[Entry | Reference]:
        it, row = self._it, self._row
        if not row.anonymous:
            yield from walk(it.session, row, self._where, it.options.page)
            return
        with Session(it.options, it.bounds) as nobody:
            yield from walk(nobody, row, self._where, it.options.page)

    def _failed(self, err: UnansweredError) -> tuple[Outcome, str]:
        if err.code == ABSENT:
            known = self._row.there or (self._row.base == BASE and not self._row.anonymous)
            return ("denied" if known else "absent"), ABSENT
        if self._row.anonymous and (err.outcome == "denied" or err.code == UNWILLING):
            return "empty", err.code  # so nobody is told anything: that was the question
        return err.outcome, err.code

    def _answer(self, outcome: Outcome, code: str = "", *, part: Part | None = None, last: bool = True) -> Answer:
        it, row = self._it, self._row
        said: dict[str, JSON] = {"scope": row.scope, "filter": row.filter, "attributes": [*row.attributes]}
        caller = "" if row.anonymous else it.options.caller
        more = {"tls": it.session.version} if row is root.QUESTION else {}
        return Answer(
            target=it.inquiry.target.id,
            question=row.id,
            about=f"part {self._number:05}" if row.paged else "",
            operation=row.operation,
            parameters={"base": self._where, **said, **(_parameters(it.options) if row is root.QUESTION else {})},
            needs=row.needs,
            outcome=outcome,
            code=code,
            body=part.body(last=last, **more) if part else None,
            items=part.items if part else 0,
            asked=self._asked,
            source=Source(endpoint=it.options.place.endpoint, identity=it.session.identity, caller=caller),
            collector=it.collector,
        )


def _parameters(said: Options) -> Mapping[str, JSON]:
    """Host, port and name, how one signs in, and by its digest the file of those who may vouch."""
    where = said.place
    ca = {"ca": f"SHA256:{sha256(Path(where.ca).read_bytes()).hexdigest()}"} if where.ca else {}
    sasl = {"sasl": said.sasl} if said.sasl else {}
    return {"host": where.host, "port": where.port, "server_name": where.name, "starttls": said.starttls, **sasl, **ca}
