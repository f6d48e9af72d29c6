"""What a verifier brings along: anchors, timestamps, authorities, a profile, each from somewhere else."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from scanner import paths
from scanner.cli.failures import CommandError
from scanner.words import few, visible

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from scanner.evidence.encrypted import Plain
    from scanner.evidence.layers.seen import Pinned
    from scanner.evidence.note import Checkpoint
    from scanner.evidence.timestamps import Token
    from scanner.stores import Reader

    Lying: TypeAlias = Path | Plain | Reader

_T = TypeVar("_T")

MAX: Final = 1 << 16
"""Bytes of a file that somebody kept."""

_MOST: Final = 20_000
"""Files in a folder of checkpoints: half a century of nights."""

_SHA256: Final = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)
_DER: Final = b"\x30"


class _ItselfError(CommandError):
    """An anchor that whoever rewrites the log can rewrite with it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"--anchor {visible(name)} lies in what it is to vouch for, so it shows nothing\n"
            "  Give a checkpoint that somebody else has kept: from a job's log, a ticket, a mail."
        )


@dataclass(frozen=True)
class Anchors:
    """Checkpoints and timestamps that were kept elsewhere."""

    checkpoints: "tuple[Checkpoint, ...]" = ()
    notes: tuple[bytes, ...] = ()
    """The checkpoints as they were kept."""
    tokens: "tuple[Token, ...]" = ()


def anchors(named: Sequence[str], place: "Path | Reader", lying: "Lying") -> Anchors:
    """All that was named: checkpoints, timestamps, folders and stores of them. Raises CommandError: one is none.

    `place` is what they are to vouch for, `lying` where that can be read.
    """
    from scanner.evidence import EvidenceError
    from scanner.evidence.anchors import read_anchor
    from scanner.evidence.timestamps import Token

    notes: list[bytes] = []
    found: list[Checkpoint] = []
    tokens: list[Token] = []
    for name in named:
        for what, data in _kept(name, place, lying):
            if data.startswith(_DER):
                tokens.append(Token(visible(what), data))
                continue
            try:
                found.append(read_anchor(data, f"--anchor {visible(what)}"))
            except EvidenceError as err:
                raise CommandError(f"{err}\n  Nothing was checked.") from None
            notes.append(data)
    return Anchors(tuple(found), tuple(notes), tuple(tokens))


def _kept(name: str, place: "Path | Reader", lying: "Lying") -> Iterator[tuple[str, bytes]]:
    """What lies under a name: a file, or all that a folder or a second store has of this log."""
    path = Path(name.removeprefix("file:"))
    if isinstance(place, Path) and paths.resolved(path).is_relative_to(paths.resolved(place)):
        read(path)  # of a name that means nothing there is more to say
        raise _ItselfError(name)
    if "://" in name or paths.is_there(path / "store.json"):
        yield from _of_log(name, _planted(name, place), lying)
    elif paths.is_folder(path):
        yield from _of_log(name, _files(path), lying)
    else:
        yield name, read(path)


def _of_log(name: str, every: Iterator[tuple[str, bytes]], lying: "Lying") -> Iterator[tuple[str, bytes]]:
    """What is of the log that is to be verified; in one folder there may be those of others."""
    origin, others, count = _origin(lying), set(), 0
    for what, data in every:
        theirs = data.partition(b"\n")[0].decode("ascii", "replace")
        if data.startswith(_DER) or not origin or theirs == origin:
            count += 1
            yield what, data
        else:
            others.add(theirs)
    if not count:
        more = f"; it holds those of {visible(few(sorted(others)))}" if others else ""
        raise CommandError(f"--anchor {visible(name)} holds no checkpoint of the log {visible(origin)}{more}")


def _planted(uri: str, place: "Path | Reader") -> Iterator[tuple[str, bytes]]:
    from scanner.evidence.planting import planted
    from scanner.stores.opening import open_store

    store = open_store(uri)
    if not isinstance(place, Path) and place.name == store.name:  # a bucket, whose options may be written otherwise
        raise _ItselfError(uri)
    for key, data in planted(store):
        yield f"{uri}/{key}", data


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    count = 0
    for where, _, names in os.walk(folder):
        for name in sorted(names):
            count += 1
            if count > _MOST:
                raise CommandError(f"--anchor {visible(str(folder))} holds more than {_MOST} files")
            path = Path(where, name)
            yield str(path), read(path)


