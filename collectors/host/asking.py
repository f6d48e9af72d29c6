"""From what the script printed to answers: the same whether it ran here or far away."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from collectors.host.platform import Platform
from collectors.host.question import HostQuestion
from collectors.host.script import Frame, Section, split
from scanner.answers import JSON, Answer, Source
from scanner.collector import Inquiry


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A run of the script, and whom it asked as whom."""

    frame: Frame
    mark: str
    source: Source
    """Without a caller, the host itself says whom it took us for."""
    asked: str
    collector: str
    by_sudo: bool = False
    refused: str = ""
    """Why not as root, though it was wanted: `sudo: exit 1`."""


def answers(inquiry: Inquiry, questions: Sequence[HostQuestion], told: Told) -> Iterator[Answer]:
    """Give each question its answer. The first of them says which machine it is."""
    sections = list(split(told.frame, questions, told.mark))
    yield from given(inquiry, questions, sections, told)


def given(
    inquiry: Inquiry, questions: Iterable[HostQuestion], sections: Sequence[Section], told: Told
) -> Iterator[Answer]:
    """The same of sections that are there already."""
    source = None
    for question, raw in zip(questions, sections, strict=True):
        section, body = kept(question, raw)
        source = source or _source(body, told)
        refused = told.refused if section.outcome == "denied" else ""
        yield Answer(
            target=inquiry.target.id,
            question=question.id,
            operation=question.operation,
            parameters={question.language: question.text},
            needs=question.needs,
            outcome=section.outcome,
            code="; ".join(filter(None, (section.code, refused))),
            body=body,
            items=len(body) if isinstance(body, list | dict) else 0,
            asked=told.asked,
            source=source,
            collector=told.collector,
            dropped=question.dropped if section.outcome == "ok" else (),
        )


def kept(question: HostQuestion, section: Section) -> tuple[Section, JSON]:
    """Reduce a section to what is kept of it; what cannot be read is an error, and nothing of it stays."""
    if section.outcome != "ok":
        return section, None
    if odd := "" if question.json else _odd(section.text):
        return Section(section.question, "error", odd), None
    try:
        return section, question.keep(section.text)
    except (ValueError, RecursionError):  # JSON may be nested deeper than anybody means it
        return Section(section.question, "error", "output not understood"), None


_LINE: Final = 16_384
_BLANKS: Final = 200
_RUN: Final = re.compile(rf"\s{{{_BLANKS + 1}}}")
_PIECE: Final = _BLANKS // 2


def _odd(text: str) -> str:
    """Why no pattern is to be tried on an output: over lines and gaps as long as nobody has them it may take for ever.

    One host decides what its lines are, and all the others would wait for it.
    """
    if len(text) > _LINE and max(map(len, text.split("\n"))) > _LINE:
        return f"a line of more than {_LINE} characters"
    return f"more than {_BLANKS} blanks in a row" if _gap(text) else ""


def _gap(text: str) -> bool:
    """Wherever so many blanks begin they fill one of these pieces; hardly any text has to be looked at further."""
    pieces = (text[n : n + _PIECE] for n in range(0, len(text), _PIECE))
    return any(map(str.isspace, pieces)) and bool(_RUN.search(text))


def _source(body: JSON, told: Told) -> Source:
    """Who answered: the machine says its own number where nothing better proves who it is."""
    said, source = body or {}, told.source
    machine, caller = said.get("machine", ""), source.caller or said.get("user", "")
    if caller and told.by_sudo:
        caller = f"{caller}, through sudo"
    identity = source.identity or (machine and f"machine {machine}")
    return Source(endpoint=source.endpoint, identity=identity, caller=caller)


def by_system(platforms: Iterable[Platform], ids: frozenset[str]) -> dict[str, list[HostQuestion]]:
    """The questions of these ids, by the system that is asked them."""
    return {platform.system: platform.wanted(ids) for platform in platforms}


def wants_sudo(options: Mapping[str, JSON]) -> bool:
    """Tell whether the script is to run through sudo; a URI can only say it as a word."""
    return options.get("sudo") in {True, "true", "yes", "1"}


def throwaway_key() -> str:
    """A host key for one run, in memory only: to others than root some sshd tell their settings only with one."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    private = Ed25519PrivateKey.generate()
    return private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
