"""Takes drops in: what is signed by the key enrolled for its host, newer than the last one, and whole.

All else is refused, and changes nothing. What is kept of the answers is taken in; the locked text never comes to disk.
"""

import base64
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import json, structs

from collectors.drop import inbox, lock, options, places
from collectors.drop.enrolled import Enrolled, stamp
from collectors.drop.inbox import Held, InboxError, Row
from collectors.drop.packet import Packet, RefusedError, opened, proven
from collectors.drop.texts import digest
from collectors.host.asking import kept
from collectors.host.carry import most, unpacked
from collectors.host.platform import Platform
from collectors.host.script import Frame, Section, framed, split
from collectors.host.there import ANY
from collectors.ssh.failure import SSHError
from collectors.ssh.known_hosts import Trust
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.drops import NotKeptError, Taken, Taking
from scanner.targets import Target

AHEAD: Final = timedelta(minutes=5)
"""How far the clock of a host may be before ours: as far as Kerberos lets it (RFC 4120, 8.2: 5 minutes)."""
CLOCK: Final = "clock (a drop is stamped by its host alone: nobody's clock stands beside it)"
_SYSTEMS: Final = {platform.system: platform for platform in ANY}
_TRUST: Final = {
    Trust.UNKNOWN: "no key is enrolled for this host: safeguard hosts enroll",
    Trust.CHANGED: "it shows another key than the one that is enrolled for this host",
    Trust.REVOKED: "its key is revoked",
}


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that drops are held against."""

    targets: Mapping[str, Target]
    unlocked: Callable[[Packet], bytes]
    now: datetime
    keys: Enrolled = field(default_factory=Enrolled)


def take(taking: Taking) -> Iterator[Taken]:
    """Take in what lies at a place, one drop after the other.

    Raises:
        CollectError: nothing can be looked at there, the key that opens drops is none, or somebody is at it already.
        NotKeptError: what was taken in cannot be written.
    """
    try:
        desk = _Desk({t.name: t for t in taking.targets}, lock.opener(taking.recipient), taking.now)
    except ValueError:
        raise CollectError(lock.NO_KEY) from None
    with ExitStack() as held:
        for folder in sorted({options.inbox(t) for t in taking.targets}):
            held.enter_context(inbox.alone(folder))
        for found in places.drops(taking.place):
            yield _one(found, desk)


def _one(found: places.Found, desk: _Desk) -> Taken:
    try:
        return _taken(found, desk)
    except RefusedError as err:
        return Taken(found.where, "refused", str(err))
    except (CollectError, NotKeptError, MemoryError):
        raise
    except Exception as err:  # noqa: BLE001  # a seam: what one host drops must not end the night of the others
        last = traceback.extract_tb(err.__traceback__)[-1]
        flaw = f"{type(err).__name__} at {Path(last.filename).name}:{last.lineno}"
        return Taken(found.where, "refused", f"it cannot be read, by a flaw of safeguard: {flaw}")


def _taken(found: places.Found, desk: _Desk) -> Taken:
    # By its name, before a byte of it is read: anybody may put files there whom nobody knows.
    target = desk.targets.get(found.host)
    if not target:
        raise RefusedError(f"drop:{found.host} is not declared")
    packet = opened(found.read())
    if packet.host != found.host:
        raise RefusedError("another host's name stands in it than the file has")
    folder = options.inbox(target)
    _check_key(packet, target, desk)
    last = _last(folder, packet.host)
    said = f"{packet.host}  {stamp(packet.made)}"
    if last and last.digest == packet.digest:
        return Taken(found.where, "known", said)
    _check_time(packet, last, desk.now)
    held = _of_one_machine(_held(packet, desk.unlocked(packet)), last)
    try:
        inbox.write(folder, held)
    except OSError as err:
        raise NotKeptError(f"the inbox {folder}: {err.strerror}: nothing more was taken in") from None
    old = sum(row.code == "ScriptDiffers" for row in held.rows)
    more = f"  (its script is of another version: {old} of {len(held.rows)} questions are not read; install it anew)"
    late = "  (older than it may be: a scan does not count it)" if _late(packet, target, desk.now) else ""
    return Taken(found.where, "taken", said + late + (more if old else ""))


def _late(packet: Packet, target: Target, now: datetime) -> bool:
    return now - packet.made > timedelta(seconds=options.early(target))


def _of_one_machine(held: Held, last: Held | None) -> Held:
    """The same, if its key has not moved. A drop that does not say which machine it is of changes nothing of that."""
    if not last or last.key != held.key or not last.machine:
        return held
    if held.machine not in {"", last.machine}:
        raise RefusedError("it comes from another machine, which has the same key: make a new key on one of them")
    return structs.replace(held, machine=last.machine)


def _last(folder: Path, host: str) -> Held | None:
    try:
        return inbox.read(folder, host)
    except InboxError as err:
        raise RefusedError(f"what was taken in of this host before cannot be relied on ({err})") from None


def _check_key(packet: Packet, target: Target, desk: _Desk) -> None:
    trust = desk.keys.trust(options.keys(target), packet.host, packet.key)
    if trust is not Trust.KNOWN:
        raise RefusedError(_TRUST[trust])
    if not proven(packet):
        raise RefusedError("its signature is wrong: it was changed, or signed by another")


def _check_time(packet: Packet, last: Held | None, now: datetime) -> None:
    if packet.made > now + AHEAD:
        raise RefusedError(f"it is of a time that has not come: {stamp(packet.made)}")
    if last and packet.made <= datetime.fromisoformat(last.made).astimezone(UTC):
        raise RefusedError(f"it is not newer than the one that was taken in last, of {last.made}{_ahead(last, now)}")


def _ahead(last: Held, now: datetime) -> str:
    """A clock here that ran ahead for a while shuts out every honest drop until that day."""
    if datetime.fromisoformat(last.made).astimezone(UTC) <= now + AHEAD:
        return ""
    return f", a time that has not come: look at the clock here, then remove {last.host}.json from the inbox"


def _held(packet: Packet, plain: bytes) -> Held:
    """What is kept of it."""
    platform = _SYSTEMS.get(packet.system)
    if not platform:
        raise RefusedError("its system is not known here")
    frame = _frame(packet, plain, platform)
    rows = tuple(_rows(packet, frame, platform))
    if rows[0].code == "ScriptDiffers":
        raise RefusedError("its script is of another version, and nothing of it can be read: install it anew")
    about: Mapping[str, JSON] = rows[0].body or {}
    return Held(
        host=packet.host,
        system=packet.system,
        made=stamp(packet.made),
        digest=packet.digest,
        key=f"{packet.key.type} {base64.b64encode(packet.key.blob).decode()}",
        script=packet.script,
        machine=str(about.get("machine", "")),
        caller=str(about.get("user", "")),
        rows=rows,
    )


def _frame(packet: Packet, plain: bytes, platform: Platform) -> Frame:
    try:
        frame = framed(unpacked(plain, packet.mark, most(platform.questions)), packet.mark)
    except SSHError as err:
        raise RefusedError(_FRAMES.get(err.code, _FRAMES["CutOff"])) from None
    if not frame.whole:
        raise RefusedError(_FRAMES["CutOff"])
    if frame.system != packet.system or (frame.installed and frame.installed != packet.script):
        raise RefusedError("its head says another thing than what is locked in it")
    return frame


_FRAMES: Final = {
    "CutOff": "what its script printed did not come to its end",
    "Flood": "what its script printed is more than any host has to say",
    "ConstrainedLanguage": "PowerShell runs there only what its owner has signed (Constrained Language Mode)",
}


def _rows(packet: Packet, frame: Frame, platform: Platform) -> Iterator[Row]:
    """What is kept of each question that its script was asked in our words."""
    sections = split(frame, platform.questions, packet.mark)
    for question, raw in zip(platform.questions, sections, strict=True):
        text = digest(question)
        if packet.asks.get(question.id) != text:
            yield Row(question=question.id, text=text, outcome="error", code="ScriptDiffers")
            continue
        section, body = kept(question, raw)
        if _unwritable(body):
            section, body = Section(question.id, "error", "output not understood"), None
        dropped = question.dropped if section.outcome == "ok" else ()
        if question is platform.questions[0] and isinstance(body, dict) and body.pop("clock", None) is not None:
            dropped = (*dropped, CLOCK)
        yield Row(
            question=question.id, text=text, outcome=section.outcome, code=section.code, body=body, dropped=dropped
        )


def _unwritable(body: JSON) -> bool:
    """Half a character: JSON can say it, and no file can hold it."""
    try:
        json.encode(body)
    except UnicodeEncodeError:
        return True
    return False
