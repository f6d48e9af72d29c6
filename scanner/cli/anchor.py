"""The checkpoint that a scan leaves beside the folder of its keys: whoever reads the log here holds it against it."""

import os
import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from scanner import paths
from scanner.cli import output
from scanner.cli.failures import CommandError, NotStoredError

if TYPE_CHECKING:
    from scanner.evidence.note import Checkpoint
    from scanner.evidence.trusted import Trusting
    from scanner.stores import Reader, Store

_LACKS: Final = """another night in its place would make another past of this log.
  Put back what was there. Where it is lost, keep this store as it is and begin another: --store DIR
  To go on with an older copy of it all the same, remove that file; who has kept a later checkpoint
  will find the log forked."""
_SPOILT: Final = """
  Hold the store against a checkpoint that was kept elsewhere: safeguard verify STORE --anchor FILE
  Where all are there, remove that file: the next scan leaves another."""
_RENAMED: Final = """
  Put its store.json back as it was."""


def check(store: "Store", trusted: "Trusting") -> None:
    """Refuse a log that does not go on from the checkpoint that was left, before a night is asked for.

    Raises:
        NotStoredError: it is shorter, or another one, or that checkpoint cannot be read any more.
    """
    why, refused, then = _held(store, trusted)
    if why:
        raise NotStoredError(f"{why}\n  Nothing was asked: {refused}{then}")


def lacks(reader: "Reader", trusted: "Trusting") -> str:
    """Why a log does not go on from the checkpoint that was left, and what to do; empty where it does or none was left.

    Its last nights can be dropped by whoever can write to the store, without any key. Of a bundle nothing was left.
    """
    why, _, then = _held(reader, trusted)
    return why + then


def _held(reader: "Reader", trusted: "Trusting") -> tuple[str, str, str]:
    """What is wrong, why a scan does not go on then, and what to do."""
    from scanner.evidence import EvidenceError, anchors, history, log, note

    try:
        log.check_name(reader)  # under another name nothing would have been left of it
    except EvidenceError as err:
        return str(err), "a night could not be sealed there.", _RENAMED
    try:
        path = _path(getattr(reader, "origin", ""))
        path.lstat()
    except OSError:
        return "", "", ""
    try:
        left = _left(path, trusted)
    except note.NoteError as err:
        return str(err), "without it nobody here can tell whether nights were taken away.", _SPOILT
    try:
        list(anchors.check_anchors(history.check_log(reader, trusted), [left], reader.name))
    except EvidenceError as err:
        # Without that anchor verify shows nothing: what is left looks whole.
        shown = f"\n  Next: safeguard verify STORE --anchor {shlex.quote(str(path))}   says what else was changed"
        return f"{err}\n  Your anchor is what the last scan left in {paths.shortened(path)}", _LACKS, shown
    return "", "", ""


def _left(path: Path, trusted: "Trusting") -> "Checkpoint":
    from scanner.evidence import note
    from scanner.evidence.trusted import trusting

    what = f"the checkpoint that the last scan left in {paths.shortened(path)}"
    try:
        with paths.open_regular(path) as file:
            data = file.read(1 << 16)
    except OSError as err:
        raise note.NoteError(what, f"cannot be read: {err.strerror}") from None
    return trusting(trusted).open_checkpoint(data, what)


def keep(origin: str, checkpoint: bytes) -> None:
    """Leave the newest checkpoint of this log there; nothing where nothing can be written, as in a container."""
    with suppress(OSError, CommandError):
        path = _path(origin)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.parent.lstat().st_uid == os.geteuid():  # a link of somebody else leads root where they want
            output.write(path, [checkpoint])


def _path(origin: str) -> Path:
    """Where the checkpoint of this log lies. Raises OSError where nobody here has a home, or the log no name."""
    if not origin:
        raise FileNotFoundError
    return paths.at_home() / "checkpoints" / quote(origin, safe="")
