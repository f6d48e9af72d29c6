"""`safeguard keys`: the key that signs, its number, and the keyring in which it stands."""

from pathlib import Path

import click

from scanner import paths
from scanner.cli import keyring, roots, shared, signing
from scanner.cli import output as files
from scanner.cli.failures import CommandError
from scanner.cli.screen import Screen
from scanner.words import visible


@click.group("keys", cls=shared.Group)
def keys() -> None:
    """Show or make the key that signs, and the keyring that says which keys count."""


for _command in roots.COMMANDS:
    keys.add_command(_command)


@keys.command("show")
@click.argument("named", metavar="[KEYRING]", required=False, type=click.Path(path_type=Path))
@shared.config_option
@click.option("--sign-key", metavar="URI", help="Another key than the one of safeguard.yaml, or the default one.")
@shared.fd_option
@click.option("--pem", is_flag=True, help="Only the public key, for a file.")
@click.pass_obj
def show(  # noqa: PLR0913  # each is an option of the command
    screen: Screen,
    /,
    named: Path | None,
    config: Path | None,
    sign_key: str | None,
    passphrase_fd: int | None,
    *,
    pem: bool,
) -> int:
    """Show the number of the key, its public half, and the keyring; of a file that is named, the keyring alone."""
    from scanner.config import load_config
    from scanner.evidence import keys as names
    from scanner.signers.opening import open_signer

    settings = load_config(config)
    if named:
        return _show_keyring(named, screen)
    uri = sign_key or settings.sign_key or f"file:{signing.default_key()}"
    signer = open_signer(uri, signing.passphrase(passphrase_fd, screen), settings.plugins)
    if not pem:
        screen.answer(f"Key     {names.short(signer.keyid)}   compare it by telephone or letter")
        screen.answer(f"Whole   {signer.keyid}   {names.titled(signer.public)}")
        screen.answer(f"From    {uri}")
    screen.answer(names.to_pem(signer.public).decode().rstrip())
    if not pem and (ring := keyring.found(settings)):
        screen.answer("")
        _show_keyring(ring, screen)
    elif not pem:
        screen.talk(
            "Next: safeguard keys show --pem >clinic.pem   for the auditor: safeguard verify BUNDLE --key clinic.pem"
        )
    return 0


def _show_keyring(path: Path, screen: Screen) -> int:
    for line in keyring.lines(keyring.read(path), path):
        screen.answer(line)
    screen.talk(
        "Tell the genesis number to whoever verifies, by telephone or letter: safeguard verify BUNDLE --key NUMBER"
    )
    return 0


@keys.command("new")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to. Default: the place where scans look."
)
@click.option("--encrypt", is_flag=True, help="Ask for a passphrase on the terminal.")
@shared.fd_option
@click.pass_obj
def new(screen: Screen, /, output: Path | None, passphrase_fd: int | None, *, encrypt: bool) -> int:
    """Make an Ed25519 key: PKCS#8, mode 0600; with a passphrase where one is given. A key that is there stays."""
    path = _place(output) if output else signing.default_key()
    _outside_of_stores(path)
    signing.make_key(path, _passphrase(passphrase_fd, screen, ask=encrypt), screen)
    next_ = f"safeguard scan --sign-key file:{output}" if output else "safeguard scan"
    screen.talk(f"Next: {screen.strong(next_)}")
    return 0


def _place(output: Path) -> Path:
    try:
        return paths.home(output)
    except OSError as err:
        raise CommandError(f"{visible(str(output))}: {err.strerror}: no key was made") from None


def _outside_of_stores(path: Path) -> None:
    """Whoever is given a store must not be given the key with it. Raises CommandError."""
    if store := files.store_around(path):
        raise CommandError(
            f"{visible(str(path))} lies inside the store {visible(store.name)}: whoever gets the store could sign\n"
            "  No key was made. Name another place with --output."
        )


def _passphrase(number: int | None, screen: Screen, *, ask: bool) -> bytes | None:
    if number is not None:
        read = signing.passphrase(number, screen)
        return read() if read else None
    if not ask:
        return None
    if not screen.asks():
        raise CommandError(
            "--encrypt asks on a terminal, and there is none: no key was made\n  Give --passphrase-fd N."
        )
    from scanner.signers.passphrase import prompt

    first, second = prompt("Passphrase")(), prompt("The same again")()
    if first != second:
        raise CommandError("the two passphrases differ: no key was made")
    return first
