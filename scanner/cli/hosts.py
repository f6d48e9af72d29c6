"""`safeguard hosts`: what hosts need before they can be asked: keys that a person has compared, and a script."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scanner import paths
from scanner.cli import completing, installing, shared
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import counted, visible

if TYPE_CHECKING:
    from scanner.collector import Shown
    from scanner.config import Config
    from scanner.targets import Target


@click.group("hosts", cls=shared.Group)
def hosts() -> None:
    """Make hosts ready: enroll their keys, install the script."""


@hosts.command("enroll", short_help="Fetch the keys of hosts, for you to compare.")
@click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=completing.targets)
@shared.config_option
@click.option(
    "--print", "only_print", is_flag=True, help="Print lines for a file of known hosts; ask and write nothing."
)
@click.pass_obj
def enroll(screen: Screen, /, targets: Sequence[str], config: Path | None, *, only_print: bool) -> int:
    """Fetch the keys that hosts show, for you to compare with what each machine itself says. Trusts none by itself.

    A key is added to your file of known hosts when you have said yes to it. Without TARGET: all hosts of
    safeguard.yaml.

    Exit codes: 0 all are known now, 1 some are not, 3 configuration or usage. With --print: 0 all were reached, 1 some
    were not, or show a key that is revoked or another than is known, which is not printed.
    """
    from scanner.cli.typed import typed
    from scanner.config import load_config

    settings = load_config(config)
    chosen = _chosen(settings, targets)
    if not only_print and not screen.asks():
        raise CommandError(
            "keys are compared by a person, and there is no terminal to ask at: nothing was fetched\n"
            "  --print prints the lines, to be compared before they are put into known_hosts"
        )
    secrets = typed(chosen, screen)
    left = sum(not _enroll(target, settings, screen, secrets, only_print=only_print) for target in chosen)
    if left:
        screen.talk(f"{left} of {counted(len(chosen), 'host')} not enrolled.")
    elif not only_print:
        screen.talk(f"Next: {screen.strong('safeguard scan ' + ' '.join(t.id for t in chosen[:3]))}")
    return int(bool(left))


def _chosen(config: "Config", asked: Sequence[str]) -> "Sequence[Target]":
    from scanner.cli import selection

    found = selection.choose(config, asked).targets
    able = [t for t in found if config.registry.collectors[t.scheme].shows]
    if asked and len(able) < len(found):
        other = next(t for t in found if t not in able)
        raise CommandError(f"{visible(other.id)} shows no key: what stands behind it vouches for it")
    if not able:
        raise CommandError("no host is declared\n  Name one: safeguard hosts enroll ssh://HOST")
    return able


def _enroll(
    target: "Target", config: "Config", screen: Screen, secrets: Mapping[str, str], *, only_print: bool
) -> bool:
    """Tell whether the target is known, or became so."""
    from scanner.collector import CollectError

    try:
        keys = list(_keys(target, config, secrets))
    except CollectError as err:
        screen.talk(f"{visible(target.id)}: {err}")
        return False
    if only_print:
        return _print(keys, screen)
    screen.talk(f"{visible(target.id)} ({keys[0].where}) shows")
    for key in keys:
        screen.talk(f"  {key.kind:<20} {key.fingerprint}  {_STATES[key.state]}")
    if any(key.state == "known" for key in keys):
        return True
    if bad := next((key for key in keys if key.state in _ADVICE), None):
        screen.talk(f"  Not added. {_ADVICE[bad.state]}")
        return False
    return _confirmed(keys, screen)


def _print(keys: "Sequence[Shown]", screen: Screen) -> bool:
    """Print the lines of keys that may be added; tell whether those are all."""
    for key in keys:
        screen.talk(f"# {key.where} {key.kind} {key.fingerprint} {key.state}")
        if key.state not in _ADVICE:
            screen.answer(key.line)
    return not any(key.state in _ADVICE for key in keys)


_STATES = {
    "known": "known here",
    "unknown": "not known here",
    "changed": "ANOTHER than the one that is known here",
    "revoked": "REVOKED",
}
_ADVICE = {
    "changed": "If the machine was set up anew: take the old line out (ssh-keygen -R HOST -f FILE) or set the pin"
    " anew, then enroll it again.",
    "revoked": "Give the machine a new key.",
}


def _keys(target: "Target", config: "Config", secrets: Mapping[str, str]) -> "Iterator[Shown]":
    from functools import partial

    from scanner.collector import Inquiry
    from scanner.secrets.lookup import resolve

    secret = partial(resolve, allow_cmd=config.allow_cmd, commands=config.commands, typed=secrets)
    shows = config.registry.collectors[target.scheme].shows
    if shows:
        yield from shows(Inquiry(target=target, questions=frozenset(), now=str, secret=secret))


def _confirmed(keys: "Sequence[Shown]", screen: Screen) -> bool:
    file = keys[0].file
    if file is None or (paths.is_there(file) and not paths.is_file(file)):
        screen.talk(
            f"  Not added. {visible(str(file)) if file else 'No file'} keeps no keys: name a file of known hosts,"
            " known_hosts: FILE, or what the host must show, host_key: SHA256:…"
        )
        return False
    screen.talk(f"  At the machine itself: {keys[0].compare}")
    if not click.confirm("  Does it show these?", default=False, err=True):
        screen.talk("  Not added.")
        return False
    _append(file, [key.line for key in keys])
    screen.talk(f"  Added to {visible(str(file))}.")
    return True


def _append(file: Path, lines: Sequence[str]) -> None:
    """Add lines; the last one that stands there already may lack its end."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        with file.open("rb+") as known:
            before = known.read()
            start = b"" if not before or before.endswith(b"\n") else b"\n"
            known.write(start + "".join(f"{line}\n" for line in lines).encode())
    except OSError as err:
        raise CommandError(f"{visible(str(file))}: {err.strerror}: nothing was added") from None


