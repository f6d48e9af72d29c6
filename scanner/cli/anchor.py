"""The checkpoint that a scan leaves beside the folder of its keys: whoever reads the log here holds it against it."""

import os
import shlex
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from scanner import paths
from scanner.cli import output
from scanner.cli.failures import CommandError, NotStoredError

if TYPE_CHECKING:
    from scanner.signers import Signer
    from scanner.stores import Reader, Store


def check(store: "Store", signer: "Signer") -> None:
    """Refuse a log that does not go on from the checkpoint that was left, before a night is asked for.

    Raises:
        NotStoredError: it is shorter, or another one.
    """
    if why := lacks(store, {signer.keyid: signer.public}):
        raise NotStoredError(
            f"{why}\n"
            "  Nothing was asked: another night in its place would make another past of this log.\n"
            "  Put back what was there. Where it is lost, keep this store as it is and begin another: --store DIR\n"
            "  To go on with an older copy of it all the same, remove that file; who has kept a later checkpoint\n"
            "  will find the log forked."
        )


def lacks(reader: "Reader", trusted: Mapping[str, bytes]) -> str:
    """Why a log does not go on from the checkpoint that was left; empty where it does, or where none was left.

    Its last nights can be dropped by whoever can write to the store, without any key. Of a bundle nothing was left.
    """
    from scanner.evidence import EvidenceError, history, note

    try:
        path = _path(getattr(reader, "origin", ""))
        with paths.open_regular(path) as file:
            data = file.read(1 << 16)
    except OSError:
        return ""
    where = paths.shortened(path)
    try:
        left = note.open_checkpoint(data, trusted.values(), f"the checkpoint in {where}")
        list(history.check_anchors(history.check_log(reader, trusted), [left], reader.name))
    except EvidenceError as err:
        return f"{err}\n  Your anchor is what the last scan left in {where}"
    return ""


def of(reader: "Reader") -> str:
    """Where the checkpoint of this log was left, as it is typed."""
    return shlex.quote(str(_path(getattr(reader, "origin", ""))))


def keep(origin: str, checkpoint: bytes) -> None:
    """Leave the newest checkpoint of this log there; nothing where nothing can be written, as in a container."""
    with suppress(OSError, CommandError):
        path = _path(origin)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.parent.lstat().st_uid == os.geteuid():  # a link of somebody else leads root where they want
            output.write(path, [checkpoint])


def _path(origin: str) -> Path:
    return paths.at_home() / "checkpoints" / quote(origin, safe="")
