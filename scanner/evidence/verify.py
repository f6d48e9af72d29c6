"""Checking a bundle or a store, layer by layer, and saying what each layer showed.

It may be anybody's. Nothing in it is believed but what a key signed that the verifier trusts for a reason of their
own, and nothing that could not be checked is said to be good.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scanner.evidence import EvidenceError
from scanner.evidence.bundle import Bundle, open_bundle
from scanner.evidence.encrypted import Plain
from scanner.evidence.keyless import UncheckedError
from scanner.evidence.keyring import NewerKeyringError
from scanner.evidence.layers import STEPS
from scanner.evidence.layers.seen import Seen, Step, Trust
from scanner.evidence.nights import Declared
from scanner.evidence.parts import Parts
from scanner.evidence.replayed import Followed, Replay
from scanner.evidence.sealed import SealedRun
from scanner.evidence.verdict import Found, Layer, State
from scanner.stores import LockedError, NewerError, Reader, StoreError
from scanner.stores.opening import open_store

__all__ = ["LAYERS", "Layer", "Replay", "Trust", "conclude", "verify"]

LAYERS: Final = tuple(step.name for step in STEPS)
"""The layers, in the order in which they are checked."""

_SKIPPED: Final = "not checked after a failure"
_UPDATE: Final = "Not verified: it is of a format that came after this version. Update safeguard, and verify it again."
_NEWER: Final = "Intact, but its keyring is of a format that came after this version. Update safeguard."
_KEYLESS: Final = "Not wholly checked: whether it is signed by the identity that it names is not known here."
_STRANGE: Final = "NOT VERIFIED. This folder is no store of safeguard's."
_LOCKED: Final = (
    "Signed, but encrypted: whether it is what was signed nobody can tell who cannot open it. --identity FILE does."
)
_UNREAD: Final = "NOT VERIFIED. Not all of it could be read, so nobody knows whether it was changed."
_UNCHECKED: Final = "NOT VERIFIED. Not every layer was checked."
_VERIFIED: Final = "Verified. Trust rests on the {} and, for the nights up to it, on the anchor that you supplied."
_UNANCHORED: Final = "Verified. Trust rests on the {} that you supplied."


def verify(  # noqa: PLR0913  # what only the caller can tell, and defaults for all but the replay
    source: Path | Plain | Reader,
    trust: Trust,
    replay: Callable[[SealedRun], Replay],
    *,
    altered: Callable[[SealedRun], str] = lambda _: "",
    declared: Callable[[SealedRun], Declared] = lambda _: Declared(),
    all_runs: bool = False,
    follow: Callable[[Parts], Followed] = Followed.none,
    beside: Callable[[SealedRun], Mapping[str, bytes]] = lambda _: {},
    now: datetime | None = None,
) -> Iterator[Layer]:
    """Check a bundle or a store and yield what each layer showed, in the order of `LAYERS`.

    Every run that is there is held against what was signed about it; `replay` judges again all runs of a bundle, and of
    a store, which is verified every night, the last one, or all with `all_runs`. `altered` names an answer that is not
    the one that was sealed, for a run whose root says that there is one; `declared` tells what a run was to look at.
    `follow` judges what it can of the findings in parts of runs, `beside` writes what a bundle may bring to be read. By
    `now` it is told what must still be kept.
    """
    try:
        reader = opened(source)
    except NewerError as err:
        yield from _stopped(Found("unknown", str(err), _UPDATE), "not checked: this version cannot read it")
        return
    except (EvidenceError, StoreError) as err:
        strange = isinstance(source, Path) and source.is_dir() and not (source / "store.json").exists()
        yield from _stopped(Found("fails", str(err), _STRANGE if strange else ""), _SKIPPED)
        return
    with closing(reader) if isinstance(reader, Bundle) else nullcontext():
        at = now or datetime.now(UTC)
        yield from _layers(Seen(reader, trust, replay, altered, declared, all_runs, at, follow, beside))


def conclude(layers: Iterable[Layer]) -> tuple[int, str]:
    """The exit code and the sentence: 0 verified, 1 not verified, 2 intact, and 5 too but with no key that is trusted.

    What is left open where it is verified has a line each: without an anchor it is verified as far as the key reaches.
    """
    found = {layer.name: layer for layer in layers}
    if tuple(found) != LAYERS:
        return 1, _UNCHECKED
    usual = {step.name: step for step in STEPS}
    if layer := _first(found, "fails"):
        return 1, layer.verdict or usual[layer.name].fails
    if layer := _first(found, "unknown"):
        return layer.code or usual[layer.name].code, layer.verdict or usual[layer.name].unknown
    if any(layer.state == "skipped" for layer in found.values()):
        return 1, _UNCHECKED
    rest = [layer.verdict or usual[layer.name].open for layer in found.values() if layer.state == "open"]
    anchor, by = found["anchor"], "keyring" if found["keyring"].state == "ok" else "key"
    said = anchor.verdict or _VERIFIED if anchor.state == "ok" else _UNANCHORED
    return 0, "\n".join((said.format(by), *rest))


def _first(found: Mapping[str, Layer], state: State) -> Layer | None:
    return next((layer for layer in found.values() if layer.state == state), None)


def opened(source: Path | Plain | Reader) -> Reader:
    """The bundle or store that lies there. Raises `EvidenceError`, `StoreError`."""
    if isinstance(source, Plain):
        return source.bundle()
    if not isinstance(source, Path):
        return source
    return open_store(source) if source.is_dir() else open_bundle(source)


def _stopped(found: Found, why: str) -> Iterator[Layer]:
    yield Layer(LAYERS[0], *found)
    yield from (Layer(name, "skipped", why) for name in LAYERS[1:])


def _layers(seen: Seen) -> Iterator[Layer]:
    """What each layer shows; after a failure, nothing of what rests on it."""
    failed: set[str] = set()
    for step in STEPS:
        blocked = failed.intersection(step.needs)
        layer = Layer(step.name, "skipped", _SKIPPED) if blocked else Layer(step.name, *_look(step, seen))
        if layer.state in {"fails", "skipped"}:
            failed.add(step.name)
        yield layer


def _look(step: Step, seen: Seen) -> Found:
    try:
        return step.look(seen)
    except NewerKeyringError as err:
        return Found("unknown", str(err), _NEWER)
    except UncheckedError as err:
        return Found("unknown", str(err), _KEYLESS, code=2)
    except LockedError as err:
        return Found("unknown", str(err), _LOCKED)
    except (EvidenceError, StoreError) as err:
        return Found("fails", str(err), _UNREAD if isinstance(err.__cause__, OSError) else "")
    except OSError as err:
        return Found("fails", f"{seen.reader.name} cannot be read: {err.strerror}", _UNREAD)
