"""From what a device said to answers: its output is reduced to what is kept, and is gone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol

from collectors.network import looks
from collectors.network.grammar.keep import UNKNOWN
from collectors.network.question import DeviceQuestion
from scanner.answers import JSON, Answer, Outcome, Source
from scanner.collector import Inquiry

MOST = 32 * 1024 * 1024
"""Bytes of output; more is no answer."""
STRANGE: Final = "NotThisPlatform"
"""The code of a configuration in which nothing is that the grammar of its platform knows."""
OTHER: Final = "OtherPlatform"
"""The code of one that is of another platform; which, stands behind it."""


class Output(Protocol):
    """What came of one command."""

    @property
    def command(self) -> str:
        """Word for word."""

    @property
    def outcome(self) -> Outcome:
        """`ok` only where the prompt came after it."""

    @property
    def code(self) -> str:
        """Of a failure, our word for it."""

    @property
    def text(self) -> str:
        """In memory only."""

    @property
    def pages(self) -> int:
        """Pages that were turned, at least 1."""


def answers(  # noqa: PLR0913  # what an answer says of itself
    inquiry: Inquiry,
    questions: Iterable[DeviceQuestion],
    said: Sequence[Output],
    grammar: str,
    *,
    source: Source,
    asked: str,
    collector: str,
) -> Iterator[Answer]:
    """Give each command its answer. `grammar`: of the platform that the device is said to be."""
    by_command = {one.command: one for one in questions}
    other = next(filter(None, (looks.other(output.text, grammar) for output in said)), "")
    for output in said:
        question = by_command[output.command]
        outcome, code, body = output.outcome, output.code, None
        if outcome == "ok":  # the prompt came behind it, so its last line is whole
            text = output.text and f"{output.text}\n"
            outcome, code, body = kept(question, text, inquiry.overheard, other=other)
        yield Answer(
            target=inquiry.target.id,
            question=question.id,
            operation=question.operation,
            needs=question.needs,
            outcome=outcome,
            code=code,
            body=body,
            pages=output.pages,
            items=len(body.get("lines", body)) if isinstance(body, dict) else 0,
            asked=asked,
            source=source,
            collector=collector,
            dropped=question.dropped if outcome == "ok" else (),
        )


def kept(
    question: DeviceQuestion, text: str, tell: Callable[[str], None], *, other: str = ""
) -> tuple[Outcome, str, JSON]:
    """Reduce a text to what is kept of it; what cannot be read is an error, and nothing of it stays.

    tell: is told of every secret in it. other: the grammar that it is of, where that is not the question's.
    """
    if other and question.tells:
        return "error", f"{OTHER} ({other})", None
    try:
        body = question.keep(text, *([tell] if question.tells else []))
    except (ValueError, RecursionError):  # their texts may hold what the device said
        return "error", "output not understood", None
    if text.strip() and _strange(body):
        return "error", STRANGE, None
    return "ok", "", body


def _strange(body: JSON) -> bool:
    """No line of a configuration is known: it is of something else, and what stands not in it means nothing."""
    lines = body.get("lines") if isinstance(body, dict) else None
    return isinstance(lines, list) and all(UNKNOWN in line for _, line in lines)
