"""Configurations that somebody keeps, a backup system or a person: files, each of one device, and folders of them."""

import codecs
import errno
import os
import platform
import stat
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from msgspec import structs

from collectors.network import looks
from collectors.network.asking import MOST, OTHER, STRANGE, kept
from collectors.network.platform import Platform
from collectors.network.reading import FILES
from scanner import paths
from scanner.answers import GOOD, JSON, Answer, Answers, Outcome, Source
from scanner.collector import Cause, CollectError, Inquiry, Member, Question
from scanner.facts import CLASSES
from scanner.targets import Target

LIST: Final = Question(
    id=FILES,
    operation="list the folder",
    needs="read-folder",
    feeds=CLASSES,
    asked_of="lists",
)
_MANY: Final = 20_000
_FILE: Final = "file"
_NO_TEXT: Final = "NoText"
_HANDED_ON: Final = ("platform", "whole", "break_glass")
"""Options of a folder that hold for its files."""


def lists(target: Target) -> bool:
    """A folder; a file of it says which."""
    return _FILE not in target.options


def check(target: Target) -> None:
    """Look at what is wanted of every folder. Raises CollectError."""
    if "platform" not in target.options:
        raise CollectError("platform is missing: what the files are configurations of, as in ?platform=ios")
    if not target.name:
        raise CollectError("no folder is named: write config:///srv/configs?platform=ios")


def settled(target: Target) -> Target:
    """A file itself is one device, whatever lies beside it."""
    if not paths.is_file(paths.expanded(target.name)):
        return target
    return structs.replace(target, options={**target.options, _FILE: target.name.rpartition("/")[2]})


def members(target: Target, answers: Answers) -> Iterator[Member]:
    """One target for each file. Pure."""
    for row in answers.one(FILES).body or ():
        name = str(row["name"])
        whole = f"{target.name}/{name}"
        options = {_FILE: name.rpartition("/")[2]}
        options |= {key: target.options[key] for key in _HANDED_ON if key in target.options}
        yield Member(target=Target(id=f"config:{whole}", scheme="config", name=whole, options=options))


def collect(inquiry: Inquiry, platforms: Mapping[str, Platform], collector: str) -> Iterator[Answer]:
    """List a folder, or read one file of it."""
    if inquiry.stopped():
        return
    if lists(inquiry.target):
        yield _listed(inquiry, collector)
    else:
        yield _read(inquiry, platforms[str(inquiry.target.options["platform"])], collector)


def _listed(inquiry: Inquiry, collector: str) -> Answer:
    folder = paths.expanded(inquiry.target.name)
    patterns = inquiry.target.options.get("files") or ["*"]
    body: JSON = None
    outcome: Outcome = "ok"
    code = ""
    try:
        rows = sorted((row for row in _below(folder) if _wanted(row["name"], patterns)), key=itemgetter("name"))
        outcome, code, body = ("ok", "", rows) if 0 < len(rows) <= _MANY else ("error", f"{len(rows)} files", None)
    except OSError as err:
        outcome, code = _failed(err)
    return Answer(
        target=inquiry.target.id,
        question=FILES,
        operation=LIST.operation,
        parameters={"files": patterns},
        needs=LIST.needs,
        outcome=outcome,
        code=code,
        body=body,
        items=len(body or ()),
        asked=inquiry.now(),
        source=_here(folder),
        collector=collector,
    )


def _here(path: Path) -> Source:
    """Where a file or folder lies, on which machine."""
    return Source(endpoint=f"{paths.resolved(path)} on {platform.node() or 'this machine'}")


def _wanted(name: str, patterns: Iterable[str]) -> bool:
    """A file is meant by its own name, or by its way from the folder: `core/*.cfg`."""
    return any(fnmatchcase(one, pattern) for pattern in patterns for one in (name, name.rpartition("/")[2]))


