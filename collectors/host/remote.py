"""Asks a host over SSH: one connection, one command, one script there and its frame back."""

import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from collectors.host.asking import Told, answers, deadline, throwaway_key, wants_sudo
from collectors.host.carry import load, unpacked, whole_script
from collectors.host.platform import Platform
from collectors.host.script import Frame, framed
from collectors.ssh.causes import SESSION
from collectors.ssh.failure import Deadline, SSHError
from collectors.ssh.route import Route, route
from scanner.answers import JSON, Answer, Source
from scanner.collector import Inquiry, Question
from scanner.facts import CLASSES, Channel

if TYPE_CHECKING:
    from collectors.ssh.connect import Met

OFFER: Final = "ssh.offer"
QUESTIONS: Final = (
    Question(
        id=OFFER,
        operation="what the SSH server offers before any login",
        needs="",
        feeds=((Channel, "ssh"),),
        outside=True,
    ),
    Question(id=SESSION, operation="SSH: handshake, host key, login, one script", needs="", feeds=CLASSES),
)
_ASKS: Final = {q.id: q for q in QUESTIONS}
_GRACE: Final = 20
"""Seconds beyond those of the script: to connect, to come in, and to bring its output home."""


@dataclass(slots=True)
class Visit:
    """One host, as far as we came."""

    way: Route | None = None
    met: "Met | None" = None
    frame: Frame = field(default_factory=Frame)
    failed: SSHError | None = None


def collect(inquiry: Inquiry, platforms: Sequence[Platform], collector: str) -> Iterator[Answer]:
    """Ask a host all wanted questions; what it is, and who it proved to be, are answers too.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    whole = deadline(inquiry.target.options)
    if inquiry.stopped():
        return
    asked, mark, visit = inquiry.now(), secrets.token_hex(16), Visit()
    try:
        _visit(visit, inquiry, platforms, mark, whole)
    except SSHError as err:
        visit.failed, visit.met = err, getattr(err, "met", visit.met)
    told = _told(visit, inquiry, mark, asked, collector)
    if visit.met and visit.met.offer and (visit.met.proved or "NothingInCommon" in str(visit.failed)):
        yield _answer(inquiry, told, OFFER, _offer(visit.met))
    yield _answer(inquiry, told, SESSION, _session(visit), failed=visit.failed, parameters=_way(visit))
    if not visit.failed:
        platform = next(p for p in platforms if p.system == visit.frame.system)
        yield from answers(inquiry, platform.wanted(inquiry.questions), told)


def _visit(visit: Visit, inquiry: Inquiry, platforms: Sequence[Platform], mark: str, whole: int) -> None:
    """Go there, run the script, and come back with its frame; what was seen on the way stays in `visit`."""
    from collectors.ssh.connect import Caller, come_in, dial, meet, over
    from collectors.ssh.execute import execute
    from collectors.ssh.jump import Jumps

    target, together = inquiry.target, inquiry.together
    until = Deadline.after(whole + _GRACE, inquiry.stopped)
    caller = Caller(inquiry.secret, together.once)
    visit.way = route(target.name, target.options, os.environ)
    *before, hop = visit.way.hops
    jumps: Jumps = together.once("ssh-jumps", Jumps)
    with jumps.through(tuple(before), caller, until) as last:
        visit.met = meet(over(last, hop, until) if last else dial(hop, until), hop, caller, until)
        wire = come_in(visit.met, caller, until)
        try:
            key = together.once("throwaway-key", throwaway_key)
            asked = (visit.met.software, platforms, inquiry.questions, target.options)
            sent = load(*asked, mark=mark, whole=whole, key=key)
            printed = execute(wire, sent.command, sent.given, sent.most, until)
            visit.frame = framed(unpacked(printed, sent.preface, sent.most), mark)
            if not visit.frame.whole:
                why = wire.get_exception()
                until.left("CutOff")
                if why or not wire.is_active():
                    raise wire.lost("CutOff", "timeout", why)
        finally:
            wire.shut()
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
    met, wanted, root = visit.met, wants_sudo(inquiry.target.options), visit.frame.root
    hop = visit.way.end if visit.way else None
    via = f" via {', '.join(h.endpoint for h in visit.way.hops[:-1])}" if visit.way and visit.way.hops[1:] else ""
    return Told(
        frame=visit.frame,
        mark=mark,
        source=Source(
            endpoint=f"{hop.endpoint}{via}" if hop else inquiry.target.name,
            identity=met.proved.identity if met and met.proved else "",
            caller=hop.user if hop and met and met.way else "",
        ),
        asked=asked,
        collector=collector,
        by_sudo=wanted and root and hop is not None and hop.user != "root",
        refused="sudo: refused" if wanted and visit.frame.system and not root else "",
    )


def _answer(  # noqa: PLR0913  # one answer has so many sides
    inquiry: Inquiry,
    told: Told,
    question: str,
    body: JSON,
    *,
    failed: SSHError | None = None,
    parameters: JSON = None,
) -> Answer:
    at = f" at {failed.at}" if failed and failed.at else ""
    return Answer(
        target=inquiry.target.id,
        question=question,
        operation=_ASKS[question].operation,
        parameters=parameters or {},
        outcome=failed.outcome if failed else "ok",
        code=f"{failed.code}{at}" if failed else "",
        body=None if failed else body,
        items=0 if failed else len(body),
        asked=told.asked,
        source=told.source,
        collector=told.collector,
    )


def _offer(met: "Met") -> JSON:
    """The lists that the server offers, in its order, and what it calls itself."""
    lists = {name: list(some) for name, some in (met.offer or {}).items()}
    return {"software": met.software, "protocol": met.protocol, **lists}


def _session(visit: Visit) -> JSON:
    """How we came to a host, and why we believe that it is the one."""
    met = visit.met
    if met is None or met.proved is None:
        return None
    return {
        "host_key": met.proved.key.fingerprint,
        "proved_by": met.proved.by,
        "agreed": met.agreed,
        "login": met.way,
        "system": visit.frame.system,
    }


def _way(visit: Visit) -> JSON:
    """Over which hosts, and the lines of ssh_config that might concern it and were left out."""
    if visit.way is None:
        return {}
    said = {"via": [hop.endpoint for hop in visit.way.hops[:-1]], "config_left_out": list(visit.way.passed_by)}
    return {name: some for name, some in said.items() if some}
