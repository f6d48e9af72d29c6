"""The one script that asks a machine everything, and the reading of its frames. Pure."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from collectors.host.question import HostQuestion
from scanner.answers import Outcome

_CODES: dict[str, Outcome] = {"0": "ok", "96": "absent", "97": "denied", "124": "timeout", "137": "timeout"}


@dataclass(frozen=True, slots=True)
class Section:
    """What came back for one question."""

    question: str
    outcome: Outcome
    code: str
    """`exit 1`; empty when all was well."""
    text: str = ""


def assemble(  # each by its name
    questions: Iterable[HostQuestion], *, mark: str, whole: int, key: str = "", shell: str = "sh"
) -> bytes:
    """Write the script. `whole`: seconds for all of it; `mark`: a random word."""
    settings = {"mark": mark, "whole": whole, "shell": shell, "key": key}
    asked = (f"section {q.id} {q.most + 1} {q.seconds} {shlex.quote(q.text)}" for q in questions)
    lines = [
        # All of it is one function, called on the last line: a script that arrives by half does nothing.
        "everything() {",
        *(f"{name}={shlex.quote(str(value))}" for name, value in settings.items()),
        files(__package__).joinpath("frame.sh").read_text("utf-8"),
        f"printf '\\n%s hello\\n' {mark}",
        *asked,
        "}",
        "everything",
        "",
    ]
    return "\n".join(lines).encode()


def begun(output: bytes, mark: str) -> bool:
    """Tell whether the script started at all."""
    return f"\n{mark} hello\n".encode() in output


def split(output: bytes, questions: Iterable[HostQuestion], mark: str) -> Iterator[Section]:
    """Give each question what came for it; one that never came, or not to its end, ran out of time."""
    for question in questions:
        head = f"\n{mark} begin {question.id}\n".encode()
        foot = f"\n{mark} end {question.id} ".encode()
        _, found, rest = output.partition(head)
        raw, ended, tail = rest.partition(foot)
        if not found or not ended:
            yield Section(question.id, "timeout", "cut off")
        elif len(raw) > question.most:
            yield Section(question.id, "error", f"more than {question.most} bytes")
        else:
            yield _section(question.id, raw, tail.partition(b"\n")[0].decode("ascii", "replace"))


def _section(question: str, raw: bytes, end: str) -> Section:
    code, _, complaint = end.partition(" ")
    outcome = _CODES.get(code, "timeout" if code == "late" else "error")
    if outcome == "error" and complaint == "denied":
        outcome = "denied"
    said = "" if outcome in {"ok", "absent"} else "no time left" if code == "late" else f"exit {code}"
    return Section(question, outcome, said, plain(raw) if outcome == "ok" else "")


def plain(raw: bytes) -> str:
    """Text that any file can hold: what is no UTF-8 and all control characters but tab and newline are replaced."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    return "".join(c if c.isprintable() or c in "\t\n" else "\ufffd" for c in text)