def _origin(lying: "Lying") -> str:
    """The name of the log that is to be verified; empty where it cannot be read, which is found out afterwards."""
    from scanner.evidence import EvidenceError, log
    from scanner.stores import StoreError

    try:
        return with_reader(lying, log.origin)
    except (EvidenceError, StoreError):
        return ""


def with_reader(lying: "Lying", use: "Callable[[Reader], _T]") -> _T:
    """What `use` makes of the store or bundle there. Raises `EvidenceError`, `StoreError`."""
    from scanner.evidence.bundle import Bundle
    from scanner.evidence.verify import opened

    reader = opened(lying)
    with closing(reader) if isinstance(reader, Bundle) else nullcontext():
        return use(reader)


def authorities(files: Sequence[Path]) -> "tuple[Certificate, ...]":
    """The certificates of the authorities whose timestamps are trusted. Raises CommandError."""
    from scanner.evidence.timestamps import TimestampError, authorities

    try:
        return tuple(one for file in files for one in authorities(read(file), f"--tsa-cert {visible(str(file))}"))
    except TimestampError as err:
        raise CommandError(str(err)) from None


def trust_root(path: Path, named: str) -> None:
    """From now on, check by this trust root what identities signed. Raises CommandError where it is none."""
    from scanner.evidence import EvidenceError, keyless

    shown = f"the trust root {visible(str(path))}"
    try:
        keyless.use(keyless.read_root(read(path, keyless.MAX_ROOT), shown))
    except EvidenceError as err:
        raise CommandError(f"{named}: {err}\n  Nothing was checked.") from None


def digests(named: Sequence[str]) -> frozenset[str]:
    """The builds of programs that are trusted. Raises CommandError."""
    for name in named:
        if not _SHA256.fullmatch(name):
            raise CommandError(
                f"--code {visible(name)} is no digest (64 digits)\n"
                "  Next: safeguard --version   prints that of a program"
            )
    return frozenset(name[-64:].lower() for name in named)


def profile(named: str) -> "Pinned":
    """The profile by which it is to be judged: a digest, one that comes with safeguard, a .yaml or a sealed .json."""
    import hashlib

    from scanner.evidence import canonical
    from scanner.evidence.layers.seen import Pinned

    if digits := _SHA256.fullmatch(named):
        return Pinned(digits[1].lower())
    wanted = _json(Path(named)) if named.endswith(".json") else _resolved(named)
    return Pinned(hashlib.sha256(canonical.dumps(wanted)).hexdigest(), lambda sealed: _otherwise(wanted, sealed))


def _json(path: Path) -> Any:
    from scanner.evidence import EvidenceError, canonical

    try:
        return canonical.loads(read(path, 64 << 20), f"--profile {visible(str(path))}")
    except EvidenceError as err:
        raise CommandError(str(err)) from None


def _resolved(named: str) -> Any:
    from scanner import plugins
    from scanner.profile import to_json
    from scanner.profile.layers import load_profile

    return to_json(load_profile(named, plugins.load().checks))


def _otherwise(wanted: Any, sealed: bytes) -> str:
    """What a sealed profile says otherwise: its numbers first, then which parts."""
    from scanner.evidence import canonical

    theirs = canonical.loads(sealed, "profile.json")
    numbers = wanted.get("thresholds", {}), theirs.get("thresholds", {})
    both = sorted(set(numbers[0]) | set(numbers[1]))
    values = [(name, *((side.get(name) or {}).get("value") for side in numbers)) for name in both]
    lines = [f"{name}: sealed {_said(has)}, pinned {_said(pin)}" for name, pin, has in values if _plain(pin) != has]
    named = sorted({*wanted, *theirs} - {"thresholds"})
    parts = [part for part in named if _plain(wanted.get(part)) != theirs.get(part)]
    more = [f"and {len(lines) - 5} more numbers"] if len(lines) > 5 else []  # noqa: PLR2004  # the first few
    rest = [f"other {few(parts, 6)}"] if parts else []
    return "\n".join([*lines[:5], *more, *rest])


def _plain(value: Any) -> Any:
    """As it would be read back: a profile in memory has tuples."""
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value


def _said(value: Any) -> str:
    return "nothing" if value is None else ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def read(path: Path, most: int = MAX) -> bytes:
    """The beginning of a file. Raises CommandError."""
    try:
        with paths.open_regular(path) as file:
            return file.read(most)
    except OSError as err:
        raise CommandError(f"{visible(str(path))} cannot be read: {err.strerror}") from None
