"""What `safeguard verify` says beside its layers: which runs these are, and all of it as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scanner.evidence import EvidenceError, keys
from scanner.words import counted, number, visible

if TYPE_CHECKING:
    from scanner.evidence.countersigned import Review
    from scanner.evidence.encrypted import Plain
    from scanner.evidence.layers.seen import Trust
    from scanner.evidence.replayed import Replay
    from scanner.evidence.verdict import Layer
    from scanner.replay.entries import Entry
    from scanner.stores import Reader

FORMAT: Final = "safeguard-verify/1"
"""Goes up when a field changes its meaning or goes; a new field does not."""

_FEW: Final = 5


def held(place: "Path | Plain | Reader", again: "Mapping[str, Replay]", trust: "Trust") -> "list[Entry]":
    """What the log of a bundle or store that was verified holds; nothing where that cannot be read any more."""
    from scanner.cli import supplied
    from scanner.stores import StoreError

    try:
        return supplied.with_reader(place, lambda reader: _entries(reader, again, trust))
    except (EvidenceError, StoreError):
        return []


def _entries(reader: "Reader", again: "Mapping[str, Replay]", trust: "Trust") -> "list[Entry]":
    """Its entries; people have the names that a keyring gives them that was pinned, and count as they do there."""
    from scanner.evidence.layers.seen import keyring_of, trusted_by
    from scanner.replay.entries import entries

    trusted = trusted_by(keyring_of(reader, trust), trust.keys, keys.lying_in(reader))
    return [*entries(reader, again, trusted)]


def lines(found: "Sequence[Entry]") -> Iterator[str]:
    """A line for each run that was looked at, and for what the log names and is not here; the first few of many."""
    looked_at = [entry for entry in found if entry.reach]
    yield from map(_line, looked_at[-_FEW:])
    if (more := len(looked_at) - _FEW) > 0:
        yield f"  and {counted(more, 'run')} before: --json lists them"
    yield from (_review(entry.review) for entry in found if entry.review)
    missing = [entry for entry in found if entry.run and not entry.here]
    yield from map(_line, missing[:_FEW])
    if (more := len(missing) - _FEW) > 0:
        yield f"  and {counted(more, 'run')} more not here: --json lists them"


def _line(entry: "Entry") -> str:
    began = entry.started.replace("T", " ").removesuffix("Z")
    said = [f"  entry {entry.entry}  {began} UTC  {visible(entry.run)}"]
    if entry.reach:
        reach = entry.reach
        said.append(f"{number(reach.reached)} of {counted(reach.declared, 'target')} reached")
        said.append(f"{number(entry.totals.get('fail', 0))} fail, {number(reach.not_assessed)} not assessed")
    said += [f"of {visible(entry.organisation)}"] if entry.organisation else []
    said += ["partial"] if entry.partial else []
    said += [] if entry.here else ["parts here" if entry.parts else "not here"]
    return "  ".join(said)


def _review(review: "Review") -> str:
    when = review.when.replace("T", " ").removesuffix("Z")
    said = f"  entry {review.entry}  {when} UTC  {visible(review.run)}  {review.did} by {visible(review.who)}"
    said += f", {review.role}" + (f": {visible(review.note)}" if review.note else "")
    return f"{said}. It does not count: {visible(review.doubt)}" if review.doubt else said


def as_json(
    code: int, sentence: str, layers: "Sequence[Layer]", found: "Sequence[Entry]", again: "Mapping[str, Replay]"
) -> str:
    """All of it as one document, with every finding that comes out otherwise."""
    import msgspec

    document: dict[str, Any] = {
        "format": FORMAT,
        "exit": code,
        "verdict": sentence.split("\n"),
        "layers": [{"name": layer.name, "state": layer.state, "said": layer.said} for layer in layers],
        "log": found,
        "otherwise": [{"run": run, **asdict(one)} for run, replay in again.items() for one in replay.otherwise],
    }
    return json.dumps(msgspec.to_builtins(document), sort_keys=True)
