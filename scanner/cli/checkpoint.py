"""`safeguard checkpoint`: the head of the log, to be kept where nobody who can write to the store can change it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli import output as files
from scanner.cli import shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import counted, visible

if TYPE_CHECKING:
    from scanner.config import Config
    from scanner.evidence.history import Log
    from scanner.stores import Reader, Store


@click.command("checkpoint", cls=shared.Command)
@click.argument("source", default="", metavar="[STORE|BUNDLE]")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it into this file too.")
@click.option(
    "--to",
    "places",
    multiple=True,
    metavar="STORE",
    help="Put it into this second store too; nothing there is written over.",
)
@click.option(
    "--timestamp",
    "url",
    metavar="URL",
    help="Have it stamped by this authority (RFC 3161), and keep the token in the store.",
)
@shared.config_option
@click.pass_obj
def checkpoint(  # noqa: PLR0913, PLR0917  # its options
    screen: Screen,
    /,
    source: str,
    output: Path | None,
    places: Sequence[str],
    url: str | None,
    config: Path | None,
) -> int:
    """Print the head of the log, to be kept elsewhere.

    In a ticket, a mail, the log of a job: whoever keeps it can show later that no night up to it was dropped or
    rewritten, also by somebody with the key (safeguard verify --anchor FILE). The log is checked first; nothing is
    printed of one that is damaged.

    Exit codes: 0 done, 3 configuration or usage, 4 it is not everywhere where it was to go, or not stamped.
    """
    from scanner.cli import place

    settings = place.settings(config, source)
    if output:
        files.check(output)
    with place.opened("", settings, source or None) as (reader, _):
        data, log = _checked(reader)
        screen.answer(data.decode().removesuffix("\n"))
        if output:
            files.write(output, [data])
            screen.talk(f"Checkpoint  {output}")
        for uri in places:
            screen.talk(f"Anchor      {uri}/{_planted(uri, settings, data)}")
        if url:
            screen.talk(_stamped(reader, url, data))
    last = log.places[log.checkpoint.size - 1].sealed
    screen.talk(f"It covers {counted(log.checkpoint.size, 'entry', 'entries')}, the last one sealed at {last}.")
    screen.talk("Keep it where nobody who can write to the store can change it: a ticket, a mail, the log of a job.")
    named = visible(source or settings.store)
    screen.talk(f"Next: {screen.strong(f'safeguard verify {named} --anchor FILE')}   from any day on")
    return 0


def _checked(reader: "Reader") -> tuple[bytes, "Log"]:
    """The checkpoint as it lies there, and the log below it once it agrees with itself."""
    from scanner.cli import place
    from scanner.evidence import history, keys, log

    data = log.read_head(reader)
    if data is None:
        raise place.NoRunError(f"nothing has been sealed in {reader.name} yet\n  Next: safeguard scan")
    trusted = keys.lying_in(reader)
    if lost := place.lacking(reader):
        raise CommandError(lost)
    return data, history.check_log(reader, trusted)


def _planted(uri: str, settings: "Config", data: bytes) -> str:
    from scanner.evidence.planting import plant
    from scanner.stores.opening import open_store

    return plant(open_store(uri, create=True, plugins=settings.plugins), data)


def _stamped(reader: "Reader | Store", url: str, data: bytes) -> str:
    from scanner.evidence.bundle import Bundle
    from scanner.timestamping import stamp

    if isinstance(reader, Bundle):
        raise CommandError(f"{reader.name} takes nothing in: name the store, and make the bundle of it afterwards")
    key, when = stamp(reader, url, data)  # type: ignore[arg-type]  # what is no bundle is a store
    return (
        f"Timestamp   {key}   {when}\n"
        "Whoever trusts that authority knows that every entry up to it was there then: its certificate goes to the\n"
        "auditor by another way (safeguard verify --tsa-cert PEM). One a year carries all of history."
    )
