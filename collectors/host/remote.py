"""Asks a host over SSH: one connection, one command, one script there and its frame back."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from collectors.host.asking import Told, answers, throwaway_key, wants_sudo
from collectors.host.carry import load, unpacked, whole_script
from collectors.host.platform import Platform
from collectors.host.script import Frame, framed
from collectors.patience import seconds
from collectors.ssh import visit as ssh
from collectors.ssh.failure import Deadline, SSHError
from scanner.answers import Answer
from scanner.collector import Inquiry
from scanner.facts import CLASSES

QUESTIONS: Final = ssh.questions("one script", CLASSES)
_ASKS: Final = {q.id: q for q in QUESTIONS}
_GRACE: Final = 20
"""Seconds beyond those of the script: to connect, to come in, and to bring its output home."""


@dataclass(slots=True)
class Visit(ssh.Visit):
    """One host, as far as we came, and what its script printed."""

    frame: Frame = field(default_factory=Frame)


def collect(inquiry: Inquiry, platforms: Sequence[Platform], collector: str) -> Iterator[Answer]:
    """Ask a host all wanted questions; what it is, and who it proved to be, are answers too.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    whole = seconds(inquiry.target.options)
    if inquiry.stopped():
        return
    asked, mark, visit = inquiry.now(), secrets.token_hex(16), Visit()
    with visit.kept():
        _visit(visit, inquiry, platforms, mark, whole)
    more = {"system": visit.frame.system}
    yield from ssh.told(inquiry, visit, _ASKS, asked=asked, collector=collector, more=more)
    if not visit.failed:
        platform = next(p for p in platforms if p.system == visit.frame.system)
        yield from answers(inquiry, platform.wanted(inquiry.questions), _told(visit, inquiry, mark, asked, collector))


def _visit(visit: Visit, inquiry: Inquiry, platforms: Sequence[Platform], mark: str, whole: int) -> None:
    """Go there, run the script, and come back with its frame; what was seen on the way stays in `visit`."""
    from collectors.ssh.execute import execute

    target, until = inquiry.target, Deadline.after(whole + _GRACE, inquiry.stopped)
    with visit.inside(inquiry, until) as wire:
        key = inquiry.together.once("throwaway-key", throwaway_key)
        software = visit.met.software if visit.met else ""
        sent = load(software, platforms, inquiry.questions, target.options, mark=mark, whole=whole, key=key)
        printed = execute(wire, sent.command, sent.given, sent.most, until)
        visit.frame = framed(unpacked(printed, sent.preface, sent.most), mark)
        if not visit.frame.whole:
            why = wire.get_exception()
            until.left("CutOff")
            if why or not wire.is_active():
                raise wire.lost("CutOff", "timeout", why)
    _look_at(visit.frame, platforms, began=sent.preface.encode() in printed, script="script" in target.options)


def _look_at(frame: Frame, platforms: Sequence[Platform], *, began: bool, script: bool) -> None:
    """Raise SSHError where there is no frame, or not all of it, or of another script than this version's.

    began: a shell has run the command, whatever came of it.
    """
    if not frame.system:
        raise SSHError("ScriptMissing" if script and began else "NoShell")
    if script and frame.system != "Windows" and frame.installed != sha256(whole_script(platforms)).hexdigest():
        raise SSHError("ScriptDiffers")
    if not frame.whole:
        raise SSHError("CutOff", "timeout")
    if frame.system not in {p.system for p in platforms}:
        raise SSHError(f"UnknownSystem ({frame.system})")


def _told(visit: Visit, inquiry: Inquiry, mark: str, asked: str, collector: str) -> Told:
    wanted, root, hop = wants_sudo(inquiry.target.options), visit.frame.root, visit.way.end if visit.way else None
    return Told(
        frame=visit.frame,
        mark=mark,
        source=visit.source(inquiry.target.name),
        asked=asked,
        collector=collector,
        by_sudo=wanted and root and hop is not None and hop.user != "root",
        refused="sudo: refused" if wanted and visit.frame.system and not root else "",
    )