@hosts.command("script", short_help="Print the script that hosts may keep.")
@click.option("--sudoers", is_flag=True, help="A program that installs it, with a sudoers rule bound to its digest.")
@click.option("--user", default="safeguard", metavar="NAME", help="The account of the rule. Default: safeguard.")
@click.option("--path", metavar="PATH", help="Where it goes. Default: /usr/local/sbin/safeguard-ask.")
@click.option("--enrol", is_flag=True, help="A program that makes a host drop what it says: no SSH is needed then.")
@click.option(
    "--for", "system", type=click.Choice(["linux", "macos", "windows"]), help="With --enrol: for which system."
)
@click.option("--to", metavar="PLACE", help="With --enrol: folder, share, s3://, https:// or a reference, as env:NAME.")
@click.option("--every", metavar="TIME", help="With --enrol: how often, as 12h or 7d. Default: 24h.")
@click.option("--name", metavar="NAME", help="With --enrol: the name of the host here. Default: as it calls itself.")
@click.option(
    "--ingest-key",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --enrol: the key that opens its drops. Default: one that is made once.",
)
@click.pass_obj
def script(  # noqa: PLR0913  # as many options
    screen: Screen,
    /,
    *,
    sudoers: bool,
    user: str,
    path: str | None,
    enrol: bool,
    system: str | None,
    to: str | None,
    every: str | None,
    name: str | None,
    ingest_key: Path | None,
) -> int:
    """Print the read-only script that hosts may keep, in place of being sent it each night.

    With --sudoers: a shell program for root that installs both the script and a rule that lets one account run this
    very script, and nothing else, as root. On targets then: sudo: true, script: PATH.

    With --enrol --for SYSTEM: a program for root or an administrator that installs the script, a timer, and what locks
    and signs its answers and puts them to --to. On targets then: drop://NAME, and safeguard ingest before the scan.
    """
    if enrol:
        if sudoers or path or not system:
            raise CommandError("--enrol stands with --for linux, macos or windows, and without --sudoers and --path")
        installing.by_drop(screen, ingest_key, (system, to or "", every or "24h", name or ""))
        return 0
    if system or to or every or name or ingest_key:
        raise CommandError("--for, --to, --every, --name and --ingest-key stand with --enrol alone")
    installing.for_ssh(screen, user, path, sudoers=sudoers)
    return 0
