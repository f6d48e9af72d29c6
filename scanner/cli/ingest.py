"""`safeguard ingest`: takes in what hosts have dropped that nobody reaches."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from scanner.cli import dropping, shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible

if TYPE_CHECKING:
    from scanner.drops import Taken

_WORDS: Final = {"taken": "taken", "known": "already taken", "refused": "REFUSED"}


@click.command("ingest", cls=shared.Command, short_help="Take in what hosts have dropped.")
@click.argument("place", metavar="PLACE")
@shared.config_option
@click.option(
    "--ingest-key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The key that opens drops. Default: the one that hosts script --enrol has made.",
)
@click.pass_obj
def ingest(screen: Screen, /, place: str, config: Path | None, ingest_key: Path | None) -> int:
    """Take in the drops of declared hosts that lie at PLACE: a folder, a mounted share, one file, s3:// or gs://.

    A drop counts that is signed by the key enrolled for its host, newer than its last one, and whole. Any other is
    refused by name and changes nothing. Nothing is written or removed at PLACE.

    Exit codes: 0 each drop is taken, or was already, 1 one was refused, or none lies there, 3 configuration or usage,
    4 what was taken could not be written.
    """
    from scanner.config import load_config
    from scanner.drops import Taking

    settings = load_config(config)
    collector, able = dropping.collector(settings.registry)
    targets = [target for target in settings.targets if target.scheme == collector.scheme]
    if not targets:
        raise CommandError(
            f"no host is declared that drops what it says\n  Write it into safeguard.yaml: - target: {collector.scheme}://NAME"
        )
    key = dropping.read_key(dropping.key_place(ingest_key))
    fates: Counter[str] = Counter()
    for one in able.take(Taking(place=place, targets=targets, recipient=key, now=datetime.now(UTC))):
        fates[one.fate] += 1
        screen.answer(_line(one))
    if not fates:
        screen.talk(f"No drop lies at {visible(place)}.")
        return 1
    screen.talk(", ".join(f"{fates[fate]} {word.lower()}" for fate, word in _WORDS.items()) + ".")
    if not fates["refused"]:
        screen.talk(f"Next: {screen.strong('safeguard scan')}")
    return int(bool(fates["refused"]))


def _line(one: "Taken") -> str:
    said = f"{visible(one.where)}: {one.said}" if one.fate == "refused" else one.said
    return f"{_WORDS[one.fate]:<13} {visible(said)}"
