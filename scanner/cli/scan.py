"""`safeguard scan`: ask, judge, seal, and say what was found."""

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.cli import completing, shared
from scanner.cli.failures import UNDONE, NotStoredError
from scanner.cli.screen import Screen

if TYPE_CHECKING:
    from scanner.cli.selection import Selection
    from scanner.config import Config
    from scanner.evidence.trusted import Trusted
    from scanner.profile import Profile
    from scanner.run import Outcome, Plan
    from scanner.scope import Before
    from scanner.signers import Signer
    from scanner.stores import Store


@click.command("scan", cls=shared.Command)
@click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=completing.targets)
@shared.config_option
@shared.profile_option
@shared.store_option
@click.option(
    "--sign-key",
    metavar="URI",
    help="Which key signs: file:PATH, ssh:, pkcs11:, awskms:, azurekms:, gcpkms:, vault:, sigstore: or a plugin's.",
)
@shared.fd_option
@click.option("--make-key", is_flag=True, help="Make a key where there is none, without a terminal too.")
@click.option(
    "--fail-on",
    type=click.Choice(["low", "medium", "high", "critical", "never"]),
    help="From which severity on a finding that fails makes exit code 1. Default: low.",
)
@click.option("--clock-is-right", is_flag=True, help="Go on though the last run is more than 400 days old.")
@click.option(
    "--encrypt-to",
    multiple=True,
    metavar="KEY",
    help="Encrypt the run and its report in the store for this age or SSH public key, or those in a file.",
)
@shared.identity_option
@click.option("--sudo", is_flag=True, help="On hosts: run the one read-only script as root, through sudo -n.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON in place of the summary.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a report here too; its suffix says which: .html, .json, .txt, or that of a plugin.",
)
@click.pass_obj
def scan(screen: Screen, /, targets: Sequence[str], reports: Sequence[Path], **options: Any) -> int:
    """Scan targets and seal what they answer.

    TARGET is an id, a name or a pattern of safeguard.yaml, or a URI: local:, ssh://USER@HOST, tls://HOST, aws:,
    aws://PROFILE?regions=us-east-1, ios://USER@HOST (or another network device), 'config:///FOLDER?platform=ios'.
    Without one, all that safeguard.yaml declares is scanned; without that file, this host.

    Exit codes: 0 all assessed and nothing fails, 1 something fails, 2 something could not be assessed, 3 configuration
    or usage, 4 not sealed, 130 and 143 stopped.
    """
    from scanner import memory
    from scanner.cli import anchor, ending, keyring, place, remembered, selection, signing
    from scanner.cli.typed import typed
    from scanner.config import load_config
    from scanner.evidence.statement import RUN_TYPE
    from scanner.profile.layers import load_profile

    config = load_config(options["config"])
    wanted = ending.formats(reports, config)
    selected = selection.choose(config, targets, sudo=options["sudo"])
    profile = load_profile(options["profile"] or config.profile, config.registry.checks)
    uri = options["store"] or config.store
    if selected.assumed:
        screen.talk(f"No safeguard.yaml here: scanning this host only, as user “{_user()}”.")
    choice = signing.KeyChoice(
        uri=options["sign_key"] or "", passphrase_fd=options["passphrase_fd"], make=options["make_key"]
    )
    signer = signing.open_key(choice, config, uri, screen)
    to = options["encrypt_to"] or config.encrypt_to
    store = place.store(uri, config, create=True, identities=options["identity"], to=to)
    remembered.recall(store)
    trusted = keyring.trusted(store, signer, RUN_TYPE, config, screen)
    if not trusted.keyring:
        same_key(store, signer)
    anchor.check(store, trusted)
    if lost := place.gone(store):
        screen.talk(f"This store is not as a scan leaves it: {lost}. Next: safeguard verify {uri}")
    _cover(store, signer, trusted)
    before = _before(store, clock_is_right=options["clock_is_right"])
    plan = _plan(selected, profile, config, before, typed(selected.targets, screen))
    keyring.take_up(store, signer, trusted, screen)
    outcome = _scan(plan, store, signer, trusted, screen)
    where = shared.where(config=options["config"], store=options["store"])
    ended = ending.Ended(outcome.run, outcome.sealed, store, uri, config, where)
    with ending.told(ended):
        anchor.keep(store.origin, ended.sealed.entry.checkpoint)
        remembered.keep(store, ended.run)
        code = outcome.exit_code(options["fail_on"] or config.fail_on)
        # Reports read the run from the store: what it took is much, and has done its work.
        del outcome, plan, selected, before
        memory.give_back()
        written = ending.write(ended, wanted)
        code = UNDONE if written.failed else code
        ending.show(ended, written, screen, code=code, as_json=options["as_json"])
    return code


