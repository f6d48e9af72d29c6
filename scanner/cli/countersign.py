"""`safeguard countersign`: a person's own signature on a run that they have looked at."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner.cli import shared
from scanner.cli.failures import CommandError, NotStoredError
from scanner.cli.screen import Screen

if TYPE_CHECKING:
    from scanner.cli.signing import KeyChoice
    from scanner.config import Config
    from scanner.evidence.countersigned import As
    from scanner.evidence.sealed import SealedRun
    from scanner.evidence.trusted import Trusted
    from scanner.stores import Store

_LONGEST = 1000


@click.command("countersign", cls=shared.Command)
@click.argument("run", default="", metavar="[RUN]")
@click.option("--sign-key", metavar="URI", help="Your own key. Default: the one that scans use.")
@click.option(
    "--as",
    "role",
    type=click.Choice(["reviewer", "approver"]),
    default="reviewer",
    help="As whom: that you reviewed it, or that you answer for it. Default: reviewer.",
)
@click.option("--note", default="", metavar="TEXT", help=f"What there is to say, at most {_LONGEST} characters.")
@shared.config_option
@shared.store_option
@shared.fd_option
@shared.identity_option
@click.pass_obj
def countersign(  # noqa: PLR0913, PLR0917  # each is an option of the command
    screen: Screen,
    /,
    run: str,
    sign_key: str | None,
    role: "As",
    note: str,
    config: Path | None,
    store: str | None,
    passphrase_fd: int | None,
    identity: tuple[Path, ...],
) -> int:
    """Sign that you have looked at a run, the last one where none is named (164.308(a)(1)(ii)(D)).

    The run is verified first. The signature is an entry of its log, and reports say who looked at what, and when.
    """
    from scanner.cli import place
    from scanner.cli.signing import KeyChoice
    from scanner.config import load_config

    if len(note) > _LONGEST or (note and not note.isprintable()):
        raise CommandError(f"--note takes one line of at most {_LONGEST} characters that a screen shows")
    choice = KeyChoice(uri=sign_key or "", passphrase_fd=passphrase_fd)
    settings = load_config(config)
    kept = place.store(store or settings.store, settings, identities=identity)
    return _countersign(screen, run, role, note, settings, kept, store or settings.store, choice)


def _countersign(  # noqa: PLR0913, PLR0917  # as above
    screen: Screen, name: str, role: "As", note: str, config: "Config", store: "Store", uri: str, choice: "KeyChoice"
) -> int:
    from scanner.cli import anchor, keyring, place, signing
    from scanner.cli.scan import same_key
    from scanner.evidence.countersigned import DID
    from scanner.evidence.countersigned import countersign as sign
    from scanner.evidence.statement import COUNTERSIGNATURE_TYPE

    run = place.find(store, name)
    signer = signing.open_key(choice, config, uri, screen)
    trusted = keyring.trusted(store, signer, COUNTERSIGNATURE_TYPE, config, screen)
    if not trusted.keyring:
        same_key(store, signer)
    anchor.check(store, trusted)
    if open_ := _verify(run, trusted, config):
        screen.talk(f"Intact; its findings were not computed again here: {open_}")
    keyring.take_up(store, signer, trusted, screen)
    entry = sign(store, signer, run, role, note, trusted=trusted)
    anchor.keep(store.origin, entry.checkpoint)
    who = trusted.name(signer.keyid) or "this key"
    screen.talk(f"Entry {entry.sequence} of the log says that {who} {DID[role]} run {run.record.run}.")
    screen.talk(f"Next: {screen.strong(f'safeguard report {run.record.run} --output report.html')}   says so too")
    return 0


def _verify(run: "SealedRun", trusted: "Trusted", config: "Config") -> str:
    """See that a run is what was signed, by a key that counts, and that its findings follow from its evidence.

    Returns:
        Why that could not be computed again here; empty where it was.

    Raises:
        NotStoredError: it is not so.
    """
    from scanner import plugins, signed
    from scanner.evidence import EvidenceError, history
    from scanner.replay.before import replay_in_order
    from scanner.stores import StoreError

    try:
        history.check_log(run.reader, trusted)
        trusted.open_entry(run.envelope, run.record.sequence, f"run {run.record.run}")
        signed.whole(run)
        again = replay_in_order(run, lambda named: plugins.load([each for each in named if each in config.plugins]))
    except (EvidenceError, StoreError) as err:
        raise NotStoredError(
            f"{err}\n  Nothing was signed. Next: safeguard verify STORE   says what else is wrong"
        ) from err
    if again.state == "differs":
        why = f"run {run.record.run}: {again.said}"
        raise NotStoredError(f"{why}\n  Nothing was signed. Next: safeguard verify STORE   says which findings")
    return "" if again.state == "same" else again.said
