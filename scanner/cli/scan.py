"""`safeguard scan`: ask, judge, seal, and say what was found."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.cli import afterwards, output, shared
from scanner.cli.failures import CommandError, NotSealedError
from scanner.cli.screen import Screen

if TYPE_CHECKING:
    from scanner.cli.selection import Selection
    from scanner.config import Config
    from scanner.run import Outcome, Plan
    from scanner.signers import Signer
    from scanner.stores import Store


@click.command("scan")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@shared.config_option
@shared.profile_option
@shared.store_option
@click.option("--sign-key", metavar="URI", help="The key that signs: file:PATH, or the URI of a signer plugin.")
@shared.fd_option
@click.option("--make-key", is_flag=True, help="Make a key where there is none, without a terminal too.")
@click.option(
    "--fail-on",
    type=click.Choice(["low", "medium", "high", "critical", "never"]),
    help="From which severity on a finding that fails makes exit code 1. Default: low.",
)
@click.option("--sudo", is_flag=True, help="On hosts: run the one read-only script as root, through sudo -n.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON in place of the summary.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a report; its suffix says which: .html, .json, .txt.",
)
@click.pass_obj
def COMMAND(screen: Screen, targets: Sequence[str], reports: Sequence[Path], **options: Any) -> int:  # noqa: N802  # the name by which root finds it
    """Scan targets and seal what they answer.

    TARGET is an id, a name or a pattern of safeguard.yaml, or a URI: local:, aws:, aws://PROFILE?regions=us-east-1.
    Without one, all that safeguard.yaml declares is scanned; without that file, this host.

    Exit codes: 0 all assessed and nothing fails, 1 something fails, 2 something could not be assessed, 3 configuration
    or usage, 4 not sealed, 130 and 143 stopped.
    """
    from scanner.cli import selection, signing
    from scanner.config import load_config

    config = load_config(options["config"])
    formats = afterwards.formats(reports, config)
    selected = selection.choose(config, targets, sudo=options["sudo"])
    store_uri = options["store"] or config.store
    plan_for = _profile(options["profile"] or config.profile, config)
    afterwards.assumptions(screen, config, selected)
    key = signing.KeyChoice(
        uri=options["sign_key"] or "", passphrase_fd=options["passphrase_fd"], make=options["make_key"]
    )
    signer = signing.open_key(key, config, store_uri, screen)
    from scanner.cli.place import store as open_

    store = open_(store_uri, config, create=True)
    plan = _plan(selected, plan_for, config, store)
    outcome = _scan(plan, store, signer, screen)
    code = outcome.exit_code(options["fail_on"] or config.fail_on)
    shown = afterwards.Shown(outcome, store, store_uri, config, selected, code)
    afterwards.write(shown, formats)
    afterwards.show(shown, screen, as_json=options["as_json"])
    return code


def _profile(name: str, config: "Config") -> Any:
    from scanner.profile import load_profile

    return load_profile(name, config.registry.checks)


def _plan(selected: "Selection", profile: Any, config: "Config", store: "Store") -> "Plan":
    from functools import partial

    from scanner.run import Plan
    from scanner.scope import declare
    from scanner.secrets import resolve

    return Plan(
        scope=declare(
            selected.targets, config.registry, profile, left_out=selected.left_out, before=afterwards.before(store)
        ),
        profile=profile,
        registry=config.registry,
        secret=partial(resolve, allow_cmd=config.allow_cmd),
        threads=config.concurrency,
    )


def _scan(plan: "Plan", store: "Store", signer: "Signer", screen: Screen) -> "Outcome":
    from scanner.cli.stopping import Stopping
    from scanner.run import Stopped, scan
    from scanner.signers import SignerError

    with Stopping() as stopping, afterwards.progress(plan, screen) as progress:
        try:
            return scan(plan, store, signer, progress=progress, stopped=stopping.told)
        except Stopped:
            raise stopping.error() from None
        except SignerError as err:
            raise NotSealedError(f"{err}\n  What was answered is not sealed: no run was written.") from err
