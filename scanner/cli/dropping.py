"""What both ends of a drop need here: the collector that knows them, and the key that opens them."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from scanner import paths
from scanner.cli import output
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.collector import Collector
    from scanner.drops import Dropping
    from scanner.plugins import Registry

_OURS: Final = "drop"
"""The scheme that is looked at first: as long as it is there, no other collector is imported only to look."""
_WHAT: Final = "the key that opens drops,"


def collector(registry: "Registry") -> "tuple[Collector, Dropping]":
    """The collector whose hosts drop what they say. Raises CommandError where there is none."""
    known = registry.collectors
    for one in map(known.__getitem__, sorted(known, key=lambda scheme: scheme != _OURS)):
        if one.drops:
            return one, one.drops
    raise CommandError("no collector reads what hosts drop")


def key_place(named: Path | None) -> Path:
    """Where the key lies that opens drops: `~/.config/safeguard/keys/ingest.pem`, unless somebody names another.

    Raises:
        CommandError: whoever this is has no home, or it lies in a store.
    """
    try:
        path = paths.home(named) if named else paths.at_home() / "keys" / "ingest.pem"
    except OSError as err:
        raise CommandError(f"no key is named that opens drops, and none can be looked for: {err.strerror}") from None
    if store := output.store_around(path):
        raise CommandError(
            f"{visible(str(path))} lies inside the store {visible(store.name)}: whoever gets the store could open drops"
        )
    return path


def read_key(path: Path) -> bytes:
    """The private key (PEM). Raises SignerError: it is not there, or others may use it."""
    from scanner.signers.file import read

    return read(path, _WHAT, "safeguard hosts script --for linux --enrol")


def key_or_new(path: Path, dropping: "Dropping", screen: Screen) -> bytes:
    """The same; made where there is none yet. Raises SignerError."""
    from scanner.signers.file import create

    if not paths.is_there(path):
        create(path, dropping.recipient(), _WHAT)
        made = visible(paths.shortened(path))
        screen.talk(f"# A key that opens drops was made: {made}. Keep it: without it they stay shut.")
    return read_key(path)