def _plan(
    selected: "Selection",
    profile: "Profile",
    config: "Config",
    before: "Before | None",
    secrets: "Mapping[str, str]",
) -> "Plan":
    from msgspec import UNSET
    from msgspec.structs import replace

    from scanner.run import Plan
    from scanner.scope import declare
    from scanner.secrets.lookup import resolve

    scope = declare(selected.targets, config.registry, profile, left_out=selected.left_out, before=before)
    return Plan(
        scope=replace(scope, organisation=config.organisation or UNSET, schedule=config.schedule or UNSET),
        profile=profile,
        registry=config.registry,
        secret=partial(resolve, allow_cmd=config.allow_cmd, commands=config.commands, typed=secrets),
        threads=config.concurrency,
    )


def same_key(store: "Store", signer: "Signer") -> None:
    """Refuse a log that another key signs, before a night is asked for that could not be sealed there."""
    from scanner.evidence import keys, log, note

    data = log.read_head(store)
    head = note.read_note(data, f"the checkpoint of {store.name}") if data else None
    if head and (why := head.misfit(signer.public)):
        theirs = next((name for name, public in keys.lying_in(store).items() if head.signed_with(public)), "")
        whose = f"; it is signed with {keys.short(theirs)}" if theirs else keys.told(signer.public, why)
        raise NotStoredError(
            f"the log in {store.name} is not signed with this key ({keys.short(signer.keyid)}){whose}\n"
            "  Nothing was asked.\n"
            "  Name the key that it is signed with: --sign-key URI\n"
            "  If the key was changed for good: keep this store as it is, begin another with --store DIR, and tell\n"
            "  auditors both numbers and from which day on the new one holds"
        )


def _cover(store: "Store", signer: "Signer", trusted: "Trusted") -> None:
    """Finish what a killed scan has begun: its night is in the log, and the next one is compared with it."""
    from scanner.evidence import EvidenceError, log

    try:
        log.cover(store, signer, trusted)
    except EvidenceError as err:
        raise NotStoredError(f"{err}\n  Nothing was asked.") from err


def _before(store: "Store", *, clock_is_right: bool) -> "Before | None":
    """What the last run asked, for the next one to say what is no longer asked."""
    from datetime import UTC, datetime

    from scanner.cli import clock
    from scanner.cli.place import latest
    from scanner.evidence import EvidenceError
    from scanner.replay.before import before
    from scanner.stores import LockedError

    last = latest(store)
    if last is None:
        return None
    clock.check(datetime.fromisoformat(last.record.place.sealed), datetime.now(UTC), right=clock_is_right)
    try:
        return before(last)
    except LockedError as err:
        raise NotStoredError(f"{err}\n  The next run is compared with it: nothing was asked.") from err
    except EvidenceError as err:
        raise NotStoredError(
            f"{err}\n  The next run would be compared with it: nothing was asked.\n"
            "  Put back what was there, or keep this store as it is and begin another with --store DIR"
        ) from err


def _scan(plan: "Plan", store: "Store", signer: "Signer", trusted: "Trusted", screen: Screen) -> "Outcome":
    from scanner import memory, run
    from scanner.cli.stopping import Stopping
    from scanner.cli.waiting import waiting
    from scanner.evidence import EvidenceError
    from scanner.evidence.log import UncoveredError
    from scanner.signers import SignerError
    from scanner.stores import StoreError

    # Most of what a scan makes is no garbage until its end: looking for cycles so often as Python does costs a tenth.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    memory.share_freed()
    with _heard(plan, screen) as heard, Stopping() as stopping, waiting(plan, screen) as progress:
        try:
            return run.scan(heard, store, signer, trusted=trusted, progress=progress, stopped=stopping.told)
        except run.Stopped:
            raise stopping.error() from None
        except UncoveredError as err:
            raise NotStoredError(str(err)) from err
        except (SignerError, StoreError, EvidenceError) as err:
            raise NotStoredError(f"{err}\n  This run is not sealed.") from err


@contextmanager
def _heard(plan: "Plan", screen: Screen) -> "Iterator[Plan]":
    """With --debug: what collectors raise is shown, once nothing else is drawn."""
    if not screen.debug:
        yield plan
        return
    from scanner.cli.flaws import Flaws

    flaws = Flaws()
    try:
        yield replace(plan, registry=flaws.heard(plan.registry))
    finally:
        flaws.show(screen)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need have no name
        return str(os.getuid())
