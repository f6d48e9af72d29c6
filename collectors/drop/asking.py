"""Gives the answers that a host has dropped, where they are fresh: when it is asked, not when they are read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Final

from collectors.drop import inbox, options
from collectors.drop.enrolled import Enrolled
from collectors.drop.inbox import Held, InboxError, Row
from collectors.drop.taking import AHEAD
from collectors.drop.texts import digest
from collectors.host.platform import Platform
from collectors.host.question import HostQuestion
from collectors.host.there import ANY
from collectors.ssh.known_hosts import Trust
from collectors.ssh.public import Key, public
from scanner.answers import JSON, Answer, Source
from scanner.collector import Inquiry, Question
from scanner.facts import CLASSES, Failure

LAST: Final = "drop.last"
QUESTION: Final = Question(id=LAST, operation="the last drop that was taken in", needs="", feeds=CLASSES)
_PLATFORMS: Final = {platform.system: platform for platform in ANY}
_TRUST: Final = {Trust.UNKNOWN: "KeyUnknown", Trust.CHANGED: "KeyChanged", Trust.REVOKED: "KeyRevoked"}


class _NoAnswerError(Exception):
    """Nothing of it counts. The text is the code."""

    def __init__(self, code: str, outcome: Failure = "error") -> None:
        super().__init__(code)
        self.outcome = outcome


def collect(inquiry: Inquiry, collector: str) -> Iterator[Answer]:
    """Give what the host has said last, or why that does not count any more.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    now = inquiry.now()
    try:
        held, key = _fresh(inquiry, now)
    except _NoAnswerError as err:
        yield _answer(inquiry, collector, Source(endpoint=inquiry.target.name), now, code=str(err), outcome=err.outcome)
        return
    source = Source(
        endpoint=f"{held.host}, by what it drops", identity=f"drop key {key.fingerprint}", caller=held.caller
    )
    body = {"system": held.system, "digest": held.digest, "script": held.script, "key": key.fingerprint}
    yield _answer(inquiry, collector, source, held.made, body=body)
    yield from _answers(inquiry, held, source, collector)


def _fresh(inquiry: Inquiry, now: str) -> tuple[Held, Key]:
    target = inquiry.target
    try:
        held = inbox.read(options.inbox(target), target.name)
    except InboxError as err:
        raise _NoAnswerError(str(err)) from None
    if held is None:
        raise _NoAnswerError("NoDrop", "unreachable")
    key = public(held.key.split())
    trusted = inquiry.together.once("drop-keys", Enrolled).trust(options.keys(target), target.name, key)
    if trusted is not Trust.KNOWN:
        raise _NoAnswerError(_TRUST[trusted])
    age = (_moment(now) - _moment(held.made)).total_seconds()
    if age > options.early(target):
        raise _NoAnswerError(f"Overdue ({held.made}, every {options.every(target)})", "unreachable")
    if age < -AHEAD.total_seconds():
        raise _NoAnswerError("FromTheFuture")
    if held.system not in _PLATFORMS:
        raise _NoAnswerError("InboxUnread")
    return held, key


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said).astimezone(UTC)


def _answer(  # noqa: PLR0913  # one answer has so many sides
    inquiry: Inquiry,
    collector: str,
    source: Source,
    asked: str,
    *,
    body: JSON = None,
    code: str = "",
    outcome: Failure | None = None,
) -> Answer:
    return Answer(
        target=inquiry.target.id,
        question=LAST,
        operation=QUESTION.operation,
        outcome=outcome or "ok",
        code=code,
        body=body,
        items=len(body or ()),
        asked=asked,
        source=source,
        collector=collector,
    )


def _answers(inquiry: Inquiry, held: Held, source: Source, collector: str) -> Iterator[Answer]:
    """What it has said to each question that is asked; what was asked in other words than ours is an error."""
    rows = {row.question: row for row in held.rows}
    for question in _PLATFORMS[held.system].wanted(inquiry.questions):
        row = rows.get(question.id)
        ours = row if row and row.text == digest(question) else _other(question)
        yield Answer(
            target=inquiry.target.id,
            question=question.id,
            operation=question.operation,
            parameters={question.language: question.text},
            needs=question.needs,
            outcome=ours.outcome,
            code=ours.code,
            body=ours.body,
            items=len(ours.body) if isinstance(ours.body, list | dict) else 0,
            asked=held.made,
            source=source,
            collector=collector,
            dropped=ours.dropped,
        )


def _other(question: HostQuestion) -> Row:
    return Row(question=question.id, text="", outcome="error", code="ScriptDiffers")


@cache
def systems() -> dict[str, Platform]:
    """The systems that can drop, by the word of `safeguard hosts script --for`."""
    return {platform.title.lower(): platform for platform in ANY}