def _below(folder: Path, way: str = "") -> Iterator[dict[str, Any]]:
    """The files below a folder by their ways from it; hidden ones are somebody else's.

    Links to files are followed, links to folders are not: they may lead in a circle.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{way}{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(folder / entry.name, f"{name}/")
            elif (of := _entry(entry)) and stat.S_ISREG(of.st_mode):
                yield {"name": name, "size": of.st_size, "modified": _moment(of.st_mtime)}
            elif not of:
                yield {"name": name}


def _entry(entry: "os.DirEntry[str]") -> os.stat_result | None:
    """What it is, or what it leads to; None of a link that leads nowhere: a device whose file is gone is still one."""
    try:
        return entry.stat()
    except OSError:
        if entry.is_symlink():
            return None
        raise


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}"


_LEAVE_OUT: Final = 'leave the file out (files: names those that are read, as "*.cfg")'
_CAUSES: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "FileNotFoundError": Cause(
            said="it is not there",
            advice="config:///srv/configs begins at the root, config://configs in the folder that safeguard is run in",
        ),
        "PermissionError": Cause(said="it may not be read", advice="let the account that safeguard runs as read it"),
        "NotADirectoryError": Cause(
            said="it is neither a folder nor a file", advice="name a folder of configurations, or a file"
        ),
        "ELOOP": Cause(said="its links lead in a circle", advice="set the link anew, or remove it"),
        "EINVAL": Cause(said="it is not a file", advice=_LEAVE_OUT),
        "0 files": Cause(
            said="no file in it is to be read",
            advice='look whether files: (as "*.cfg") fits any name there; hidden files are never read',
        ),
        _NO_TEXT: Cause(said="it is no text", advice=_LEAVE_OUT),
        STRANGE: Cause(
            said="nothing in it is of this platform",
            advice=f"look at platform:, or {_LEAVE_OUT}",
        ),
        OTHER: Cause(
            said="it is of another platform",
            more="What it does not say would mean something else.",
            advice=f"look at platform:, or {_LEAVE_OUT}",
        ),
    }
)

_GONE: Final = Cause(
    said="it is not there",
    advice="see where its link leads; a file that went away while the folder was read is found by scanning again",
)


def explain(answer: Answer) -> Cause | None:
    """Say why a folder or a file was not read; None where the outcome says enough."""
    code, _, what = answer.code.partition(" (")
    if code == "FileNotFoundError" and answer.question != FILES:
        return _GONE
    found = _CAUSES.get(code)
    return structs.replace(found, said=f"{found.said} ({what}") if found and what else found


def granting(_: Iterable[str]) -> str:
    """What lets a folder be read."""
    return "# the account that safeguard runs as must be let read the folder, and the files in it\n"


def _failed(err: OSError) -> tuple[Outcome, str]:
    if isinstance(err, PermissionError):
        return "denied", "PermissionError"
    known = type(err) is not OSError  # what has no class of its own has a name in the C library
    return "error", type(err).__name__ if known else errno.errorcode.get(err.errno or 0, "OSError")


def _read(inquiry: Inquiry, of: Platform, collector: str) -> Answer:
    """One file, as if its device had said it; how old it is, and whether anything shows that it is whole."""
    path, asked, question = paths.expanded(inquiry.target.name), inquiry.now(), of.config
    body: JSON = None
    dropped: tuple[str, ...] = ()
    try:
        text, modified = content(path)
        outcome, code, body = kept(question, text, inquiry.overheard, other=looks.other(text, of.grammar))
        if outcome in GOOD:
            shown = of.marked(text) or bool(inquiry.target.options.get("whole"))
            body = {**body, "modified": modified, "shown_whole": shown}
            dropped = question.dropped
    except OSError as err:
        outcome, code = _failed(err)
    except ValueError as err:
        outcome, code = "error", _NO_TEXT if isinstance(err, UnicodeError) else str(err)
    return Answer(
        target=inquiry.target.id,
        question=question.id,
        operation="the file that is kept of it",
        outcome=outcome,
        code=code,
        body=body,
        items=len(body["lines"]) if body else 0,
        asked=asked,
        source=_here(path),
        collector=collector,
        dropped=dropped,
    )


def content(path: Path) -> tuple[str, str]:
    """The text of a file, and when it was last written. Raises OSError; ValueError: it is too long, or no text."""
    with paths.open_regular(path) as file:
        of = os.fstat(file.fileno())
        raw = file.read(MOST + 1)
    if len(raw) > MOST:
        raise ValueError(f"more than {MOST} bytes")
    return _text(raw), _moment(of.st_mtime)


def _text(raw: bytes) -> str:
    """Bytes as text, in the encoding that their first ones name; UTF-8 without. Raises ValueError: they are none."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16")
    if b"\0" in raw:
        raise ValueError(_NO_TEXT)
    return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
