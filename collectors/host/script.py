"""The one script that asks a machine everything, and the reading of its frames. Pure."""

import hashlib
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from collectors.host.question import QUICK, HostQuestion
from scanner.answers import Outcome

_CODES: dict[str, Outcome] = {"0": "ok", "96": "absent", "97": "denied", "124": "timeout", "137": "timeout"}
_INSTALLED = """\
#!/bin/sh
# Asks this machine what safeguard wants to know of it, and prints what it says. Reads only. Made by `safeguard hosts
# script`. Standard input says the word that marks the frame, seconds for all, the digest of the script that is meant,
# ids of questions, and a throwaway key.
self=$(sha256sum "$0" 2>/dev/null || shasum -a 256 "$0" 2>/dev/null)
self=${self%% *}
"""
_BY_INPUT = """\
read -r mark whole wanted asked || exit 1
key=$(head -c 2000)
case $mark$whole in '' | *[!0-9a-f]*) exit 1 ;; esac
# Whoever asks wants another version: it is said, and nothing is asked.
[ "$wanted" = "$self" ] || { printf '\\n%s hello %s %s %s\\n' "$mark" "$(uname -s)" "$(id -u)" "$self" && exit; }
case $asked in *[!a-z.\\ -]*) exit 1 ;; esac
shell=sh asked=" $asked "
everything
"""

_HEAD = re.compile(rb"([\w.-]{1,40}) ?(\d*) ?([0-9a-f]*)\n")

Asked = Mapping[str, Iterable[HostQuestion]]
"""The questions by the system they are for, as `uname -s` names it."""


@dataclass(frozen=True, slots=True)
class Section:
    """What came back for one question."""

    question: str
    outcome: Outcome
    code: str
    """`exit 1`; empty when all was well."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a run of the script printed: nothing of it counts unless it came whole."""

    system: str = ""
    """As `uname -s` says it; empty where the script did not even begin."""
    root: bool = False
    """Root has run it."""
    installed: str = ""
    """The digest that an installed script gives of itself."""
    body: bytes = b""
    whole: bool = False
    """Its trailer came, and its digest is that of what came before."""


def assemble(asked: Asked, *, mark: str, whole: int, key: str = "", shell: str = "sh") -> bytes:
    """Write the script. `whole`: seconds for all of it; `mark`: a random word."""
    settings = {"mark": mark, "whole": whole, "shell": shell, "key": key, "asked": "all", "self": ""}
    # All of it is one function, called on the last line: a script that arrives by half does nothing.
    lines = [_function(asked), *(f"{name}={shlex.quote(str(value))}" for name, value in settings.items())]
    return "\n".join([*lines, "everything", ""]).encode()


def installed(asked: Asked) -> bytes:
    """Write the script that stands on a machine, owned by root; its input says what differs from night to night."""
    return "\n".join([_INSTALLED + _function(asked), _BY_INPUT]).encode()


def spoken_to(questions: Iterable[HostQuestion], digest: str, *, mark: str, whole: int, key: str) -> bytes:
    """Write what an installed script reads. `digest`: of the script that is meant; another one does nothing."""
    return f"{mark} {whole} {digest} {' '.join(q.id for q in questions)}\n{key}".encode()


def _function(asked: Asked) -> str:
    lines = ["everything() {", _sheet("frame.sh"), "case $system in"]
    for system, questions in asked.items():
        rows = tuple((q.id, q.text, q.most, q.seconds) for q in questions)
        lines.append(f"{system})\n{_sections(rows)}\n;;")
    return "\n".join([*lines, "esac", "trailer", "}"])


@lru_cache(maxsize=64)
def _sections(rows: tuple[tuple[str, str, int, int], ...]) -> str:
    """Those that are quick share a shell; then each that has no answer yet is asked alone.

    rows: of each question its id, its text, bytes and seconds at most.
    """
    branches = "".join(f"{name})\n{text}\n;;\n" for name, text, _, _ in rows)
    texts = f"{_sheet('words.sh')}question() {{\ncase $1 in\n{branches}esac\n}}"
    quick = [row for row in rows if row[3] <= QUICK]
    lines = [f"texts={shlex.quote(texts)}"]
    if quick:
        most, seconds = min(sum(row[2] + AROUND for row in quick), TOGETHER), max(row[3] for row in quick)
        lines.append(f"together {most} {seconds} {' '.join(row[0] for row in quick)}")
    lines += (f"section {name} {most + 1} {seconds}" for name, _, most, seconds in rows)
    return "\n".join(lines)


AROUND: Final = 200
"""Bytes of the lines around a section, at most."""
TOGETHER: Final = 2 << 20
"""Bytes of all that share a shell; what does not go into them is asked alone, and comes on top."""


@cache
def _sheet(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def framed(output: bytes, mark: str) -> Frame:
    """Find the frame in an output. What stands before it is none of ours: a greeting, a profile that talks."""
    before, begun, rest = output.partition(f"\n{mark} hello ".encode())
    head = _HEAD.match(rest)
    if not begun or head is None:
        return Frame()
    body, found, said = output[len(before) :].rpartition(f"\n{mark} done ".encode())
    whole = bool(found) and said == hashlib.sha256(body).hexdigest().encode() + b"\n"
    return Frame(head[1].decode("ascii", "replace"), head[2] == b"0", head[3].decode(), body if whole else b"", whole)


def split(frame: Frame, questions: Iterable[HostQuestion], mark: str) -> Iterator[Section]:
    """Give each question what came for it; of a frame that is not whole none has an answer."""
    parts = frame.body.split(f"\n{mark} begin ".encode())[1:]
    # What was asked once more is said last.
    said = {name.decode("ascii", "replace"): rest for name, _, rest in (part.partition(b"\n") for part in parts)}
    for question in questions:
        raw, ended, tail = said.get(question.id, b"").partition(f"\n{mark} end {question.id} ".encode())
        if not ended:
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
    said = "" if outcome in {"ok", "absent"} else "no time left" if code == "late" else _exit(code)
    return Section(question, outcome, said, plain(raw) if outcome == "ok" else "")


def _exit(code: str) -> str:
    return f"exit {code}" if code.isdecimal() and len(code) < 4 else "no exit code"  # noqa: PLR2004  # 255 at most


def plain(raw: bytes) -> str:
    """Text that any file can hold: what is no UTF-8 and all control characters but tab and newline are replaced."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    return _ODD.sub(lambda odd: odd[0] if odd[0].isprintable() else "\ufffd", text)


_ODD = re.compile(r"[^ -~\t\n]")
"""What is no plain ASCII: most of it can be printed all the same."""
